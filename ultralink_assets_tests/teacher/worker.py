"""A process of its own that runs conversations; its standard output is a line for each that is done.

Arguments: url, ledger, count, and settings as JSON. Exit status 3: stopped, with the error's type and message.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ultralink_assets.records import UltralinkError
from ultralink_assets.settings import TeacherSettings
from ultralink_assets.teacher import run_scripts
from ultralink_assets_tests.teacher.conftest import conversation


def main(url: str, ledger: str, count: str, changes: str) -> int:
    settings = {"base_url": url, "model": "llama", "name": "t", "deadline_s": 5, "max_in_flight": 8}
    talks = [(f"{number}-1", f"{number}-2") for number in range(int(count))]
    try:
        run_scripts(
            TeacherSettings.model_validate({**settings, **json.loads(changes)}),
            Path(ledger),
            ((talk[0], lambda talk=talk: conversation(*talk)) for talk in talks),  # type: ignore[misc]
            lambda item_id, replies: print("done", item_id, replies[-1].text, flush=True),
            lambda item_id, runs, error: False,
            stage="dialogues",
            language="en",
            run_id="worker",
            total=len(talks),
            say=lambda line: print(line, flush=True),
            environ={},
        )
    except UltralinkError as error:
        print(type(error).__name__, error.message, flush=True)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
