"""Namespaces: no network, and no process in sight but its own, for this process and all that it starts.

An unprivileged process gets them in a user namespace of its own, where the kernel and the container allow one.
"""

from __future__ import annotations

import os
import signal
import sys

from ultralink_assets.sandbox.kernel import die_with_parent, unshare

_NEW_USER, _NEW_PROCESSES, _NEW_NETWORK, _NEW_IPC = 0x10000000, 0x20000000, 0x40000000, 0x08000000


def work() -> bool:
    """Whether `enter` would succeed, by a trial in a child: one that fails half-way can't be undone."""
    if sys.platform != "linux":
        return False
    child = os.fork()
    if child == 0:
        try:
            _unshare()
            os._exit(0)
        except OSError:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def enter() -> None:
    """Go on in a child, as the first process of new namespaces: when it ends, the kernel ends all others there.

    This process only waits for it, and ends as it did. Raises OSError.
    """
    _unshare()
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    die_with_parent(signal.SIGKILL)


def _unshare() -> None:
    """The ids stay what they are, so that files keep their owners."""
    user, group = os.getuid(), os.getgid()
    unshare(_NEW_USER | _NEW_PROCESSES | _NEW_NETWORK | _NEW_IPC)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
