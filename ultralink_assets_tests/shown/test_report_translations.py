"""The report shows a sample of a language's translations, each beside its English."""

from __future__ import annotations

from ultralink_assets.records import AgnosticItem, Translation, Turn
from ultralink_assets.shown import report
from ultralink_assets.stage import open_warehouse
from ultralink_assets_tests.conftest import Project
from ultralink_assets_tests.mix.making import publish_rows

OWN = 'languages = ["ru"]\n[english_sft]\nchat = "chat.jsonl"\n'
ENGLISH = Turn("Why is <b>bold</b> text heavy?", "It has more ink.")
RUSSIAN = Turn("Почему <b>жирный</b> шрифт тяжёлый?", "В нём больше краски.")


def test_a_translation_stands_beside_its_english_and_no_text_is_markup(project: Project) -> None:
    settings = project(OWN)
    publish_rows(
        settings, "agnostic_sft", "chat", [AgnosticItem("chat:1", "chat", "en", "a", 0, None, (ENGLISH,), *[None] * 3)]
    )
    rows = [Translation(f"chat:{n}", "ru", "chat", None, (RUSSIAN,), "llama", "v1") for n in (1, 2)]
    publish_rows(settings, "translated_sft", "ru", rows)
    page = report.write(settings, open_warehouse(settings, print), "ru").read_text(encoding="utf-8")
    assert "Почему &lt;b&gt;жирный&lt;/b&gt; шрифт тяжёлый?" in page
    assert page.count("Why is &lt;b&gt;bold&lt;/b&gt; text heavy?") == 1
    assert page.count("Its English item is not in the current items.") == 1


def test_without_translations_the_page_speaks_of_none(project: Project) -> None:
    settings = project(OWN)
    publish_rows(settings, "agnostic_sft", "chat", [])
    page = report.write(settings, open_warehouse(settings, print), "ru").read_text(encoding="utf-8")
    assert 'id="translations"' not in page
