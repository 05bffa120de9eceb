"""The kinds of jobs by name, and the one way to ask for one."""

import importlib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from flotation.errors import DataError
from flotation.file_table import Table
from flotation.history import History
from flotation.history.jobs import Job, queue_job
from flotation.toml_file import sentences

KINDS = ("import", "reconcile", "retrain", "front", "batch", "schedule", "report")


def kind_of(name: str) -> Any:
    """The module of a kind of job.

    Raises
    ------
    DataError
        If there is no such kind.
    """
    if name not in KINDS:
        raise DataError(f"{name!r} is no kind of job; expected one of {', '.join(KINDS)}")
    return importlib.import_module(f"flotation_ui.jobs.{name}")


def checked_arguments(kind: str, arguments: Mapping[str, Any]) -> Table:
    """The arguments of a kind of job.

    Raises
    ------
    DataError
        One sentence per mistake.
    """
    table, given = kind_of(kind).Arguments, dict(arguments)
    try:
        return table.model_validate(given)
    except ValidationError as error:
        raise DataError(sentences(error, given, f"job {kind}", table)) from error


def ask_for(
    history: History, kind: str, arguments: Mapping[str, Any], *, by: str, key: str | None = None
) -> Job:
    """Queue a job whose arguments are right; with one key it is one job.

    Parameters
    ----------
    history : flotation.history.History
    kind : str
    arguments : mapping
    by : str
        Who asks.
    key : str, optional
        One per press of a button: a double click gives it twice.

    Raises
    ------
    DataError
    """
    checked = checked_arguments(kind, arguments)
    plain = checked.model_dump(mode="json", exclude_none=True)
    return queue_job(history, kind, plain, by=by, key=key)
