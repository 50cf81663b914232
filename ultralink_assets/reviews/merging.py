"""The verdicts of all imports become one row an item.

Of one person the latest verdict counts; of several people a rejection wins, since a row that one of them would not
have is cheaper to lose than to keep. Nothing is lost: what was replaced becomes a rejection of the stage ``reviews``,
and a row names everyone's verdict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ultralink_assets.records import Rejection, Review, ReviewerVerdict
from ultralink_assets.reviews.verdicts import GivenVerdict

REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Merged:
    """``replaced``: verdicts in whose place their reviewer gave another, with that one."""

    reviews: tuple[Review, ...]
    replaced: tuple[tuple[GivenVerdict, GivenVerdict], ...]

    @property
    def standing(self) -> int:
        """How many verdicts the reviews hold."""
        return sum(len(review.verdicts) for review in self.reviews)


def standing(verdicts: Iterable[GivenVerdict]) -> dict[tuple[str, str], GivenVerdict]:
    """The latest verdict of each person on each item; ``verdicts`` come in the order in which they were imported."""
    return {verdict.who: verdict for verdict in verdicts}


def merge(verdicts: Sequence[GivenVerdict]) -> Merged:
    """``verdicts`` come in the order in which they were imported."""
    latest = standing(verdicts)
    by_item: dict[str, list[GivenVerdict]] = defaultdict(list)
    for one in latest.values():
        by_item[one.item.item_id].append(one)
    replaced = tuple((one, latest[one.who]) for one in verdicts if one is not latest[one.who])
    return Merged(tuple(_review(by_item[item_id]) for item_id in sorted(by_item)), replaced)


def rejections(replaced: Iterable[tuple[GivenVerdict, GivenVerdict]]) -> list[Rejection]:
    """The rows of ``reviews_rejected``."""
    return [Rejection(_key(old), REPLACED, _detail(new), _made(old)) for old, new in replaced]


def news(verdicts: Iterable[GivenVerdict], known: Mapping[tuple[str, str], GivenVerdict]) -> int:
    """How many of ``verdicts`` say something that does not stand yet."""
    return sum(one.who not in known or one.content != known[one.who].content for one in verdicts)


def _review(verdicts: Iterable[GivenVerdict]) -> Review:
    """The row of one item from the latest verdict of each of its reviewers."""
    everyone = sorted(verdicts, key=lambda one: one.who)
    rejecting = [one for one in everyone if one.verdict == "reject"]
    deciding = rejecting or everyone
    item = max(everyone, key=lambda one: one.reviewed_at).item
    notes = [(one.reviewer, one.note) for one in deciding if one.note]
    return Review(
        item_id=item.item_id,
        language=item.language,
        stage=item.stage,
        dialogue_id=item.dialogue_id,
        verdict="reject" if rejecting else "keep",
        note=notes[0][1] if len(notes) == 1 else "\n".join(f"{name}: {note}" for name, note in notes),
        reviewer=", ".join(one.reviewer for one in deciding),
        reviewed_at=max(one.reviewed_at for one in deciding),
        verdicts=tuple(ReviewerVerdict(one.reviewer, one.verdict, one.note) for one in everyone),
        gates=item.gates,
        gates_reason=item.gates_reason,
        judge=item.judge,
        judge_reason=item.judge_reason,
    )


def _key(old: GivenVerdict) -> dict[str, str | int]:
    return {"language": old.item.language, "item_id": old.item.item_id}


def _detail(new: GivenVerdict) -> str:
    return f"{new.reviewer} said {new.verdict!r} later" + (f": {new.note}" if new.note else "")


def _made(old: GivenVerdict) -> dict[str, object]:
    return {
        "stage": old.item.stage,
        "dialogue_id": old.item.dialogue_id,
        "verdict": old.verdict,
        "note": old.note,
        "reviewer": old.reviewer,
        "reviewed_at": old.reviewed_at,
        "gates": old.item.gates,
        "gates_reason": old.item.gates_reason,
        "judge": old.item.judge,
        "judge_reason": old.item.judge_reason,
    }
