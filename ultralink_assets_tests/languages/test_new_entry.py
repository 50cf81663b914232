"""``ultralink new-language``: an entry to fill in, and entries of the user's own beside the settings."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from functools import reduce
from operator import getitem
from pathlib import Path

import pytest
from pydantic import BaseModel

from ultralink_assets import cli, languages, settings
from ultralink_assets.from_wikipedia.pool import in_workers
from ultralink_assets.from_wikipedia.raw_wikipedia import find_sources, units
from ultralink_assets.languages import FILL_IN, FOLDER, new_entry
from ultralink_assets.languages.guide import GUIDE
from ultralink_assets.languages.identify import known_codes
from ultralink_assets.languages.judge import Judge
from ultralink_assets.languages.model import REASONS, Conventions, GateWords, Language, Numerals, Prompts, Wikitext
from ultralink_assets.languages.quantity_words import QuantityWords
from ultralink_assets.languages.translation import TranslationWords
from ultralink_assets.languages.translation_gates import TranslationGates
from ultralink_assets.records import SettingsError
from ultralink_assets_tests.conftest import Project

SECTIONS: dict[str, type[BaseModel]] = {
    "": Language,
    "prompts.": Prompts,
    "conventions.": Conventions,
    "conventions.numerals.": Numerals,
    "gates.": GateWords,
    "judge.": Judge,
    "wikitext.": Wikitext,
    "quantities.": QuantityWords,
    "translation_gates.": TranslationGates,
    "translation.": TranslationWords,
}
KEYS = {above + name for above, model in SECTIONS.items() for name in model.model_fields} - {"code"}


def own_copy(folder: Path, code: str, **changes: str) -> Path:
    """A shipped entry in the user's folder, with some of its text replaced."""
    text = (FOLDER / "en.toml").read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    (folder / "languages").mkdir(exist_ok=True)
    path = folder / "languages" / f"{code}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_explained_and_nothing_else() -> None:
    assert set(GUIDE) == KEYS


def test_a_new_entry_holds_every_key_with_its_comment_and_an_example() -> None:
    text = new_entry.text_of("xy")
    values = tomllib.loads(text)
    sections = {above: reduce(getitem, above.split(".")[:-1], values) for above in SECTIONS}
    assert {above + name for above, section in sections.items() for name in section} == KEYS
    assert set(values["prompts"]["reasons"]) == set(REASONS)
    assert '#   en: "English"\nname = "FILL IN"' in text
    assert "#       Now write the first question of the conversation, in English, and nothing else.\nfirst" in text


def test_what_is_not_filled_in_yet_is_named_when_the_entry_is_loaded(tmp_path: Path) -> None:
    path = new_entry.write("xy", tmp_path / "languages")
    with pytest.raises(SettingsError, match=r"xy\.toml: still to be filled in \(\d+\): name, own_name") as error:
        languages.load_file(path)
    assert str(path) in error.value.hint
    path.write_text(path.read_text(encoding="utf-8").replace(f'"{FILL_IN}"', '"x"'), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"xy\.toml: prompts\.document"):
        languages.load_file(path)


def test_nothing_is_overwritten_and_shipped_codes_are_refused(tmp_path: Path) -> None:
    path = new_entry.write("xy", tmp_path)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError, match="is there already"):
        new_entry.write("xy", tmp_path)
    assert path.read_text(encoding="utf-8") == "mine"
    with pytest.raises(SettingsError, match="there is an entry 'en' already"):
        new_entry.write("en", tmp_path)
    with pytest.raises(SettingsError, match="no language code"):
        new_entry.write("../x", tmp_path)


def test_a_folder_that_cannot_be_written_is_named() -> None:
    with pytest.raises(SettingsError, match=r"xy\.toml can't be written"):
        new_entry.write("xy", Path("/proc/languages"))


def test_the_command_writes_beside_the_settings_that_name_the_language_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ultralink.toml").write_text('languages = ["xy"]\n')
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert cli.main(["new-language", "xy"]) == 0
    assert str(tmp_path / "languages" / "xy.toml") in capsys.readouterr().out
    assert cli.main(["doctor"]) == 1
    assert "still to be filled in" in capsys.readouterr().out


def test_an_entry_of_ones_own_is_found_beside_the_settings_and_goes_before_a_shipped_one(
    project: Project, tmp_path: Path
) -> None:
    own_copy(tmp_path, "xy", English="Xylish")
    own_copy(tmp_path, "en", English="House English")
    loaded = project('languages = ["xy", "en"]\n[raw_wikipedia]\nxy = "x.bz2"\n')
    assert loaded.languages == ("xy", "en")
    assert (languages.load("xy").name, languages.load("en").name) == ("Xylish", "House English")
    (tmp_path / "ultralink.toml").unlink()
    settings.load({}, tmp_path)
    assert "xy" not in languages.available()
    assert languages.load("en").name == "English"


def test_an_entry_that_is_being_written_disturbs_no_other_language(project: Project, tmp_path: Path) -> None:
    new_entry.write("xy", tmp_path / "languages")
    own_copy(tmp_path, "zz", **{'["en"]': '["nn"]'})
    project('languages = ["en"]\n')
    assert "xy" in languages.available()
    assert languages.finished() == tuple(code for code in languages.available() if code != "xy")
    assert "nn" in known_codes()


def test_a_code_that_cannot_be_identified_is_an_error_that_names_it(tmp_path: Path) -> None:
    own_copy(tmp_path, "zz", **{'identified_as = ["en"]': 'identified_as = ["qqq"]'})
    program = (
        "import sys, pathlib; from ultralink_assets import languages; from ultralink_assets.languages import identify\n"
        "languages.use(pathlib.Path(sys.argv[1])); identify.identify('The mill.')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "languages")], capture_output=True, text=True, check=False
    )
    assert "SettingsError" in done.stderr
    assert "'qqq'" in done.stderr


def test_worker_processes_know_the_entries_of_ones_own(project: Project, tmp_path: Path) -> None:
    own_copy(tmp_path, "xy")
    project('languages = ["xy"]\n')
    revision = "<revision><id>1</id><text>The mill.</text></revision>"
    pages = "".join(f"<page><title>P{n}</title><ns>0</ns><id>{n}</id>{revision}</page>" for n in range(1, 4))
    dump = tmp_path / "dump.xml"
    dump.write_text(f"<mediawiki>{pages}</mediawiki>", encoding="utf-8")
    read = in_workers(units(find_sources([str(dump)])), "xy", 1)
    assert [article.language for _, result in read for article in result.articles] == ["xy"] * 3
