"""What a history holds, for a look at it."""

from dataclasses import dataclass

from sqlalchemy import func, select

from flotation.history.audit import AuditLine, audit_head, audit_lines
from flotation.history.jobs import STATES
from flotation.history.migration import schema_of
from flotation.history.schema import (
    ADVICE,
    DECISIONS,
    IMPORTS,
    JOBS,
    MODELS,
    PLANS,
    PLANT_VERSIONS,
    QUESTIONS,
)
from flotation.history.surveys import survey_span

LAST_LINES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantSummary:
    """What is remembered of one plant.

    Attributes
    ----------
    plant : str
    versions, shifts, models, questions, plans, advice, decided : int
        Of its file, and of what hangs on it.
    first, last : str or None
        Start of its first and last stored shift.
    """

    plant: str
    versions: int
    shifts: int
    first: str | None
    last: str | None
    models: int
    questions: int
    plans: int
    advice: int
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySummary:
    """What a history holds.

    Attributes
    ----------
    name : str
        The file or the address.
    schema : str
    checked : str
        What SQLite said of the whole file: ``ok``; empty for a server.
    plants : tuple of PlantSummary
    jobs : mapping of str to int
        By state.
    lines : int
        Of the audit.
    head : str
        Hash of its last line.
    latest : tuple of AuditLine
        Its last lines.
    """

    name: str
    schema: str
    checked: str
    plants: tuple[PlantSummary, ...]
    jobs: dict
    lines: int
    head: str
    latest: tuple[AuditLine, ...]


def history_summary(history):
    """The :class:`HistorySummary` of an open history."""
    with history.reading() as connection:
        head = audit_head(connection)
        jobs = select(JOBS.c.state, func.count()).group_by(JOBS.c.state)
        states = dict(tuple(row) for row in connection.execute(jobs))
        return HistorySummary(
            name=history.name,
            schema=schema_of(connection),
            checked=history.checked,
            plants=tuple(_plant(history, connection, name) for name in _plants(connection)),
            jobs={state: states.get(state, 0) for state in STATES},
            lines=head.number,
            head=head.hash,
            latest=audit_lines(history, newest=LAST_LINES),
        )


def _plants(connection):
    """Names of all plants that anything is kept of, in order."""
    tables = (PLANT_VERSIONS, IMPORTS, MODELS, QUESTIONS, PLANS)
    names = (connection.execute(select(table.c.plant).distinct()).scalars() for table in tables)
    return sorted({name for each in names for name in each})


def _plant(history, connection, name):
    def count(table, column):
        wanted = select(func.count(column.distinct())).where(table.c.plant == name)
        return connection.execute(wanted).scalar()

    decided = select(func.count()).where(
        DECISIONS.c.advice_id == ADVICE.c.id, ADVICE.c.plant == name
    )
    shifts, first, last = survey_span(history, name)
    return PlantSummary(
        plant=name,
        versions=count(PLANT_VERSIONS, PLANT_VERSIONS.c.number),
        shifts=shifts,
        first=first,
        last=last,
        models=count(MODELS, MODELS.c.sha256),
        questions=count(QUESTIONS, QUESTIONS.c.id),
        plans=count(PLANS, PLANS.c.sha256),
        advice=count(ADVICE, ADVICE.c.id),
        decided=connection.execute(decided).scalar(),
    )
