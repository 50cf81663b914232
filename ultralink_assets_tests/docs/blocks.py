"""The blocks of a page: commands, what they print, and settings; and the commands that stand in its sentences."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAMS = "ultralink|dagster|dbt|make|pip|apt-get|sqlite3|python|git|docker|curl"
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(rf"`((?:{PROGRAMS}) [^`]*)`")
_SECTION = re.compile(r"^(?=\[)", re.MULTILINE)
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Block:
    """``kind`` is what stands behind the opening fence: sh, console, toml, python, or nothing."""

    kind: str
    text: str

    def commands(self) -> Iterator[tuple[str, str | None]]:
        """Each command with what the page says it prints; None where it says nothing."""
        if self.kind == "sh":
            yield from ((command, None) for command in _whole(self.text.splitlines()))
        if self.kind == "console":
            for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                yield command, shown or None


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """The commands of a block: a line, and those after it until bash finds no quotation open."""
    command = ""
    for line in lines:
        command = f"{command}\n{line}" if command else line
        if command.strip() and subprocess.run(["bash", "-n", "-c", command], capture_output=True).returncode == 0:
            yield command
            command = ""
    assert not command.strip(), f"a quotation stays open: {command}"


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in _FENCED.findall(page.read_text(encoding="utf-8"))]


def inline(page: Path) -> set[str]:
    """The commands that stand in sentences."""
    return set(_INLINE.findall(_FENCED.sub("", page.read_text(encoding="utf-8"))))


def prints(shown: str, output: str) -> bool:
    """Whether ``output`` holds what a page shows; an ellipsis stands for anything, also for lines.

    How many blanks stand between two columns does not matter: it depends on the port.
    """
    parts = (" +".join(map(re.escape, re.split(" +", part))) for part in shown.strip("\n").split(_ELLIPSIS))
    pattern = ".*".join(parts)
    return re.search(pattern, output, re.DOTALL) is not None


def with_settings(old: str, new: str) -> str:
    """``old`` settings whose sections are those of ``new`` where that has them."""
    return "".join({**_sections(old), **_sections(new)}.values())


def _sections(text: str) -> dict[str, str]:
    """Heading to text, the keys above all sections first."""
    parts = {part.partition("]")[0] if part.startswith("[") else "": part for part in _SECTION.split(text)}
    return {"": "", **{heading: part.rstrip("\n") + "\n" for heading, part in parts.items() if part.strip()}}
