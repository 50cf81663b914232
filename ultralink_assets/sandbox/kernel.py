"""Calls into the kernel that Python's library has no names for."""

from __future__ import annotations

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522


def syscall(number: int, *arguments: object) -> int:
    """Raises OSError."""
    return _checked(_LIBC.syscall(ctypes.c_long(number), *arguments))


def prctl(option: int, *arguments: object) -> int:
    """Raises OSError."""
    return _checked(_LIBC.prctl(option, *arguments, *[ctypes.c_ulong(0)] * (4 - len(arguments))))


def unshare(flags: int) -> None:
    """Raises OSError. `os.unshare` comes with Python 3.12."""
    _checked(_LIBC.unshare(flags))


def die_with_parent(signal_number: int) -> None:
    prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal_number))


def give_up_privileges() -> None:
    """No capability now, and none by what is executed later (also not for root)."""
    prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1))
    header, none = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    _checked(_LIBC.capset(header, none))


def set_seccomp_filter(program: object) -> None:
    """Install a filter for good (a pointer to ``struct sock_fprog``, or None to be told whether that can be done)."""
    prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), program)


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
