"""A history with something of every noun, and what the tests of many nouns share."""

from datetime import UTC, datetime

from survey.corpus import clean, csv, read

from flotation.history.advice import keep_advice
from flotation.history.balances import keep_balance
from flotation.history.decisions import keep_decision, make_decision
from flotation.history.jobs import queue_job
from flotation.history.leases import claim_job, finish_job, heartbeat
from flotation.history.outcomes import keep_outcome
from flotation.history.people import give_role
from flotation.history.plans import keep_plan
from flotation.history.plants import keep_plant
from flotation.history.questions import change_question, keep_question
from flotation.history.surveys import keep_survey

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
BY = {"by": "Li Wei", "now": NOON}


def fill(history, root):
    """Keep something of every noun."""
    keep_plant(history, (root / "tests" / "small_plant.toml").read_text(encoding="utf-8"), **BY)
    said = {"time_column": "time", "source": "week.csv", "file_sha256": "0" * 64}
    table = clean(30)
    keep_survey(history, "mill", read(csv(table)), **said, **BY)
    table.loc[3, "w_ph"] += 0.1
    keep_survey(history, "mill", read(csv(table)), replace=True, **said, **BY)
    keep_balance(history, "mill", {"feed": 1}, first="2026-01-05", last="2026-01-06", **BY)
    asked = keep_question(history, "mill", "=less BHA", 'goal = "cost"', **BY)
    change_question(history, asked.id, version=1, removed=True, **BY)
    plan = keep_plan(history, "mill", '{"钨": 1}\r\n', question=asked, **BY)
    shown = keep_advice(history, plan.sha256, shift="2026-01-05", shown_to="Li Wei", now=NOON)
    keep_decision(history, make_decision(shown.id, "accepted", setpoints={"bha": 200}, **BY))
    keep_outcome(history, shown.id, recovery={"WO3": 0.5}, margin=1200, **BY)
    give_role(history, "Li Wei", "approver", **BY)
    job = queue_job(history, "retrain", {"seed": 1}, **BY)
    claim_job(history, "w", now=NOON)
    heartbeat(history, job.id, "w", progress=0.5, now=NOON)
    finish_job(history, job.id, "w", {"model": "ab"}, now=NOON)
    return plan
