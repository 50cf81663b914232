"""Texts by seed for mix.py: documents of invented words, their edited copies, and questions of an invented benchmark.

A fifth of the texts is Chinese: characters by frequency, without blanks. Texts share what real ones share: words by
Zipf's law, topics with words of their own, a frame that many documents begin with, and documents that have half of
another one's sentences and are no copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

CHINESE_SHARE = 0.2
FRAME_SHARE = 0.1
HALF_SHARE = 0.1
WORDS, CHARACTERS, TOPICS = 30_000, 3_000, 50
SYLLABLES = [one + vowel + last for one in "bcdfglmnprstv" for vowel in "aeiou" for last in ("", "n", "r", "s")]


@dataclass(frozen=True)
class Document:
    """A text as sentences of words (of characters, in Chinese)."""

    chinese: bool
    sentences: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """The text as one would write it."""
        blank, stop = ("", "。") if self.chinese else (" ", ". ")
        return "".join(blank.join(words) + stop for words in self.sentences).strip()

    def edited(self, share: float, random: Random) -> Document:
        """With so large a share of the words replaced, dropped, or followed by another one."""
        pool = [word for words in self.sentences for word in words]
        changed = tuple(
            tuple(new for word in words for new in _edit(word, pool, share, random)) for words in self.sentences
        )
        return Document(self.chinese, changed)


def _edit(word: str, pool: Sequence[str], share: float, random: Random) -> tuple[str, ...]:
    if random.random() >= share:
        return (word,)
    other = random.choice(pool)
    return random.choice(((other,), (), (word, other)))


class Writer:
    """Writes documents; the same seed writes the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.draw = np.random.default_rng(seed)
        made = {"".join(self.random.choices(SYLLABLES, k=self.random.randint(1, 4))) for _ in range(2 * WORDS)}
        self.words = np.array(self.random.sample(sorted(made), WORDS))
        self.characters = np.array([chr(0x4E00 + 6 * number) for number in range(CHARACTERS)])
        self.random.shuffle(self.characters)
        self.frame = {chinese: self.sentence(chinese, 0, 25) for chinese in (False, True)}

    def chinese(self) -> bool:
        """Whether the next text is."""
        return self.random.random() < CHINESE_SHARE

    def sentence(self, chinese: bool, topic: int, length: int) -> tuple[str, ...]:
        """Half of the words are the topic's."""
        pool = self.characters if chinese else self.words
        ranks = np.minimum(len(pool) - 1, self._zipf(len(pool), length))
        shifted = (ranks + topic * 97) % len(pool)
        chosen = np.where(self.draw.random(length) < 0.5, shifted, ranks)
        return tuple(pool[chosen].tolist())

    def document(self, chinese: bool) -> Document:
        """Of 60 to 300 words, or about twice as many characters."""
        topic = self.random.randrange(TOPICS)
        lengths = [self.random.randint(8, 25) * (2 if chinese else 1) for _ in range(self.random.randint(6, 15))]
        sentences = tuple(self.sentence(chinese, topic, length) for length in lengths)
        if self.random.random() < FRAME_SHARE:
            sentences = (self.frame[chinese], *sentences)
        return Document(chinese, sentences)

    def half_of(self, other: Document) -> Document:
        """A document that has every second sentence of another one, and is no copy."""
        new = self.document(other.chinese).sentences
        mixed = [new[at % len(new)] if at % 2 else sentence for at, sentence in enumerate(other.sentences)]
        return Document(other.chinese, tuple(mixed))

    def question(self, chinese: bool) -> Document:
        """An item of a benchmark: two to five sentences."""
        topic = self.random.randrange(TOPICS)
        lengths = [self.random.randint(6, 16) * (2 if chinese else 1) for _ in range(self.random.randint(2, 5))]
        return Document(chinese, tuple(self.sentence(chinese, topic, length) for length in lengths))

    def _zipf(self, words: int, length: int) -> np.ndarray:
        """Ranks by a distribution near Zipf's law, most of them small."""
        return np.floor(np.exp(self.draw.random(length) * np.log(words))).astype(np.int64) - 1
