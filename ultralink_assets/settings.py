"""``ultralink.toml`` and ``ULTRALINK_*`` become typed settings; every mistake is one error that names the key.

Where the file is found: ``ULTRALINK_SETTINGS``, else ``ultralink.toml`` in the working directory or the nearest
parent. Relative paths in it are relative to it, and the user's own language entries lie in ``languages`` beside it. A
key may also come from the environment, which wins: ``ULTRALINK_DATA_DIR``, ``ULTRALINK_TEACHER__MODEL``,
``ULTRALINK_RAW_WIKIPEDIA__RU``; lists with commas.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ultralink_assets import languages as language_entries
from ultralink_assets.records import SettingsError

FILE_NAME = "ultralink.toml"
PREFIX = "ULTRALINK_"
CHECKOUT = Path(__file__).resolve().parent.parent
DEMO = "demo"


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_split)]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prices(Section):
    """US dollars for a million tokens. ``cached_input`` defaults to ``input``."""

    input: float = Field(ge=0)
    cached_input: float | None = Field(default=None, ge=0)
    output: float = Field(ge=0)


class TeacherSettings(Section):
    """An OpenAI-compatible endpoint, how to ask it, and how fast."""

    base_url: Texts = (DEMO,)
    model: str = ""
    name: str = ""
    api_key_env: str = "OPENAI_API_KEY"
    temperature: float = Field(default=0.7, ge=0)
    top_p: float = Field(default=1.0, gt=0, le=1)
    max_tokens: int = Field(default=2048, gt=0)
    context_tokens: int = Field(default=32768, gt=0)
    extra_body: dict[str, Any] = {}
    max_in_flight: int = Field(default=256, gt=0)
    requests_per_minute: int = Field(default=0, ge=0)
    tokens_per_minute: int = Field(default=0, ge=0)
    deadline_s: float = Field(default=120, gt=0)
    budget_usd: float = Field(default=0, ge=0)
    price_per_million: Prices | None = None

    @property
    def demo(self) -> bool:
        """Whether the built-in demo teacher answers."""
        return self.base_url == (DEMO,)

    @property
    def identity(self) -> str:
        """The teacher's name in the ledger and in every row; replicas behind several urls share one name."""
        if self.demo:
            return DEMO
        return self.name or f"{self.model}@{self.base_url[0]}"

    @model_validator(mode="after")
    def _complete(self) -> TeacherSettings:
        if not self.base_url or any(url != DEMO and "://" not in url for url in self.base_url):
            raise ValueError('base_url: "demo", or urls such as "http://127.0.0.1:8400/v1"')
        if DEMO in self.base_url and not self.demo:
            raise ValueError('base_url: "demo" stands alone, not in a list with other urls')
        if not self.demo and not self.model:
            raise ValueError("model: missing; name the model that the endpoint serves")
        if self.budget_usd and self.price_per_million is None:
            raise ValueError("budget_usd: a budget needs price_per_million (input, output)")
        return self


class PassagesSettings(Section):
    """Article and passage limits, in tokens, and how many passages are drawn."""

    min_tokens: int = Field(default=1000, ge=1)
    max_tokens: int = Field(default=10000, ge=1)
    passage_tokens: int = Field(default=2000, ge=50)
    per_page: int = Field(default=2, ge=0)
    per_language: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> PassagesSettings:
        if self.min_tokens > self.max_tokens:
            raise ValueError("min_tokens: larger than max_tokens, so no article would be kept")
        return self


class DialoguesSettings(Section):
    """How dialogues end, and which kinds are made."""

    end_probability: float = Field(default=0.1, gt=0, le=1)
    closed_book: Literal["off", "twin"] = "off"
    document_in_question_share: Share = 0.0


class JudgementsSettings(Section):
    """How many turns of grounded dialogues a judge reads, and what has to come out."""

    sample: Share = 0.0  # of the turns; 0: no judge is asked
    min_yes_share: Share = 0.8  # of the judged turns, for each criterion; unsure is no yes
    max_wrong_canaries: Share = 0.2  # of the rows by which the judge itself is judged


class ToxicitySettings(Section):
    """A text-classification model of transformers: a folder, or a name of its hub. Without one, words decide alone."""

    model: str = ""
    label: str = "toxic"
    threshold: Share = 0.5


class GatesSettings(Section):
    """Limits of the gates. ``override`` lists gates whose failure does not stop the flow: ``"passages/language"``."""

    max_rejected_share: Share = 0.5  # of the rows that were asked about
    near_duplicate_similarity: float = Field(default=0.8, gt=0, le=1)
    max_drift: Share = 0.2  # from the version before: of counts and means, or points of a share
    override: Texts = ()
    toxicity: ToxicitySettings = ToxicitySettings()


