"""The ledger's key: whatever is sent is part of it, and where it is sent is not."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.records import Ask, Message
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher.request_key import request_body, request_key

TEXTS = st.text(max_size=20)
EXTRA = st.dictionaries(
    st.sampled_from(["top_k", "min_p", "chat_template_kwargs"]), st.integers(0, 3) | TEXTS, max_size=2
)
MESSAGES = st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), TEXTS), min_size=1, max_size=3)
PARAMETERS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["a", "b"]),
        "model": st.sampled_from(["llama", "qwen"]),
        "temperature": st.sampled_from([0.0, 0.7]),
        "top_p": st.sampled_from([0.9, 1.0]),
        "max_tokens": st.integers(1, 3),
        "extra_body": EXTRA,
    }
)
ASKED = st.tuples(PARAMETERS, MESSAGES.map(tuple), st.integers(0, 2))


def key(parameters: dict[str, Any], messages: tuple[Message, ...], draw: int, url: str = "http://a/v1") -> bytes:
    settings = TeacherSettings.model_validate({**parameters, "base_url": url})
    return request_key(settings.identity, request_body(settings, Ask(messages, draw)), draw)


@given(ASKED, ASKED)
def test_keys_are_equal_exactly_when_everything_that_is_sent_is(one: Any, other: Any) -> None:
    assert (key(*one) == key(*other)) == (one == other)


@given(ASKED, st.data())
def test_a_change_of_any_one_part_changes_the_key(asked: Any, data: st.DataObject) -> None:
    parameters, messages, draw = asked
    name = data.draw(st.sampled_from(sorted(parameters)))
    changed = {
        **parameters,
        name: data.draw(PARAMETERS.map(lambda drawn: drawn[name]).filter(lambda v: v != parameters[name])),
    }
    assert key(changed, messages, draw) != key(*asked)
    assert key(parameters, (*messages, Message("user", "more")), draw) != key(*asked)
    assert key(parameters, messages, draw + 1) != key(*asked)


@given(ASKED)
def test_another_url_under_the_same_name_is_the_same_request(asked: Any) -> None:
    parameters, messages, draw = asked
    assert key(*asked) == key(parameters, messages, draw, "http://b:8000/v1")


def test_without_a_name_the_url_is_the_teachers_identity() -> None:
    parameters, messages = {"name": "", "model": "llama"}, (Message("user", "q"),)
    assert key(parameters, messages, 0) != key(parameters, messages, 0, "http://b:8000/v1")


def test_only_a_wanted_draw_is_sent_as_seed() -> None:
    settings = TeacherSettings(base_url=("http://a/v1",), model="llama")
    assert "seed" not in request_body(settings, Ask((Message("user", "q"),)))
    assert request_body(settings, Ask((Message("user", "q"),), draw=3))["seed"] == 3
