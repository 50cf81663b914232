"""What the program and its worker process say to each other: pickled objects over a socket pair, each after its length.

From the program: one `Errand`, then `Request` after `Request`, and `Stop`. From the worker: `Told`, as long as both
live. When the program closes its end or dies, the worker takes in what is in flight and ends.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
from pathlib import Path
from typing import Any, NamedTuple

from ultralink_assets.records import Reply, UltralinkError
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher.progress import Tally

_LENGTH = struct.Struct(">I")


class Errand(NamedTuple):
    """Whom to ask, for which stage and language, and where to write down what came of it."""

    settings: TeacherSettings
    urls: tuple[str, ...]
    api_key: str
    ledger: Path
    stage: str
    language: str
    run_id: str


class Request(NamedTuple):
    """What has to be sent; ``attempts`` counts those of earlier runs, ``unusable`` those that were delivered."""

    key: bytes
    item_id: str
    draw: int
    model: str
    body: bytes
    worst_usd: float
    attempts: int
    unusable: int


class Stop(NamedTuple):
    """Send nothing any more."""

    error: UltralinkError


class Told(NamedTuple):
    """What became of requests since the last time (key, reply or why there is none), and how things stand."""

    replies: list[tuple[bytes, Reply | Exception]]
    tally: Tally | None
    stopped_by: UltralinkError | None = None


def pack(said: object) -> bytes:
    """One object as it goes over the socket."""
    data = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(data)) + data


def receive(channel: socket.socket) -> Any:
    """The next object, None when the other side is gone; blocks."""
    head = _exactly(channel, _LENGTH.size)
    data = _exactly(channel, _LENGTH.unpack(head)[0]) if head else None
    return pickle.loads(data) if data else None


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        try:
            part = channel.recv(size - len(parts))
        except ConnectionError:
            return None
        if not part:
            return None
        parts += part
    return bytes(parts)


async def read(reader: asyncio.StreamReader) -> Any:
    """As `receive`, for an event loop."""
    try:
        head = await reader.readexactly(_LENGTH.size)
        return pickle.loads(await reader.readexactly(_LENGTH.unpack(head)[0]))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
