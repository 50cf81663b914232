"""Invented personal data whose check digits hold, so that they can be planted and have to be found."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ultralink_assets import languages
from ultralink_assets.gates import personal_data
from ultralink_assets.languages.checksums import luhn
from ultralink_assets.languages.personal import PersonalNumber, compact

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
ACCOUNTS = ("GB82WEST12345698765432", "DE89370400440532013000", "FR1420041010050500013M02606", "NO9386011117947")
ISSUERS = ("4", "51", "2221", "37", "6011", "3528", "62", "2202")


def invented(language: str, random: Random) -> list[str]:
    """One of each kind that texts of ``language`` are searched for."""
    return [
        email(random),
        telephone(random),
        account(random),
        card(random),
        *(another(number, random) for number in languages.load(language).gates.personal_data),
    ]


def email(random: Random) -> str:
    name, host = ("".join(random.choices(_LETTERS, k=random.randrange(3, 12))) for _ in range(2))
    return (
        f"{name}{random.choice(['', '.', '_'])}{random.randrange(99)}@{host}.{random.choice(['com', 'org', 'co.uk'])}"
    )


def telephone(random: Random) -> str:
    groups = random.choice([("+44", 2, 4, 4), ("+7", 3, 3, 2, 2), ("+33", 1, 2, 2, 2, 2), ("+86", 3, 4, 4)])
    joint = random.choice([" ", "-"])
    return joint.join([str(groups[0]), *(_digits(random, int(size), first="3456789") for size in groups[1:])])


def account(random: Random) -> str:
    """An account with another number in it, in groups of four or without."""
    known = random.choice(ACCOUNTS)
    number = varied(known, random, lambda text: personal_data._is_account(compact(text)))
    return random.choice([number, " ".join(number[at : at + 4] for at in range(0, len(number), 4))])


def card(random: Random) -> str:
    start = random.choice(ISSUERS)
    length = 15 if start == "37" else 16
    body = start + "".join(random.choices("0123456789", k=length - 1 - len(start)))
    number = next(body + digit for digit in "0123456789" if luhn(body + digit))
    if length == 15:
        return random.choice([number, f"{number[:4]} {number[4:10]} {number[10:]}"])
    joint = random.choice(["", " ", "-"])
    return joint.join(number[at : at + 4] for at in range(0, length, 4))


def another(number: PersonalNumber, random: Random) -> str:
    """A number like the entry's example, with other digits."""
    return varied(number.example, random, lambda text: number.found_in(text) == [text])


def varied(text: str, random: Random, holds: Callable[[str], bool]) -> str:
    """``text`` with some of its digits changed so that it still ``holds``."""
    places = [at for at, character in enumerate(text) if character.isdigit()]
    for _ in range(20_000):
        characters = list(text)
        for at in random.sample(places, min(4, len(places))):
            characters[at] = random.choice("0123456789")
        if (changed := "".join(characters)) != text and holds(changed):
            return changed
    raise AssertionError(f"no number like {text}")


def _digits(random: Random, size: int, first: str) -> str:
    return random.choice(first) + "".join(random.choices("0123456789", k=size - 1))
