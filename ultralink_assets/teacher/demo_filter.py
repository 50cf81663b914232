"""The demo teacher as the filter of cultural neutrality: the sample's word lists. It understands nothing.

A criterion is broken where one of its words stands. What is bound to a culture in other words passes: a riddle that is
not called one, a chemical equation, the wedding of a people. The canaries hold some of these: it is wrong about them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from ultralink_assets import sample
from ultralink_assets.languages.criteria import CRITERIA, cultural_filter
from ultralink_assets.records import Message
from ultralink_assets.teacher.demo_prompts import Shape, take_apart


def answer(messages: Sequence[Message]) -> str | None:
    """The scores as JSON; None when the messages do not ask for them."""
    if len(messages) < 2 or messages[0] != Message("system", cultural_filter().instructions):
        return None
    values = _shape().read(messages[1].content)
    if values is None:
        return None
    broken = sample.criteria_broken(values["conversation"])
    scores = {name: _verdict(broken.get(name, "")) for name in CRITERIA}
    return json.dumps(scores, ensure_ascii=False)


@cache
def _shape() -> Shape:
    return take_apart(cultural_filter().conversation)


def _verdict(word: str) -> dict[str, object]:
    if not word:
        return {"analysis": "No word of the list stands there.", "score": 0}
    return {"analysis": f"It says {word.strip()!r}.", "score": 1}
