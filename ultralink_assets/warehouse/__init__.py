"""Tables by language in DuckDB: staging, merging, publishing, reading, SQL.

How a stage uses it::

    staging = Staging(data_dir, "passages", "ru", version)
    with staging.lock():
        done = staging.finished()
        staging.write(unit, to_table("passages", rows), rejections_to_table("passages", rejected), books)
        merged = merge(staging)
        warehouse.publish(Publication("passages", "ru", merged, staging.books(), verdicts, code_version, run_id))
        staging.clear_all()

Long work happens in the staging area without any lock on the warehouse; a connection to the warehouse is short, and a
file lock is held from connect to close.
"""

from __future__ import annotations

from ultralink_assets.warehouse.books import Books, Verdict
from ultralink_assets.warehouse.dataset_folders import DatasetFolders
from ultralink_assets.warehouse.history import PublicationRow
from ultralink_assets.warehouse.merge import Merged, merge
from ultralink_assets.warehouse.publish import Publication
from ultralink_assets.warehouse.review_files import ReviewFiles
from ultralink_assets.warehouse.rows import from_table, rejections_to_table, to_table
from ultralink_assets.warehouse.sql import query
from ultralink_assets.warehouse.staging import Staging
from ultralink_assets.warehouse.store import Warehouse
from ultralink_assets.warehouse.tables import STAGES, StageTable
from ultralink_assets.warehouse.upstream import Upstream

__all__ = [
    "STAGES",
    "Books",
    "DatasetFolders",
    "Merged",
    "Publication",
    "PublicationRow",
    "ReviewFiles",
    "StageTable",
    "Staging",
    "Upstream",
    "Verdict",
    "Warehouse",
    "from_table",
    "merge",
    "query",
    "rejections_to_table",
    "to_table",
]
