"""Conversations of a mix, and published mixes, for the tests of the data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dagster import ExecuteInProcessResult, materialize

from ultralink_assets import flow, gates, versions
from ultralink_assets.gates import sql_tests
from ultralink_assets.mix import assets
from ultralink_assets.records import Article, Dialogue, MixItem, MixPart, Passage, Section, Step, Turn
from ultralink_assets.settings import Settings
from ultralink_assets.warehouse import (
    Books,
    DatasetFolders,
    Publication,
    PublicationRow,
    Staging,
    Verdict,
    merge,
    rejections_to_table,
    to_table,
)
from ultralink_assets.warehouse.rows import Row
from ultralink_assets_tests.warehouse.making import open_warehouse

TEACHER = "writer-7b"
PARTS: tuple[MixPart, ...] = ("chat_specific", "chat_agnostic", "math", "code")
# What breaks a careless writer: another line's end, a quotation mark, a tab, no letter at all, an emoji, a lone \r.
HARD = 'Строка\u2028другая «и» "эта"\tи\r\nещё\r: $\\frac{1}{2}$ 𝒳 🙂 \u0000'

OWN = """
languages = ["ru", "fr"]
keep_versions = 2
[teacher]
base_url = "http://127.0.0.1:1/v1"
model = "writer-7b"
[raw_wikipedia]
ru = "ruwiki.xml.bz2"
fr = "frwiki.xml.bz2"
[english_sft]
chat = "/home/somebody/private/chat.jsonl"
[dataset]
license = "cc-by-sa-4.0"
sources = { chat = "MIT" }
"""


def item(number: int, part: MixPart = "chat_specific", language: str = "ru", teacher: str | None = TEACHER) -> MixItem:
    origin = f"{language}:{number}:p:grounded" if part == "chat_specific" else f"{part}-{number}"
    turns = (Turn(f"Вопрос {number}? {HARD}", f"Ответ {number}."), Turn("И ещё?", "Да.\n\n```\nx = 1\n```"))
    return MixItem(
        item_id=f"{origin}:{number:04d}",
        language=language,
        part=part,
        origin_id=origin,
        family=f"original {number}" if part == "math" else None,
        turns=turns,
        tokens=10 + number,
        teacher=teacher,
        kept_by="random",
    )


def items(count: int, language: str = "ru", teacher: str | None = TEACHER) -> list[MixItem]:
    """``count`` items of each part."""
    return [item(number, part, language, teacher) for part in PARTS for number in range(count)]


def publish_rows(
    settings: Settings, stage: str, partition: str, rows: Sequence[Row], *made_of: PublicationRow, failing: str = ""
) -> PublicationRow:
    """Publish rows of a stage, ``made_of`` these publications, with a pass of every gate but ``failing``."""
    version = versions.code_version(settings, stage, partition)
    books = Books.of(**{"in": len(rows), "out": len(rows), "made": len(rows)})
    with Staging(settings.data_dir, stage, partition, version).lock():
        staging = Staging(settings.data_dir, stage, partition, version)
        staging.write("all", to_table(stage, rows), rejections_to_table(stage, []), books)
        merged = merge(staging)
        verdicts = [Verdict(name, True, name != failing, 0, {"rows": merged.rows}) for name in gates.expected(stage)]
        inputs = {flow.input_name((one.stage, one.partition), (stage, partition)): one.data_version for one in made_of}
        publication = Publication(stage, partition, merged, books, verdicts, version, "run", inputs)
        row = open_warehouse(settings.data_dir).publish(publication)
        staging.clear_all()
    return row


def publish_mix(settings: Settings, language: str = "ru", count: int = 3, teacher: str = TEACHER) -> PublicationRow:
    """Publish a language's mix with its dialogues and what they were made of."""
    rows = items(count, language, teacher)
    numbers = [number for number, one in enumerate(rows) if one.part == "chat_specific"]
    pages = [article(number, language) for number in numbers]
    raw = publish_rows(settings, "raw_wikipedia", language, pages)
    passages = publish_rows(settings, "passages", language, [passage_of(page) for page in pages], raw)
    made = [dialogue_of(rows[number], teacher) for number in numbers]
    dialogues = publish_rows(settings, "dialogues", language, made, passages)
    return publish_rows(settings, "pruned_mix", language, rows, dialogues)


def article(number: int, language: str) -> Article:
    url = f"https://{language}.example.org/{number}"
    lead = Section(1, "", "Текст.")
    return Article(language, number, f"Title {number}", url, (lead,), f"{language}wiki.xml.bz2", 100 + number)


def passage_of(page: Article) -> Passage:
    name = f"{page.language}:{page.page_id}:p"
    return Passage(name, page.language, page.page_id, page.revision_id, page.title, (), 0, "Текст.", 2)


def dialogue_of(one: MixItem, teacher: str) -> Dialogue:
    passage = one.origin_id.removesuffix(":grounded")
    steps: tuple[Step, ...] = ("first", "deeper")
    return Dialogue(
        one.origin_id, one.language, passage, "grounded", one.turns, steps, "drawn", False, teacher, "prompts-3", None
    )


def make(settings: Settings) -> ExecuteInProcessResult:
    """Materialize the data set."""
    return materialize(assets.build_dataset(settings))


def pass_sql_tests(settings: Settings) -> None:
    """As if they had run on the current data set, and found nothing."""
    verdicts = [replace(one, passed=True) for one in sql_tests.unanswered("dataset")]
    open_warehouse(settings.data_dir).set_verdict("dataset", "all", folder_of(settings).name, *verdicts)


def folder_of(settings: Settings) -> Path:
    """Where the current data set is."""
    current = open_warehouse(settings.data_dir).current("dataset", "all")
    assert current is not None
    return DatasetFolders(settings.data_dir).of(current.data_version)


def files_below(folder: Path) -> dict[str, bytes]:
    """The content of every file, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
