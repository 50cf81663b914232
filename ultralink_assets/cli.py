"""``ultralink``: look around and after the platform. Materializing is Dagster's job: ``dagster asset materialize``."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from ultralink_assets import settings as settings_module
from ultralink_assets.records import SettingsError, UltralinkError


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

    command = commands.add_parser("check", help="run the SQL tests on an asset's rows and record what they say")
    command.add_argument("asset", help="for example passages/ru")
    command.set_defaults(run=_check)

    command = commands.add_parser("report", help="write one HTML page about a language beside the data")
    command.add_argument("language", help="for example ru")
    command.set_defaults(run=_report)

    command = commands.add_parser("rollback", help="publish the version before again")
    command.add_argument("asset", help="for example dialogues/ru")
    command.add_argument("--to", metavar="DATA_VERSION", help="this kept version, not the one before")
    command.set_defaults(run=_rollback)

    _add_review(commands.add_parser("review", help="let people read dialogues, and take their verdicts back"))

    _add_publish(commands.add_parser("publish", help="push the data set to the Hugging Face Hub"))

    command = commands.add_parser("demo-teacher", help="serve the demo teacher, an OpenAI-compatible endpoint")
    command.add_argument("--port", type=int, default=8400)
    command.add_argument("--host", default="127.0.0.1")
    command.set_defaults(run=_demo_teacher)

    command = commands.add_parser("new-language", help="write a language entry to fill in, beside the settings")
    command.add_argument("code", help="the code of its Wikipedia, for example de")
    command.set_defaults(run=_new_language)

    command = commands.add_parser("demo", help="make the shipped sample, up to its data set")
    command.set_defaults(run=_demo)
    return parser


def _add_publish(command: argparse.ArgumentParser) -> None:
    command.add_argument("repo", help="for example my-account/my-data; it is made where it is not there")
    command.add_argument("--private", action="store_true", help="only in a repository that nobody else sees")
    command.add_argument("--revision", metavar="BRANCH", help="on this branch (default: main)")
    command.set_defaults(run=_publish)


def _add_review(review: argparse.ArgumentParser) -> None:
    commands = review.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("export", help="write a sample that spreadsheets and Argilla open")
    command.add_argument("asset", help="for example dialogues/ru")
    command.add_argument("--sample", type=int, default=50, metavar="N", help="rows (default: 50)")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: review-dialogues-ru.csv, here")
    command.set_defaults(run=_review_export)

    command = commands.add_parser("import", help="take the verdicts of a file, and publish reviews/LANGUAGE")
    command.add_argument("file", type=Path)
    command.add_argument("--reviewer", default="", metavar="NAME", help="of rows that name nobody")
    command.set_defaults(run=_review_import)


def _aside(text: str) -> None:
    print(text, file=sys.stderr)


def _doctor(_: argparse.Namespace) -> int:
    from ultralink_assets import doctor

    findings = list(doctor.examine())
    for finding in findings:
        print(finding)
    return int(any(finding.level == "error" for finding in findings))


def _estimate(parsed: argparse.Namespace) -> int:
    from ultralink_assets import estimate, selection

    settings = settings_module.load()
    stage, language = selection.asset(parsed.asset, settings)
    print(estimate.report(settings, stage, language))
    return 0


def _cost(_: argparse.Namespace) -> int:
    from ultralink_assets import estimate

    print(estimate.spent(settings_module.load()))
    return 0


def _sql(parsed: argparse.Namespace) -> int:
    from ultralink_assets import sql_output
    from ultralink_assets.warehouse import query

    table = query(settings_module.load().data_dir, parsed.query)
    sys.stdout.write(sql_output.written(table, parsed.format, shutil.get_terminal_size().columns))
    return 0


def _report(parsed: argparse.Namespace) -> int:
    from ultralink_assets import selection
    from ultralink_assets.shown import report
    from ultralink_assets.stage import open_warehouse
    from ultralink_assets.warehouse.files import refuse_without_data

    settings = settings_module.load()
    _, language = selection.asset(f"dialogues/{parsed.language}", settings)
    refuse_without_data(settings.data_dir)
    warehouse = open_warehouse(settings, _aside)
    print(report.write(settings, warehouse, language))
    return 0


def _check(parsed: argparse.Namespace) -> int:
    from ultralink_assets import selection
    from ultralink_assets.gates import sql_run
    from ultralink_assets.stage import open_warehouse

    settings = settings_module.load()
    stage, language = selection.asset(parsed.asset, settings)
    verdicts = sql_run.judge(open_warehouse(settings, _aside), stage, language)
    for verdict in (one for one in verdicts if not one.passed):
        level = "failed" if verdict.blocking else "warning"
        print(f"{level:<8} {verdict.check_name}: {json.dumps(dict(verdict.detail), ensure_ascii=False, default=str)}")
    print(f"{sum(bool(one.passed) for one in verdicts)} of {len(verdicts)} SQL tests of {stage}/{language} passed")
    return int(any(one.blocking and not one.passed for one in verdicts))


def _rollback(parsed: argparse.Namespace) -> int:
    from ultralink_assets import selection
    from ultralink_assets.rollback import roll_back
    from ultralink_assets.warehouse.files import refuse_without_data

    settings = settings_module.load()
    stage, language = selection.asset(parsed.asset, settings)
    refuse_without_data(settings.data_dir)
    for line in roll_back(settings, stage, language, parsed.to, _aside):
        print(line)
    return 0


def _publish(parsed: argparse.Namespace) -> int:
    from ultralink_assets.publish import publish
    from ultralink_assets.warehouse.files import refuse_without_data

    settings = settings_module.load()
    refuse_without_data(settings.data_dir)
    private, revision = parsed.private, parsed.revision
    for line in publish(settings, parsed.repo, private=private, revision=revision, say=_aside):
        print(line)
    return 0


def _review_export(parsed: argparse.Namespace) -> int:
    from ultralink_assets import review, selection

    settings = settings_module.load()
    stage, language = selection.asset(parsed.asset, settings)
    if parsed.sample < 1:
        raise SettingsError(f"--sample {parsed.sample}: no rows", "give a number from 1")
    path = parsed.output or Path(f"review-{stage}-{language}.csv")
    exported = review.export(settings, stage, language, parsed.sample, path)
    less = "" if exported.items == exported.asked else " (there are no more without a review)"
    print(
        f"{exported.items} dialogues{less} in {exported.path}: fill verdict (keep or reject), note and reviewer, then"
    )
    print(f"  ultralink review import {exported.path}")
    return 0


def _review_import(parsed: argparse.Namespace) -> int:
    from ultralink_assets import review

    settings = settings_module.load()
    imported = review.keep(settings, parsed.file, parsed.reviewer)
    print(review.report(settings, imported), flush=True)
    if code := review.publish(imported.language):
        print(
            f"the verdicts are kept, and reviews/{imported.language} is not made yet: materialize it", file=sys.stderr
        )
        return code
    print(f"next: dagster asset materialize --select dialogues/{imported.language} -m ultralink_assets")
    return 0


def _demo_teacher(parsed: argparse.Namespace) -> int:
    from ultralink_assets.teacher import demo_server

    demo_server.serve(parsed.host, parsed.port)
    return 0


def _new_language(parsed: argparse.Namespace) -> int:
    from ultralink_assets.languages import new_entry

    here = Path.cwd()
    # The settings themselves may be faulty yet: they may already name the language that this command is to make.
    folder = settings_module.own_entries(settings_module.find_file(os.environ, here), here)
    path = new_entry.write(parsed.code, folder)
    print(f"{path} is to be filled in: the comments say what each key wants.")
    print(f"Then put {parsed.code!r} into the setting 'languages'; 'ultralink doctor' says what is still missing.")
    return 0


def _demo(_: argparse.Namespace) -> int:
    from ultralink_assets import demo

    settings = settings_module.load()
    if not settings.sample:
        raise SettingsError(
            f"{settings.file or 'the environment'} names a dump or a teacher, and the demo makes the shipped sample",
            "run: dagster asset materialize --select '+key:\"dialogues/*\"' -m ultralink_assets",
        )
    return demo.run(settings)


if __name__ == "__main__":
    sys.exit(main())
