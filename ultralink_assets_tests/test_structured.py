"""JSON in replies: how it is asked for, and what of a reply is an object."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.structured import KEY, forms, object_of, objects_in


def test_the_forms_go_from_a_schema_over_json_mode_to_nothing() -> None:
    schema = object_of({"why": {"type": "string"}, "score": {"type": "integer"}})
    strict, loose, nothing = forms("verdict", schema)
    assert strict[KEY]["json_schema"] == {"name": "verdict", "strict": True, "schema": schema}
    assert (schema["required"], schema["additionalProperties"]) == (["why", "score"], False)
    assert (loose[KEY], dict(nothing)) == ({"type": "json_object"}, {})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('Here: {"a": 1}.', [{"a": 1}]),
        ('{not} {"a": {"b": 2}} {', [{"a": {"b": 2}}, {"b": 2}]),
        ('{"a": "two\nlines"}', [{"a": "two\nlines"}]),
        ('{"a": "half of a pair: \\ud83d"} {"a": "a whole one: \\ud83d\\ude00"}', [{"a": "a whole one: 😀"}]),
        ('{"a": 1', []),
        ("[1, 2]", []),
        ('{"a":' * 3000, []),
        ('{"a": ' + "9" * 5000 + "}", []),
    ],
)  # fmt: skip
def test_objects_are_found_whatever_stands_around_them(text: str, found: list[object]) -> None:
    assert [*objects_in(text)] == found


@given(st.text(alphabet='{}[]":,\\ua1 d8é'))
def test_what_is_found_can_be_stored(text: str) -> None:
    for value in objects_in(text):
        assert isinstance(value, dict)
        str(value).encode()
