"""Pushes the files of a data set to the Hugging Face Hub, all in one commit: nobody ever loads half of it.

`huggingface_hub` (2.x) asks, in this order: ``/api/repos/create``; below ``/api/datasets/REPO`` whether it is private,
and for the branch, where wanted; ``tree`` (what is there); ``/api/validate-yaml`` (the card); ``preupload`` (which
files are large); Xet or LFS for these; ``commit``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ultralink_assets.mix.card import NAME
from ultralink_assets.mix.dataset import PARTS
from ultralink_assets.records import HubError

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_KIND = "dataset"
_PART = f"(?:{'|'.join(PARTS)})"
_OURS = re.compile(rf"[\w-]+_{_PART}\.jsonl|[\w-]+/(?:demo_)?{_PART}\.parquet")
_LOGIN = "log in: hf auth login; or set HF_TOKEN to a token that may write (https://huggingface.co/settings/tokens)"
_LATER = "nothing was committed; publish again later: what was uploaded is not sent twice"
_REMEDIES: Mapping[int, str] = MappingProxyType(
    {
        401: f"the token is not valid, or the repository is none of yours; {_LOGIN}",
        402: "the account's plan does not allow it: look at the Hub's words",
        403: "the token may not write there: give it that right, or name a repository of yours",
        404: "look at the names of the account, the repository and the revision",
        409: "somebody else changed the repository meanwhile: publish again",
        412: "somebody else changed the repository meanwhile: publish again",
        429: f"the Hub wants fewer requests; {_LATER}",
    }
)


@dataclass(frozen=True, slots=True)
class Pushed:
    """Where the data set is now; ``removed`` are files of ours that were there before and are in it no more."""

    url: str
    commit_url: str
    removed: tuple[str, ...]


def token() -> str:
    """The user's token; raises `HubError` when there is none. Nothing is asked of the Hub."""
    from huggingface_hub import get_token

    found = get_token()
    if not found:
        raise HubError("no token for the Hugging Face Hub", _LOGIN)
    return found


def push(
    folder: Path,
    paths: Sequence[str],
    repo: str,
    secret: str,
    *,
    private: bool = False,
    revision: str | None = None,
    endpoint: str | None = None,
) -> Pushed:
    """Commit the card and the files ``paths`` of ``folder`` to ``repo``, which is made where it is not there.

    Raises `HubError`. The token ``secret`` is in no error.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    api = HfApi(endpoint=endpoint, token=secret)
    with _explained(repo, secret):
        made = api.create_repo(repo, repo_type=_KIND, private=private or None, exist_ok=True)
        name = made.repo_id
        if private:
            _refuse_public(api, name)
        if revision:
            api.create_branch(name, branch=revision, repo_type=_KIND, exist_ok=True)
        there = api.list_repo_files(name, revision=revision, repo_type=_KIND)
        removed = tuple(path for path in there if _OURS.fullmatch(path) and path not in paths)
        operations: list[CommitOperationAdd | CommitOperationDelete] = [CommitOperationDelete(path) for path in removed]
        operations += [CommitOperationAdd(path, folder / path) for path in (NAME, *paths)]
        message = f"{len(paths)} files by ultralink publish"
        done = api.create_commit(name, operations, commit_message=message, repo_type=_KIND, revision=revision)
    return Pushed(str(made), done.commit_url, removed)


def _refuse_public(api: HfApi, name: str) -> None:
    """Asking for a private repository does not make a public one private."""
    if api.dataset_info(name).private is not True:
        raise HubError(
            f"{name}: the repository is there already, and it is public",
            "nothing was sent; make it private in its settings on the Hub, name another, or leave --private out",
        )


@contextmanager
def _explained(repo: str, secret: str) -> Iterator[None]:
    """What the Hub and its client raise, as a `HubError` that says what to do."""
    from httpx2 import HTTPError

    try:
        yield
    except (HTTPError, OSError, RuntimeError, ValueError) as error:
        raise _typed(repo, error, secret) from None


def _typed(repo: str, error: Exception, secret: str) -> HubError:
    from huggingface_hub.errors import HfHubHTTPError

    # The upload of a large file hides the Hub's answer behind a RuntimeError.
    answer = error.__cause__ if isinstance(error.__cause__, HfHubHTTPError) else error
    if not isinstance(answer, HfHubHTTPError):
        return HubError(f"{repo}: {type(error).__name__}: {error}".replace(secret, "***"), _remedy(error))
    status = answer.response.status_code
    said = answer.server_message or str(answer).strip().splitlines()[0]
    hint = _REMEDIES.get(status) or (_LATER if status >= 500 else "the Hub's words say what it wants")
    return HubError(f"{repo}: the Hub answered {status}: {said}".replace(secret, "***"), hint)


def _remedy(error: Exception) -> str:
    if isinstance(error, ValueError):
        return "name the repository as account/name; when it is, report these words"
    return f"is the Hub reachable from here? {_LATER}"
