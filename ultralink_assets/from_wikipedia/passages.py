"""Articles become passages: the rows of ``passages``, by the paper's rules (https://arxiv.org/abs/2402.04588, 3.1).

An article is kept when its length lies between the limits, its language is identified, and no filter word occurs.
Unlike the paper's scripts, splitting loses no text of a kept article and cuts no sentence. A row::

    Passage("en:736:5c1f0e9a77b2d310", "en", 736, 1271, "Calder and Wenlow Canal", ("History",), 1, "Sorrel…", 1204)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from ultralink_assets.from_wikipedia.script import in_own_script
from ultralink_assets.from_wikipedia.splitting import Piece, lay_out, split
from ultralink_assets.languages.filter_list import filter_word_in
from ultralink_assets.languages.model import Language
from ultralink_assets.languages.prose import judge_prose
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Article, Outcome, Passage, Rejection

# Why an article makes no passages, in the order in which they are asked.
REASONS = (
    "too_short",  # below min_tokens, stubs and most lists of links among them
    "too_long",  # above max_tokens
    "filter_word",  # a word of the language's filter list occurs
    "wrong_language",  # the article, or more than a quotation's share of one of its passages
    "language_undecided",  # nothing tells: too few words between numbers, names and formulas
)


@dataclass(frozen=True, slots=True)
class PassageRules:
    """The settings ``[passages]`` and the seed. ``per_page`` 0 takes every passage of a page."""

    min_tokens: int = 1000
    max_tokens: int = 10000
    passage_tokens: int = 2000
    per_page: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class PageResult:
    """What one article made: passages, or a rejection. ``not_drawn`` counts passages that ``per_page`` left out."""

    passages: tuple[Passage, ...] = ()
    rejection: Rejection | None = None
    not_drawn: int = 0


def split_article(article: Article, language: Language, rules: PassageRules) -> PageResult:
    """Keep or turn down an article; split a kept one and draw ``per_page`` of its passages, in their order."""
    article = in_own_script(article, language)
    text, paragraphs = lay_out(article)
    if fault := _fault(f"{article.title}\n{text}", count_tokens(text, language), language, rules):
        return PageResult(rejection=_rejection(article, *fault))
    pieces = split(text, paragraphs, rules.passage_tokens, language)
    if fault := _language_fault([text[piece.start : piece.end] for piece in pieces], language):
        return PageResult(rejection=_rejection(article, *fault))
    passages = _passages(article, text, pieces, language)
    drawn = _drawn(passages, rules)
    return PageResult(drawn, None, len(passages) - len(drawn))


def draw_key(seed: int, passage_id: str) -> str:
    """32 hex digits by which passages are ordered when some are drawn: the first ones are taken."""
    return blake2b(f"{seed}:{passage_id}".encode(), digest_size=16).hexdigest()


# ---------------------------------------------------------------------------------------- rules


def _fault(text: str, tokens: int, language: Language, rules: PassageRules) -> tuple[str, str] | None:
    """Reason and detail, or None when the article is kept as far as length and words tell."""
    if tokens < rules.min_tokens:
        return "too_short", f"{tokens} tokens, at least {rules.min_tokens}"
    if tokens > rules.max_tokens:
        return "too_long", f"{tokens} tokens, at most {rules.max_tokens}"
    if found := filter_word_in(text, language):
        return "filter_word", found
    return None


def _language_fault(passages: Sequence[str], language: Language) -> tuple[str, str] | None:
    """None when no passage is in another language and at least half of the article is surely in its own."""
    verdicts = [(judge_prose(text, language), len(text)) for text in passages]
    if foreign := next((detail for (outcome, detail), _ in verdicts if outcome is Outcome.FAIL), None):
        return "wrong_language", foreign
    sure = sum(length for (outcome, _), length in verdicts if outcome is Outcome.PASS)
    if sure * 2 < sum(length for _, length in verdicts):
        return "language_undecided", "nothing tells which language it is"
    return None


# ----------------------------------------------------------------------------------------- rows


def _passages(article: Article, text: str, pieces: Sequence[Piece], language: Language) -> list[Passage]:
    """The rows in order. A text that occurs twice in an article is one passage, at its first place: the id is the
    text's, and so is the knowledge."""
    made: dict[str, Passage] = {}
    for position, piece in enumerate(pieces):
        passage = text[piece.start : piece.end]
        passage_id = _passage_id(article, passage)
        if passage_id not in made:
            made[passage_id] = Passage(
                passage_id=passage_id,
                language=article.language,
                page_id=article.page_id,
                revision_id=article.revision_id,
                title=article.title,
                headings=piece.headings,
                position=position,
                text=passage,
                tokens=count_tokens(passage, language),
            )
    return list(made.values())


def _passage_id(article: Article, text: str) -> str:
    """Of content alone, never a position: a rerun names the same things."""
    return f"{article.language}:{article.page_id}:{blake2b(text.encode(), digest_size=8).hexdigest()}"


def _drawn(passages: Sequence[Passage], rules: PassageRules) -> tuple[Passage, ...]:
    if not rules.per_page:
        return tuple(passages)
    ordered = sorted(passages, key=lambda passage: draw_key(rules.seed, passage.passage_id))
    return tuple(sorted(ordered[: rules.per_page], key=lambda passage: passage.position))


def _rejection(article: Article, reason: str, detail: str) -> Rejection:
    key: dict[str, str | int] = {"language": article.language, "page_id": article.page_id, "title": article.title}
    return Rejection(key, reason, detail, {"revision_id": article.revision_id})
