"""Numbers of persons that a country gives out or writes in its own way, as a language entry lists them."""

from __future__ import annotations

import re
from functools import cached_property

from pydantic import model_validator

from ultralink_assets.languages.checksums import CHECKSUMS
from ultralink_assets.languages.strict import Strict

# What such a number stands between: not within a longer number, a name, an address or a decimal fraction.
BEFORE = r"(?<![0-9A-Za-z_+/=-])(?<![0-9][.,])"
AFTER = r"(?![0-9A-Za-z_/=-]|[.,][0-9])"
_SEPARATORS = re.compile(r"[\s().‐-―/-]")


def compact(text: str) -> str:
    """``text`` without blanks, brackets, dots, dashes and slashes, in upper case."""
    return _SEPARATORS.sub("", text).upper()


class PersonalNumber(Strict):
    """``pattern`` finds candidates, ``checksum`` (a name in `CHECKSUMS`, or "" where the number has none) decides.

    ``public``: people print it in order to be called, as telephone numbers, so what the passage prints may be repeated.
    ``example`` is a number that must be found: a pattern that does not find it is an error at load.
    """

    name: str
    pattern: str
    example: str
    checksum: str = ""
    public: bool = False

    @cached_property
    def expression(self) -> re.Pattern[str]:
        return re.compile(f"{BEFORE}(?:{self.pattern}){AFTER}")

    def found_in(self, text: str) -> list[str]:
        """Every number of this kind in ``text``, as written."""
        candidates = (match[0] for match in self.expression.finditer(text))
        return [one for one in candidates if not self.checksum or CHECKSUMS[self.checksum](compact(one))]

    @model_validator(mode="after")
    def _finds_its_example(self) -> PersonalNumber:
        if self.checksum and self.checksum not in CHECKSUMS:
            raise ValueError(f"there is no checksum {self.checksum!r}; known: {', '.join(CHECKSUMS)}")
        try:
            found = self.found_in(self.example)
        except re.error as error:
            raise ValueError(f"no regular expression: {error} ({self.pattern})") from error
        except (ValueError, IndexError) as error:
            raise ValueError(f"the pattern finds what the checksum {self.checksum!r} can't read: {error}") from error
        if found != [self.example]:
            raise ValueError(f"does not find its own example {self.example!r}")
        return self
