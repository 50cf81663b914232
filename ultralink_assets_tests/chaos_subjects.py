"""What the chaos program kills: an asset, the settings that make it, and the tables that must come out equal."""

from __future__ import annotations

from dataclasses import dataclass

TEACHER = """
[teacher]
name = "chaos"
model = "mock-model"
base_url = "{url}"
max_in_flight = {in_flight}
deadline_s = 5
"""
DIALOGUES = """
data_dir = "{data}"
languages = ["en"]
[raw_wikipedia]
en = "{dump}"
[passages]
min_tokens = {min_tokens}
passage_tokens = {passage_tokens}
per_page = 0
"""
TRANSLATIONS = """
data_dir = "{data}"
languages = ["fr"]
[english_sft]
math = {math}
code = {code}
[translated_sft]
keep = {{ math = 1.0, code = 1.0 }}
"""


@dataclass(frozen=True)
class Subject:
    """The asset that is killed, what has to be made before it, and the tables that must come out equal."""

    asset: str
    before: str
    tables: tuple[str, ...]


OF_DIALOGUES = Subject("dialogues/en", "+passages/en", ("passages", "dialogues", "dialogues_rejected", "stage_books"))
OF_TRANSLATIONS = Subject(
    "translated_sft/fr",
    "+agnostic_sft/math,+agnostic_sft/code",
    ("agnostic_sft", "translated_sft", "translated_sft_rejected", "stage_books"),
)
