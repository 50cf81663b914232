"""No loops: lines, sentences and word runs are not said again and again, and a dialogue's turns differ.

The shares are FineWeb-2's, by language (https://arxiv.org/abs/2506.20920). They were set for web pages; replies are
shorter, so a run of words must also occur `MIN_TIMES` times in at least `MIN_WORDS` words. Where every character is a
piece of its own (Chinese), runs are as many characters as make up so many words.
"""

from __future__ import annotations

from collections import Counter

from ultralink_assets import languages
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.strip import strip_fences
from ultralink_assets.languages.words import grams, words_of
from ultralink_assets.records import Finding, Outcome, Said

GATE = "repetition"
MIN_WORDS = 20
MIN_TIMES = 4
SHORT = 80  # words: below, "ice cream" four times is a sum about ice cream, and a loop makes up half of the text
SHORT_LIMIT = 0.5
SAME_TURN = 0.85  # Jaccard similarity of word pairs; another name or number in a short question is below it
MIN_LINE = 20  # characters, half as many in Chinese: "Yes" may be a line twice
LOOP = 3
STUTTER = 4  # the same word so many times in a row


def check(said: Said) -> Finding:
    """FAIL with what is repeated."""
    language = languages.load(said.language)
    found = _earlier_turn(said, language.conventions.pieces_a_word) or _within(said.text, language)
    return Finding(GATE, Outcome.FAIL, found) if found else Finding(GATE, Outcome.PASS)


def _earlier_turn(said: Said, pieces: int) -> str:
    own = _pairs(said.text, pieces)
    for number, turn in enumerate(said.history, start=1):
        other = _pairs(turn.question if said.role == "question" else turn.answer, pieces)
        if own and len(own & other) >= SAME_TURN * len(own | other):
            return f"the same {said.role} as in turn {number}"
    if said.role == "answer" and own and own == _pairs(said.question, pieces):
        return "the answer is the question"
    return ""


def _pairs(text: str, pieces: int) -> set[str]:
    words = words_of(text)
    return set(grams(words, 2 * pieces)) or set(words)


def _within(text: str, language: Language) -> str:
    prose = strip_fences(text)
    words = words_of(prose)
    return (
        _loop(words)
        or _stutter(words, language.conventions.pieces_a_word)
        or _lines(prose, language)
        or _sentences(prose, language)
        or _grams(words, language)
    )


def _loop(words: list[str]) -> str:
    """The whole text is one run of words, `LOOP` times or more."""
    joined = " ".join([*words, ""])
    period = (joined + joined).find(joined, 1)
    times = len(joined) // period if period > 0 else 0
    return f"{times} times {joined[: min(period, 60)].strip()!r}" if times >= LOOP else ""


def _stutter(words: list[str], size: int) -> str:
    """A word of ``size`` pieces, longer than one character, `STUTTER` times in a row."""
    run = 0
    for at in range(size, len(words)):
        run = run + 1 if words[at] == words[at - size] and not words[at].isdigit() else 0
        word = " ".join(words[at - size + 1 : at + 1])
        if run >= size * (STUTTER - 1) and len(word) > 1:
            return f"{word!r} {STUTTER} times in a row"
    return ""


def _lines(text: str, language: Language) -> str:
    lines = _counted(text, language)
    repeated = {line: times for line, times in lines.items() if times > 1}
    characters = sum(len(line) * (times - 1) for line, times in repeated.items())
    if characters > language.gates.duplicate_line_share * len(text):
        return f"line {max(repeated, key=len)[:60]!r}"
    return ""


def _counted(text: str, language: Language) -> Counter[str]:
    shortest = MIN_LINE // language.conventions.pieces_a_word
    return Counter(line.strip() for line in text.splitlines() if len(line.strip()) >= shortest)


def _sentences(text: str, language: Language) -> str:
    """The same sentence three times, or twice where it makes up a third of the text."""
    ends = language.conventions.sentence_end
    unified = text.translate({ord(mark): "\n" for mark in ends})
    sentences = _counted(unified, language)
    if not sentences:
        return ""
    sentence, times = max(sentences.items(), key=lambda item: (item[1] - 1) * len(item[0]))
    if times >= 3 or (times == 2 and len(sentence) * 3 >= len(text)):
        return f"{times} times {sentence[:60]!r}"
    return ""


def _grams(words: list[str], language: Language) -> str:
    """The most frequent run of 2, 3 and 4 words may make up only so much of the text."""
    pieces = language.conventions.pieces_a_word
    if len(words) < MIN_WORDS * pieces:
        return ""
    characters = sum(map(len, words))
    for size, limit in zip((2 * pieces, 3 * pieces, 4 * pieces), language.gates.top_gram_shares, strict=True):
        counted = Counter(grams(words, size))
        top, times = counted.most_common(1)[0]
        allowed = max(limit, SHORT_LIMIT) if len(words) < SHORT * pieces else limit
        if times >= MIN_TIMES and times * (len(top) - size + 1) > allowed * characters:
            return f"{times} times {top!r}"
    return ""
