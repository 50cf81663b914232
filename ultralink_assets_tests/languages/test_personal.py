"""Check digits on numbers that are known to be right, and mistakes of an entry's personal data at load."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ultralink_assets import languages
from ultralink_assets.languages.checksums import CHECKSUMS
from ultralink_assets.languages.personal import PersonalNumber, compact
from ultralink_assets_tests.gates.invented_data import another

# Printed as examples by those who give the numbers out, or by the standards.
VALID = {
    "luhn": ("79927398713", "378282246310005", "4111111111111111"),
    "iban": ("GB82WEST12345698765432", "DE89370400440532013000", "NO9386011117947"),
    "mod_11_2": ("11010519491231002X", "440524188001010014"),
    "snils": ("11223344595", "08765430200"),
    "inn": ("500100732259", "526317984689"),
    "nir": ("185057800608491", "255081416802538"),
    "dni": ("12345678Z", "X1234567L"),
}
KNOWN = [(name, number) for name, numbers in VALID.items() for number in numbers]
ENTRIES = [(code, number) for code in languages.available() for number in languages.load(code).gates.personal_data]


def test_every_checksum_has_known_numbers() -> None:
    assert VALID.keys() == CHECKSUMS.keys()


@pytest.mark.parametrize(("name", "number"), KNOWN)
def test_a_known_number_holds(name: str, number: str) -> None:
    assert CHECKSUMS[name](number)


@pytest.mark.parametrize(("name", "number"), KNOWN)
def test_no_number_that_differs_in_its_last_sign_holds(name: str, number: str) -> None:
    others = "ABCDEFGHJKLMNPQRSTVWXYZ" if number[-1].isalpha() and name == "dni" else "0123456789"
    assert not any(CHECKSUMS[name](number[:-1] + other) for other in others if other != number[-1])


@pytest.mark.parametrize(("code", "number"), ENTRIES, ids=lambda value: getattr(value, "name", value))
@given(seed=st.integers(0, 2**32))
def test_an_entrys_number_is_found_within_a_sentence(code: str, number: PersonalNumber, seed: int) -> None:
    found = another(number, Random(seed))
    assert number.found_in(f"It is {found}, they say.") == [found]
    assert number.found_in(f"x{found}7") == []


def number(**changes: object) -> PersonalNumber:
    given = {"name": "n", "pattern": r"\d{3}-\d{3}-\d{3} \d{2}", "example": "112-233-445 95", "checksum": "snils"}
    return PersonalNumber.model_validate({**given, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"checksum": "snil"}, "there is no checksum 'snil'; known: luhn"),
        ({"example": "112-233-445 96"}, "does not find its own example"),
        ({"pattern": "("}, "no regular expression"),
        ({"pattern": r"\d+", "example": "7"}, "can't read"),
    ],
)
def test_a_faulty_entry_is_an_error_that_says_what_is_wrong(changes: dict[str, str], words: str) -> None:
    assert number().found_in("112-233-445 95") == ["112-233-445 95"]
    with pytest.raises(ValidationError, match=words):
        number(**changes)


def test_separators_do_not_matter_to_a_checksum() -> None:
    assert compact("(112) 233-445/95.a") == "11223344595A"
