"""The LLM side: asks an OpenAI-compatible endpoint, remembers every request in the ledger, keeps pace and budget."""

from __future__ import annotations

from ultralink_assets.teacher.ledger import Ledger
from ultralink_assets.teacher.progress import Tally
from ultralink_assets.teacher.runner import RUNS_UNTIL_REJECTED, answering, run_scripts

__all__ = ["RUNS_UNTIL_REJECTED", "Ledger", "Tally", "answering", "run_scripts"]
