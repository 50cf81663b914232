"""What a judge said of a dialogue's turns, as one word in the terms of its reviewers: keep or reject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ultralink_assets.languages.judge import CRITERIA
from ultralink_assets.records import Opinion, Word


@dataclass(frozen=True, slots=True)
class JudgeWord:
    """``opinion`` is None where the judge has no say. ``reason``: what it found bad, or why it has none."""

    opinion: Opinion | None = None
    reason: str | None = None


NOT_JUDGED = JudgeWord()


def word_on(turns: Sequence[Mapping[str, Word]]) -> JudgeWord:
    """Of the judged turns of a dialogue, each the words by criterion.

    One "no" is enough to reject, as it is for a reviewer; to keep takes "yes" in all respects on every judged turn.
    """
    if not turns:
        return NOT_JUDGED
    if bad := [name for name in CRITERIA if any(turn[name] == "no" for turn in turns)]:
        return JudgeWord("reject", ", ".join(bad))
    if all(turn[name] == "yes" for turn in turns for name in CRITERIA):
        return JudgeWord("keep")
    return JudgeWord(None, "unsure")
