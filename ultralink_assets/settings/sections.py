"""The sections of the settings, typed: one class a table of ``ultralink.toml``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ultralink_assets.records import Part, SelectionStrategy

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

    @property
    def without_chance(self) -> TeacherSettings:
        """The same endpoint, whose words are not drawn: for verdicts."""
        return self.model_copy(update={"temperature": 0.0})

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


class EnglishSftSettings(Section):
    """Files of English data by part: paths, globs, urls. ``format`` names a part's format where rows don't tell."""

    chat: Texts = ()
    math: Texts = ()
    code: Texts = ()
    format: dict[Part, str] = Field(default_factory=dict)

    def of(self, part: str) -> tuple[str, ...]:
        """The files of one part."""
        return {"chat": self.chat, "math": self.math, "code": self.code}[part]

    def format_of(self, part: str) -> str | None:
        """The format that was named for one part."""
        return next((named for name, named in self.format.items() if name == part), None)


class Keep(Section):
    """A share of the items of each part."""

    chat: Share = 1.0
    math: Share = 1.0
    code: Share = 1.0


class AgnosticSftSettings(Section):
    """What the filter's own canaries have to show, for each of its criteria."""

    min_canary_recall: Share = 0.8
    max_canary_false_alarms: Share = 0.2


class TranslatedKeep(Keep):
    """What each language gets of the items; a part that is not named keeps its own default."""

    chat: Share = 0.25
    math: Share = 0.125
    code: Share = 0.125


class TranslatedSftSettings(Section):
    """Which share of the English items each language gets, and how what must not change is protected.

    ``run_code``: whether programs that a translation changed are run in the sandbox.
    """

    keep: TranslatedKeep = TranslatedKeep()
    protect: Literal["placeholders", "instruction"] = "placeholders"
    run_code: bool = True


class MixKeep(Section):
    """A share of the items of each part of a mix."""

    chat_specific: Share = 1.0
    chat_agnostic: Share = 1.0
    math: Share = 1.0
    code: Share = 1.0


class PrunedMixSettings(Section):
    """What a mix keeps, and how it is chosen. ``english``: of the items of the language that they are in, at first.

    ``embedding_model``: a folder or a name of the Hub that transformers loads; ``score_file``: CSV or Parquet with the
    columns item_id and score; ``benchmarks``: by language, the files whose items no row may hold.
    """

    english: Keep = Keep()
    keep: MixKeep = MixKeep()
    select: SelectionStrategy = "random"
    embedding_model: str = ""
    score_file: str = ""
    near_duplicate_similarity: float = Field(default=0.8, gt=0, le=1)
    benchmarks: dict[str, Texts] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> PrunedMixSettings:
        if self.select == "clusters" and not self.embedding_model:
            raise ValueError('embedding_model: missing; select = "clusters" needs the model that embeds the texts')
        if self.select == "score" and not self.score_file:
            raise ValueError('score_file: missing; select = "score" needs the file that holds the scores')
        return self


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


class DatasetSettings(Section):
    """What only people know of a published data set. ``license`` is that of the result, as the Hub names licences
    (``cc-by-sa-4.0``); None: not decided yet. ``sources`` says under which licence the English data of a part came.
    """

    name: str = Field(default="Multilingual conversations", min_length=1)
    license: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9.-]*$")
    sources: dict[Part, str] = Field(default_factory=dict)


class AutomationSettings(Section):
    """What may start by itself where automation is switched on in the UI."""

    paid: bool = False  # stages that ask a teacher too
