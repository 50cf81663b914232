"""The language of texts of any length: every piece is looked at, and what slices of it settle, the whole would too."""

from __future__ import annotations

from random import Random

import pytest

from ultralink_assets import languages
from ultralink_assets.languages import identify
from ultralink_assets.languages.prose import MAX_FOREIGN_SHARE, PIECE, judge_prose
from ultralink_assets.records import Outcome
from ultralink_assets_tests.gates.planting import FOREIGN, clean_dialogues

CODES = ("en", "fr", "ru")


def prose_of(code: str) -> str:
    """About 4,000 characters."""
    return " ".join(dialogue.passage for dialogue in clean_dialogues(code))


@pytest.mark.parametrize("code", CODES)
def test_an_article_in_the_language_passes(code: str) -> None:
    assert judge_prose(prose_of(code), languages.load(code)) == (Outcome.PASS, "")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("number", range(3))
def test_a_foreign_stretch_is_found_wherever_it_stands_and_shown(code: str, number: int) -> None:
    sentences, random = prose_of(code).split(". "), Random(number)
    foreign = " ".join([FOREIGN[code][number]] * 20)
    for _ in range(8):
        at = random.randrange(len(sentences))
        text = ". ".join([*sentences[:at], foreign, *sentences[at:]])
        assert len(foreign) > MAX_FOREIGN_SHARE * len(text)
        outcome, detail = judge_prose(text, languages.load(code))
        assert outcome is Outcome.FAIL
        assert set(detail.split()) & set(FOREIGN[code][number].split())


@pytest.mark.parametrize("code", CODES)
def test_a_quotation_of_one_sentence_fails_no_article(code: str) -> None:
    for foreign in FOREIGN[code]:
        assert judge_prose(f"{prose_of(code)} «{foreign}»", languages.load(code))[0] is Outcome.PASS


@pytest.mark.parametrize("code", CODES)
def test_every_other_paragraph_in_another_language_fails(code: str) -> None:
    """A few samples of the text would miss this; every piece is asked."""
    for foreign in FOREIGN[code]:
        other = " ".join([foreign] * (PIECE // len(foreign) + 1))
        paragraphs = [f"{dialogue.passage}\n{other} {other}\n" for dialogue in clean_dialogues(code)]
        assert judge_prose("".join(paragraphs), languages.load(code))[0] is Outcome.FAIL


@pytest.mark.parametrize("code", CODES)
def test_slices_of_a_piece_hardly_ever_settle_what_the_whole_would_deny(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    language, random = languages.load(code), Random(5)
    own = [sentence for one in clean_dialogues(code) for sentence in one.passage.split(". ")]
    texts = [". ".join(random.choices([*own, *FOREIGN[code]], k=random.randrange(2, 30))) for _ in range(150)]
    quick = [judge_prose(text, language)[0] for text in texts]
    monkeypatch.setattr(identify, "CERTAIN", 1.1)
    whole = [judge_prose(text, language)[0] for text in texts]
    assert sum(a is not b for a, b in zip(quick, whole, strict=True)) <= 1
    assert {Outcome.PASS, Outcome.FAIL} <= set(whole)


def test_what_has_no_words_is_undecided() -> None:
    text = "\n".join(f"{number} : {number * 7}" for number in range(300))
    assert judge_prose(text, languages.load("en"))[0] is Outcome.UNDECIDED
