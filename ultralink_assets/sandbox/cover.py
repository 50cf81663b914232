"""What protects this machine from the programs of a sandbox, and what does not."""

from __future__ import annotations

from dataclasses import dataclass

from ultralink_assets.records import SandboxRefused
from ultralink_assets.sandbox.protocol import Hello


@dataclass(frozen=True, slots=True)
class Protection:
    """One of the protections: whether it holds here, what it is for, and how one gets it.

    Without a ``needed`` one nothing is run.
    """

    name: str
    holds: bool
    needed: bool
    covers: str
    remedy: str


NOT_COVERED = (
    "Names, sizes and times of files outside can be asked for, but not what the files hold.",
    "The libraries of the interpreter and of the system (/lib, /usr/lib) can be read.",
    "The processor is shared: a program may slow the machine down until its time is over.",
    "Faults of the kernel: where programs may be hostile and the machine matters, use a virtual machine.",
    "A program is in one process with its test: it can change what the test sees (an answer that equals everything), "
    "and machine code or byte code that it brings can forge the proof of its end.",
)


def protections(held: Hello) -> tuple[Protection, ...]:
    return (
        Protection(
            "Landlock",
            held["landlock"] > 0,
            True,
            "reading, writing and deleting outside of the program's folder",
            "Linux 5.13 or later with landlock in /sys/kernel/security/lsm; "
            "in a container, a runtime whose seccomp profile allows landlock_create_ruleset (Docker 20.10.15 or later)",
        ),
        Protection(
            "seccomp",
            held["seccomp"],
            True,
            "network, new processes, signals to others, chmod and chown, tracing",
            "Linux on x86_64 or aarch64, in a container that lets a process set filters",
        ),
        Protection(
            "namespaces",
            held["namespaces"],
            False,
            "network and other processes, a second time",
            "user namespaces for unprivileged processes; Landlock and seccomp do without",
        ),
    )


def refuse_unless_covered(held: Hello) -> None:
    """Raises `SandboxRefused` when a protection is missing that is needed."""
    if missing := [each for each in protections(held) if each.needed and not each.holds]:
        what = "; ".join(f"no {each.name} ({each.covers})" for each in missing)
        how = "; ".join(f"{each.name} needs {each.remedy}" for each in missing)
        raise SandboxRefused(
            f"programs are not run without protection, and this machine lacks: {what}",
            f"{how}. Else run where it is there, or set unprotected if every program can be trusted",
        )
