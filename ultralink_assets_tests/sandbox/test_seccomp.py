"""The filter's own decisions, for both architectures, by a small reading of its instructions."""

from __future__ import annotations

import struct

import pytest

from ultralink_assets.sandbox.seccomp import ARCHITECTURES, Filter
from ultralink_assets.sandbox.syscalls import ALLOWED, SOME_ARGUMENTS

PROCESS, EXECUTABLE = 4711, 200
ALLOW, REFUSE, UNKNOWN, KILL = 0x7FFF0000, 0x50001, 0x50026, 0x80000000
MACHINES = list(ARCHITECTURES)


def decision(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the kernel would do with the call."""
    instructions = list(struct.iter_unpack("=HBBI", Filter(machine, EXECUTABLE).instructions(PROCESS)))
    data = struct.pack(
        "=IIQ6Q", number, architecture or ARCHITECTURES[machine], 0, *arguments, *[0] * (6 - len(arguments))
    )
    held, at = 0, 0
    while True:
        code, equal, unequal, value = instructions[at]
        at += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            [held] = struct.unpack_from("=I", data, value)
        elif code == 0x54:
            held &= value
        else:
            holds = {0x15: held == value, 0x25: held > value, 0x35: held >= value}[code]
            at += equal if holds else unequal


def number_of(name: str, machine: str) -> int:
    number = {**ALLOWED, **SOME_ARGUMENTS}[name][MACHINES.index(machine)]
    assert number is not None
    return number


@pytest.mark.parametrize("machine", MACHINES)
def test_exactly_the_listed_calls_are_allowed(machine: str) -> None:
    listed = {numbers[MACHINES.index(machine)] for numbers in ALLOWED.values()}
    with_arguments = {numbers[MACHINES.index(machine)] for numbers in SOME_ARGUMENTS.values()}
    found = {number for number in range(600) if decision(machine, number, 9999, 9999, 9999) == ALLOW}
    assert found - with_arguments == listed - {None}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("clone", [0x3D0F00], [0x1200011]),
        ("execveat", [EXECUTABLE], [3]),
        ("kill", [PROCESS, 15], [PROCESS, 9]),
        ("kill", [PROCESS, 6], [1, 6]),
        ("tgkill", [PROCESS, 1, 6], [PROCESS, 1, 9]),
        ("prlimit64", [0], [1]),
        ("socketpair", [1, 0x80001], [1, 2]),
        ("fcntl", [5, 3], [5, 8]),
        ("ioctl", [5, 0x5401], [5, 0x5412]),
        ("openat", [0, 0, 0x80000], [0, 0, 0x200]),
        ("openat", [0, 0, 0x241], [0, 0, 0x3]),
    ],
)
def test_some_are_allowed_with_some_arguments(machine: str, name: str, allowed: list[int], refused: list[int]) -> None:
    number = number_of(name, machine)
    assert decision(machine, number, *allowed) == ALLOW
    assert decision(machine, number, *refused) == REFUSE


@pytest.mark.parametrize(("machine", "socket"), [("x86_64", 41), ("aarch64", 198)])
def test_a_call_that_is_not_listed_is_refused(machine: str, socket: int) -> None:
    assert decision(machine, socket) == REFUSE


@pytest.mark.parametrize("machine", MACHINES)
def test_a_newer_call_is_unknown(machine: str) -> None:
    assert decision(machine, 435) == UNKNOWN  # clone3


def test_calls_of_another_architecture_are_no_way_round() -> None:
    assert decision("x86_64", 0, architecture=0x40000003) == KILL
    assert decision("x86_64", 0x40000000) == REFUSE