class AutomationSettings(Section):
    """What may start by itself where automation is switched on in the UI."""

    paid: bool = False  # stages that ask a teacher too


class Settings(Section):
    """All settings. ``file`` is None when there is none: then the shipped sample and the demo teacher are used."""

    file: Path | None = None
    data_dir: Path = Path("data")
    executor: Literal["in_process", "multiprocess"] = "in_process"
    keep_versions: int = Field(default=3, ge=1)
    languages: Texts = language_entries.DEFAULT
    seed: int = 20240206
    warehouse_wait_s: float = Field(default=3600, ge=0)
    teacher: TeacherSettings | None = None
    judge: TeacherSettings | None = None
    raw_wikipedia: dict[str, Texts] = {}
    passages: PassagesSettings = PassagesSettings()
    dialogues: DialoguesSettings = DialoguesSettings()
    judgements: JudgementsSettings = JudgementsSettings()
    gates: GatesSettings = GatesSettings()
    automation: AutomationSettings = AutomationSettings()

    @property
    def sample(self) -> bool:
        """Whether the shipped sample is the input: no dump is named, and no teacher but the demo one."""
        return not self.raw_wikipedia and (self.teacher is None or self.teacher.demo)

    @property
    def judging(self) -> TeacherSettings:
        """The judge: the teacher itself, without chance in its words, where no other is named."""
        return self.judge or (self.teacher or TeacherSettings()).model_copy(update={"temperature": 0.0})

    @model_validator(mode="before")
    @classmethod
    def _judge_like_the_teacher(cls, values: Any) -> Any:
        """A key that [judge] leaves out is the teacher's, but the name, which is another's, and the temperature."""
        judge, teacher = values.get("judge"), values.get("teacher") or {}
        if not isinstance(judge, dict) or not isinstance(teacher, dict):
            return values
        inherited = {key: value for key, value in teacher.items() if key != "name"}
        return {**values, "judge": {**inherited, "temperature": 0.0, **judge}}

    @model_validator(mode="after")
    def _languages_agree(self) -> Settings:
        if not self.languages:
            raise ValueError('languages: must name at least one, for example ["en"]')
        if twice := [code for number, code in enumerate(self.languages) if code in self.languages[:number]]:
            raise ValueError(f"languages: {twice[0]!r} is listed twice")
        known = set(language_entries.available())
        if unlisted := (set(self.raw_wikipedia) & known) - set(self.languages):
            raise ValueError(f"raw_wikipedia.{min(unlisted)}: this language is not in the setting 'languages'")
        return self


def load(environ: Mapping[str, str] | None = None, working_directory: Path | None = None) -> Settings:
    """Read the settings; raises `SettingsError` with the first mistake."""
    environ = os.environ if environ is None else environ
    here = working_directory or Path.cwd()
    file = find_file(environ, here)
    language_entries.use(own_entries(file, here) if file else None)
    values: dict[str, Any] = {}
    if file is not None:
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{file}: not valid TOML: {error}", "correct the file") from error
        except OSError as error:
            raise SettingsError(f"{file}: {error.strerror}", "check the path and its permissions") from error
    for path, value in _from_environment(environ):
        _set(values, path, value)
    try:
        settings = Settings.model_validate({**values, "file": file})
    except ValidationError as error:
        raise _explain(error, file) from error
    _languages_exist(settings)
    base = file.parent if file else _default_base(here)
    return settings.model_copy(
        update={
            "data_dir": (base / settings.data_dir.expanduser()).resolve(),
            "raw_wikipedia": {code: _absolute(paths, base) for code, paths in settings.raw_wikipedia.items()},
        }
    )


def _languages_exist(settings: Settings) -> None:
    available = language_entries.available()
    named = [("languages", code) for code in settings.languages]
    named += [(f"raw_wikipedia.{code}", code) for code in settings.raw_wikipedia]
    for key, code in named:
        if code not in available:
            where = f"{settings.file}: " if settings.file else ""
            hint = f"{_nearest(code, list(available))} To add one: ultralink new-language {code} (docs/languages.md)"
            raise SettingsError(f"{where}{key}: there is no language entry {code!r}", hint)
        language_entries.load(code)


def find_file(environ: Mapping[str, str], here: Path) -> Path | None:
    """The settings file in use, or None."""
    if named := environ.get(PREFIX + "SETTINGS"):
        path = (here / Path(named).expanduser()).resolve()
        if not path.is_file():
            raise SettingsError(
                f"ULTRALINK_SETTINGS names {named!r}, and there is no such file ({path})",
                "correct the path, or unset ULTRALINK_SETTINGS",
            )
        return path
    return next((folder / FILE_NAME for folder in (here, *here.parents) if (folder / FILE_NAME).is_file()), None)


