"""What fsspec does with a path or a URL, and its errors as ours."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from fsspec.core import url_to_fs

from ultralink_assets.records import InputError

# The clients that file systems speak through, whose errors they let pass: fsspec's own, and older and newer ones of hf://.
_CLIENTS: Mapping[str, str] = MappingProxyType({"aiohttp": "ClientError", "httpx": "HTTPError", "httpx2": "HTTPError"})


def file_system(url: str) -> Any:
    """The file system of a path or URL; raises `InputError` for a kind of URL that can't be read here."""
    try:
        return url_to_fs(url)[0]
    except ImportError as error:
        raise InputError(f"{url}: this kind of URL needs another package: {error}", "pip install it") from error
    except ValueError as error:
        raise InputError(f"{url}: {error}", "use a path, a glob, or a URL that fsspec knows") from error


def path_of(url: str) -> str:
    """The path within its file system."""
    return str(url_to_fs(url)[1])


def is_local(files: Any) -> bool:
    return "file" in files.protocol


def is_http(url: str) -> bool:
    return url.startswith(("http://", "https://"))


@contextmanager
def explained(url: str, files: Any, noun: str = "file") -> Iterator[None]:
    """What a file system raises, as an `InputError` that names the file."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"no such {noun}: {url}", "correct the path or the URL") from error
    except _unreadable() as error:
        hint = "check its permissions" if is_local(files) else "check the network and run again"
        raise InputError(f"{url}: can't be read: {error}", hint) from error


def _unreadable() -> tuple[type[Exception], ...]:
    """What can be raised: a client that is not loaded has raised nothing, and is not loaded for this."""
    return OSError, *(getattr(sys.modules[name], error) for name, error in _CLIENTS.items() if name in sys.modules)
