"""How a language writes what templates hold: numbers, dates, ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ultralink_assets.languages import Language

_NUMERAL = re.compile(r"[0-9]+|[IVXLCDM]+")
# As people write it for templates: "1250000", "3.5", "307,665 milliards"; groups that are there stay.
_PLAIN_NUMBER = re.compile(r"(?P<sign>[-−+]?)(?P<whole>[0-9]+)(?P<decimals>[.,][0-9]+)?(?P<rest>(?: [^\W\d_]+)*)")
_THOUSANDS = re.compile(r"(?<=[0-9])(?=(?:[0-9]{3})+$)")


@dataclass(frozen=True)
class Words:
    """What the rules of templates need of a language."""

    months: tuple[str, ...]
    units: Mapping[str, str]
    decimal_mark: str
    date: str  # "{day} {month} {year}"
    compass: Mapping[str, str]
    first_day: str = "1"
    digit_groups: str = ""
    ordinals: Mapping[str, str] = field(default_factory=dict)
    ordinal_endings: tuple[str, ...] = ()

    @classmethod
    def of(cls, language: Language) -> Words:
        """Those of a language entry."""
        wikitext, conventions = language.wikitext, language.conventions
        return cls(
            months=wikitext.months,
            units=wikitext.units,
            decimal_mark=conventions.decimal_mark,
            date=wikitext.date,
            compass=wikitext.compass,
            first_day=wikitext.first_day,
            digit_groups=wikitext.digit_groups,
            ordinals=conventions.ordinals,
            ordinal_endings=conventions.ordinal_endings,
        )

    def number(self, text: str) -> str:
        """A number as templates hold it ("3.5") as the language writes it; anything else as it is."""
        found = _PLAIN_NUMBER.fullmatch(text)
        if found is None:
            return text
        whole = _THOUSANDS.sub(self.digit_groups, found["whole"]) if self.digit_groups else found["whole"]
        decimals = found["decimals"] or ""
        return f"{found['sign']}{whole}{decimals.replace('.', self.decimal_mark)}{found['rest']}"

    def written_date(self, year: str, month: str, day: str) -> str:
        """The date with what is known of it; a month's number becomes its name."""
        if month.isdecimal() and 1 <= int(month[:4]) <= len(self.months):
            month = self.months[int(month[:4]) - 1]
        day = self.first_day if day.lstrip("0") == "1" else day.lstrip("0")
        if day and month and year:
            return self.date.format(day=day, month=month, year=year)
        return " ".join(part for part in (day, month, year) if part)

    def in_order(self, values: Iterable[str]) -> str:
        """ "XII", "e", "et", "XIII", "e" are "XIIe et XIIIe": each numeral gets its ending, given ones are left out."""
        usual = self.ordinals.get("", "")
        shown = [value for value in values if value and value not in self.ordinal_endings]
        return " ".join(
            value + self.ordinals.get(value, usual) if _NUMERAL.fullmatch(value) else value for value in shown
        )