def own_entries(file: Path | None, here: Path) -> Path:
    """Where the user's own language entries lie: beside the settings file, or where one is still to be written."""
    return (file.parent if file else here) / "languages"


def _default_base(here: Path) -> Path:
    return CHECKOUT if (CHECKOUT / "pyproject.toml").is_file() else here


def _absolute(paths: tuple[str, ...], base: Path) -> tuple[str, ...]:
    return tuple(path if "://" in path else os.path.normpath(base / Path(path).expanduser()) for path in paths)


# --------------------------------------------------------------------------------- environment

_NOT_KEYS = {"SETTINGS"}


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[list[str], Any]]:
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name.removeprefix(PREFIX) in _NOT_KEYS:
            continue
        path = name.removeprefix(PREFIX).lower().split("__")
        known = known_keys()
        if path[0] not in known or (len(path) > 1 and known[path[0]] is not None and path[1] not in known[path[0]]):
            names = [PREFIX + "__".join(parts).upper() for parts in _paths(known)]
            raise SettingsError(f"unknown environment variable {name}", _nearest(name, names))
        yield path, _value(name, environ[name])


def _value(name: str, text: str) -> Any:
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SettingsError(
            f"environment variable {name}: not valid JSON: {error}",
            'what begins with { or [ is read as JSON, for example {"top_k": 5}',
        ) from error


def known_keys() -> dict[str, list[str]]:
    """Top-level keys, each with the keys of its section (empty for a plain value)."""
    known: dict[str, list[str]] = {name: [] for name in Settings.model_fields if name != "file"}
    known["teacher"] = list(TeacherSettings.model_fields)
    known["passages"] = list(PassagesSettings.model_fields)
    known["dialogues"] = list(DialoguesSettings.model_fields)
    known["judge"] = list(TeacherSettings.model_fields)
    known["gates"] = list(GatesSettings.model_fields)
    known["judgements"] = list(JudgementsSettings.model_fields)
    known["raw_wikipedia"] = list(language_entries.available())
    return known


def _paths(known: Mapping[str, list[str]]) -> Iterator[list[str]]:
    for key, inner in known.items():
        yield [key]
        yield from ([key, name] for name in inner)


def _set(values: dict[str, Any], path: list[str], value: Any) -> None:
    for depth, part in enumerate(path[:-1], 1):
        inner: Any = values.setdefault(part, {})
        if not isinstance(inner, dict):
            name = PREFIX + "__".join(path).upper()
            raise SettingsError(
                f"{name} is set, and {'.'.join(path[:depth])!r} is a plain value, not a section",
                f"remove that value, or {name}",
            )
        values = inner
    values[path[-1]] = value


# ------------------------------------------------------------------------------------- errors


_SECTIONS: dict[str, type[Section]] = {
    "teacher": TeacherSettings,
    "teacher.price_per_million": Prices,
    "passages": PassagesSettings,
    "dialogues": DialoguesSettings,
    "gates": GatesSettings,
    "gates.toxicity": ToxicitySettings,
    "judge": TeacherSettings,
    "judge.price_per_million": Prices,
    "judgements": JudgementsSettings,
}


def _explain(error: ValidationError, file: Path | None) -> SettingsError:
    # An unknown key first: the missing one is often the same key, spelled wrong.
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    place = ".".join(str(part) for part in first["loc"])
    where = f"{file}: " if file else ""
    if first["type"] == "extra_forbidden":
        return SettingsError(f"{where}unknown key {place!r}", _nearest_key(place))
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "value_error" and place and ": " in message:
        key, _, rest = message.partition(": ")
        return SettingsError(f"{where}{place}.{key}: {rest}", "correct this key")
    got = "" if isinstance(first["input"], dict) else f" (got {first['input']!r})"
    return SettingsError(f"{where}{place + ': ' if place else ''}{message}{got}", "correct this key")


def _nearest_key(place: str) -> str:
    """The key of the same section that looks like ``place``, or all keys of that section."""
    section, _, key = place.rpartition(".")
    if not section:
        return _nearest(key, list(known_keys()), [".".join(path) for path in _paths(known_keys())])
    if section not in _SECTIONS:
        return "take it out"
    keys = list(_SECTIONS[section].model_fields)
    near = get_close_matches(key, keys, n=1, cutoff=0.5)
    return f"did you mean {f'{section}.{near[0]}'!r}?" if near else f"keys of [{section}]: {', '.join(keys)}"


def _nearest(name: str, names: list[str], further: list[str] | None = None) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.5) or [
        each for each in further or () if each.rpartition(".")[2] == name
    ]
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"
