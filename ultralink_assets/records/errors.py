"""Every error that a user can meet.

::

    UltralinkError              what went wrong, and a hint that says what to do
    ├── SettingsError           a key of the settings
    ├── InputError              a dump, a data file, a row of it
    ├── WarehouseError          the warehouse, the staging area, the ledger's file
    │   ├── WarehouseBusy       somebody else holds it for longer than we wait
    │   └── AlreadyRunning      another run works on the same asset
    ├── UpstreamRefused         a stage may not read its upstream: no data, or a gate that is not a pass
    ├── SandboxRefused          a program may not run: this machine lacks a protection
    ├── HubError                the Hugging Face Hub: token, rights, name, connection
    └── TeacherError            the LLM side
        ├── TeacherStopped      no retry heals it: key, credit, model, endpoint down; the server's words
        │   └── RequestRefused  the endpoint does not take a request of this form
        ├── BudgetReached       the next request could cost more than what is left
        ├── Interrupted         asked to stop; everything that was received is kept
        ├── Unanswered          one request used up its attempts: its item stays pending
        └── WorkPending         a run ended with items pending: nothing was published
"""

from __future__ import annotations


class UltralinkError(Exception):
    """Base of every error that a user can meet: ``message`` names the thing, ``hint`` says what to do."""

    retryable = False

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message}\n  -> {hint}" if hint else message)

    def __reduce__(self) -> tuple[type[UltralinkError], tuple[str, str]]:
        return type(self), (self.message, self.hint)  # else a pickled one would come back with the hint in the message


class SettingsError(UltralinkError):
    """A setting is unknown, missing or has a value that can't be used."""


class InputError(UltralinkError):
    """An input file can't be read, or holds what we refuse to read."""


class WarehouseError(UltralinkError):
    """The warehouse, the staging area or the ledger can't be used."""


class WarehouseBusy(WarehouseError):
    """Another program holds the warehouse for longer than we wait."""

    retryable = True


class AlreadyRunning(WarehouseError):
    """Another run works on the same stage and partition."""

    retryable = True


class UpstreamRefused(UltralinkError):
    """A stage may not read its upstream: nothing there, or a blocking gate without a pass."""


class SandboxRefused(UltralinkError):
    """A program is not run, because this machine lacks a protection, or the sandbox can't start."""


class HubError(UltralinkError):
    """The Hugging Face Hub does not take a data set; the message holds its words."""


class TeacherError(UltralinkError):
    """Something about the LLM endpoint."""


class TeacherStopped(TeacherError):
    """No retry heals it (key, credit, model, endpoint down); the message holds the server's words."""


class RequestRefused(TeacherStopped):
    """The endpoint does not take a request of this form, such as a member of its body."""


class BudgetReached(TeacherError):
    """The next request could cost more than what is left of ``budget_usd``."""


class Interrupted(TeacherError):
    """The run was asked to stop; everything that was received is kept."""

    retryable = True


class Unanswered(TeacherError):
    """One request used up its attempts in this run; its item stays pending."""

    retryable = True


class WorkPending(TeacherError):
    """A run ended with items pending: nothing is published, everything is kept."""

    retryable = True
