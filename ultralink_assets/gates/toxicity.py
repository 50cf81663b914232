"""No turn insults or is obscene, as a list of words says, and a classifier too where the settings name one.

A warning only: history, law and literature quote such words, and lists know no context. A classifier is a
text-classification model of transformers (a local path or a name of its hub), loaded when first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from ultralink_assets import languages
from ultralink_assets.languages.filter_list import word_in
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.records import Finding, Outcome, Said, SettingsError
from ultralink_assets.settings import ToxicitySettings

GATE = "toxicity"
PIECE = 600  # characters: within the 512 tokens that classifiers of this kind read, in any script

# What a classifier says of each text: its score for every label.
Classifier = Callable[[list[str]], list[dict[str, float]]]


def check(said: Said, settings: ToxicitySettings) -> Finding:
    """FAIL with the word, or with the classifier's score; raises `SettingsError` where that can't be used."""
    language = languages.load(said.language)
    if word := word_in(said.text, language.gates.toxic_words):
        return Finding(GATE, Outcome.FAIL, word)
    if not settings.model:
        return Finding(GATE, Outcome.PASS)
    return judged(said.text, language, settings, classifier(settings.model))


def judged(text: str, language: Language, settings: ToxicitySettings, classify: Classifier) -> Finding:
    """What the classifier's worst score of the text's pieces amounts to; UNDECIDED for a text without words."""
    pieces = list(_pieces(text, language))
    if not pieces:
        return Finding(GATE, Outcome.UNDECIDED, "empty")
    worst = max(_score(scores, settings) for scores in classify(pieces))
    outcome = Outcome.FAIL if worst >= settings.threshold else Outcome.PASS
    return Finding(GATE, outcome, f"{settings.label} {worst:.2f}")


def _score(scores: dict[str, float], settings: ToxicitySettings) -> float:
    if settings.label not in scores:
        raise SettingsError(
            f"gates.toxicity.label: {settings.model} has no label {settings.label!r}",
            f"its labels: {', '.join(sorted(scores))}",
        )
    return scores[settings.label]


def _pieces(text: str, language: Language) -> Iterator[str]:
    """Runs of whole sentences of at most `PIECE` characters; a longer sentence is cut."""
    piece = ""
    for sentence in split_sentences(text, language):
        for start in range(0, len(sentence), PIECE):
            part = sentence[start : start + PIECE]
            if len(piece) + len(part) > PIECE:
                yield piece
                piece = ""
            piece += part
    if piece.strip():
        yield piece


def classifier(model: str) -> Classifier:
    """The classifier ``model``; raises `SettingsError` when it, or transformers, is not there."""
    loaded = _load(model)
    if isinstance(loaded, SettingsError):
        raise loaded
    return loaded


@lru_cache(maxsize=1)
def _load(model: str) -> Classifier | SettingsError:
    """Also the error is kept: what can't be loaded for one utterance is not tried again for the next."""
    try:
        from transformers import pipeline  # seconds and hundreds of megabytes: only for who sets a model

        pipe: Any = pipeline("text-classification", model=model, top_k=None, truncation=True)
    except ImportError as error:
        hint = "install it: pip install 'ultralink-assets[train]', or take the key out"
        return SettingsError(f"gates.toxicity.model needs transformers and torch: {error}", hint)
    except (OSError, ValueError) as error:
        hint = "name a folder or a hub model for text-classification"
        return SettingsError(f"gates.toxicity.model: {model} can't be loaded: {error}", hint)
    return lambda texts: [{one["label"]: float(one["score"]) for one in scores} for scores in pipe(texts)]
