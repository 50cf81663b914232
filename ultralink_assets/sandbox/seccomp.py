"""Seccomp: which system calls a process may make, as a small filter program that the kernel runs before each call.

The filter knows a list of what is allowed (`syscalls`), some of it with certain arguments only, and refuses the rest with
EPERM, or with ENOSYS where the call is newer than the list, so that the C library takes its older way. Nothing is killed:
a program sees a PermissionError. Instructions: linux/bpf_common.h; data: ``struct seccomp_data``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterator
from typing import NamedTuple

from ultralink_assets.sandbox.kernel import set_seccomp_filter
from ultralink_assets.sandbox.syscalls import ALLOWED, SOME_ARGUMENTS

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_*, in the order of the numbers in syscalls
_NEWER, _X32 = 424, 0x40000000  # from 424 on, all architectures number alike
_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000

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


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def works() -> bool:
    """Whether this kernel takes filters, and we know the numbers of its calls."""
    if sys.platform != "linux" or platform.machine() not in ARCHITECTURES:
        return False
    try:
        set_seccomp_filter(None)
    except OSError as error:
        return error.errno == errno.EFAULT  # it would have read the filter
    return False


def restrict(process_id: int, executable: int) -> None:
    """Restrict this process for good; raises OSError. It must have given up its privileges.

    ``executable`` is the descriptor of the only file that it may execute.
    """
    instructions = b"".join(filter_program(platform.machine(), process_id, executable))
    set_seccomp_filter(ctypes.byref(_FilterProgram(len(instructions) // 8, instructions)))


def rules(process_id: int, executable: int) -> dict[str, tuple[Rule, ...]]:
    """With which arguments a call of `SOME_ARGUMENTS` is allowed: one of the rules holds."""
    writes = [Condition(1, access, os.O_ACCMODE) for access in (os.O_WRONLY, os.O_RDWR)]
    reads = Condition(1, os.O_RDONLY, os.O_ACCMODE | os.O_TRUNC)  # truncating what may only be read
    opening = tuple((condition,) for condition in (reads, *writes))
    return {
        "open": opening,
        "openat": tuple((condition._replace(argument=2),) for (condition,) in opening),
        "fcntl": tuple((Condition(1, command),) for command in _FCNTL_COMMANDS),
        "ioctl": tuple((Condition(1, request),) for request in _IOCTL_REQUESTS),
        # A datagram socket could send to any socket of the machine that has a name.
        "socketpair": ((Condition(1, 1, 0xF),),),
        "clone": ((Condition(0, _CLONE_THREAD, _CLONE_THREAD),),),
        "execveat": ((Condition(0, executable),),),
        "kill": tuple((Condition(0, process_id), Condition(1, number)) for number in _SIGNALS),
        "tgkill": tuple((Condition(0, process_id), Condition(2, number)) for number in _SIGNALS),
        "prlimit64": ((Condition(0, 0),),),
    }


def filter_program(machine: str, process_id: int, executable: int) -> Iterator[bytes]:
    """The instructions, of 8 bytes each."""
    column = list(ARCHITECTURES).index(machine)
    yield _instruction(_LOAD, _ARCHITECTURE_AT)
    yield from _when(_EQUAL, ARCHITECTURES[machine], otherwise=_KILL)
    yield _instruction(_LOAD, _NUMBER_AT)
    if machine == "x86_64":
        yield from _when(_AT_LEAST, _X32, then=_ERRNO | errno.EPERM)
    for numbers in ALLOWED.values():
        if (number := numbers[column]) is not None:
            yield from _when(_EQUAL, number, then=_ALLOW)
    for name, alternatives in rules(process_id, executable).items():
        if (number := SOME_ARGUMENTS[name][column]) is not None:
            body = b"".join(b"".join(_rule(rule)) for rule in alternatives) + _return(_ERRNO | errno.EPERM)
            yield from _skip_unless_equal(number, body)
    yield from _when(_AT_LEAST, _NEWER, then=_ERRNO | errno.ENOSYS)
    yield _return(_ERRNO | errno.EPERM)


def _rule(rule: Rule) -> Iterator[bytes]:
    inner = _return(_ALLOW)
    for condition in reversed(rule):
        load = _instruction(_LOAD, _ARGUMENTS_AT + 8 * condition.argument) + _instruction(_AND, condition.mask)
        inner = load + b"".join(_skip_unless_equal(condition.value, inner))
    yield inner


def _skip_unless_equal(value: int, body: bytes) -> Iterator[bytes]:
    yield _instruction(_EQUAL, value, unequal=len(body) // 8)
    yield body


def _when(test: int, value: int, *, then: int | None = None, otherwise: int | None = None) -> Iterator[bytes]:
    """Return ``then`` if the test holds, or ``otherwise`` if it does not; else go on."""
    yield _instruction(test, value, equal=then is None, unequal=then is not None)
    yield _return(otherwise if then is None else then)  # type: ignore[arg-type]


def _return(action: int) -> bytes:
    return _instruction(_RETURN, action)


def _instruction(code: int, value: int, equal: int = 0, unequal: int = 0) -> bytes:
    """``struct sock_filter``: after a test, so many instructions are skipped."""
    return struct.pack("=HBBI", code, equal, unequal, value)
