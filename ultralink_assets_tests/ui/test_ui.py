"""What a person sees, in a real browser: ``make test-ui``. The pictures of the docs are made here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ultralink_assets.settings import load
from ultralink_assets.shown import report, report_facts
from ultralink_assets.stage import open_warehouse
from ultralink_assets.warehouse import Verdict
from ultralink_assets_tests.ui import planted, site
from ultralink_assets_tests.ui.site import ROOT, Site

pytestmark = [pytest.mark.ui, pytest.mark.timeout(600)]
PICTURES = ROOT / "docs" / "images"
LARGEST_PICTURE = 300_000  # bytes
ASSET = "/assets/dialogues/ru"
LOADED = """() => [...document.images].filter(image => image.src.startsWith('data:image/svg'))
    .map(image => image.complete && image.naturalWidth > 0)"""
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site.served(tmp_path_factory.mktemp("ui")) as running:
        yield running


@pytest.fixture(scope="module")
def context() -> Iterator[Any]:
    pytest.importorskip("playwright.sync_api", reason="the extra 'ui' is not installed: make test-ui")
    executable = site.chromium()
    assert executable, "no Chromium is installed: apt-get install chromium, or set CHROMIUM to the program"
    with site.browser(executable) as opened:
        yield opened


@pytest.fixture
def page(context: Any) -> Iterator[Any]:
    """An empty page; errors of its scripts fail the test."""
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


def picture(page: Any, name: str) -> None:
    path = PICTURES / f"{name}.png"
    page.wait_for_timeout(700)  # what slides in or fades has arrived
    page.screenshot(path=path)
    assert path.stat().st_size < LARGEST_PICTURE


def metadata_row(page: Any, key: str) -> Any:
    return page.locator("tr").filter(has=page.get_by_text(key, exact=True)).last


WHOLE_NODES = {"width": 1900, "height": 1400}  # zoomed out further, the UI leaves the kinds out of the nodes
FROM_WIKIPEDIA = ("raw_wikipedia", "passages", "dialogues")


def test_the_graph_loads_without_an_error_grouped_by_folder(served: Site, page: Any) -> None:
    page.set_viewport_size(WHOLE_NODES)
    page.goto(f"{served.url}/locations/ultralink_assets/asset-groups/from_wikipedia/lineage")
    for stage in FROM_WIKIPEDIA:
        page.get_by_text(stage, exact=True).first.wait_for(timeout=60_000)
        assert page.get_by_text(stage, exact=True).count() == len(site.LANGUAGES.split(","))
    nodes = len(FROM_WIKIPEDIA) * len(site.LANGUAGES.split(","))
    page.get_by_text("Materialized", exact=True).nth(nodes - 1).wait_for(timeout=60_000)  # each node says so at last
    assert page.get_by_text("from_wikipedia", exact=True).count() >= 1
    assert page.get_by_text("Error", exact=True).count() == 0
    picture(page, "graph")


def test_the_other_folders_are_groups_of_their_own(served: Site, page: Any) -> None:
    for group, stages in {"from_english": ("agnostic_sft", "translated_sft"), "mix": ("pruned_mix",)}.items():
        page.set_viewport_size(WHOLE_NODES)
        page.goto(f"{served.url}/locations/ultralink_assets/asset-groups/{group}/lineage")
        for stage in stages:
            page.get_by_text(stage, exact=True).first.wait_for(timeout=60_000)
        assert page.get_by_text("Error", exact=True).count() == 0


def test_a_translation_shows_its_original_and_its_plots(served: Site, page: Any) -> None:
    page.goto(f"{served.url}/assets/translated_sft/ru")
    preview = metadata_row(page, "preview")
    preview.get_by_text("original question", exact=True).wait_for(timeout=60_000)
    for name in ("parts", "turns", "lengths", "cost"):
        metadata_row(page, f"plot_{name}").locator("img").wait_for()


def test_an_asset_shows_its_columns_preview_and_plots(served: Site, page: Any) -> None:
    page.goto(served.url + ASSET)
    preview = metadata_row(page, "preview")
    preview.locator("table td").first.wait_for(timeout=60_000)
    assert preview.locator("table tr").count() >= 3
    assert page.get_by_text("How each question was asked for: first, deeper, wider.").is_visible()
    for name in ("turns", "lengths", "reasons", "partitions", "cost"):
        metadata_row(page, f"plot_{name}").locator("img").wait_for()
    loaded = page.evaluate(LOADED)
    assert len(loaded) >= 5
    assert all(loaded)
    preview.evaluate("row => row.scrollIntoView()")
    picture(page, "asset")


def test_the_full_text_is_one_click_away(served: Site, page: Any) -> None:
    page.goto(served.url + ASSET)
    metadata_row(page, "full_text").get_by_text("[Show Markdown]").click(timeout=60_000)
    page.get_by_text("Answer 1", exact=True).first.wait_for()
    first = page.get_by_text("Question 1 (first)", exact=True).first
    first.evaluate("question => question.scrollIntoView({block: 'center'})")
    picture(page, "full_text")


def test_a_failed_check_shows_the_ids_of_its_rows(served: Site, page: Any, tmp_path: Path) -> None:
    dialogue_id = planted.report_wrong_language(served.data_dir, served.home, "ru", "en", tmp_path)
    page.goto(f"{served.url}{ASSET}?view=checks&checkDetail=language")
    page.get_by_text(dialogue_id).first.wait_for(timeout=60_000)
    assert page.get_by_text("Failed", exact=True).count() >= 1
    picture(page, "checks")


def test_an_asset_is_materialized_from_its_page_and_nothing_is_asked_again(served: Site, page: Any) -> None:
    before = served.requests()
    page.goto(served.url + ASSET)
    page.locator("button", has_text="Materialize").first.click(timeout=60_000)
    run = page.locator('a[href^="/runs/"]', has_text="View").first.get_attribute("href", timeout=60_000)
    page.goto(f"{served.url}{run}")
    page.get_by_text("Success", exact=True).first.wait_for(timeout=120_000)
    page.get_by_placeholder("Filter…").fill("0 requests")
    page.get_by_text("0 requests", exact=False).first.wait_for(timeout=60_000)
    assert served.requests() == before
    picture(page, "run")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_report_opens_without_a_horizontal_scroll_bar(served: Site, page: Any, width: int, colours: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size({"width": width, "height": 900})
    address = (served.data_dir / "reports" / "ru.html").as_uri()
    page.goto(address)
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert not page.evaluate(TOO_WIDE)
    assert asked == [address]
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = false })")
    if colours == "dark":
        page.evaluate("() => document.querySelector('#samples').scrollIntoView()")
    picture(page, f"report-{width}-{colours}")


UNWIELDY = [
    "W" * 3000,
    "https://example.org/" + "a-b_c/" * 500,
    "汉字" * 1500,
    "نص عربي طويل " * 200,
    "|" * 2000,
    "a\tb\n" * 50,
]


@pytest.mark.parametrize("width", [390, 1280])
def test_texts_that_are_hard_to_break_do_not_widen_the_report(
    served: Site, page: Any, width: int, tmp_path: Path
) -> None:
    settings = load({"ULTRALINK_DATA_DIR": str(served.data_dir)}, tmp_path)
    facts = report_facts.gather(settings, open_warehouse(settings, print), "ru")
    rows = [
        {**facts.dialogues[0], "turns": [{"question": text, "answer": text}], "dialogue_id": text, "passage": text}
        for text in UNWIELDY
    ]
    verdict = Verdict("W" * 500, True, False, 0, {"failed": 9, "ids": UNWIELDY, "examples": UNWIELDY})
    stages = [replace(stage, verdicts=[verdict]) for stage in facts.stages]
    file = tmp_path / "report.html"
    file.write_text(report.render(replace(facts, dialogues=rows, stages=stages, teachers=UNWIELDY)), encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.locator(".turn").count() > len(UNWIELDY)
    assert not page.evaluate(TOO_WIDE)
