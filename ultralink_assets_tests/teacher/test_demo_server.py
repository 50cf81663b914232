"""The demo teacher as a server: OpenAI's protocol, errors as objects, a clean start and stop."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from openai import BadRequestError, OpenAI

from ultralink_assets import languages, sample
from ultralink_assets.records import TeacherError
from ultralink_assets.teacher import demo_server
from ultralink_assets_tests.teacher.test_demo_prompts import messages_of

CODE = sample.languages()[0]
PASSAGE = "In 1820 Anna Holm came to Marl with Otto Brandt. They opened a school in the Red House. It had 40 pupils."


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with demo_server.running() as url:
        yield url


@pytest.fixture
def client(base_url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=base_url, api_key="anything", max_retries=0) as found:
        yield found


def request(step: str = "first_question", again: int = 0) -> list[Any]:
    messages = messages_of(languages.load(CODE), step, "Marl", "School", PASSAGE, "Why Marl?", again)
    return [{"role": message.role, "content": message.content} for message in messages]


def test_any_model_name_and_any_key_are_answered(client: OpenAI) -> None:
    reply = client.chat.completions.create(model="some-model", messages=request())
    assert reply.model == "some-model"
    assert reply.choices[0].finish_reason == "stop"
    assert "Marl" in (reply.choices[0].message.content or "")
    assert reply.usage is not None
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 0


def test_the_same_request_gets_the_same_bytes(base_url: str) -> None:
    body = {"model": "m", "messages": request()}
    assert post(base_url, body) == post(base_url, body)


def test_max_tokens_cuts_the_answer_and_says_so(client: OpenAI) -> None:
    reply = client.chat.completions.create(model="m", messages=request(), max_tokens=3)
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 3


def test_models_are_listed(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [demo_server.MODEL]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stream": True}, "stream_unsupported"),
        ({"n": 2}, "n_unsupported"),
        ({"messages": [{"role": "user", "content": "Write a poem."}]}, "demo_unknown_request"),
        ({"messages": []}, "invalid_messages"),
        ({"messages": [{"role": "user"}]}, "invalid_messages"),
    ],
)
def test_what_it_does_not_do_is_an_error_object(client: OpenAI, change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        client.chat.completions.create(**{"model": "m", "messages": request(), **change})
    assert caught.value.code == code


def test_a_body_that_is_no_json_and_a_path_that_is_none_are_error_objects(base_url: str) -> None:
    assert post(base_url, b"{")[1]["error"]["code"] == "invalid_json"
    assert post(base_url, [1])[1]["error"]["code"] == "invalid_json"
    status, body = post(base_url, {}, "/embeddings")
    assert (status, body["error"]["code"]) == (404, "not_found")


def test_a_port_in_use_is_an_error_that_names_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TeacherError, match=str(port)):
            demo_server.serve("127.0.0.1", port)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_url_within_five_seconds_and_stops_when_asked(stop: signal.Signals) -> None:
    program = "from ultralink_assets.teacher import demo_server; demo_server.serve('127.0.0.1', 0)"
    began = time.monotonic()
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert time.monotonic() - began < 5
        assert post(url, {"messages": request()})[0] == 200
        process.send_signal(stop)
        assert process.wait(5) == 0


def post(base_url: str, body: Any, path: str = "/chat/completions") -> tuple[int, Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(base_url + path, data=data), timeout=5) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
