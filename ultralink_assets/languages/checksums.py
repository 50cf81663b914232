"""Check digits of numbers that belong to a person, by the names that language entries use.

Each takes the number without separators, in upper case, and says whether it is one that could have been given out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_NIE_FIRST = {"X": "0", "Y": "1", "Z": "2"}
_CORSICA = {"2A": "19", "2B": "18"}
_INN_WEIGHTS = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def luhn(number: str) -> bool:
    """Payment cards (ISO/IEC 7812-1): every second digit from the right doubled, the sum a multiple of 10."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[0::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def iban(number: str) -> bool:
    """ISO 13616: country and check digits moved to the end, letters as 10 to 35, the rest by 97 is 1."""
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


def mod_11_2(number: str) -> bool:
    """ISO 7064 MOD 11-2, whose check character may be X for 10: Chinese resident ids (GB 11643)."""
    total = 0
    for character in number:
        total = (total * 2 + (10 if character == "X" else int(character))) % 11
    return total == 1


def snils(number: str) -> bool:
    """Russian pension insurance: nine digits weighted 9 to 1, by 101 and by 100, are the last two."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(number[9:])


def inn(number: str) -> bool:
    """Russian taxpayer number of a person: the last two of twelve digits, by weights, by 11 and by 10."""
    digits = [int(digit) for digit in number]
    return all(
        sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10 == digits[len(weights)]
        for weights in _INN_WEIGHTS
    )


def nir(number: str) -> bool:
    """French social security: the key is 97 less the rest of the thirteen characters before it by 97."""
    body = _CORSICA.get(number[5:7], number[5:7])
    return 97 - int(number[:5] + body + number[7:13]) % 97 == int(number[13:])


def dni(number: str) -> bool:
    """Spanish identity card, or number of a foreigner (NIE: X, Y, Z for the first digit): the letter is the rest by 23."""
    return _DNI_LETTERS[int(_NIE_FIRST.get(number[0], number[0]) + number[1:-1]) % 23] == number[-1]


CHECKSUMS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {check.__name__: check for check in (luhn, iban, mod_11_2, snils, inn, nir, dni)}
)
