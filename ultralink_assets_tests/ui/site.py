"""The demo's data in a folder of their own, Dagster's web UI on them, and a headless Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ultralink_assets.teacher import Ledger

ROOT = Path(__file__).parents[2]
LANGUAGES = "en,ru"
# No sandbox: a container's root has none. The others keep the browser from looking for a network.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Site:
    """Where the UI is served, its data, and its Dagster home."""

    url: str
    data_dir: Path
    home: Path

    def requests(self) -> int:
        """How many requests were ever sent to the teacher."""
        with Ledger(self.data_dir / "ledger.sqlite") as ledger:
            return ledger.requests()


def chromium() -> str | None:
    """The browser: ``CHROMIUM``, or the first one that is installed."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Make the demo's data and the report of ``ru`` in ``folder``, and serve the UI until the block ends."""
    home = folder / "home"
    home.mkdir()
    shutil.copy(ROOT / ".dagster_home" / "dagster.yaml", home)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("DAGSTER_", "ULTRALINK_"))}
    environ |= {"DAGSTER_HOME": str(home), "ULTRALINK_DATA_DIR": str(folder / "data"), "ULTRALINK_LANGUAGES": LANGUAGES}
    for command in (["demo"], ["report", "ru"], ["demo"]):  # the second time with the report beside the data
        subprocess.run([sys.executable, "-m", "ultralink_assets.cli", *command], env=environ, cwd=folder, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dagster", "dev", "--workspace", str(ROOT / "workspace.yaml"), "--port", str(port)]
    ui = subprocess.Popen(command, env=environ, cwd=folder, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}/server_info", ui)
        yield Site(f"http://127.0.0.1:{port}", folder / "data", home)
    finally:
        os.killpg(ui.pid, signal.SIGINT)
        ui.wait(60)


def _wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{url} does not answer; the server's exit status is {process.poll()}")


@contextmanager
def browser(executable: str) -> Iterator[Any]:
    """A browser with an empty profile of its own; see https://playwright.dev/python/docs/api/class-browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=executable,
            headless=True,
            args=list(FLAGS),
            viewport={"width": 1280, "height": 900},
        )
        try:
            yield context
        finally:
            context.close()
