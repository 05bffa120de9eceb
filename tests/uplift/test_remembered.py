import pandas as pd
import pytest

from flotation.history import open_history
from flotation.history.advice import keep_advice
from flotation.history.decisions import keep_decision, make_decision
from flotation.history.plans import keep_plan
from flotation.uplift.decisions import ACCEPTED, DECLINED, OTHER
from flotation.uplift.remembered import remembered_decisions

SHIFTS = ["2026-01-05 00:00", "2026-01-05 08:00", "2026-01-05 16:00", "2026-01-06 00:00"]
CHOSEN = {"setpoints": {"w_ph": 9.0}, "by": "Li Wei"}


@pytest.fixture
def history(tmp_path):
    opened = open_history(str(tmp_path / "history.sqlite3"))
    yield opened
    opened.close()


def shown(history, shift, to="Li Wei"):
    plan = keep_plan(history, "mill", b'{"objective": 1.0}', by="Li Wei")
    return keep_advice(history, plan.sha256, shift=shift, shown_to=to).id


def test_each_shift_has_what_was_decided_and_silence_is_no_acceptance(history):
    accepted, changed, declined, silent = (shown(history, shift) for shift in SHIFTS)
    keep_decision(history, make_decision(accepted, "accepted", **CHOSEN))
    keep_decision(history, make_decision(changed, "changed", reason_code="equipment", **CHOSEN))
    keep_decision(
        history, make_decision(declined, "declined", reason_code="not_worth_it", by="Li Wei")
    )
    found = remembered_decisions(history, "mill")
    times = [pd.Timestamp(shift) for shift in SHIFTS]
    assert found == dict(zip(times, [ACCEPTED, OTHER, DECLINED, DECLINED], strict=True))
    assert remembered_decisions(history, "another mill") == {}
    assert list(remembered_decisions(history, "mill", start=SHIFTS[2])) == times[2:]


def test_one_person_s_acceptance_is_the_shift_s(history):
    first, second = shown(history, SHIFTS[0]), shown(history, SHIFTS[0], to="Wang Fang")
    keep_decision(history, make_decision(first, "accepted", **CHOSEN))
    keep_decision(
        history, make_decision(second, "declined", reason_code="not_worth_it", by="Wang Fang")
    )
    assert remembered_decisions(history, "mill") == {pd.Timestamp(SHIFTS[0]): ACCEPTED}
