"""``make demo``: the shipped sample to a data set, and what a newcomer wants to see of it."""

from __future__ import annotations

from typing import Any

import polars as pl
from dagster import AssetSelection, materialize

from ultralink_assets import definitions, flow, history
from ultralink_assets.settings import Settings
from ultralink_assets.teacher import Ledger
from ultralink_assets.warehouse import query

_CURRENT = """
    WITH current AS (
        SELECT stage, partition, arg_max(data_version, publication) AS data_version FROM publications GROUP BY ALL
    )
"""
_ALONG_THE_FLOW = f"array_position({list(flow.STAGES)}, stage)"
COUNTS = f"""
    {_CURRENT}
    SELECT stage, partition AS "of",
        (sum("rows") FILTER (side = 'in'))::BIGINT AS "in",
        (sum("rows") FILTER (side = 'out'))::BIGINT AS "out",
        coalesce(sum("rows") FILTER (side = 'rejected'), 0)::BIGINT AS rejected,
        coalesce(sum("rows") FILTER (side = 'not_drawn'), 0)::BIGINT AS not_drawn,
        coalesce(sum("rows") FILTER (side = 'made'), 0)::BIGINT AS made
    FROM stage_books JOIN current USING (stage, partition, data_version)
    GROUP BY stage, partition ORDER BY {_ALONG_THE_FLOW}, partition
"""
TURNED_DOWN = f"""
    {_CURRENT}
    SELECT stage, reason, sum("rows")::BIGINT AS counted
    FROM stage_books JOIN current USING (stage, partition, data_version) WHERE side = 'rejected'
    GROUP BY stage, reason ORDER BY {_ALONG_THE_FLOW}, counted DESC, reason
"""
ONE_TURN = """
    SELECT language, turns[1].question AS question, turns[1].answer AS answer
    FROM dialogues WHERE kind = 'grounded'
    QUALIFY row_number() OVER (PARTITION BY language ORDER BY dialogue_id) = 1 ORDER BY language
"""

ONE_TRANSLATION = """
    SELECT translated.language AS language, english.turns[1].question AS english,
        translated.turns[1].question AS translation
    FROM translated_sft AS translated JOIN agnostic_sft AS english USING (part, item_id)
    QUALIFY row_number() OVER (PARTITION BY translated.language ORDER BY part DESC, item_id) = 1 ORDER BY language
"""

SHOWN = {
    "Rows": COUNTS,
    "Turned down, by reason": TURNED_DOWN,
    "A first turn": ONE_TURN,
    "A translation": ONE_TRANSLATION,
}
WIDE: dict[str, Any] = {
    "tbl_rows": 50,
    "tbl_cols": -1,
    "tbl_hide_dataframe_shape": True,
    "tbl_hide_column_data_types": True,
    "fmt_str_lengths": 300,
    "tbl_width_chars": 110,
}


def run(settings: Settings) -> int:
    """Materialize all assets of the sample in this process, then print counts, an excerpt and the requests made."""
    before = _requests(settings)
    result = materialize(
        definitions.assets(settings),
        selection=AssetSelection.all() - AssetSelection.groups("reviews"),  # nobody has reviewed the sample
        instance=history.instance(),
        resources=definitions.RESOURCES,
        run_config={"loggers": {"console": {"config": {"log_level": "INFO"}}}},
        raise_on_error=False,
    )
    print()
    for title, sql in SHOWN.items():
        print(title)
        with pl.Config(**WIDE):
            print(pl.from_arrow(query(settings.data_dir, sql)))
    print(f"{_requests(settings) - before} requests were sent to the demo teacher. Next: make ui")
    return 0 if result.success else 1


def _requests(settings: Settings) -> int:
    with Ledger(settings.data_dir / "ledger.sqlite") as ledger:
        return sum(row.requests for row in ledger.cost_by_stage())
