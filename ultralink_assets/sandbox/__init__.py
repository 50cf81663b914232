"""Runs programs that models or data sets wrote, where they can do no harm, and says how they ended.

``run(program)`` for one, ``Sandbox().run_all(programs)`` for many; `describe` says what protects this machine.

The names are loaded when they are first asked for: the process that forks for each program imports modules of this
folder, and the less it holds, the quicker it forks.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ultralink_assets.sandbox.cover import Protection
    from ultralink_assets.sandbox.pool import Description, Sandbox, describe, run
    from ultralink_assets.sandbox.ran import Ending, Limits, Ran

__all__ = ["Description", "Ending", "Limits", "Protection", "Ran", "Sandbox", "describe", "run"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import ultralink_assets.sandbox.pool as loaded

    return getattr(loaded, name)
