"""Programs that run in English run in the translation: planted breaks are turned down, and nothing passes unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ultralink_assets import languages
from ultralink_assets.gates import code_runs
from ultralink_assets.gates.code_runs import SWITCHED_OFF, Found, Pair, changed
from ultralink_assets.records import Item, Part, Translated, Translation, Turn
from ultralink_assets.sandbox import Limits, Ran, Sandbox, pool
from ultralink_assets.sandbox.cover import refuse_unless_covered
from ultralink_assets.sandbox.launched import LauncherEnded, not_run
from ultralink_assets.sandbox.protocol import Hello
from ultralink_assets.warehouse import query, to_table
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.teacher.fake_endpoint import answer, serving

AREA = "def area(side):\n    return side * side\n\n\nassert area(3) == 9\n"
NOTES = 'with open("notes", "w") as file:\n    file.write("1")\nprint(open("notes").read())\n'
WAIT = 'word = "go"\nwhile word != "stop":\n    word = "stop"\n'
EXIT = 'import sys\nprint("done")\nsys.exit(0)\n'

# What a translation makes of a program, by what is found: "" where nothing is.
PLANTED = {
    "an import is renamed": ("import math\nx = math.pi\n", "import mate as math\nx = math.pi\n", "ModuleNotFoundError"),
    "a function is renamed": (AREA, AREA.replace("def area", "def aire"), "NameError: name 'area'"),
    "it runs for ever": (WAIT, WAIT.replace('    word = "stop"', '    word = "fin"'), "timeout"),
    "a key is translated": ('x = {"size": 3}\nx["size"]\n', 'x = {"taille": 3}\nx["size"]\n', "KeyError: 'size'"),
    "a file is renamed": (NOTES, NOTES.replace('open("notes")', 'open("notas")'), "FileNotFoundError"),
    "it no longer parses": (AREA, AREA.replace("return", "devuelve"), "SyntaxError"),
    "it ends before its end": (
        AREA,
        AREA.replace("\n\n\n", "\n\n\nraise SystemExit\n"),
        "passed in English, ended early",
    ),
    "its words are translated": (NOTES, NOTES.replace("notes", "notas"), ""),
    "it exits as the English does": (EXIT, EXIT.replace("done", "fini"), ""),
    "the English has no such package": ("import nosuch\nx = 1\n", "import rien\nx = 1\n", ""),
    "the English reads a file that is not there": (
        'x = open("/etc/hostname").read()',
        'x = open("/etc/nom").read()',
        "",
    ),
    "the English waits for somebody": ('x = input("name?")', 'x = input("nom ?")', ""),
    "the English is a snippet": ("for row in rows:\n    show(row)\n", "for fila in rows:\n    show(row)\n", ""),
}


def find(folder: Path, texts: Sequence[tuple[str, str]], run_code: bool = True) -> Found:
    """What is found in French rows whose answers are ``texts``: English and translation."""
    items, rows = [], []
    for number, (english, translated) in enumerate(texts):
        turns = (Turn("How?", english),), (Turn("Comment ?", translated),)
        items.append(Item(f"{number:04d}", "code", languages.SOURCE, "file", number, None, turns[0]))
        rows.append(Translation(f"{number:04d}", "fr", "code", None, turns[1], "teacher", "v"))
    pq.write_table(to_table("english_sft", items), folder / "english.parquet")
    pq.write_table(to_table("translated_sft", rows), folder / "rows.parquet")
    return code_runs.find(folder / "rows.parquet", [folder / "english.parquet"], run_code, lambda _: None)


@pytest.fixture
def protected(lacking: list[str]) -> None:
    if lacking:
        pytest.skip(f"no {', '.join(lacking)} here: nothing is run")


@pytest.mark.usefixtures("protected")
def test_what_no_longer_runs_is_turned_down_and_what_never_ran_claims_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_runs, "TRANSLATION", Limits(seconds=30, cpu_seconds=1))
    found = find(tmp_path, [(english, translated) for english, translated, _ in PLANTED.values()])
    said = {row["item_id"]: row["detail"] for row in found.turned_down.to_pylist()}
    for number, (name, (_, _, expected)) in enumerate(PLANTED.items()):
        detail = said.get(f"{number:04d}", "")
        assert (bool(detail), expected in detail) == (bool(expected), True), (name, detail)
    assert (found.verdict.passed, found.verdict.undecided, found.verdict.blocking) == (True, 0, False)
    assert found.verdict.detail["changed"] == len(PLANTED)


@pytest.mark.usefixtures("protected")
def test_an_english_program_of_many_rows_runs_once_and_an_equal_one_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    class Noting(Sandbox):
        def run_all(self, programs: Iterable[str], at_once: int = 1) -> Iterator[Ran]:
            named = list(programs)
            given.extend(named)
            return super().run_all(named, at_once)

    monkeypatch.setattr(code_runs, "Sandbox", Noting)
    monkeypatch.setattr(code_runs, "ROWS_A_BATCH", 1)
    commented = [f"# {word}\n{AREA}" for word in ("uno", "dos", "tres")]
    found = find(tmp_path, [(NOTES, NOTES), *((AREA, text) for text in commented)])
    assert found.verdict.passed
    assert sorted(given) == sorted([AREA, *commented])


def test_without_protection_nothing_runs_and_what_changed_is_undecided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Hello(landlock=0, seccomp=False, namespaces=False)
    monkeypatch.setattr(pool, "refuse_unless_covered", lambda _: refuse_unless_covered(nothing))
    found = find(tmp_path, [(AREA, AREA), (AREA, AREA.replace("def area", "def aire"))])
    assert (found.verdict.passed, found.verdict.undecided, found.turned_down.num_rows) == (False, 1, 0)
    assert found.verdict.detail["ids"] == ["code:0001"]
    assert "no Landlock" in found.verdict.detail["why"]
    assert "Linux 5.13" in found.verdict.detail["why"]


def test_where_it_is_switched_off_what_changed_is_undecided_in_words(tmp_path: Path) -> None:
    found = find(tmp_path, [(AREA, AREA.replace("def area", "def aire"))], run_code=False)
    assert (found.verdict.passed, found.verdict.undecided, found.turned_down.num_rows) == (False, 1, 0)
    assert found.verdict.detail["why"] == SWITCHED_OFF


def test_where_no_program_changed_nothing_has_to_be_run(tmp_path: Path) -> None:
    found = find(tmp_path, [("Like this: `x = 1`.", "Comme ceci : `x = 1`."), (AREA, AREA)], run_code=False)
    assert (found.verdict.passed, found.verdict.detail["changed"]) == (True, 0)


def test_without_rows_it_does_not_pass(tmp_path: Path) -> None:
    assert find(tmp_path, []).verdict.passed is False


@pytest.mark.usefixtures("protected")
def test_a_run_that_says_nothing_about_the_program_is_undecided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(Sandbox):
        def run_all(self, programs: Iterable[str], at_once: int = 1) -> Iterator[Ran]:
            return (not_run(LauncherEnded("it is gone")) for _ in programs)

    monkeypatch.setattr(code_runs, "Sandbox", Gone)
    found = find(tmp_path, [(AREA, AREA.replace("def area", "def aire"))])
    assert (found.verdict.passed, found.verdict.undecided, found.turned_down.num_rows) == (False, 1, 0)


FENCED = "Look:\n\n```python\n{}\n```\n\n```js\nlet {};\n```\n"


@pytest.mark.parametrize(
    ("part", "source", "text", "pairs"),
    [
        ("code", "  x = 1\n  y = 2", "  x = 1\n  y = 3", [Pair("x = 1\ny = 2", "x = 1\ny = 3")]),
        ("math", "x = 1", "x = 2", []),
        ("math", FENCED.format("x = 1", "a"), FENCED.format("x = 2", "b"), [Pair("x = 1", "x = 2")]),
        ("code", FENCED.format("x = 1", "a"), FENCED.format("x = 1", "b"), []),
        ("code", FENCED.format("x = = 1", "a"), FENCED.format("x = 1", "a"), []),
        ("code", "A word.", "Un mot.", []),
    ],
)
def test_programs_are_blocks_of_python_and_texts_that_are_one_as_a_whole(
    part: Part, source: str, text: str, pairs: list[Pair]
) -> None:
    assert changed(Translated("fr", part, "answer", source, text)) == pairs


@pytest.mark.usefixtures("protected")
def test_a_translation_that_broke_is_a_rejection_of_its_stage_and_the_books_balance(
    project: Project, tmp_path: Path
) -> None:
    programs = [f'# the sizes of all boxes\nsizes = {{"box": {n}}}\nprint(sizes["box"])' for n in (3, 4)]
    english = (
        "Write a short program that knows the sizes of all boxes by their names, and let it print that of the box."
    )
    french = "Écris un petit programme qui connaît la taille de chaque boîte par son nom, et affiche celle de la boîte."
    rows = [{"problem": english, "solution": program} for program in programs]
    (tmp_path / "code.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    def translated(prompt: str) -> str:
        asked = prompt.rpartition("<text>\n")[2].partition("\n</text>")[0]
        words = asked.replace(english, french)
        words = words.replace("# the sizes of all boxes", "# les tailles de toutes les boîtes")
        return words.replace('{"box": 4', '{"boîte": 4')

    with serving() as endpoint:
        endpoint.behave = lambda prompt, nth: answer(translated(prompt))
        teacher = f'[teacher]\nbase_url = "{endpoint.url}"\nmodel = "m"\n'
        shares = "[translated_sft]\nkeep = { code = 1.0 }\n"
        settings = project(f'languages = ["fr"]\n[english_sft]\ncode = "code.jsonl"\n{shares}{teacher}')
        made = run(settings, "english_sft/code", "agnostic_sft/code", "translated_sft/fr")
    rejected = query(settings.data_dir, "SELECT reason, detail FROM translated_sft_rejected").to_pylist()
    assert [(row["reason"], "KeyError: 'box'" in row["detail"]) for row in rejected] == [("code_runs", True)]
    assert query(settings.data_dir, "SELECT count(*) AS rows FROM translated_sft").to_pylist() == [{"rows": 1}]
    checks = {check.check_name: check.passed for check in made.get_asset_check_evaluations()}
    assert (checks["code_runs"], checks["books_balance"]) == (True, True)
