"""An utterance is there and ends where a sentence ends: not within a word, a quotation, a bracket or a code block."""

from __future__ import annotations

import re
import unicodedata

from ultralink_assets import languages
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.records import Finding, Outcome, Said

GATE = "cut_or_empty"
SHORT = 60  # characters: "Paris" and "42 kg" are whole answers without a full stop
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_WRAPPING = "\"'»”’“)]}›」』）】》*_`~ \t\n\u00a0\u202f"
_OPEN_PAIRS = ("()", "[]", "«»", "「」", "『』", "（）", "《》")
_LIST_ITEM = re.compile(r"^[ \t]*(?:[-*•–—+]|\d{1,3}[.)]|\|)[ \t]*\S")
_HANGING = ",:;-–—(«“„/&+=<"
# A sentence or quotation has ended, and a note in brackets follows: "... (Homer)".
_SOURCE_AFTER = re.compile(r"[.!?…»”\"]\s*[(\[][^()\[\]\n]+[)\]]$")
_LAST_QUOTE_OPENS = re.compile(r'(?:^|[\s(])"(?=\w)[^"]*$')
_MATHS_END = re.compile(r"(?:\$|\\\]|\\\)|\\end\{\w+\*?\})\s*$")


def check(said: Said) -> Finding:
    """FAIL when empty or cut; UNDECIDED when it ends in a word that may be the last one (titles, list items)."""
    text = said.text.strip()
    if not any(character.isalnum() for character in text):
        return Finding(GATE, Outcome.FAIL, "empty")
    if len(_FENCE.findall(text)) % 2:
        return Finding(GATE, Outcome.FAIL, "open code block")
    outcome = _ending(text, said)
    return Finding(GATE, outcome, "" if outcome is Outcome.PASS else f"ends in {text[-30:]!r}")


def _ending(text: str, said: Said) -> Outcome:
    lines = text.splitlines()
    if _FENCE.match(lines[-1]) or _MATHS_END.search(text) or lines[-1].rstrip().endswith("|"):
        return Outcome.PASS
    language = languages.load(said.language)
    if _opens_a_pair(split_sentences(lines[-1], language)[-1]):
        return Outcome.FAIL
    ends = language.conventions.sentence_end
    core = text.rstrip(_WRAPPING)
    if core and (core[-1] in ends or unicodedata.category(core[-1]) == "So"):
        return Outcome.PASS
    if text[-1] in _HANGING:
        return Outcome.FAIL
    if core != text and _SOURCE_AFTER.search(text):
        return Outcome.UNDECIDED
    if said.role == "question":
        return Outcome.UNDECIDED  # people leave out question marks; a teacher's cut reply is found by the engine
    if _LIST_ITEM.match(lines[-1]):
        return _list_item(lines, ends)
    return Outcome.UNDECIDED if len(text) <= SHORT and "\n" not in text else Outcome.FAIL


def _opens_a_pair(line: str) -> bool:
    """Whether the last opening mark of any pair is never closed. (« inside « may share one closing mark.)"""
    if any(line.rfind(pair[0]) > line.rfind(pair[1]) for pair in _OPEN_PAIRS):
        return True
    return _LAST_QUOTE_OPENS.search(line) is not None


def _list_item(lines: list[str], ends: str) -> Outcome:
    """The last item of a list ends as the others do. Where those have no full stops nothing can be told.

    A list of one item is one that was cut.
    """
    others = [line.rstrip(_WRAPPING) for line in lines[:-1] if _LIST_ITEM.match(line)]
    others = [line for line in others if line]
    closed = sum(line[-1] in ends for line in others)
    return Outcome.FAIL if closed * 2 > len(others) or not others else Outcome.UNDECIDED
