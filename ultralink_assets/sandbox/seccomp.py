"""Seccomp: which system calls a process may make, as a small filter program that the kernel runs before each call.

The filter knows a list of what is allowed (`syscalls`), some of it with certain arguments only, and refuses the rest
with EPERM, or with ENOSYS where the call is newer than the list, so that the C library takes its older way. Nothing is
killed: a program sees a PermissionError. Instructions: linux/bpf_common.h; data: ``struct seccomp_data``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import struct
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ultralink_assets.sandbox.kernel import set_seccomp_filter
from ultralink_assets.sandbox.syscalls import ALLOWED, SOME_ARGUMENTS

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_*, in the order of the numbers in syscalls
_NEWER, _X32 = 424, 0x40000000  # from 424 on, all architectures number alike
_LOAD, _AND, _EQUAL, _ABOVE, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x25, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE = _ERRNO | errno.EPERM

_CLONE_THREAD = 0x00010000
_FCNTL_COMMANDS = (*range(8), 1030)  # duplicate, flags, locks; not F_SETOWN, which sends signals to others
# Is it a terminal, its size, bytes to read, not to block, to close when executing.
_IOCTL_REQUESTS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGABRT, signal.SIGUSR1, signal.SIGUSR2,
            signal.SIGSEGV, signal.SIGALRM, signal.SIGTERM)  # fmt: skip
_ALL_BITS = 0xFFFFFFFF


class Condition(NamedTuple):
    """The lower half of an argument, of which only the bits of ``mask`` count, equals ``value``."""

    argument: int
    value: int
    mask: int = _ALL_BITS


Rule = tuple[Condition, ...]
"""All its conditions hold."""

Rules = dict[str, tuple[Rule, ...]]
"""By the call's name; one of the rules holds."""


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def works() -> bool:
    """Whether this kernel takes filters, and we know the numbers of its calls."""
    if sys.platform != "linux" or os.uname().machine not in ARCHITECTURES:
        return False
    try:
        set_seccomp_filter(None)
    except OSError as error:
        return error.errno == errno.EFAULT  # it would have read the filter
    return False


class Filter:
    """A filter for the children of a process; what is the same for all of them is made once."""

    def __init__(self, machine: str, executable: int) -> None:
        """``executable`` is the descriptor of the only file that a child may execute."""
        self._before, self._after = fixed_instructions(machine, executable)
        self._machine = machine

    def instructions(self, process_id: int) -> bytes:
        """Of 8 bytes each, for the process of this id."""
        return self._before + b"".join(_argument_rules(self._machine, signal_rules(process_id))) + self._after

    def restrict(self, process_id: int) -> None:
        """Restrict this process, which has this id, for good; raises OSError. It must have given up its privileges."""
        instructions = self.instructions(process_id)
        set_seccomp_filter(ctypes.byref(_FilterProgram(len(instructions) // 8, instructions)))


def fixed_rules(executable: int) -> Rules:
    """With which arguments calls are allowed: one of the rules holds."""
    writes = [Condition(1, access, os.O_ACCMODE) for access in (os.O_WRONLY, os.O_RDWR)]
    reads = Condition(1, os.O_RDONLY, os.O_ACCMODE | os.O_TRUNC)  # truncating what may only be read
    return {
        "open": tuple((condition,) for condition in (reads, *writes)),
        "openat": tuple((condition._replace(argument=2),) for condition in (reads, *writes)),
        "fcntl": tuple((Condition(1, command),) for command in _FCNTL_COMMANDS),
        "ioctl": tuple((Condition(1, request),) for request in _IOCTL_REQUESTS),
        # A datagram socket could send to any socket of the machine that has a name.
        "socketpair": ((Condition(1, 1, 0xF),),),
        "clone": ((Condition(0, _CLONE_THREAD, _CLONE_THREAD),),),
        "execveat": ((Condition(0, executable),),),
        "prlimit64": ((Condition(0, 0),),),
    }


def signal_rules(process_id: int) -> Rules:
    """Signals to itself."""
    return {
        "kill": tuple((Condition(0, process_id), Condition(1, number)) for number in _SIGNALS),
        "tgkill": tuple((Condition(0, process_id), Condition(2, number)) for number in _SIGNALS),
    }


def fixed_instructions(machine: str, executable: int) -> tuple[bytes, bytes]:
    """What stands before the rules that depend on the process, and after them."""
    column = list(ARCHITECTURES).index(machine)
    before = [_instruction(_LOAD, _ARCHITECTURE_AT), _instruction(_EQUAL, ARCHITECTURES[machine], equal=1)]
    before += [_return(_KILL), _instruction(_LOAD, _NUMBER_AT)]
    if machine == "x86_64":
        before += [_instruction(_AT_LEAST, _X32, unequal=1), _return(_REFUSE)]
    for first, last in _ranges(sorted(n for numbers in ALLOWED.values() if (n := numbers[column]) is not None)):
        before += [_instruction(_ABOVE, last, equal=2), _instruction(_AT_LEAST, first, unequal=1), _return(_ALLOW)]
    after = [_instruction(_AT_LEAST, _NEWER, unequal=1), _return(_ERRNO | errno.ENOSYS), _return(_REFUSE)]
    return b"".join([*before, *_argument_rules(machine, fixed_rules(executable))]), b"".join(after)


def _ranges(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of those that follow one another."""
    first = numbers[0]
    for number, following in pairwise([*numbers, _X32]):
        if following != number + 1:
            yield first, number
            first = following


def _argument_rules(machine: str, rules: Rules) -> Iterator[bytes]:
    for name, alternatives in rules.items():
        if (number := SOME_ARGUMENTS[name][list(ARCHITECTURES).index(machine)]) is not None:
            body = b"".join(map(_rule, alternatives)) + _return(_REFUSE)
            yield _instruction(_EQUAL, number, unequal=len(body) // 8) + body


def _rule(rule: Rule) -> bytes:
    inner = _return(_ALLOW)
    for condition in reversed(rule):
        load = _instruction(_LOAD, _ARGUMENTS_AT + 8 * condition.argument) + _instruction(_AND, condition.mask)
        inner = load + _instruction(_EQUAL, condition.value, unequal=len(inner) // 8) + inner
    return inner


def _return(action: int) -> bytes:
    return _instruction(_RETURN, action)


def _instruction(code: int, value: int, equal: int = 0, unequal: int = 0) -> bytes:
    """``struct sock_filter``: after a test, so many instructions are skipped."""
    return struct.pack("=HBBI", code, equal, unequal, value)
