"""People review a sample: from the export to rows that are gone and stay gone, by what users type."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dagster import AssetKey, AssetSelection, DagsterInstance, Failure, materialize

from ultralink_assets import cli, definitions, gates, review
from ultralink_assets import settings as settings_module
from ultralink_assets.settings import Settings
from ultralink_assets.stage import open_warehouse
from ultralink_assets.warehouse import Verdict
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.test_assets import ALL, requests, rows
from ultralink_assets_tests.test_automation import stale

DOCS = (Path(__file__).parent.parent / "docs" / "review.md").read_text(encoding="utf-8")
REVIEWS = "reviews/ru"
JUDGED = "[judgements]\nsample = 1\n"
BALANCE = """
    SELECT stage, sum(CASE side WHEN 'in' THEN rows WHEN 'made' THEN 0 ELSE -rows END)::INT AS missing
    FROM stage_books GROUP BY stage, data_version HAVING missing <> 0
"""
FAILED = "SELECT check_name FROM gate_verdicts WHERE blocking AND passed IS NOT true"

Row = dict[str, str]


@pytest.fixture(scope="module")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the Russian sample up to its dialogues, made once."""
    folder = tmp_path_factory.mktemp("sample")
    (folder / "ultralink.toml").touch()
    settings = settings_module.load({"ULTRALINK_SETTINGS": str(folder / "ultralink.toml")}, folder)
    run(settings, *ALL)
    return settings.data_dir


@pytest.fixture
def made(project: Project, monkeypatch: pytest.MonkeyPatch, sample_data: Path) -> Settings:
    """A copy of that folder; an import makes reviews/ru in this process."""
    settings = project()
    shutil.copytree(sample_data, settings.data_dir)
    monkeypatch.setattr(review, "publish", lambda language: int(not run(settings, f"reviews/{language}").success))
    return settings


def export(name: str = "out.csv", *arguments: str) -> list[Row]:
    assert cli.main(["review", "export", "dialogues/ru", "--output", name, *arguments]) == 0
    return list(csv.DictReader(Path(name).open(encoding="utf-8-sig", newline="")))


