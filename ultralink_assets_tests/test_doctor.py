"""``ultralink doctor`` on English data, target languages and the sandbox."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from ultralink_assets import doctor, languages, sandbox
from ultralink_assets.sandbox import Description, Ending, Ran
from ultralink_assets.sandbox.cover import protections
from ultralink_assets.sandbox.protocol import Hello
from ultralink_assets_tests.conftest import Project

DATA = """
languages = ["en", "fr"]
[teacher]
base_url = "http://127.0.0.1:9/v1"
model = "m"
[english_sft]
math = "*.jsonl"
code = "gone.jsonl"
"""


def examined(environ: Mapping[str, str]) -> dict[str, doctor.Examined]:
    return {one.subject: one for one in doctor.examine(environ)}


@pytest.fixture
def settings_in_use(tmp_path: Path) -> dict[str, str]:
    return {"ULTRALINK_SETTINGS": str(tmp_path / "ultralink.toml")}


def test_doctor_names_english_data_by_part_and_what_to_do_where_a_file_is_missing(
    project: Project, tmp_path: Path, settings_in_use: dict[str, str]
) -> None:
    for number in range(12):
        row = {"query": f"{number} + 1?", "response": f"{number + 1}", "original_question": "?"}
        (tmp_path / f"{number:02}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    project(DATA)
    found = examined(settings_in_use)
    assert (found["data math"].level, found["data math"].text.endswith("09.jsonl and 2 more")) == ("ok", True)
    assert (found["data code"].level, bool(found["data code"].remedy)) == ("error", True)
    assert "gone.jsonl" in found["data code"].text
    assert (found["data chat"].level, "[english_sft] chat" in found["data chat"].text) == ("ok", True)
    assert {found[f"dump {code}"].level for code in ("en", "fr")} == {"ok"}  # nobody has to have dialogues


def test_doctor_says_of_each_target_language_whether_its_entry_can_be_translated_into(
    project: Project, monkeypatch: pytest.MonkeyPatch, settings_in_use: dict[str, str]
) -> None:
    project(DATA)
    found = examined(settings_in_use)
    assert (found["translation fr"].level, "translation en" in found) == ("ok", False)
    bare = languages.load("fr").model_copy(update={"translation": None})
    monkeypatch.setattr(languages, "load", lambda code: bare)
    lacking = examined(settings_in_use)["translation fr"]
    assert (lacking.level, "fr.toml: no section [translation]" in lacking.text) == ("error", True)
    assert "docs/languages.md" in lacking.remedy


def test_doctor_says_what_protects_this_machine(
    project: Project, lacking: list[str], settings_in_use: dict[str, str]
) -> None:
    project()
    found = examined(settings_in_use)["sandbox"]
    assert found.level == ("warning" if lacking else "ok")
    assert (lacking or ["Landlock, seccomp"])[-1] in found.text


@pytest.mark.parametrize(
    ("held", "ending", "levels", "told"),
    [
        (Hello(landlock=0, seccomp=False, namespaces=True), Ending.PASSED, ["warning", "warning"], "no Landlock"),
        (Hello(landlock=1, seccomp=True, namespaces=False), Ending.PASSED, ["ok"], "Landlock, seccomp protect"),
        (Hello(landlock=1, seccomp=True, namespaces=True), Ending.FAILED, ["warning"], "no such library"),
    ],
)
def test_doctor_warns_of_a_missing_protection_and_of_programs_that_do_not_run(
    project: Project, monkeypatch: pytest.MonkeyPatch, held: Hello, ending: Ending, levels: list[str], told: str
) -> None:
    project()
    described = Description(protections(held), (), Ran(ending, 1, "", "no such library", 0.1))
    monkeypatch.setattr(sandbox, "describe", lambda: described)
    said = [one for one in doctor.examine({}) if one.subject == "sandbox"]
    assert [one.level for one in said] == levels
    assert told in said[0].text
    assert all(one.remedy for one in said if one.level == "warning")


def test_doctor_goes_on_where_the_sandbox_cannot_start(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    said = next(one for one in doctor.examine({}) if one.subject == "sandbox")
    assert (said.level, "TMPDIR" in said.remedy) == ("warning", True)
