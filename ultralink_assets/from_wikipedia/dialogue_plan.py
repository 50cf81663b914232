"""What is drawn for a dialogue before anybody is asked, and what it will take on average.

The paper's ending: after each follow-up exchange the dialogue stops with probability p, which is 0.1 at first and
doubles each time. So the numbers of follow-ups 1 to 5 have the probabilities 0.1, 0.18, 0.288, 0.3456 and 0.0864.
All draws are hashes of seed, passage, purpose and number: no order, restart or neighbour changes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from ultralink_assets.languages.model import Language
from ultralink_assets.languages.tokens import count_tokens
from ultralink_assets.records import Step
from ultralink_assets.scripts import Expected

DEEPER_PROBABILITY = 0.5
# Mean tokens in the paper's published dialogues (https://arxiv.org/abs/2402.04588).
QUESTION_TOKENS = 87.86
ANSWER_TOKENS = 290.35


@dataclass(frozen=True, slots=True)
class DialogueRules:
    """The settings ``[dialogues]``, the seed, and the teacher's limits in tokens."""

    end_probability: float = 0.1
    closed_book: Literal["off", "twin"] = "off"
    document_in_question_share: float = 0.0
    seed: int = 0
    max_tokens: int = 2048
    context_tokens: int = 32768


def chance(seed: int, passage_id: str, purpose: str, number: int = 0) -> float:
    """A number in [0, 1), uniform over passages."""
    digest = blake2b(f"{seed}:{passage_id}:{purpose}:{number}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / 2**53


def planned_steps(passage_id: str, rules: DialogueRules) -> tuple[Step, ...]:
    """How the questions of a dialogue are asked for if nothing ends it early; at least one follow-up."""
    steps: list[Step] = ["first"]
    for number, probability in enumerate(_end_probabilities(rules.end_probability), start=1):
        deeper = chance(rules.seed, passage_id, "step", number) < DEEPER_PROBABILITY
        steps.append("deeper" if deeper else "wider")
        if chance(rules.seed, passage_id, "end", number) < probability:
            break
    return tuple(steps)


def carries_document(passage_id: str, rules: DialogueRules) -> bool:
    """Whether the first question of the dialogue is written with the document in it."""
    return chance(rules.seed, passage_id, "document_in_question") < rules.document_in_question_share


def length_distribution(end_probability: float) -> tuple[float, ...]:
    """The probabilities of 1, 2, ... follow-ups; they add up to 1."""
    probabilities = _end_probabilities(end_probability)
    reached, lengths = 1.0, []
    for probability in probabilities:
        lengths.append(reached * probability)
        reached *= 1 - probability
    return tuple(lengths)


def expected_requests(rules: DialogueRules) -> float:
    """The mean number of requests of a passage: two an exchange, and one more with a closed-book twin."""
    exchanges = 1 + sum(_reached(rules.end_probability))
    return exchanges * (3 if rules.closed_book == "twin" else 2)


def expected(rules: DialogueRules, language: Language, passage_tokens: float) -> Expected:
    """Requests and tokens of a passage of ``passage_tokens``, with questions and answers of the paper's length."""
    reached = (1.0, *_reached(rules.end_probability))
    prompts = sum(share * _prompt_tokens(rules, language, passage_tokens, turn) for turn, share in enumerate(reached))
    answers = 2 if rules.closed_book == "twin" else 1
    said = sum(reached) * (QUESTION_TOKENS + answers * ANSWER_TOKENS)
    return Expected(expected_requests(rules), prompts, said)


def _prompt_tokens(rules: DialogueRules, language: Language, passage_tokens: float, turn: int) -> float:
    """Of all requests of the exchange number ``turn``, counted from 0."""
    history = turn * (QUESTION_TOKENS + ANSWER_TOKENS)
    fixed = {name: count_tokens(text, language) for name, text in language.prompts if isinstance(text, str)}
    if turn:
        asking, answering = (fixed["deeper_question"] + fixed["wider_question"]) / 2, fixed["following_answer"]
    else:
        asking, answering = fixed["first_question"], fixed["first_answer"]
    tokens = asking + answering + 2 * (fixed["system"] + passage_tokens + history) + QUESTION_TOKENS
    if rules.closed_book == "twin":
        tokens += fixed["closed_book_answer"] + fixed["system"] + history + QUESTION_TOKENS
    return tokens


def _reached(end_probability: float) -> tuple[float, ...]:
    """The probabilities that follow-ups 1, 2, ... are asked."""
    lengths = length_distribution(end_probability)
    return tuple(sum(lengths[number:]) for number in range(len(lengths)))


def _end_probabilities(first: float) -> list[float]:
    """``first``, doubled each time, up to the follow-up after which a dialogue ends for certain."""
    probabilities = [min(1.0, first)]
    while probabilities[-1] < 1:
        probabilities.append(min(1.0, 2 * probabilities[-1]))
    return probabilities
