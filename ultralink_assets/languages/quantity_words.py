"""Words around numbers, as a language entry lists them: what counts without being a number, and what only looks so."""

from __future__ import annotations

from ultralink_assets.languages.strict import Strict


class QuantityWords(Strict):
    """What `quantities` must know beside number words. ``*`` at the end of a word stands for any ending.

    A word of ``implied`` may be a number in another language ("twice": 2; "half": 2, 0.5 or 50 %), and claims nothing by
    itself: that goes for a number word that is listed here, too. What ``no_number`` lists holds a number word and counts
    nothing. Words that begin as ``beginnings`` say and are no numbers themselves count in passing: "пятилетний", five
    years old. After a word of ``afternoon``, or before it, an hour may be one of 24.
    """

    implied: dict[str, tuple[float, ...]] = {}
    beginnings: dict[str, int] = {}
    no_number: tuple[str, ...] = ()
    afternoon: tuple[str, ...] = ()
    price_left: str = ""  # the number before it says what is left of a price: 七五折 is 25 % off
