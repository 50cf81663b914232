"""Questions and answers about any passage, from the language's phrases and the passage's facts.

Everything is drawn by the passage's hash, the turn and the attempt: the same request always gets the same words, and
two passages, or two turns of one dialogue, never get the same sentence about the same thing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from string import Template

from ultralink_assets import sample
from ultralink_assets.sample import Phrases
from ultralink_assets.teacher.demo_facts import Fact, facts_of, words_of
from ultralink_assets.teacher.demo_prompts import QUESTIONS, Request

FACTS_AN_ANSWER = 3
_RETRY_STRIDE = 7  # turns: another attempt speaks of facts that no turn of the dialogue has reached


def question(request: Request) -> str:
    """A question by title, heading and terms of the passage, as the request's step wants it."""
    phrases, facts, seed = _phrases(request), _facts(request), _seed(request.title, request.passage)
    lead = facts[_lead(request, len(facts))]
    templates: Sequence[str] = getattr(phrases.questions, QUESTIONS[request.prompt])
    place = phrases.place if request.heading else phrases.nowhere
    return _say(
        _pick(templates, seed + request.turn + request.attempt),
        lead,
        title=request.title,
        place=Template(place).substitute(heading=request.heading, title=request.title),
        aspect=_pick(phrases.aspects, seed // 11 + request.turn + request.attempt),
    )


def answer(request: Request) -> str:
    """An answer to the request's question: what connects its terms, some facts, a close."""
    phrases, facts, seed = _phrases(request), _facts(request), _seed(request.title, request.passage)
    first = _asked_about(request, facts)
    told = [(first + number) % len(facts) for number in range(min(FACTS_AN_ANSWER, len(facts)))]
    turn = request.turn + request.attempt * _RETRY_STRIDE
    sentences = [_say(_pick(phrases.answers.opener, seed // 3 + turn), facts[first])]
    for number in told:
        if number != first or facts[number].kind != "pair":
            sentences.append(_tell(phrases, facts, number, seed + request.attempt))
    sentences.append(_say(_pick(phrases.answers.closer, seed // 7 + turn), facts[told[-1]]))
    return _space(phrases).join(sentences)


def closed_book(request: Request) -> str:
    """An answer without a passage: general sentences about the words of the question."""
    phrases, seed = _phrases(request), _seed(request.question) + request.turn
    terms = words_of(request.question)
    lead = Fact("pair", terms[0], terms[-1], "") if terms else Fact("pair", request.question, request.question, "")
    numbers = range(min(3, len(phrases.answers.closed_book)))
    return _space(phrases).join(
        _say(_pick(phrases.answers.closed_book, seed + request.attempt + number), lead) for number in numbers
    )


def _tell(phrases: Phrases, facts: Sequence[Fact], number: int, seed: int) -> str:
    """One fact; facts of one kind take the templates of that kind in turn."""
    fact = facts[number]
    before = sum(other.kind == fact.kind for other in facts[:number])
    templates: Sequence[str] = getattr(phrases.answers, fact.kind)
    return _say(_pick(templates, seed // 5 + before), fact)


def _asked_about(request: Request, facts: Sequence[Fact]) -> int:
    """The fact whose terms the question names, else the one of this turn; another one at another attempt."""
    asked = (at for at, fact in enumerate(facts) if fact.term in request.question and fact.other in request.question)
    number = next(asked, None)
    if number is None or request.attempt:
        return _lead(request, len(facts))
    return number


def _lead(request: Request, facts: int) -> int:
    turn = request.turn + request.attempt * _RETRY_STRIDE
    return (_seed(request.title, request.passage) // 13 + turn * FACTS_AN_ANSWER) % facts


def _facts(request: Request) -> tuple[Fact, ...]:
    facts = facts_of(request.language.code, request.title, request.passage)
    return facts or (Fact("pair", request.title, request.heading or request.title, ""),)


def _phrases(request: Request) -> Phrases:
    return sample.phrases(request.language.code)


def _seed(*parts: str) -> int:
    return int.from_bytes(hashlib.blake2b("\n".join(parts).encode(), digest_size=6).digest())


def _pick(templates: Sequence[str], number: int) -> str:
    return templates[number % len(templates)]


def _say(template: str, fact: Fact, **more: str) -> str:
    return Template(template).substitute(term=fact.term, other=fact.other, value=fact.value, **more)


def _space(phrases: Phrases) -> str:
    return phrases.between_sentences
