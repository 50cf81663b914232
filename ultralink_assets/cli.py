"""``ultralink``: look around and after the platform. Materializing is Dagster's job: ``dagster asset materialize``."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ultralink_assets import settings as settings_module
from ultralink_assets.records import SettingsError, UltralinkError
from ultralink_assets.settings import Settings
from ultralink_assets.versions import STAGES

if TYPE_CHECKING:
    import polars as pl

SHOWN_ROWS = 200  # of a table; the formats csv and json, and rows that are too wide, come whole
WIDEST_TABLE = 10_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is success, 1 an error that was printed, 130 an interrupt."""
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except UltralinkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of a pipe left: nothing to say, and nobody to say it to
        sys.stderr.close()
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ultralink", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("doctor", help="check settings, files, keys, teacher, disk and versions")
    command.set_defaults(run=_doctor)

    command = commands.add_parser("estimate", help="requests, tokens and money of a stage before it runs")
    command.add_argument("asset", help="for example dialogues/ru")
    command.set_defaults(run=_estimate)

    command = commands.add_parser("cost", help="what was spent, by stage and language")
    command.set_defaults(run=_cost)

    command = commands.add_parser("sql", help="query the warehouse, read-only; the ledger is the view llm_calls")
    command.add_argument("query")
    command.add_argument("--format", choices=["table", "csv", "json"], default="table")
    command.set_defaults(run=_sql)

    command = commands.add_parser("report", help="write one HTML page about a language beside the data")
    command.add_argument("language", help="for example ru")
    command.set_defaults(run=_report)

    command = commands.add_parser("rollback", help="publish the version before again")
    command.add_argument("asset", help="for example dialogues/ru")
    command.add_argument("--to", metavar="DATA_VERSION", help="this kept version, not the one before")
    command.set_defaults(run=_rollback)

    command = commands.add_parser("demo-teacher", help="serve the demo teacher, an OpenAI-compatible endpoint")
    command.add_argument("--port", type=int, default=8400)
    command.add_argument("--host", default="127.0.0.1")
    command.set_defaults(run=_demo_teacher)

    command = commands.add_parser("demo", help="make the shipped sample, up to its dialogues")
    command.set_defaults(run=_demo)
    return parser


def _doctor(_: argparse.Namespace) -> int:
    from ultralink_assets import doctor

    findings = list(doctor.examine())
    for finding in findings:
        print(finding)
    return int(any(finding.level == "error" for finding in findings))


def _estimate(parsed: argparse.Namespace) -> int:
    from ultralink_assets import estimate

    settings = settings_module.load()
    stage, language = _asset(parsed.asset, settings)
    print(estimate.report(settings, stage, language))
    return 0


def _cost(_: argparse.Namespace) -> int:
    from ultralink_assets import estimate

    print(estimate.spent(settings_module.load()))
    return 0


def _sql(parsed: argparse.Namespace) -> int:
    import polars as pl

    from ultralink_assets.warehouse import query

    frame = pl.DataFrame(pl.from_arrow(query(settings_module.load().data_dir, parsed.query)))
    if parsed.format == "csv":
        sys.stdout.write(frame.write_csv())
    elif parsed.format == "json":
        sys.stdout.write(frame.write_ndjson())
    else:
        print(_shown(frame, shutil.get_terminal_size().columns))
    return 0


def _shown(frame: pl.DataFrame, width: int) -> str:
    """A table when it fits ``width`` characters; else a line for each value and a blank line between rows."""
    import polars as pl

    with pl.Config(
        tbl_rows=SHOWN_ROWS,
        tbl_cols=-1,
        tbl_width_chars=WIDEST_TABLE,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
    ):
        table = str(frame)
    if frame.is_empty() or max(map(len, table.splitlines())) <= width:
        return table
    rows = ("\n".join(f"{name}: {_text(value)}" for name, value in row.items()) for row in frame.iter_rows(named=True))
    return "\n\n".join(rows)


def _text(value: object) -> str:
    if value is None:
        return "null"
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)


def _report(parsed: argparse.Namespace) -> int:
    from ultralink_assets.shown import report
    from ultralink_assets.stage import open_warehouse

    settings = settings_module.load()
    _configured(parsed.language, parsed.language, settings)
    warehouse = open_warehouse(settings, lambda text: print(text, file=sys.stderr))
    print(report.write(settings, warehouse, parsed.language))
    return 0


def _rollback(parsed: argparse.Namespace) -> int:
    from ultralink_assets.stage import open_warehouse

    settings = settings_module.load()
    stage, language = _asset(parsed.asset, settings)
    now = open_warehouse(settings, lambda text: print(text, file=sys.stderr)).rollback(stage, language, to=parsed.to)
    print(f"{stage}/{language} is version {now.data_version} again: {now.rows} rows, published {now.published_at}")
    return 0


def _demo_teacher(parsed: argparse.Namespace) -> int:
    from ultralink_assets.teacher import demo_server

    demo_server.serve(parsed.host, parsed.port)
    return 0


def _demo(_: argparse.Namespace) -> int:
    from ultralink_assets import demo

    settings = settings_module.load()
    if not settings.sample:
        raise SettingsError(
            f"{settings.file or 'the environment'} names a dump or a teacher, and the demo makes the shipped sample",
            "run: dagster asset materialize --select '+dialogues/*' -m ultralink_assets",
        )
    return demo.run(settings)


def _asset(name: str, settings: Settings) -> tuple[str, str]:
    stage, _, language = name.partition("/")
    if stage not in STAGES:
        raise SettingsError(
            f"no stage {stage!r} (in {name!r})", f"stages: {', '.join(STAGES)}; for example dialogues/en"
        )
    _configured(name, language, settings)
    return stage, language


def _configured(name: str, language: str, settings: Settings) -> None:
    if language not in settings.languages:
        raise SettingsError(
            f"{name}: language {language!r} is not configured", f"configured languages: {', '.join(settings.languages)}"
        )


if __name__ == "__main__":
    sys.exit(main())
