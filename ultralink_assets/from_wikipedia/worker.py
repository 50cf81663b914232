"""What a worker process of `pool` runs: units come in, results go out, until the pipe ends."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from pathlib import Path

from ultralink_assets import languages
from ultralink_assets.from_wikipedia.unit import read_unit
from ultralink_assets.records import InputError


def serve(own_entries: str | None) -> None:
    """The worker's loop: until the pipe ends. ``own_entries``: the user's folder of language entries."""
    languages.use(Path(own_entries) if own_entries else None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not disturb the answers
    while True:
        try:
            unit, language_code = pickle.load(requests)
        except EOFError:
            return
        try:
            answer: object = read_unit(unit, language_code)
        except InputError as error:
            answer = (error.message, error.hint)
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
