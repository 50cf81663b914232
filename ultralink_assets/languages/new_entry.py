"""A language entry to fill in: every key, what it wants, and what the English entry says.

# How the language calls itself.
#   en: "English"
own_name = "FILL IN"
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ultralink_assets.languages import FILL_IN, FOLDER, available, toml_file
from ultralink_assets.languages.guide import GUIDE
from ultralink_assets.languages.model import PROMPT_VARIABLES, REASONS, Language
from ultralink_assets.languages.translation import Examples, instructions
from ultralink_assets.records import SettingsError

EXAMPLE = "en"
WIDTH = 120
SHOWN = 300  # characters of an example; prompts come whole
_WHOLE = frozenset(
    (
        *(f"prompts.{name}" for name in ("system", *PROMPT_VARIABLES)),
        *(f"judge.{name}" for name in ("system", "turn", "ask_again")),
        *(f"translation.{name}" for name in Examples.model_fields),
    )
)
_WANTED = frozenset(("wikitext.months", "wikitext.disambiguation_templates"))  # though cleaning goes on without
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


def write(code: str, folder: Path) -> Path:
    """Write ``<code>.toml`` into ``folder`` (made if need be); raises `SettingsError`, and never overwrites."""
    if not _CODE.fullmatch(code):
        raise SettingsError(
            f"{code!r} is no language code", "take the code of its Wikipedia's address, for example 'de'"
        )
    path = folder / f"{code}.toml"
    if path.exists():
        raise SettingsError(f"{path} is there already", "edit it, or remove it to begin anew")
    if code in available():
        raise SettingsError(
            f"there is an entry {code!r} already",
            f"to change it for yourself, copy {FOLDER / f'{code}.toml'} to {folder}: your own entry goes before ours",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(code), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} can't be written: {error.strerror}", "check the folder's permissions") from error
    return path


def text_of(code: str) -> str:
    """The whole file."""
    example = {**toml_file.read(FOLDER / f"{EXAMPLE}.toml"), "translation": instructions().examples.model_dump()}
    lines = [f'# The language {code!r}. Wherever "{FILL_IN}" stands, the language\'s own words belong.']
    return "\n".join([*lines, *_section(Language, example, "")]) + "\n"


def _section(model: type[BaseModel], example: Mapping[str, Any], above: str) -> Iterator[str]:
    """Plain keys first: in TOML what follows a table's head belongs to the table."""
    fields = {name: field for name, field in model.model_fields.items() if name != "code"}
    tables = {name: field for name, field in fields.items() if _is_table(field)}
    for name, field in fields.items():
        if name not in tables:
            yield from ("", *_comment(above + name, example.get(name)))
            yield f"{name} = {_value(field, above + name)}"
    for name, field in tables.items():
        inner = example.get(name, {})
        yield from ("", *_comment(above + name, {} if _model(field) else inner), f"[{above}{name}]")
        if part := _model(field):
            yield from _section(part, inner, f"{above}{name}.")
        elif above + name == "prompts.reasons":
            for gate in REASONS:
                yield from (*_comment("", inner[gate]), f'{gate} = "{FILL_IN}"')
        elif field.is_required():
            yield f'"{FILL_IN}" = {"0" if name == "number_words" else json.dumps("drop")}'


def _model(field: FieldInfo) -> type[BaseModel] | None:
    kind = field.annotation
    kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)  # "Section | None" may be left out
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def _is_table(field: FieldInfo) -> bool:
    return _model(field) is not None or get_origin(field.annotation) is dict


def _value(field: FieldInfo, key: str) -> str:
    if not field.is_required() and key not in _WANTED:
        return json.dumps(field.get_default(call_default_factory=True), ensure_ascii=False)
    return f'["{FILL_IN}"]' if get_origin(field.annotation) is tuple else f'"{FILL_IN}"'


def _comment(key: str, example: object) -> Iterator[str]:
    """What the key wants, and the example."""
    name = key.rpartition(".")[2]
    wants = GUIDE.get(key, "")
    if key.startswith("prompts.") and (variables := PROMPT_VARIABLES.get(name)):
        wants += f" Variables, each of which must occur: {', '.join(sorted(variables))}."
    for line in textwrap.wrap(wants, WIDTH - 2):
        yield f"# {line}"
    if example not in (None, {}, "", []):
        first, *rest = str(example).strip().splitlines() if key in _WHOLE else _shown(example, key)
        yield f"#   {EXAMPLE}: {first.rstrip()}"
        yield from (f"#       {line}".rstrip() for line in rest)


def _shown(example: object, key: str) -> list[str]:
    """A plain value, the first items of a list or a table, several a line, or the first of several tables."""
    if isinstance(example, str | float | int):
        return [_written(example)]
    if isinstance(example, list) and isinstance(example[0], dict):
        return [f"[[{key}]]", *(f"{name} = {_written(value)}" for name, value in example[0].items())]
    items = [*example.items()] if isinstance(example, dict) else [*example] if isinstance(example, list) else []
    lines, length = [""], 0
    for item in items:
        text = " = ".join(map(_written, item)) if isinstance(item, tuple) else _written(item)
        if length and length + len(text) > SHOWN:
            return [*lines, f"... ({len(items)} in all)"]
        length += len(text)
        if lines[-1] and len(lines[-1]) + len(text) > WIDTH:
            lines.append("")
        lines[-1] += f"{text}, "
    return [line.rstrip(", ") for line in lines]


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_written(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return f"'''{value}'''" if isinstance(value, str) and "\\" in value else json.dumps(value, ensure_ascii=False)
