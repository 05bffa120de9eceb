"""The job ``reconcile``: stored shifts brought into balance, and the balance kept."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from flotation.errors import DataError
from flotation.file_table import Fraction, Label, Table
from flotation.history.balances import keep_balance
from flotation.survey_reconciliation import reconcile_survey
from flotation_ui.jobs.work import Work
from flotation_ui.words.reconcile import reconcile_json

Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]


class Arguments(Table):
    """Which plant, and which shifts of it: from a day on, and before another."""

    plant: Label
    since: Day | None = None
    until: Day | None = None
    level: Fraction = 0.05


def run(arguments: Arguments, work: Work) -> dict[str, Any]:
    """Reconcile, keep the balance, and say in short what it shows."""
    work.tell(0.0, "reading")
    plant = work.plant(arguments.plant)
    survey = work.survey(plant)
    times = survey.table[plant.time_column]
    kept = times.notna()
    if arguments.since:
        kept &= times >= datetime.fromisoformat(arguments.since)
    if arguments.until:
        kept &= times < datetime.fromisoformat(arguments.until)
    if not kept.any():
        raise DataError(f"no shift of {plant.name} lies in that time; choose another")
    part = survey.rows(kept.to_numpy())
    work.tell(0.1, "balancing")
    found = reconcile_json(reconcile_survey(plant, part, level=arguments.level))
    work.tell(0.9, "writing")
    shown = part.table[plant.time_column]
    balance = keep_balance(
        work.history, plant.name, found, first=shown.iloc[0], last=shown.iloc[-1], by=work.by
    )
    short = ("shifts", "not_determined", "balance_test", "suspects", "recoveries")
    return {"balance": balance.sha256, **{name: found[name] for name in short}}
