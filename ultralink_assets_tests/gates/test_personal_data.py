"""What is found, what only looks like it, and what may be repeated from the passage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ultralink_assets.gates import personal_data
from ultralink_assets.records import Outcome, Said, Turn

PASSAGE = (
    "The harbour museum answers at +44 20 7946 0018 and under desk@harbour-museum.org.uk, and in town on 020 7946 0018."
)


def outcome(text: str, code: str = "en", passage: str | None = "The canal is old.", **more: object) -> Outcome:
    said = Said(code, "answer", text, passage=passage)
    return personal_data.check(replace(said, **more)).outcome  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Write to j.smith+news@mail.harbour.org today."),
        ("en", "Call +1 (212) 736-5000."),
        ("en", "Call +33.1.40.20.53.17 before noon."),
        ("en", "Call (212) 736-5000."),
        ("en", "The account is GB82 WEST 1234 5698 7654 32."),
        ("en", "The account GB82WEST12345698765432 PLC is closed."),
        ("en", "Card 4242 4242 4242 4242, please."),
        ("en", "Card 3782-822463-10005, please."),
        ("en", "His number is 219-09-9999."),
        ("en", "Her number is AB123456C."),
        ("es", "Su DNI es 12.345.678-Z, y su NIE, X1234567L."),
        ("es", "La CURP es HEGG560427MVZRRL04."),
        ("es", "Llame al 91 234 56 78 o al 612 345 678."),
        ("fr", "Son numéro est 1 85 05 78 006 084 91."),
        ("fr", "Appelez le 01 40 20 53 17."),
        ("ru", "Звоните: 8 (495) 123-45-67."),
        ("ru", "Его СНИЛС 112-233-445 95."),
        ("ru", "ИНН 500100732259."),
        ("ru", "Пишите на arhiv@ust-vezhsk.ru."),
        ("zh", "身份证号码是11010519491231002X。"),
        ("zh", "手机13800138000，座机0571-88150000。"),
        ("ru", "电话＋86 138 0013 8000"),  # full-width forms are the same signs
    ],
)
def test_it_is_found(code: str, text: str) -> None:
    assert outcome(text, code) is Outcome.FAIL


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The years 1914 1918 1939 1945 were hard."),
        ("en", "Its ISBN is 978-3-16-148410-0."),
        ("en", "Its EAN is 4006381333931."),
        ("en", "Pi is 3.1415926535897932, and 0.4242424242424242 is a fraction."),
        ("en", "The place lies at +48.8566140, +2.3522219."),
        ("en", "Sales rose by +25 000 000 to 12 345 678 901 pieces."),
        ("en", "Card 4242 4242 4242 4243 fails the check."),
        ("en", "GB82 WEST 1234 5698 7654 33 fails the check."),
        ("en", "Numbers such as 000-12-3456 and 666-12-3456 are never given out."),
        ("en", "Write to anna@example.com or bob@mail.test."),
        ("en", "Clone git@forge.org:canal/locks first."),
        ("en", "See https://archive.org/item/4242424242424242 for it."),
        ("es", "El expediente 12345678-A no pasa la prueba, y el Pacífico tiene 700 000 000 km³ de agua."),
        ("es", "Entre 1914 y 1918 llegaron 612.345.678 kilos."),
        ("fr", "La cote 1 85 05 78 006 084 92 est fausse, et 01 40 20 n'est pas un numéro."),
        ("ru", "Заряд 500100732258 не проходит проверку."),
        ("ru", "Шифр 112-233-445 96 неверен."),
        ("zh", "编号110105194912310021通不过校验，2013年到2014年共有13800人。"),
        ("ru", "С 1914-1918 годов прошло 100 лет."),
    ],
)
def test_what_looks_like_it_passes(code: str, text: str) -> None:
    assert outcome(text, code) is Outcome.PASS


@pytest.mark.parametrize(
    "text",
    [
        "Call +44 20 7946 0018, or write to Desk@Harbour-Museum.org.uk.",
        "Call +44 (0)20-7946-0018.",
        "In town, call 020 7946 0018.",
    ],
)
def test_a_contact_that_the_passage_prints_may_be_repeated(text: str) -> None:
    assert outcome(text, passage=PASSAGE) is Outcome.PASS
    assert outcome(text) is Outcome.FAIL


def test_a_contact_of_the_dialogue_before_may_be_repeated() -> None:
    asked = (Turn("Who answers at desk@harbour-museum.org.uk?", "The harbour museum."),)
    assert outcome("It is desk@harbour-museum.org.uk.", history=asked) is Outcome.PASS


@pytest.mark.parametrize(
    "text", ["Pay to GB82 WEST 1234 5698 7654 32.", "Pay with 4242 4242 4242 4242.", "219-09-9999"]
)
def test_numbers_of_accounts_cards_and_persons_fail_even_if_the_passage_has_them(text: str) -> None:
    assert outcome(text, passage=f"Somebody printed it: {text}") is Outcome.FAIL


def test_a_question_whose_passage_is_not_at_hand_is_undecided_about_contacts_alone() -> None:
    assert outcome("Who answers at +44 20 7946 0018?", role="question", passage=None) is Outcome.UNDECIDED
    assert outcome("Whose is 219-09-9999?", role="question", passage=None) is Outcome.FAIL
    assert outcome("It is +44 20 7946 0018.", passage=None) is Outcome.FAIL


def test_the_finding_names_the_kind_and_does_not_spread_the_data() -> None:
    finding = personal_data.check(Said("en", "answer", "Write to josephine.smith@mail.harbour.org."))
    assert finding.detail == "e-mail address jose…"
