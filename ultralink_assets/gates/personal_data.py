"""No turn holds what reaches or identifies a person: addresses, telephone numbers, accounts, cards, national ids.

Telephone numbers and e-mail addresses that the passage prints may be repeated: they were published in order to be used,
as a museum's hotline is. Invented ones may be anybody's. Numbers of accounts, cards and persons fail wherever they come
from: no dialogue needs one. Those with check digits are found by them, so that a long number is no alarm by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ultralink_assets import languages
from ultralink_assets.languages.checksums import iban, luhn
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.personal import AFTER, BEFORE, compact
from ultralink_assets.records import Finding, Outcome, Said

GATE = "personal_data"
SHOWN = 4  # characters: enough to find the place, not enough to spread what was found

_EMAIL = re.compile(r"(?<![\w.%+-])[A-Za-z0-9._%+-]{1,64}@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})(?![\w@:/])", re.ASCII)
# RFC 2606: nobody's.
_RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<![0-9A-Za-z_+.,/=-])\+[1-9](?:[ .()/‐-―-]{0,2}\d){7,14}(?![\d_]|[.,]\d)")
# E.164: North America and Russia have fixed lengths; elsewhere no national number begins with 0, Italy's excepted.
_PLAN = re.compile(r"1[2-9]\d{2}[2-9]\d{6}|7[3-9]\d{9}|390?\d{7,11}|[2-9]\d{1,2}[1-9]\d{6,11}")
_ACCOUNT = re.compile(f"{BEFORE}[A-Z]{{2}}\\d{{2}}(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?(?![0-9A-Za-z])")
_CARD = re.compile(
    rf"{BEFORE}(?:\d{{4}}([ -]?)\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{3}})?|\d{{4}}([ -]?)\d{{6}}\2\d{{4,5}}){AFTER}"
)
# Issuers by ISO/IEC 7812: UnionPay, Mir, Mastercard, Visa, American Express, Discover, JCB, Diners Club.
_ISSUERS = re.compile(
    r"62\d{14,17}|220[0-4]\d{12}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|4\d{15}(?:\d{3})?"
    r"|3[47]\d{13}|(?:6011|64[4-9]\d|65\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}"
)
# The length of each country's account numbers: https://www.swift.com/standards/data-standards/iban (release 99).
_COUNTRIES = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29
ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20
LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29
PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
"""
_LENGTHS = {country[:2]: int(country[2:]) for country in _COUNTRIES.split()}


def check(said: Said) -> Finding:
    """FAIL with the kind of what was found; UNDECIDED for a number that a question without its passage may have."""
    text = unicodedata.normalize("NFKC", said.text)
    if "@" not in text and not any(character.isdigit() for character in text):
        return Finding(GATE, Outcome.PASS)
    language = languages.load(said.language)
    if found := next(_secrets(text, language), None):
        return _finding(Outcome.FAIL, *found)
    known = _reduced(_known(said))
    unknown = next((found for found in _contacts(text, language) if _core(found[1]) not in known), None)
    if unknown is None:
        return Finding(GATE, Outcome.PASS)
    # The question of a closed-book dialogue was asked with the passage in view, which is not at hand here.
    open_question = said.role == "question" and said.passage is None
    return _finding(Outcome.UNDECIDED if open_question else Outcome.FAIL, *unknown)


def _finding(outcome: Outcome, kind: str, found: str) -> Finding:
    return Finding(GATE, outcome, f"{kind} {found[:SHOWN]}…")


def _secrets(text: str, language: Language) -> Iterator[tuple[str, str]]:
    """(kind, number) of what is nobody's business."""
    yield from (("IBAN", match[0]) for match in _ACCOUNT.finditer(text) if _is_account(compact(match[0])))
    yield from (("card number", match[0]) for match in _CARD.finditer(text) if _is_card(compact(match[0])))
    for number in language.gates.personal_data:
        if not number.public:
            yield from ((number.name, found) for found in number.found_in(text))


def _contacts(text: str, language: Language) -> Iterator[tuple[str, str]]:
    """(kind, address or telephone number) of what is printed in order to be used."""
    yield from (("e-mail address", match[0]) for match in _EMAIL.finditer(text) if not _RESERVED.search(match[1]))
    yield from (("telephone number", match[0]) for match in _TELEPHONE.finditer(text) if _is_telephone(match[0]))
    for number in language.gates.personal_data:
        if number.public:
            yield from ((number.name, found) for found in number.found_in(text))


def _is_account(number: str) -> bool:
    return _LENGTHS.get(number[:2]) == len(number) and iban(number)


def _is_card(number: str) -> bool:
    return _ISSUERS.fullmatch(number) is not None and luhn(number)


def _is_telephone(text: str) -> bool:
    """One or two dots are those of a coordinate or an amount."""
    return text.count(".") not in (1, 2) and _PLAN.fullmatch(compact(text).removeprefix("+")) is not None


def _known(said: Said) -> str:
    """What the utterance may repeat."""
    before = [text for turn in said.history for text in (turn.question, turn.answer)]
    return "\n".join([said.passage or "", said.title, said.question, *before])


def _core(found: str) -> str:
    """A telephone number without what may be written otherwise (country, area, brackets); an address whole."""
    return _reduced(found) if "@" in found else _reduced(found)[-7:]


def _reduced(text: str) -> str:
    return compact(unicodedata.normalize("NFKC", text))
