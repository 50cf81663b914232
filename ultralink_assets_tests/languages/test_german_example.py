"""The German entry of docs/languages.md, made as a reader would make it, works in every stage that needs no teacher."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

import pytest

from ultralink_assets import cli, languages
from ultralink_assets.from_wikipedia.wikitext import Rules, clean, is_redirect
from ultralink_assets.gates import UTTERANCE_GATES
from ultralink_assets.gates.translation import TRANSLATION_GATES
from ultralink_assets.languages import Language, new_entry
from ultralink_assets.languages.numbers import numbers_in
from ultralink_assets.languages.sentences import split_sentences
from ultralink_assets.languages.translation_prompts import opening
from ultralink_assets.records import PARTS, Outcome, SettingsError, Translated
from ultralink_assets.warehouse import query
from ultralink_assets_tests.conftest import Project, run
from ultralink_assets_tests.gates import planting
from ultralink_assets_tests.languages import german

DOCS = (Path(__file__).parent.parent.parent / "docs" / "languages.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^(?P<fence>`{3,})toml\n(?P<inner>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE)
ENTRY = "\n".join(block["inner"] for block in _BLOCK.finditer(DOCS))
FAULTS = 60


@pytest.fixture
def entry(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Language:
    """Made by the steps of the docs; the settings name it."""
    project("")
    assert cli.main(["new-language", german.CODE]) == 0
    path = tmp_path / "languages" / f"{german.CODE}.toml"
    with pytest.raises(SettingsError, match="still to be filled in"):
        project(f'languages = ["{german.CODE}"]\n')
    path.write_text(ENTRY, encoding="utf-8")
    project(f'languages = ["{german.CODE}"]\n')
    for table in ("FOREIGN", "REFERRING", "REFUSING", "COUNTED"):
        monkeypatch.setitem(getattr(planting, table), german.CODE, getattr(german, table))
    return languages.load(german.CODE)


def test_the_docs_fill_in_every_key_of_a_new_entry_that_has_no_default() -> None:
    new = tomllib.loads(new_entry.text_of(german.CODE))
    shown = tomllib.loads(ENTRY)
    unfilled = list(languages.unfilled(new))
    assert len(unfilled) > 30
    for key in unfilled:
        value = shown
        for part in key.split("."):
            value = value[part]
        assert value


def test_numbers_and_sentences_are_read_as_the_entry_says(entry: Language) -> None:
    written = (
        "fünfunddreißig, neunzehnhundertvierundachtzig, zweitausenddreihundertelf, drei Millionen, XIX, 14.300, 21,5"
    )
    found = {value for number in numbers_in(written, entry) for value in number.values}
    assert {35, 1984, 2311, 3_000_000, 19, 14300, 21.5} <= found
    assert not numbers_in("Einander achteten sie; erstaunlich viele Wunder im Undenkbaren.", entry)
    sentences = ["Er kam z. B. am 3. Mai um 300 v. Chr. an die Lenn. ", "Dann ging er."]
    assert split_sentences("".join(sentences), entry) == sentences


@pytest.mark.parametrize("gate", UTTERANCE_GATES)
def test_clean_dialogues_pass_and_planted_faults_are_caught(entry: Language, gate: str) -> None:
    for dialogue in german.DIALOGUES:
        for _, said in planting.enumerate_said(dialogue):
            assert UTTERANCE_GATES[gate](said).outcome is not Outcome.FAIL, said.text
    for number in range(FAULTS):
        random = Random(f"{gate}:{number}")
        planted = planting.PLANTS[gate](random.choice(german.DIALOGUES), random)
        assert UTTERANCE_GATES[gate](planted.said()).outcome is Outcome.FAIL, planted.said().text


@pytest.mark.parametrize(
    ("source", "text", "detail"),
    [
        (
            "He has twice as many, 1,250.5 in half an hour",
            "Er hat doppelt so viele, 1.250,5 in einer halben Stunde",
            "",
        ),
        ("35 hens at 3 pm, all on his own", "fünfunddreißig Hennen um 15 Uhr, und er achtet darauf", ""),
        ("thirty-five hens", "34 Hennen", "lost: thirty-five; new: 34"),
    ],
)
def test_translations_are_compared_by_the_words_of_the_entry(
    entry: Language, source: str, text: str, detail: str
) -> None:
    assert TRANSLATION_GATES["numbers_kept"](Translated(entry.code, "chat", "answer", source, text)).detail == detail
    preamble = replace(
        Translated(entry.code, "chat", "answer", source, text), text=f"Gerne! Hier ist die Übersetzung:\n{text}"
    )
    assert TRANSLATION_GATES["translator_preamble"](preamble).outcome is Outcome.FAIL


def test_its_examples_of_translations_keep_what_is_protected(entry: Language) -> None:
    for part in PARTS:
        shown = [one.content for one in opening(entry, part, "placeholders")[1:]]
        for english, translation in zip(shown[::2], shown[1::2], strict=True):
            assert sorted(re.findall("⟦.*?⟧", translation)) == sorted(re.findall("⟦.*?⟧", english))


def test_a_page_is_cleaned_by_the_rules_of_the_entry(entry: Language) -> None:
    rules = Rules.of(entry, {6: "Datei", 14: "Kategorie"})
    cleaned = clean(german.PAGE.strip(), rules)
    assert [section.text for section in cleaned.sections] == [
        "Alt-Harr (englisch Old Harr) ist ein Dorf an der Lenn. Es wurde am 5. März 1790 gegründet und hat "
        "1.300 Einwohner. Der Weg zur Stadt misst 3,5 bis 5 Meilen."
    ]
    assert not cleaned.unknown_templates
    assert is_redirect("#WEITERLEITUNG [[Lenn]]", rules)


def test_the_stages_that_cost_nothing_make_passages_of_a_dump(
    entry: Language, project: Project, tmp_path: Path
) -> None:
    text = escape(f"{german.PAGE}\n== Uhr ==\n{german.DIALOGUES[1].passage}")
    page = f"<page><title>Alt-Harr</title><ns>0</ns><id>7</id><revision><id>1</id><text>{text}</text></revision></page>"
    (tmp_path / "dewiki.xml").write_text(f"<mediawiki>{page}</mediawiki>", encoding="utf-8")
    dump = f'languages = ["{entry.code}"]\n[raw_wikipedia]\n{entry.code} = "dewiki.xml"\n[passages]\nmin_tokens = 50\n'
    settings = project(dump)
    assert run(settings, f"raw_wikipedia/{entry.code}", f"passages/{entry.code}").success
    [row] = query(settings.data_dir, "SELECT text FROM passages").to_pylist()
    assert "Es wurde am 5. März 1790 gegründet" in row["text"]