def back(rows: list[Row], name: str = "back.csv") -> int:
    """Import rows as a European Excel saves them, in other columns, and without what is only read."""
    with Path(name).open("w", encoding="utf-8-sig", newline="") as file:
        columns = ["note", "reviewer", "verdict", "item_id"]
        writer = csv.DictWriter(file, columns, delimiter=";", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return cli.main(["review", "import", name])


def said(row: Row, verdict: str, note: str = "", reviewer: str = "Анна") -> Row:
    return {**row, "verdict": verdict, "note": note, "reviewer": reviewer}


def dialogue_of(row: Row) -> str:
    return row["item_id"].rpartition(":")[0]


def kept(settings: Settings) -> set[object]:
    return {name for (name,) in rows(settings, "SELECT dialogue_id FROM dialogues")}


def reject_two(settings: Settings) -> list[str]:
    """Export, reject two of those that the gates kept, keep the others, import."""
    before = kept(settings)
    exported = export()
    rejected = [row for row in exported if dialogue_of(row) in before][:2]
    assert back([said(row, "reject", "не тот год") if row in rejected else said(row, "keep") for row in exported]) == 0
    return [dialogue_of(row) for row in rejected]


def test_rejected_dialogues_go_and_stay_away_and_nothing_is_asked_again(made: Settings) -> None:
    before, asked = kept(made), requests(made)
    rejected = reject_two(made)
    for _ in range(2):
        run(made, "dialogues/ru")
        assert kept(made) == before - set(rejected)
        sql = "SELECT dialogue_id, detail FROM dialogues_rejected WHERE reason = 'review' ORDER BY ALL"
        assert rows(made, sql) == [(name, "Анна: не тот год") for name in sorted(rejected)]
    assert rows(made, "SELECT sum(rows)::INT FROM stage_books WHERE reason = 'review'") == [(2,)]
    assert (rows(made, BALANCE), rows(made, FAILED), requests(made)) == ([], [], asked)


def test_they_stay_away_when_other_settings_let_other_rows_in(made: Settings, project: Project) -> None:
    before, rejected = kept(made), reject_two(made)
    other = project("[gates]\nnear_duplicate_similarity = 0.99\n")
    run(other, "dialogues/ru")
    assert kept(other) > before - set(rejected)
    assert not kept(other) & set(rejected)
    assert (rows(other, BALANCE), rows(other, FAILED)) == ([], [])


def test_a_closed_book_twin_goes_with_its_dialogue(made: Settings, project: Project) -> None:
    settings = project('[dialogues]\nclosed_book = "twin"\n')
    run(settings, "dialogues/ru")
    grounded = next(
        row for row in export() if row["item_id"].split(":")[3] == "grounded" and dialogue_of(row) in kept(settings)
    )
    assert back([said(grounded, "reject")]) == 0
    run(settings, "dialogues/ru")
    passage = dialogue_of(grounded).removesuffix(":grounded")
    assert rows(settings, f"SELECT count(*) FROM dialogues WHERE passage_id = '{passage}'") == [(0,)]
    assert (rows(settings, BALANCE), rows(settings, FAILED)) == ([], [])


def before_dialogues(settings: Settings, selection: str) -> set[str]:
    """What Dagster makes for a selection as it is typed."""
    graph = definitions.build(settings).resolve_asset_graph()
    return {key.path[0] for key in AssetSelection.from_coercible([selection]).resolve(graph) if key.path[1] == "ru"}


STAGES = {"raw_wikipedia", "passages", "dialogues"}


def test_reviews_are_upstream_of_dialogues_from_the_first_import_on(
    made: Settings, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = project(JUDGED)
    assert before_dialogues(settings, "+dialogues/ru") == STAGES
    assert before_dialogues(settings, "+judgements/ru") == {*STAGES, "judgements"}
    exported = export()
    assert before_dialogues(settings, "+dialogues/ru") == STAGES
    reload = "the first import: from now on dialogues/ru depends on reviews/ru"
    assert back([said(exported[0], "reject")]) == 0
    assert reload in capsys.readouterr().out
    assert before_dialogues(settings, "+dialogues/ru") == {*STAGES, "reviews"}
    assert before_dialogues(settings, "+judgements/ru") == {*STAGES, "reviews", "judgements"}
    assert back([said(exported[1], "keep")]) == 0
    assert reload not in capsys.readouterr().out


def test_the_first_import_makes_dialogues_that_are_there_stale_and_nothing_else(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = project('languages = ["ru"]\n[passages]\nper_language = 3\n')
    with DagsterInstance.ephemeral() as instance:
        monkeypatch.setattr(
            review, "publish", lambda language: int(not run(settings, REVIEWS, instance=instance).success)
        )
        run(settings, *ALL, instance=instance)
        assert stale(settings, instance) == set()
        rejected = next(row for row in export() if dialogue_of(row) in kept(settings))
        loaded_before = definitions.assets(settings)
        assert back([said(rejected, "reject")]) == 0
        assert stale(settings, instance) == {"dialogues/ru"}
        dialogues = [AssetKey(["dialogues", "ru"])]
        materialize(loaded_before, selection=dialogues, resources=definitions.RESOURCES, instance=instance)
        assert dialogue_of(rejected) not in kept(settings)
        run(settings, "dialogues/ru", instance=instance)
        assert stale(settings, instance) == set()
        assert dialogue_of(rejected) not in kept(settings)


def test_an_import_whose_asset_was_not_made_stops_the_dialogues(
    made: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "publish", lambda _: 1)
    assert back([said(export()[0], "reject")]) == 1
    with pytest.raises(Failure, match=r"reviews/ru has no data(.|\n)*--select reviews/ru"):
        run(made, "dialogues/ru")


def test_without_reviews_dialogues_are_made_as_ever_and_an_empty_asset_changes_nothing(made: Settings) -> None:
    version = "SELECT DISTINCT data_version, code_version FROM publications WHERE stage = 'dialogues'"
    before = rows(made, version)
    inputs = "SELECT DISTINCT json_keys(inputs) FROM publications WHERE stage = 'dialogues'"
    result = run(made, REVIEWS, "dialogues/ru")
    assert result.success
    assert rows(made, version) == before
    assert rows(made, inputs) == [(["passages"],)]
    assert rows(made, "SELECT count(*) FROM reviews") == [(0,)]
    checks = [one for one in result.get_asset_check_evaluations() if one.asset_key == AssetKey(["reviews", "ru"])]
    assert {one.check_name for one in checks if not one.passed} == {"agreement_with_gates", "agreement_with_judge"}
    assert {one.check_name for one in checks if one.blocking} == set(gates.expected("reviews"))


def test_reviews_whose_books_do_not_balance_stop_the_dialogues(made: Settings) -> None:
    reject_two(made)
    warehouse = open_warehouse(made, print)
    current = warehouse.current("reviews", "ru")
    assert current is not None
    warehouse.set_verdict("reviews", "ru", current.data_version, Verdict("books_balance", True, False))
    with pytest.raises(Failure, match=r"reviews/ru may not be used(.|\n)*books_balance"):
        run(made, "dialogues/ru")


def test_a_typo_imports_nothing_and_names_its_row(made: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, *_ = export()
    assert back([said(first, "keep"), said(second, "rejct")]) == 1
    assert "back.csv: 1 row can't be taken" in (message := capsys.readouterr().err)
    assert "row 3: the verdict 'rejct' is neither 'keep' nor 'reject' -> did you mean 'reject'?" in message
    assert not (made.data_dir / "reviews" / "dialogues" / "ru" / "imports").exists()


def test_a_verdict_is_changed_by_a_later_import_and_the_row_comes_back(made: Settings) -> None:
    before = kept(made)
    rejected = reject_two(made)
    run(made, "dialogues/ru")
    row = {"item_id": rows(made, f"SELECT item_id FROM reviews WHERE dialogue_id = '{rejected[0]}'")[0][0]}
    assert back([said(row, "keep", reviewer="АННА")]) == 0  # type: ignore[arg-type]
    run(made, "dialogues/ru")
    assert kept(made) == before - {rejected[1]}
    assert rows(made, "SELECT dialogue_id, reason, verdict FROM reviews_rejected") == [
        (rejected[0], "replaced", "reject")
    ]
    assert (rows(made, BALANCE), rows(made, FAILED)) == ([], [])


def test_a_rollback_of_reviews_brings_their_rows_back_and_names_what_is_stale(
    made: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    run(made, REVIEWS)
    before = kept(made)
    reject_two(made)
    run(made, "dialogues/ru")
    assert cli.main(["rollback", REVIEWS]) == 0
    assert "stale now: dialogues/ru, which was made of reviews version" in capsys.readouterr().out
    run(made, "dialogues/ru")
    assert kept(made) == before


def test_the_same_file_twice_changes_nothing(made: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    reject_two(made)
    versions = rows(made, "SELECT DISTINCT data_version FROM publications WHERE stage = 'reviews'")
    assert cli.main(["review", "import", "back.csv"]) == 0
    assert "all of them stand already" in capsys.readouterr().out
    assert rows(made, "SELECT DISTINCT data_version FROM publications WHERE stage = 'reviews'") == versions


def test_a_verdict_on_a_text_that_was_made_anew_is_kept_and_turns_nothing_down(
    made: Settings, capsys: pytest.CaptureFixture[str], project: Project
) -> None:
    exported = next(row for row in export() if dialogue_of(row) in kept(made))
    anew = project("[dialogues]\nend_probability = 1\n")
    run(anew, "dialogues/ru")
    assert back([said(exported, "reject")]) == 0
    assert "verdicts on texts that dialogues/ru no longer has: 1" in capsys.readouterr().out
    run(anew, "dialogues/ru")
    assert dialogue_of(exported) in kept(anew)


def test_the_next_export_goes_on_with_what_nobody_has_reviewed(
    made: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    first = export("first.csv", "--sample", "2")
    assert export("again.csv", "--sample", "2") == first
    assert back([said(row, "keep") for row in first]) == 0
    rest = export("rest.csv")
    assert rest
    assert not {row["item_id"] for row in rest} & {row["item_id"] for row in first}
    assert back([said(row, "keep") for row in rest]) == 0
    assert cli.main(["review", "export", "dialogues/ru", "--output", "none.csv"]) == 1
    assert "every dialogue was reviewed" in capsys.readouterr().err


def test_the_file_shows_what_is_to_be_read_and_not_what_the_gates_said(made: Settings) -> None:
    exported = export()
    assert list(exported[0]) == ["item_id", "verdict", "note", "reviewer", "title", "passage", "dialogue"]
    assert all(row["title"] and row["passage"] and "Вопрос: " in row["dialogue"] for row in exported)
    assert {row["verdict"] for row in exported} == {""}
    assert {dialogue_of(row) in kept(made) for row in exported} == {True, False}


def judged(settings: Settings) -> None:
    """The demo judge reads every answer."""
    run(settings, "judgements/ru", raise_on_error=False)


def test_the_judge_s_word_goes_beside_the_verdicts_and_not_into_the_file(made: Settings, project: Project) -> None:
    without = export("without.csv")
    settings = project(JUDGED)
    judged(settings)
    exported = export()
    assert exported == without
    assert back([said(row, "keep") for row in exported]) == 0
    sql = """
        SELECT reviews.dialogue_id, reviews.judge, bool_and(faithful = 'yes' AND fluent = 'yes' AND useful = 'yes')
        FROM reviews LEFT JOIN judgements USING (dialogue_id) GROUP BY ALL
    """
    found = rows(settings, sql)
    assert {("keep", True), (None, None)} <= {(word, good) for _, word, good in found}
    assert [row for row in found if (row[1] == "keep") is not (row[2] is True)] == []
    [(undecided, detail)] = rows(
        settings, "SELECT undecided, detail FROM gate_verdicts WHERE check_name = 'agreement_with_judge'"
    )
    assert undecided == len(exported)
    assert json.loads(str(detail))["why"].startswith("undecided: ")


def test_a_file_that_was_exported_before_judges_had_a_word_is_still_taken(made: Settings) -> None:
    exported = export()
    items = made.data_dir / "reviews" / "dialogues" / "ru" / "items.jsonl"
    older = [json.loads(line) for line in items.read_text(encoding="utf-8").splitlines()]
    kept_then = [{name: value for name, value in one.items() if not name.startswith("judge")} for one in older]
    items.write_text("".join(json.dumps(one) + "\n" for one in kept_then), encoding="utf-8")
    assert back([said(exported[0], "reject")]) == 0
    assert rows(made, "SELECT item_id, verdict, judge, judge_reason FROM reviews") == [
        (exported[0]["item_id"], "reject", None, None)
    ]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["export", "passages/ru"], "passages are not reviewed"),
        (["export", "dialogues/en"], "dialogues/en has no data"),
        (["export", "dialogues/ru", "--sample", "0"], "--sample 0: no rows"),
        (["export", "dialogues/ru", "--output", "there.csv"], "there.csv is there already"),
        (["import", "gone.csv"], "gone.csv: No such file"),
        (["import", "there.csv"], "there.csv: no row has a verdict"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_said_with_a_remedy(
    made: Settings, capsys: pytest.CaptureFixture[str], command: list[str], message: str
) -> None:
    Path("there.csv").write_text("item_id,verdict\n", encoding="utf-8")
    assert cli.main(["review", *command]) == 1
    shown = capsys.readouterr().err
    assert message in shown
    assert "  -> " in shown


# --------------------------------------------------------------------------------------- docs


@dataclass
class Argilla:
    """As much of an Argilla server and its client as the docs use."""

    logged: list[dict[str, Any]] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    users: tuple[SimpleNamespace, ...] = (SimpleNamespace(id=7, username="Anna"), SimpleNamespace(id=8, username="Bob"))

    def module(self) -> Any:
        echo: Callable[..., SimpleNamespace] = lambda **given: SimpleNamespace(**given)  # noqa: E731
        names = ("Settings", "TextField", "LabelQuestion", "TextQuestion")
        dataset: Callable[..., Any] = lambda **_: self._dataset()  # noqa: E731
        client = SimpleNamespace(datasets=dataset, users=self.users)
        return SimpleNamespace(**dict.fromkeys(names, echo), Argilla=lambda **_: client, Dataset=dataset)

    def _dataset(self) -> Any:
        class Records(SimpleNamespace):
            def __call__(self, with_responses: bool) -> list[SimpleNamespace]:
                return list(argilla.answered())

        argilla = self
        return SimpleNamespace(create=lambda: None, records=Records(log=self.log))

    def log(self, records: list[dict[str, Any]], mapping: dict[str, str]) -> None:
        self.logged, self.mapping = records, mapping

    def answered(self) -> list[SimpleNamespace]:
        """Anna rejects the first record; Bob has a draft on it, and so says nothing."""

        def response(name: str, value: str, user: int, status: str) -> SimpleNamespace:
            return SimpleNamespace(question_name=name, value=value, user_id=user, status=status)

        said = [response("verdict", "reject", 7, "submitted"), response("note", "=1", 7, "submitted")]
        return [
            SimpleNamespace(id=self.logged[0]["item_id"], responses=[*said, response("verdict", "keep", 8, "draft")])
        ]


def blocks(kind: str) -> list[str]:
    return [
        text for found, text in re.findall(r"^```(\w*)\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE) if found == kind
    ]


def test_the_docs_take_a_sample_through_argilla_and_back(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    argilla = Argilla()
    monkeypatch.setitem(sys.modules, "argilla", argilla.module())
    export("for-anna.csv")
    there, again = blocks("python")
    exec(there, {})
    assert argilla.mapping == {"item_id": "id"}
    assert set(argilla.logged[0]) == {"item_id", "title", "passage", "dialogue"}
    exec(again, {})
    assert cli.main(["review", "import", "from-argilla.csv"]) == 0
    assert rows(made, "SELECT item_id, verdict, reviewer, note FROM reviews") == [
        (argilla.logged[0]["item_id"], "reject", "Anna", "=1")
    ]
