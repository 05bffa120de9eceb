"""A part of a survey: the options ``--from`` and ``--to``, and the shifts between them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from flotation.errors import DataError

if TYPE_CHECKING:
    from flotation.survey import Survey

FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


class Moment(click.ParamType):
    """A date, or a date with a time of day."""

    name = "date"

    def __init__(self, *, end: bool = False) -> None:
        self.end = end

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The moment itself; a date that ends a period stands for the end of that day."""
        if isinstance(value, datetime):
            return value
        for form in FORMS:
            try:
                found = datetime.strptime(value, form)
            except ValueError:
                continue
            whole_day = self.end and form == FORMS[0]
            return found + timedelta(days=1) if whole_day else found
        return self.fail(f"{value!r} is no date; write 2026-03-31 or '2026-03-31 16:00'")


def period_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--from`` and ``--to``, as ``since`` and ``until``."""
    until = click.option(
        "--to",
        "until",
        type=Moment(end=True),
        help="Last day, or moment before which shifts start.",
    )
    since = click.option("--from", "since", type=Moment(), help="First day, or first moment.")
    return since(until(command))


def shifts_between(
    survey: "Survey", time_column: str, since: datetime | None, until: datetime | None
) -> "Survey":
    """The shifts that start in a period.

    Raises
    ------
    DataError
        If there is none; the message says from when to when the survey goes.
    """
    times = survey.table[time_column]
    inside = times.notna()
    if since is not None:
        inside &= times >= since
    if until is not None:
        inside &= times < until
    if not inside.any():
        raise DataError(
            f"no shift of the survey starts in the period asked for; its shifts start from "
            f"{times.min():%Y-%m-%d %H:%M} to {times.max():%Y-%m-%d %H:%M}"
        )
    return replace(survey, table=survey.table[inside], doubtful=survey.doubtful[inside])
