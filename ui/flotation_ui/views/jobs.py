"""Jobs as a page shows them: their state in words, how far they are, and what came of them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flotation.history import History
from flotation.history.jobs import Job, jobs_before, listed_jobs
from flotation.history.moments import parse_utc
from flotation_ui.jobs.work import jobs_folder
from flotation_ui.language import N_, Language

SHOWN = 15
OPEN = ("queued", "running")
WAITS_TOO_LONG_S = 20.0
KINDS: Mapping[str, str] = {
    "import": N_("Import from a connector"),
    "reconcile": N_("Reconcile stored shifts"),
    "retrain": N_("Retrain the model"),
    "front": N_("Recovery-cost front"),
    "batch": N_("Plan a table of scenarios"),
    "schedule": N_("Plan many shifts"),
    "report": N_("Report of the model"),
}
Colour = Literal["gray", "blue", "green", "red", "orange"]
STATES: Mapping[str, tuple[Colour, str]] = {
    "queued": ("gray", N_("waits")),
    "running": ("blue", N_("runs")),
    "done": ("green", N_("done")),
    "failed": ("red", N_("failed")),
    "cancelled": ("orange", N_("cancelled")),
}
STEPS: Mapping[str, str] = {
    "reading": N_("Reading"),
    "fetching": N_("Fetching"),
    "balancing": N_("Balancing"),
    "fitting": N_("Fitting and judging"),
    "planning": N_("Planning"),
    "writing": N_("Writing"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One job in the list.

    Attributes
    ----------
    job : Job
    title : str
        Its kind in words.
    state, colour : str
        In words, and for the badge.
    when : str
        By whom and when it was asked for, and how long it took.
    progress : float or None
        From 0 to 1, of a job that runs.
    doing : str
        What it is doing, or what it waits for.
    """

    job: Job
    title: str
    state: str
    colour: Colour
    when: str
    progress: float | None
    doing: str

    @property
    def is_open(self) -> bool:
        """Whether it can still be cancelled."""
        return self.job.state in OPEN and not self.job.cancel_requested


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of a job.

    Attributes
    ----------
    figures : tuple of (str, str)
        Label and value.
    sentences : tuple of str
    file : pathlib.Path or None
        A result to download.
    page : str or None
        Id of the page that shows more.
    """

    figures: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()
    file: Path | None = None
    page: str | None = None


def lines(history: History, say: Language, zone: str | None, shown: int) -> tuple[Line, ...]:
    """The newest jobs."""
    return tuple(line(history, job, say, zone) for job in listed_jobs(history, newest=shown))


def line(history: History, job: Job, say: Language, zone: str | None) -> Line:
    """One job as the list shows it."""
    colour, state = STATES[job.state]
    return Line(
        job=job,
        title=say(KINDS[job.kind]) if job.kind in KINDS else job.kind,
        state=say(state),
        colour=colour,
        when=_when(job, say, zone),
        progress=job.progress if job.state == "running" else None,
        doing=_doing(history, job, say),
    )


def nobody_works(jobs: tuple[Line, ...], now: datetime.datetime) -> bool:
    """Whether a job waits for long and none runs: no worker was started."""
    waiting = [each.job for each in jobs if each.job.state == "queued"]
    if not waiting or any(each.job.state == "running" for each in jobs):
        return False
    longest = max(now - parse_utc(job.queued_at) for job in waiting)
    return longest.total_seconds() > WAITS_TOO_LONG_S


def came(job: Job, say: Language) -> Came:
    """What came of a job that is done."""
    result = job.result or {}
    file = result.get("file")
    place = jobs_folder() / Path(str(file)).name if file else None
    made = _OF_KIND.get(job.kind, _nothing)(result, say)
    return Came(
        figures=made.figures,
        sentences=made.sentences,
        file=place if place is not None and place.is_file() else None,
        page=made.page,
    )


def moment(text: str, zone: str | None) -> str:
    """A moment of the history on the reader's clock.

    Examples
    --------
    >>> moment("2026-01-05T08:00:00.000000Z", "Asia/Shanghai"), moment("2026-01-05T08:00:00Z", None)
    ('2026-01-05 16:00', '2026-01-05 08:00 UTC')
    """
    try:
        here = ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        here = None
    if here is None:
        return f"{parse_utc(text):%Y-%m-%d %H:%M} UTC"
    return f"{parse_utc(text).astimezone(here):%Y-%m-%d %H:%M}"


def _when(job: Job, say: Language, zone: str | None) -> str:
    asked = say("{by}, {time}", by=job.by, time=moment(job.queued_at, zone))
    if not (job.started_at and job.ended_at):
        return asked
    took = parse_utc(job.ended_at) - parse_utc(job.started_at)
    return say("{asked}, took {seconds} s", asked=asked, seconds=round(took.total_seconds()))


def _doing(history: History, job: Job, say: Language) -> str:
    if job.state == "queued":
        before = jobs_before(history, job.id)
        if not before:
            return say("Next in line")
        return say.several("{count} job before it", "{count} jobs before it", before)
    if job.state != "running":
        return ""
    if job.cancel_requested:
        return say("Is being cancelled")
    return say(STEPS[job.words]) if job.words in STEPS else say("Starting")


def _imported(result: Mapping, say: Language) -> Came:
    refused = [t for t in result.get("tables", ()) if t["sentence"]]
    said = [f"{table['name']}: {table['sentence']}" for table in refused]
    if result.get("stale"):
        said.insert(0, say("The data are stale: the newest row is of {time}.", time=_day(result)))
    figures = (
        (say("Rows stored"), f"{result.get('stored', 0)}"),
        (say("Tables refused"), f"{len(refused)}"),
        (say("Newest row"), _day(result)),
    )
    return Came(figures=figures, sentences=tuple(said), page="data")


def _day(result: Mapping) -> str:
    return str(result.get("newest") or "—").replace("T", " ")[:16]


def _reconciled(result: Mapping, say: Language) -> Came:
    shifts, test = result["shifts"], result["balance_test"]
    figures = (
        (say("Shifts"), f"{shifts['running']}"),
        (say("In balance"), f"{shifts['balanced']}"),
        (say("Fail the test"), f"{test['failing']} / {test['tested']}"),
    )
    worst = test["component_that_does_not_close"]
    said = (say("{component} does not close.", component=worst),) if worst else ()
    return Came(figures=figures, sentences=said, page="data")


def _retrained(result: Mapping, say: Language) -> Came:
    verdict = result.get("verdict")
    if verdict is None:
        said = say("Nothing is new: the model in use is the one these shifts give.")
    elif result["promoted"]:
        said = say("The new model is in use.")
    else:
        said = say("The new model waits for somebody's approval.")
    return Came(figures=((say("Model"), result["model"][:8]),), sentences=(said,), page="models")


def _front(result: Mapping, say: Language) -> Came:
    front = result["front"]
    figures = ((say("Points"), f"{len(front['points'])}"), (say("Model"), result["model"][:8]))
    return Came(figures=figures, sentences=tuple(result["notes"]), page="trade_off")


def _batch(result: Mapping, say: Language) -> Came:
    counts = result["counts"]
    planned = counts.get("optimal", 0) + counts.get("feasible", 0)
    figures = (
        (say("Scenarios"), f"{result['scenarios']}"),
        (say("Planned"), f"{planned}"),
        (say("Without a plan"), f"{result['scenarios'] - planned}"),
    )
    return Came(figures=figures)


def _schedule(result: Mapping, say: Language) -> Came:
    schedule = result["schedule"]
    figures = (
        (say("Shifts"), f"{len(schedule['shifts'])}"),
        (say("Margin, CNY"), f"{schedule['margin_cny']:,.0f}"),
    )
    return Came(figures=figures)


def _nothing(_result: Mapping, _say: Language) -> Came:
    return Came()


_OF_KIND = {
    "import": _imported,
    "reconcile": _reconciled,
    "retrain": _retrained,
    "front": _front,
    "batch": _batch,
    "schedule": _schedule,
}
