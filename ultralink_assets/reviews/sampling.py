"""Which dialogues people are shown: a seeded draw from what the gates kept and from what they turned down."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ultralink_assets.records import Opinion, Turn, item_id_of
from ultralink_assets.reviews.judge_word import NOT_JUDGED, JudgeWord

# Of the sample, what the gates turned down: enough to see what they turn down wrongly, and to keep reviewers, who
# are not told, from taking every row for a good one.
TURNED_DOWN_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dialogue that may be shown; ``reason`` is why the gates turned it down, None when they kept it."""

    dialogue_id: str
    title: str
    passage: str
    turns: tuple[Turn, ...]
    reason: str | None
    judge: JudgeWord = NOT_JUDGED

    @property
    def item_id(self) -> str:
        return item_id_of(self.dialogue_id, self.turns)

    @property
    def gates(self) -> Opinion:
        return "keep" if self.reason is None else "reject"


def draw(candidates: Iterable[Candidate], size: int, seed: int) -> list[Candidate]:
    """At most ``size`` candidates, in an order that says nothing of what the gates said.

    A candidate's place depends on the seed and its id alone: a larger sample holds the smaller one's kept dialogues,
    and nothing depends on the order of ``candidates``. Of what was turned down each reason has its turn, so that rare
    ones are seen. What one side lacks, the other gives.
    """
    by_place = sorted(candidates, key=lambda one: _place(one.dialogue_id, seed))
    kept = [one for one in by_place if one.reason is None]
    turned_down = _each_reason_in_turn([one for one in by_place if one.reason is not None])
    second = min(round(size * TURNED_DOWN_SHARE), len(turned_down))
    first = min(size - second, len(kept))
    drawn = [*kept[:first], *turned_down[: size - first]]
    return sorted(drawn, key=lambda one: _place(one.dialogue_id, seed))


def _each_reason_in_turn(turned_down: Sequence[Candidate]) -> list[Candidate]:
    by_reason: dict[str | None, list[Candidate]] = defaultdict(list)
    ranked: list[tuple[int, str, Candidate]] = []
    for one in turned_down:
        ranked.append((len(by_reason[one.reason]), str(one.reason), one))
        by_reason[one.reason].append(one)
    return [one for _, _, one in sorted(ranked, key=lambda entry: entry[:2])]


def _place(dialogue_id: str, seed: int) -> str:
    """The same hash as `MD5` in SQL gives, which cuts what is read."""
    return hashlib.md5(f"{seed}:{dialogue_id}".encode()).hexdigest()
