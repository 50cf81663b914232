"""The worker process: sends the requests of one run, writes every outcome into the ledger, and outlives a killed run.

``python -m ultralink_assets.teacher.worker CHANNEL ROOM``, two inherited descriptors: the socket of `protocol` and the
file of `spare_room`. It is a process of its own, so that what the run computes keeps no answer waiting, and so that
``kill -9`` of the run costs nothing: answers in flight are paid for, and they are still received and recorded, at most
``deadline_s`` long. Signals don't end it, the end of the run does.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import traceback

from ultralink_assets.records import Interrupted, Reply, UltralinkError
from ultralink_assets.teacher.engine import Teacher
from ultralink_assets.teacher.ledger import Ledger
from ultralink_assets.teacher.protocol import Errand, Request, Stop, Told, pack, read
from ultralink_assets.teacher.spare_room import SpareRoom, room_for

_TELL_S = 1.0  # how old the counts of a run without replies may be


def main(channel: int, room: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    asyncio.run(serve(socket.socket(fileno=channel), room))


async def serve(channel: socket.socket, room: int) -> None:
    """Serve one run, until it closes its end or dies and what is in flight is answered."""
    reader, writer = await asyncio.open_connection(sock=channel)
    errand: Errand | None = await read(reader)
    if errand is None:
        return
    spare = SpareRoom(room, errand.ledger)
    try:
        spare.fill(room_for(errand.settings))
        with Ledger(errand.ledger, spare) as ledger:
            async with Teacher(errand, ledger) as teacher:
                await _Service(teacher, writer).serve(reader)
    except UltralinkError as error:
        writer.write(pack(Told([], None, error)))
    finally:
        spare.give_away()
        writer.close()


class _Service:
    """Takes requests and tells replies."""

    def __init__(self, teacher: Teacher, writer: asyncio.StreamWriter) -> None:
        self._teacher, self._writer = teacher, writer
        self._replies: list[tuple[bytes, Reply | Exception]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader) -> None:
        telling = asyncio.create_task(self._tell_now_and_then())
        while (said := await read(reader)) is not None:
            if isinstance(said, Request):
                task = asyncio.create_task(self._answer(said))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            elif isinstance(said, Stop):
                self._teacher.stop(said.error)
        self._teacher.stop(Interrupted("the run has ended", "run it again to go on: every answer is kept"))
        while self._tasks:
            await asyncio.wait(self._tasks)
        telling.cancel()

    async def _answer(self, request: Request) -> None:
        reply: Reply | Exception
        try:
            reply = await self._teacher.answer(request)
        except UltralinkError as error:
            reply = error
        except Exception:  # a defect of ours: the run has to hear of it, and its exception may not pickle
            reply = RuntimeError(traceback.format_exc())
        if not self._replies:
            asyncio.get_running_loop().call_soon(self._tell)
        self._replies.append((request.key, reply))

    def _tell(self) -> None:
        if not self._writer.is_closing():
            self._writer.write(pack(Told(self._replies, self._teacher.tally, self._teacher.stopped_by)))
        self._replies = []

    async def _tell_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(_TELL_S)
            if not self._replies:
                self._tell()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
