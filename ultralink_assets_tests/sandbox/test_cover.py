"""What the sandbox says of itself, and that it refuses to run where it can't protect."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ultralink_assets import sandbox
from ultralink_assets.records import SandboxRefused
from ultralink_assets.sandbox import Ending
from ultralink_assets.sandbox.cover import protections, refuse_unless_covered
from ultralink_assets.sandbox.protocol import Hello

WITHOUT = """
import ctypes, struct, sys
from ultralink_assets.sandbox import kernel, run
refused = {"landlock": (444, None), "seccomp": (157, 22), "namespaces": (272, None)}[sys.argv[1]]
number, option = refused
test = [(0x20, 0, 0, 16), (0x15, 0, 1, option)] if option else []
filter = [(0x20, 0, 0, 0), (0x15, 0, len(test) + 1, number), *test, (6, 0, 0, 0x50000 + 22), (6, 0, 0, 0x7FFF0000)]
text = b"".join(struct.pack("=HBBI", *each) for each in filter)
class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))
kernel.give_up_privileges()
kernel.set_seccomp_filter(ctypes.byref(Program(len(filter), text)))
try:
    print(run("print('ran')", unprotected=sys.argv[2:] == ["unprotected"]).ending)
except Exception as error:
    print(type(error).__name__, error.message, "->", error.hint)
"""
"""Runs a program where the kernel knows a call no more, as in a container that forbids it."""

ON_X86_64 = pytest.mark.skipif("__import__('platform').machine() != 'x86_64'", reason="the numbers are those of x86_64")


def without(what: str, *options: str) -> str:
    done = subprocess.run([sys.executable, "-c", WITHOUT, what, *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@ON_X86_64
@pytest.mark.parametrize(("what", "name"), [("landlock", "Landlock"), ("seccomp", "seccomp")])
def test_without_a_needed_protection_nothing_runs(what: str, name: str, lacking: list[str]) -> None:
    if "seccomp" in lacking:
        pytest.skip("a machine without seccomp is that case already; test_attacks.py shows the refusal")
    told = without(what)
    assert told.startswith("SandboxRefused")
    assert f"no {name} (" in told
    assert f"{name} needs " in told


@ON_X86_64
@pytest.mark.parametrize("what", ["landlock", "seccomp"])
def test_it_runs_unprotected_when_it_is_told_to(what: str, lacking: list[str]) -> None:
    if "seccomp" in lacking:
        pytest.skip("what forbids a call is seccomp")
    assert without(what, "unprotected") == "passed\n"


@ON_X86_64
def test_namespaces_are_not_needed(lacking: list[str]) -> None:
    if lacking:
        pytest.skip(f"no {lacking} here")
    assert without("namespaces") == "passed\n"


def test_every_missing_protection_is_named_with_its_remedy() -> None:
    nothing = Hello(landlock=0, seccomp=False, namespaces=False)
    with pytest.raises(SandboxRefused) as refused:
        refuse_unless_covered(nothing)
    for each in protections(nothing):
        assert (f"no {each.name}" in refused.value.message) is each.needed
        assert (each.remedy in refused.value.hint) is each.needed


def test_it_describes_what_holds_here_and_what_does_not() -> None:
    description = sandbox.describe()
    assert [each.name for each in description.protections] == ["Landlock", "seccomp", "namespaces"]
    assert description.trial.ending is Ending.PASSED
    assert any("Names, sizes and times" in gap for gap in description.not_covered)
