"""What each column of a stage's table holds, in words, for the UI."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_COMMON = {"language": "Code of the language entry; the partition of the table."}
_ITEM = {
    "part": "chat, math or code; the partition of the table.",
    "item_id": "Hash of part and turns: the same conversation keeps its id.",
    "language": "The language that the data came in.",
    "source": "The file's name.",
    "source_row": "The row of that file, from 0.",
    "family": "The original of which this is one of several rephrasings; null where the data do not say.",
    "turns": "Questions and answers in their order.",
}
_ARTICLE = {
    "page_id": "The article's id in its Wikipedia.",
    "revision_id": "The revision that was read; null where the source has none.",
    "title": "The article's title.",
}
DESCRIPTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "raw_wikipedia": {
            **_COMMON,
            **_ARTICLE,
            "revised_at": "When that revision was saved, UTC; null where the source does not say.",
            "url": "The article's address.",
            "sections": "Clean text by section; level 1 is the lead, 2 is == heading == and so on.",
            "characters": "Characters of all sections' texts.",
            "source": "The dump's file name.",
        },
        "passages": {
            **_COMMON,
            **_ARTICLE,
            "passage_id": "language:page_id:hash of the text; the same text keeps its id.",
            "headings": "Path of headings to the section that the passage begins in.",
            "position": "Number of the passage in its article, from 0.",
            "text": "Whole sentences of one article.",
            "tokens": "Length of the text, from calibrated characters per token.",
        },
        "dialogues": {
            **_COMMON,
            "dialogue_id": "The passage's id with the kind of the dialogue.",
            "passage_id": "The passage that the dialogue is about.",
            "kind": "grounded: answered with the passage; closed_book: the same questions without it.",
            "turns": "Questions and answers in their order.",
            "steps": "How each question was asked for: first, deeper, wider.",
            "ended": "Why it ended: drawn, context, short_answer, turned_down.",
            "document_in_question": "Whether the first question carries the passage.",
            "teacher": "Who wrote it; demo is the built-in demo teacher.",
            "prompt_version": "Version of the prompts that were used.",
            "turned_down": "What was wrong with the utterance that would have followed; null otherwise.",
        },
        "judgements": {
            **_COMMON,
            "dialogue_id": "The dialogue of the turn that was judged.",
            "turn": "Number of that turn, from 1.",
            "passage_id": "The passage that the dialogue is about.",
            "faithful": "Whether the answer claims only what passage and dialogue hold: yes, no or unsure.",
            "fluent": "Whether it reads as a native speaker writes: yes, no or unsure.",
            "useful": "Whether it gives what was asked for: yes, no or unsure.",
            "why": "The judge's reason, in a sentence.",
            "judge": "Who judged.",
            "prompt_version": "Version of the judge's prompts.",
        },
        "reviews": {
            **_COMMON,
            "item_id": "The dialogue's id with a hash of its turns: another text is another item.",
            "stage": "The stage whose row was reviewed.",
            "dialogue_id": "The dialogue that was reviewed.",
            "verdict": "keep or reject; a rejection by one reviewer wins.",
            "note": "What the reviewer wrote.",
            "reviewer": "Who reviewed.",
            "reviewed_at": "When, UTC.",
            "verdicts": "The last verdict of each reviewer.",
            "gates": "What the gates had said of the item: kept or turned down.",
            "gates_reason": "Why the gates had turned it down; null where they kept it.",
            "judge": "What a judge had said of the item: keep or reject; null where it had said nothing that counts.",
            "judge_reason": "What the judge found bad, or why it has no say: unsure, judge_canaries.",
        },
        "english_sft": _ITEM,
        "agnostic_sft": {
            **_ITEM,
            "criteria": "What the filter found by its seven criteria, all 0; null where none was asked.",
            "teacher": "Who filtered; null where no teacher was asked.",
            "prompt_version": "Version of the filter's prompts; null where no teacher was asked.",
        },
        "translated_sft": {
            **_COMMON,
            "part": "chat, math or code.",
            "item_id": "The English item; its turns are in agnostic_sft.",
            "family": "The original of which the English item is one of several rephrasings; null where not known.",
            "turns": "Questions and answers in their order, translated.",
            "teacher": "Who translated; demo is the built-in demo teacher.",
            "prompt_version": "Version of the instructions that were used.",
        },
        "pruned_mix": {
            **_COMMON,
            "part": "chat_specific (dialogues), chat_agnostic, math or code.",
            "item_id": "The origin's id with a hash of the turns: another text is another item.",
            "origin_id": "The dialogue, or the English item.",
            "family": "The original of which the English item is one of several rephrasings; null where not known.",
            "turns": "Questions and answers in their order.",
            "tokens": "Length of all turns, from calibrated characters per token.",
            "teacher": "Who wrote or translated it; null where no teacher did.",
            "kept_by": "Why it was chosen among the others.",
        },
        "dataset": {
            "partition": "all: a data set holds every language.",
            "part": "chat_specific, chat_agnostic, math or code.",
            "language": "Code of the language entry.",
            "format": "jsonl (as UltraLink published) or parquet (messages, and where each row comes from).",
            "path": "The file, below the data set's folder.",
            "rows": "Conversations in the file.",
            "bytes": "Size of the file.",
            "sha256": "Hash of the file.",
        },
    }
)


def description(stage: str, column: str) -> str | None:
    """The words for one column; None where there are none."""
    return DESCRIPTIONS.get(stage, {}).get(column)
