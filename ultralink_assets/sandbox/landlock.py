"""Landlock: which files a process may read, write and execute, for good and for all that it starts.

It knows no chmod, no chown and no stat: the first two are refused by seccomp, the last one stays possible. An older
kernel (a lower ABI) restricts less, and `restrict` asks for all that it has; what ABI 1 and 2 lack (truncating) is
refused by seccomp. The structures are those of include/uapi/linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable
from typing import NamedTuple

from ultralink_assets.sandbox.kernel import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_GET_VERSION, _PATH_BENEATH = 1, 1
_NO_FLAGS = ctypes.c_uint32(0)

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_RIGHTS_OF_ABI = {1: 13, 2: 14, 3: 15, 5: 16}  # an ABI handles so many of the lowest bits
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_ALL_NETWORK, _ALL_SCOPES = 0b11, 0b11  # TCP bind and connect (ABI 4); abstract sockets and signals (ABI 6)

_READ = _EXECUTE | _READ_FILE | _READ_DIR
_WRITE = _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE


class Path(NamedTuple):
    """A file or folder that is open, and what may be done with it and all below."""

    descriptor: int
    rights: int


def abi() -> int:
    """The version that this kernel has, 0 for none."""
    if sys.platform != "linux":
        return 0
    try:
        return syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_GET_VERSION))
    except OSError:
        return 0


def readable(path: str) -> Path:
    """It can be read and executed; raises OSError."""
    return _opened(path, _READ)


def writable(path: str) -> Path:
    """It can be read, written, and deleted in; raises OSError."""
    return _opened(path, _WRITE)


def restrict(version: int, paths: Iterable[Path]) -> None:
    """Allow this process these paths and no other; raises OSError. It must have given up its privileges."""
    handled = (1 << max(bits for least, bits in _RIGHTS_OF_ABI.items() if least <= version)) - 1
    words = [handled] + [_ALL_NETWORK] * (version >= 4) + [_ALL_SCOPES] * (version >= 6)
    attributes = struct.pack(f"={len(words)}Q", *words)
    ruleset = ctypes.c_int(syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), _NO_FLAGS))
    for path in paths:
        rule = struct.pack("=Qi", path.rights & handled, path.descriptor)
        syscall(_ADD_RULE, ruleset, ctypes.c_int(_PATH_BENEATH), rule, _NO_FLAGS)
    syscall(_RESTRICT_SELF, ruleset, _NO_FLAGS)
    os.close(ruleset.value)


def _opened(path: str, rights: int) -> Path:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
    return Path(descriptor, rights if is_folder else rights & _OF_FILES)
