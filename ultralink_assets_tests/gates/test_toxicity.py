"""The list of words, and what a classifier's scores amount to; the classifier itself only where transformers is."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ultralink_assets import languages
from ultralink_assets.gates import inspect, toxicity
from ultralink_assets.records import Outcome, Said, SettingsError
from ultralink_assets.settings import ToxicitySettings
from ultralink_assets_tests.gates.planting import LANGUAGES, WARNING_PLANTS, clean_dialogues, enumerate_said

NO_MODEL = ToxicitySettings()
MODEL = ToxicitySettings(model="m", label="toxic", threshold=0.7)
EN = languages.load("en")


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_a_word_of_the_list_anywhere_fails_and_turns_nothing_down(language: str, seed: int) -> None:
    random = Random(seed)
    said = WARNING_PLANTS["toxicity"](random.choice(clean_dialogues(language)), random).said()
    assert toxicity.check(said, NO_MODEL).outcome is Outcome.FAIL
    assert (found := inspect(said)) is None or found.gate != "toxicity"


@pytest.mark.parametrize("language", LANGUAGES)
def test_clean_dialogues_hold_no_such_word(language: str) -> None:
    said = [one for dialogue in clean_dialogues(language) for _, one in enumerate_said(dialogue)]
    assert {toxicity.check(one, NO_MODEL).outcome for one in said} == {Outcome.PASS}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The bitch had six puppies, and the bastard son of the king bred cocks at Scunthorpe."),
        ("en", "The shitake mushroom and the moronic acid of mastic are studied."),
        ("es", "El maricastaño y la computadora: la gallina coja cogió una polla y una concha en la mar negra."),
        ("fr", "Les connaissances du connétable, la salopette du peintre et le bâtard de Dunois sont célèbres."),
        ("ru", "Хуже всего пришлось удоду: педикюр и педиатрия ему не помогли."),
        ("zh", "杂种稻的亲本、工厂的废物和牲口棚里的畜生，都写在小说《白痴》的注里；这是他妈妈的书。"),
        ("ru", "Сука принесла щенков; команда требовала хлеба, а чурки сложили у печи."),
    ],
)
def test_words_that_only_look_alike_pass(code: str, text: str) -> None:
    assert toxicity.check(Said(code, "answer", text), NO_MODEL).outcome is Outcome.PASS


@pytest.mark.parametrize(("score", "outcome"), [(0.69, Outcome.PASS), (0.7, Outcome.FAIL), (1.0, Outcome.FAIL)])
def test_the_threshold_decides_a_classifiers_score(score: float, outcome: Outcome) -> None:
    finding = toxicity.judged("Some words.", EN, MODEL, lambda texts: [{"toxic": score, "fine": 1 - score}])
    assert (finding.outcome, finding.detail) == (outcome, f"toxic {score:.2f}")


def test_the_worst_piece_of_a_long_text_decides_and_no_piece_is_long() -> None:
    pieces: list[str] = []

    def classify(texts: list[str]) -> list[dict[str, float]]:
        pieces.extend(texts)
        return [{"toxic": 0.9 if "mill" in text else 0.1} for text in texts]

    text = "The canal is old. " * 60 + "The mill is new. " + "x" * 2000
    assert toxicity.judged(text, EN, MODEL, classify).outcome is Outcome.FAIL
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= toxicity.PIECE


def test_a_text_without_words_is_undecided() -> None:
    assert toxicity.judged(" \n", EN, MODEL, lambda texts: []).outcome is Outcome.UNDECIDED


def test_a_label_that_the_model_does_not_have_is_an_error_that_names_its_labels() -> None:
    with pytest.raises(SettingsError, match=r"no label 'toxic'(.|\n)*its labels: fine, hateful"):
        toxicity.judged("Words.", EN, MODEL, lambda texts: [{"fine": 0.1, "hateful": 0.9}])


def test_a_model_without_transformers_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    toxicity._load.cache_clear()
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(SettingsError, match=r"gates\.toxicity\.model needs transformers(.|\n)*\[train\]"):
        toxicity.check(Said("en", "answer", "Words."), MODEL)
    toxicity._load.cache_clear()


def test_without_a_model_transformers_is_never_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    assert toxicity.check(Said("en", "answer", "Words."), NO_MODEL).outcome is Outcome.PASS


def test_a_tiny_model_made_on_the_spot_gives_scores_of_its_labels(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    vocabulary = tmp_path / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "words", "."]))
    tokenizer = transformers.BertTokenizerFast(vocab_file=str(vocabulary))
    names = {0: "fine", 1: "toxic"}
    shape = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
    config = transformers.BertConfig(vocab_size=7, id2label=names, label2id={"fine": 0, "toxic": 1}, **shape)
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    found = [
        toxicity.check(Said("en", "answer", "Words."), ToxicitySettings(model=str(tmp_path), threshold=threshold))
        for threshold in (0.0, 1.0)
    ]
    assert [one.outcome for one in found] == [Outcome.FAIL, Outcome.PASS]
