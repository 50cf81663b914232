"""Which runs are really alive.

Dagster's run monitoring can't see a killed run with the default launcher (measured with 1.13): the run stays
STARTED for ever. So a run carries its host and process as tags, and whoever looks next marks the dead ones.
"""

from __future__ import annotations

import os
import socket

import psutil
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

HOST_TAG = "ultralink/host"
PROCESS_TAG = "ultralink/process"


def claim(instance: DagsterInstance, run_id: str) -> None:
    """Write this host and process on the run."""
    process = psutil.Process(os.getpid())
    tags = {HOST_TAG: socket.gethostname(), PROCESS_TAG: f"{process.pid}@{process.create_time():.0f}"}
    instance.add_run_tags(run_id, tags)


def mark_dead(instance: DagsterInstance) -> list[str]:
    """Mark as failed what was started on this host by a process that is gone; returns the run ids."""
    started = instance.get_runs(RunsFilter(statuses=[DagsterRunStatus.STARTED], tags={HOST_TAG: socket.gethostname()}))
    dead = [run for run in started if not _alive(run)]
    for run in dead:
        instance.report_run_failed(
            run, message=f"process {run.tags[PROCESS_TAG]} is gone: killed, or the machine restarted"
        )
    return [run.run_id for run in dead]


def _alive(run: DagsterRun) -> bool:
    pid, _, created = run.tags.get(PROCESS_TAG, "0@0").partition("@")
    try:
        return abs(psutil.Process(int(pid)).create_time() - float(created)) <= 1
    except psutil.NoSuchProcess:
        return False
