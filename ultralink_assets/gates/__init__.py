"""The gates: one predicate a file, and the checks that apply them to what a stage is about to publish.

A predicate says PASS, FAIL or UNDECIDED of one text. `inspect` turns an utterance down while it can still be asked for
again; `stage_checks` judge the rows that survived, and their verdicts decide whether the next stage may read them. The
names below are the names of the predicates' files, of asset checks, and of reasons for rejection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from ultralink_assets.gates import sql_tests
from ultralink_assets.gates.translation import TRANSLATION_GATES
from ultralink_assets.gates.utterance import UTTERANCE_GATES, inspect
from ultralink_assets.records import SettingsError

__all__ = ["BLOCKING", "DESCRIPTIONS", "UTTERANCE_GATES", "WARNINGS", "expected", "inspect", "refuse_unknown"]

# By stage, in the order in which they are shown. A blocking check without a pass refuses the next stage.
BLOCKING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "raw_wikipedia": ("books_balance", "not_empty", "no_markup"),
        "passages": ("books_balance", "not_empty", "language", "length", "no_markup", "filter_words", "duplicates"),
        "dialogues": (
            "books_balance",
            "not_empty",
            "rejected_share",
            "passage_known",
            *UTTERANCE_GATES,
            "duplicates",
            "near_duplicates",
        ),
        "reviews": ("books_balance",),
        "english_sft": ("books_balance", "not_empty", "rejected_share"),
        "agnostic_sft": ("books_balance", "not_empty", "filter_canaries"),
        "translated_sft": ("books_balance", "not_empty", "rejected_share", "source_known", *TRANSLATION_GATES),
        "pruned_mix": ("books_balance", "not_empty", "demo_apart", "near_duplicates", "contamination"),
        "dataset": ("books_balance", "not_empty", "files_whole"),
        "judgements": (
            "books_balance",
            "not_empty",
            "rejected_share",
            "judge_canaries",
            "judge_faithful",
            "judge_fluent",
            "judge_useful",
        ),
    }
)
WARNINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "raw_wikipedia": ("no_damage", "drift"),
        "passages": ("drift",),
        "dialogues": ("toxicity", "same_in_two_languages", "drift"),
        "judgements": ("drift",),
        "reviews": ("agreement_with_gates", "agreement_with_judge"),
        "english_sft": ("drift",),
        "agnostic_sft": ("drift",),
        "translated_sft": ("same_in_every_language", "drift"),
        "pruned_mix": ("benchmarks_named", "one_teacher", "drift"),
        "dataset": (),
    }
)
DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "books_balance": "Rows in = out + rejected + not drawn + pending, by reason.",
        "not_empty": "There are rows.",
        "no_damage": "The dump was read whole.",
        "no_markup": "No wikitext is left in any text.",
        "language": "Each text is in the language of its row; code and maths are stripped first.",
        "length": "Each passage is within the limit of tokens, and its column tokens is true.",
        "filter_words": "No word of the language's filter list occurs.",
        "rejected_share": "No more of the input was turned down than the setting allows.",
        "source_known": "Each translation has its English item, with as many turns.",
        "copy_of_source": "No translation is its English text again.",
        "translation_language": "Each translation is in the language of its row; what is protected is stripped first.",
        "translator_preamble": "No translation says that it is one, or remarks on itself.",
        "length_ratio": "No translation is far shorter or longer than its language makes a text of English.",
        "protected_kept": "Code, formulas and addresses are in the translation, byte for byte.",
        "code_kept": "Code parses as it did, with the same names, imports and formats.",
        "answer_kept": "The final answer is the same.",
        "numbers_kept": "Numbers are the same, however they are written.",
        "passage_known": "Each dialogue is about a passage of the stage before.",
        "cut_or_empty": "No turn is empty or ends before its end.",
        "refusal": "No turn is a refusal or speaks of being a model.",
        "prompt_leaked": "No turn holds instructions, heads or marks of the prompt.",
        "personal_data": "No turn holds a number or an address that leads to a person.",
        "refers_to_passage": "No turn speaks of the text or the passage.",
        "repetition": "No turn repeats itself or an earlier one.",
        "verbatim_copy": "No grounded answer is copied from the passage.",
        "invented_numbers": "No grounded answer holds a number that neither passage nor conversation has.",
        "duplicates": "No two rows hold the same text.",
        "near_duplicates": "No two dialogues, or conversations of a mix, are nearly the same.",
        "demo_apart": "What the demo teacher wrote is not mixed with what a real one wrote.",
        "contamination": "No conversation holds an item of a benchmark that the settings name.",
        "benchmarks_named": "The settings name benchmark files whose items are kept out.",
        "one_teacher": "One teacher wrote all that a teacher wrote.",
        "agreement_with_gates": "People and gates agree on what to keep, more than chance would bring (Cohen's kappa).",
        "agreement_with_judge": "People and judge agree on what to keep, more than chance would bring (Cohen's kappa).",
        "drift": "No measure (rows, lengths, shares) is far from that of the version before.",
        "toxicity": "No turn holds a word of the language's list of abuse, and no classifier objects where one is set.",
        "same_in_two_languages": "No answer stands in published dialogues of another language too.",
        "same_in_every_language": "Two languages' versions of an item have the same turns, numbers, answer and code.",
        "files_whole": "Each file holds the bytes and rows that its row says.",
        "judge_canaries": "The judge was right about the rows by which it is judged itself.",
        "filter_canaries": "The cultural filter found what breaks each criterion in our own canaries, and little else.",
        "judge_faithful": "Enough of the judged answers claim only what passage and dialogue hold.",
        "judge_fluent": "Enough of the judged answers read as a native speaker writes.",
        "judge_useful": "Enough of the judged answers give what was asked for.",
    }
)


def expected(stage: str) -> tuple[str, ...]:
    """The gates and SQL tests without whose pass no other stage reads ``stage``."""
    return (*BLOCKING[stage], *sql_tests.blocking(stage))


def refuse_unknown(override: Iterable[str]) -> None:
    """Raises `SettingsError` for an entry of ``[gates] override`` that is no blocking gate (``"passages/length"``)."""
    if not (given := list(override)):
        return
    known = [f"{stage}/{name}" for stage in BLOCKING for name in expected(stage)]
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"gates: {', '.join(known)}"
            raise SettingsError(f"gates.override: there is no blocking gate {name!r}", hint)
