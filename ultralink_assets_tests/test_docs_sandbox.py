"""docs/sandbox.md says what the sandbox says of itself."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from ultralink_assets.sandbox import Ending, Limits
from ultralink_assets.sandbox.cover import NOT_COVERED, protections
from ultralink_assets.sandbox.protocol import Hello

DOC = (Path(__file__).parent.parent / "docs" / "sandbox.md").read_text(encoding="utf-8")
UNITS = {"GiB": 2**30, "MiB": 2**20}


def rows(heading: str) -> list[list[str]]:
    section = DOC.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"][
        2:
    ]


def test_every_ending_stands_with_its_outcome() -> None:
    assert {name for row in rows("How a program ended") for name in row[0].split(", ")} == set(Ending)


def test_every_limit_stands_with_its_default() -> None:
    told = {}
    for limit, default, _ in rows("Limits"):
        if name := re.match(r"`(\w+)`", limit):
            number, _, unit = default.partition(" ")
            told[name[1]] = int(number) * UNITS.get(unit, 1)
    assert told == dataclasses.asdict(Limits())


def test_every_protection_stands_there() -> None:
    told = {row[0]: row[2] == "yes" for row in rows("What protects")}
    assert all(told[each.name] is each.needed for each in protections(Hello(landlock=1, seccomp=True, namespaces=True)))


def test_what_is_not_covered_stands_there() -> None:
    plain = " ".join(DOC.replace("`", "").split())
    assert all(gap.split(":")[0].rstrip(".") in plain for gap in NOT_COVERED)
