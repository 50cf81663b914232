"""The report of a language: what it says, that it is one safe page, and that it comes out the same again."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from ultralink_assets import cli
from ultralink_assets.records import PARTS
from ultralink_assets.settings import Settings
from ultralink_assets.shown import report, report_facts
from ultralink_assets.shown.next_steps import next_steps
from ultralink_assets.shown.report_facts import Facts, Reason
from ultralink_assets.stage import open_warehouse
from ultralink_assets.warehouse import Verdict
from ultralink_assets_tests.conftest import Project, run

ALL = ("raw_wikipedia/ru", "passages/ru", "dialogues/ru")
HOSTILE = "</div><script>alert(1)</script><img src=x onerror=alert(2)>"


class Page(HTMLParser):
    """The tags of a page, the addresses in it, and whether every tag is closed in its order."""

    VOID = frozenset({"meta", "br", "path"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action", "srcset", "data"}]
        self.addresses += [name for name, _ in attrs if name.startswith("on")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def gathered(settings: Settings, language: str = "ru") -> Facts:
    return report_facts.gather(settings, open_warehouse(settings, print), language)


@pytest.fixture
def made(project: Project) -> Settings:
    settings = project()
    run(settings, *ALL)
    return settings


def test_the_command_writes_the_page_beside_the_data_and_the_next_run_links_it(
    made: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["report", "ru"]) == 0
    target = made.data_dir / "reports" / "ru.html"
    assert capsys.readouterr().out.strip() == str(target)
    first = target.read_bytes()
    assert cli.main(["report", "ru"]) == 0
    assert target.read_bytes() == first
    [event] = run(made, "dialogues/ru").asset_materializations_for_node("dialogues__ru")
    assert event.metadata["report"].value == str(target)


def test_the_page_says_what_was_made_turned_down_and_spent(made: Settings) -> None:
    page = report.render(gathered(made))
    assert "written by the demo teacher" in page
    for words in ("duplicates: 1", "refusal: 1", "books_balance", "All runs together", "Its passage: "):
        assert words in page
    assert page.count('class="turn ask"') >= 5


def test_it_is_one_page_that_needs_nothing_else_and_closes_what_it_opens(made: Settings) -> None:
    page = Page(report.render(gathered(made)))
    assert page.open == []
    assert not page.tags & {"script", "link", "iframe", "img", "object", "form"}
    assert {address[:1] for address in page.addresses} == {"#"}


def hostile(facts: Facts) -> Facts:
    row = {**facts.dialogues[0], "dialogue_id": HOSTILE, "turns": [{"question": HOSTILE, "answer": HOSTILE}]}
    row |= {"passage": HOSTILE, "title": HOSTILE, "headings": [HOSTILE], "teacher": HOSTILE}
    verdict = Verdict(HOSTILE, True, False, 0, {"failed": 1, "ids": [HOSTILE], "examples": [HOSTILE], "why": HOSTILE})
    reason = Reason(HOSTILE, 1, [{"reason": HOSTILE, "detail": HOSTILE, "passage_id": HOSTILE, "turns": row["turns"]}])
    plots = [replace(plot, title=HOSTILE, values={HOSTILE: 1}) for plot in facts.stages[-1].plots]
    stage = replace(facts.stages[-1], verdicts=[verdict], reasons=[reason], plots=plots)
    return replace(facts, dialogues=[row], teachers=[HOSTILE], stages=[*facts.stages[:-1], stage])


def test_hostile_texts_are_shown_and_never_run(made: Settings) -> None:
    text = report.render(hostile(gathered(made)))
    page = Page(text)
    assert page.open == []
    assert not page.tags & {"script", "img"}
    assert {address[:1] for address in page.addresses} == {"#"}
    assert text.count("&lt;script&gt;") >= 10


def test_a_failed_gate_is_named_first_with_its_rows(made: Settings) -> None:
    warehouse = open_warehouse(made, print)
    current = warehouse.current("dialogues", "ru")
    assert current is not None
    found = {"rows": 5, "failed": 1, "ids": ["ru:203:abc:grounded"], "examples": ["en"]}
    warehouse.set_verdict("dialogues", "ru", current.data_version, Verdict("language", True, False, 0, found))
    facts = gathered(made)
    step = next_steps(facts)[0].words
    assert "'language' of dialogues/ru says fail" in step
    assert '["dialogues/language"]' in step
    assert re.search(r'class="fail">fail<(.|\n)*<code>ru:203:abc:grounded</code>', report.render(facts))


def test_what_was_made_by_other_settings_or_never_is_said_with_the_command(project: Project) -> None:
    run(project(), "raw_wikipedia/ru", "passages/ru")
    steps = next_steps(gathered(project("[passages]\nper_page = 1\n")))
    english = [f"{stage}/{part}" for stage in ("english_sft", "agnostic_sft") for part in PARTS]
    selected = [step.command.split()[4] for step in steps if step.command]
    assert selected == ["passages/ru", "dialogues/ru", ",".join([*english, "translated_sft/ru"])]


def test_a_kept_file_that_is_gone_costs_its_samples_alone(made: Settings) -> None:
    for path in (made.data_dir / "publications" / "dialogues").rglob("*.parquet"):
        path.unlink()
    page = report.render(gathered(made))
    assert "There are no dialogues to show" in page
    assert "books_balance" in page


def test_a_language_without_data_and_one_that_is_not_configured_are_told(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = project()
    assert cli.main(["report", "ru"]) == 1
    assert "no data in" in capsys.readouterr().err
    assert not settings.data_dir.exists()
    assert cli.main(["report", "de"]) == 1
    assert "'de' is not in `languages`" in capsys.readouterr().err
