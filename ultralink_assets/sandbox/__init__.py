"""Runs programs that models or data sets wrote, where they can do no harm, and says how they ended.

``run(program)`` for one, ``Sandbox().run_all(programs)`` for many; `describe` says what protects this machine.
"""

from ultralink_assets.sandbox.cover import NOT_COVERED, Protection
from ultralink_assets.sandbox.pool import Description, Sandbox, describe, run
from ultralink_assets.sandbox.ran import Ending, Limits, Ran

__all__ = ["NOT_COVERED", "Description", "Ending", "Limits", "Protection", "Ran", "Sandbox", "describe", "run"]
