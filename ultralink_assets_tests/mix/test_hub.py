"""Pushing to a Hub on loopback: what arrives, and what its errors become."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ultralink_assets.mix import hub
from ultralink_assets.mix.dataset import write
from ultralink_assets.records import HubError
from ultralink_assets_tests.mix.fake_hub import TOKEN, FakeHub, serving
from ultralink_assets_tests.mix.making import files_below, items

REPO = "me/talk"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)  # its store is no matter of HTTP alone
    with serving() as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "files"
    target.mkdir()
    write(target, "ru", [items(3)], lambda _: {})
    (target / "README.md").write_text("---\nlicense: mit\n---\n\n# Talk\n", encoding="utf-8")
    return target


def push(
    fake: FakeHub, folder: Path, repo: str = REPO, private: bool = False, revision: str | None = None
) -> hub.Pushed:
    paths = sorted(set(files_below(folder)) - {"README.md"})
    return hub.push(folder, paths, repo, TOKEN, private=private, revision=revision, endpoint=fake.url)


def test_every_file_arrives_byte_for_byte_in_one_commit(fake: FakeHub, folder: Path) -> None:
    pushed = push(fake, folder)
    assert fake.repos[REPO]["main"] == {".gitattributes": b"", **files_below(folder)}
    assert len(fake.large) == 4
    assert fake.commits == ["me/talk@main"]
    assert pushed.url == f"{fake.url}/datasets/me/talk"
    assert not fake.private[REPO]


def test_what_is_in_it_no_more_is_removed_and_what_others_put_there_stays(fake: FakeHub, folder: Path) -> None:
    gone = {"de_math.jsonl": b"{}", "de/math.parquet": b"x", "demo_ru_code.jsonl": b"{}"}
    theirs = {"LICENSE": b"", "eval/scores.parquet": b"y", "notes.jsonl": b""}
    fake.repos[REPO], fake.private[REPO] = {"main": {**gone, **theirs}}, False
    pushed = push(fake, folder)
    assert set(pushed.removed) == set(gone)
    assert fake.repos[REPO]["main"] == {**theirs, **files_below(folder)}


def test_a_branch_is_made_where_it_is_not_there_and_main_stays(fake: FakeHub, folder: Path) -> None:
    push(fake, folder, revision="v2")
    push(fake, folder, revision="v2")
    assert set(fake.repos[REPO]["main"]) == {".gitattributes"}
    assert fake.repos[REPO]["v2"]["README.md"] == (folder / "README.md").read_bytes()


def test_private_makes_a_private_repository_and_refuses_a_public_one_before_it_sends_anything(
    fake: FakeHub, folder: Path
) -> None:
    push(fake, folder, private=True)
    assert fake.private[REPO]
    fake.private[REPO], fake.commits, fake.requests = False, [], []
    with pytest.raises(HubError, match="me/talk: the repository is there already, and it is public"):
        push(fake, folder, private=True)
    assert not [one for one in fake.requests if "preupload" in one or "commit" in one]


@pytest.mark.parametrize(
    ("part", "status", "words"),
    [
        ("repos/create", 401, "the token is not valid"),
        ("repos/create", 403, "may not write there"),
        ("repos/create", 500, "publish again later"),
        ("tree", 404, "look at the names"),
        ("/commit/", 409, "somebody else changed the repository"),
        ("/commit/", 422, "the Hub's words"),
        ("/commit/", 503, "nothing was committed"),
        ("/large/", 403, "may not write there"),
    ],
)
def test_an_error_of_the_hub_says_its_status_its_words_and_what_to_do(
    fake: FakeHub, folder: Path, part: str, status: int, words: str
) -> None:
    fake.fail[part] = status
    fake.words = f"no {TOKEN} today"
    with pytest.raises(HubError) as refused:
        push(fake, folder)
    assert f"me/talk: the Hub answered {status}: " in refused.value.message
    assert words in refused.value.hint
    assert TOKEN not in str(refused.value)
    assert not fake.commits


def test_a_wrong_token_is_named_wrong_and_not_shown(fake: FakeHub, folder: Path) -> None:
    with pytest.raises(HubError, match="401") as refused:
        hub.push(folder, ["ru_math.jsonl"], REPO, "hf_wrongOne", endpoint=fake.url)
    assert "hf_wrongOne" not in str(refused.value)


def test_a_hub_that_does_not_answer_is_said_to_be_out_of_reach(folder: Path) -> None:
    with pytest.raises(HubError, match=r"(?s)me/talk: ConnectError.*reachable from here"):
        hub.push(folder, ["ru_math.jsonl"], REPO, TOKEN, endpoint="http://127.0.0.1:9")


def test_a_name_that_is_none_is_refused_before_any_request(fake: FakeHub, folder: Path) -> None:
    with pytest.raises(HubError, match=r"(?s)a//b.*account/name"):
        push(fake, folder, repo="a//b")
    assert not fake.requests


def test_without_a_token_the_error_says_how_to_log_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.delenv("HUGGING_FACE_HUB_TOKEN", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    with pytest.raises(HubError, match=r"(?s)no token.*hf auth login.*HF_TOKEN"):
        hub.token()
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert hub.token() == TOKEN
