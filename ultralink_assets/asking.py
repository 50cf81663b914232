"""How a stage that costs money has its items answered: staged in units, pending when a request is not answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from ultralink_assets import metadata
from ultralink_assets.records import RequestRefused, Script, SettingsError, Unanswered, WorkPending
from ultralink_assets.settings import Settings, TeacherSettings
from ultralink_assets.stage import StageRun
from ultralink_assets.structured import KEY, Form
from ultralink_assets.teacher import RUNS_UNTIL_REJECTED, Tally, answering, run_scripts
from ultralink_assets.units import Units

Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Work(Generic[Item, Made]):
    """What a stage asks about. ``noun`` names its items in messages, ``total`` is how many are not staged, about.

    ``give_up`` makes a rejection of an item that was left unanswered `RUNS_UNTIL_REJECTED` times (item, why).
    """

    noun: str
    total: int
    batches: Iterable[Sequence[Item]]
    name_of: Callable[[Item], str]
    script_of: Callable[[Item], Script[Made]]
    give_up: Callable[[str, str], Made]
    is_rejected: Callable[[Made], bool]
    store: Callable[[str, list[Made]], None]


def teacher_of(settings: Settings) -> TeacherSettings:
    """Who is asked; raises `SettingsError` when files of the user's own are named and no teacher."""
    if settings.teacher is not None:
        return settings.teacher
    if settings.sample:
        return TeacherSettings()
    raise SettingsError(
        f"{settings.file}: a dump or a file of data is named, but no teacher",
        "set [teacher] base_url and model, for example the address of a vLLM server",
    )


def ask(run: StageRun, teacher: TeacherSettings, work: Work[Item, Made]) -> Tally:
    """Have every item that is not staged yet answered; raises `WorkPending` for what is left, and `run_scripts`'s."""
    progress = _Progress(run, work)
    with answering(teacher) as urls:
        tally = run_scripts(
            teacher,
            run.settings.data_dir / "ledger.sqlite",
            progress.scripts(),
            progress.done,
            progress.unanswered,
            stage=run.stage,
            language=run.language,
            run_id=run.context.run_id,
            total=work.total,
            say=run.say,
            rejected=lambda: progress.rejected,
            base_url=urls,
        )
    if progress.pending:
        raise WorkPending(
            f"{run.stage}/{run.language}: {progress.pending} of about {work.total} {work.noun} are pending: a request "
            f"of theirs used up its attempts; {tally.requests} requests were sent, every answer is kept, nothing is "
            "published",
            f"materialize {run.stage}/{run.language} again to go on; after {RUNS_UNTIL_REJECTED} such runs an item "
            "is rejected as 'unanswered'. `ultralink sql` on llm_calls shows the outcomes",
        )
    return tally


def try_one(run: StageRun, teacher: TeacherSettings, name: str, script: Callable[[], Script[Made]]) -> None:
    """Have one item answered, to see whether the endpoint takes such requests; raises `RequestRefused` if not."""
    with answering(teacher) as urls:
        run_scripts(
            teacher,
            run.settings.data_dir / "ledger.sqlite",
            [(name, script)],
            lambda *_: None,
            lambda *_: False,
            stage=run.stage,
            language=run.language,
            run_id=run.context.run_id,
            total=1,
            say=run.say,
            base_url=urls,
        )


def in_json(
    run: StageRun, teacher: TeacherSettings, forms: Sequence[Form], name: str, script: Callable[[], Script[Made]]
) -> TeacherSettings:
    """``teacher`` with the first of ``forms``, the strictest, in which its server takes requests for JSON replies.

    Found with one item, whose answer the ledger keeps, so that it is not paid for again in the run. A
    ``response_format`` that the settings name is used as it is.
    """
    if KEY in teacher.extra_body:
        return teacher
    for form in forms:
        formed = teacher.model_copy(update={"extra_body": {**teacher.extra_body, **form}})
        try:
            try_one(run, formed, name, script)
        except RequestRefused as refused:
            if form == forms[-1]:
                raise
            run.say(f"{refused.message}: trying a looser form of JSON replies")
        else:
            break
    return formed


def spending(run: StageRun, tally: Tally, teacher: TeacherSettings) -> dict[str, Any]:
    """What the run sent and spent, as metadata of the asset."""
    return {
        **metadata.of_money(run.settings.data_dir / "ledger.sqlite", run.stage, run.language, tally.cost_usd),
        "teacher": teacher.identity,
        "requests": tally.requests,
        "ledger_hits": tally.hits,
        "retries": tally.retries,
        "prompt_tokens": tally.prompt_tokens,
        "completion_tokens": tally.completion_tokens,
        "requests_per_second": round(tally.rate, 2),
    }


class _Progress(Generic[Item, Made]):
    """The scripts of all items that are not staged, and what becomes of them."""

    def __init__(self, run: StageRun, work: Work[Item, Made]) -> None:
        self._work = work
        self._units = Units[Item, Made](work.batches, work.name_of, run.staging.finished(), work.store)
        self.rejected = 0
        self.pending = 0

    def scripts(self) -> Iterator[tuple[str, Callable[[], Script[Made]]]]:
        for item in self._units.todo():
            yield self._work.name_of(item), partial(self._work.script_of, item)

    def done(self, name: str, made: Made) -> None:
        self.rejected += self._work.is_rejected(made)
        self._units.done(name, made)

    def unanswered(self, name: str, runs: int, error: Unanswered) -> bool:
        if runs < RUNS_UNTIL_REJECTED:
            self.pending += 1
            return False
        self.done(name, self._work.give_up(name, error.message))
        return True
