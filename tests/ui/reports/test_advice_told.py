"""Advice, decisions and prices of a time, from the history into a report."""

from datetime import date, datetime

import pytest
from flotation_ui.advice_told import advice_told, with_prices_of

from flotation.history import open_history
from flotation.history.advice import keep_advice
from flotation.history.decisions import keep_decision, make_decision
from flotation.history.plans import keep_plan
from flotation.history.prices import keep_price
from optimiser.plan_file import plan_json

SHIFT = datetime(2025, 3, 1, 8)


@pytest.fixture
def history(tmp_path):
    with open_history(tmp_path / "history.sqlite") as opened:
        yield opened


@pytest.fixture
def advise(history, demonstration):
    """Keep the demonstration's plan as advice for a shift."""

    def advise(shift, plant="mill"):
        kept = keep_plan(history, plant, plan_json(demonstration.brief.plan), by="Li")
        return keep_advice(history, kept.sha256, shift=shift, shown_to="Li")

    return advise


def test_advice_is_told_with_what_was_chosen_and_why(history, advise, demonstration):
    plan = demonstration.brief.plan
    advice = advise(SHIFT)
    advise(datetime(2025, 3, 2))
    chosen = {**plan.setpoints, "w_bha_g_t": 200.0}
    decision = make_decision(
        advice.id, "changed", by="王工", setpoints=chosen, reason_code="other", reason="先调一半"
    )
    keep_decision(history, decision)
    told = advice_told(history, "mill", datetime(2025, 3, 1), datetime(2025, 3, 2), "zh")
    assert [given.shift for given in told] == [SHIFT]
    (given,) = told
    assert given.asked == "成本最低；WO3回收率不低于 70 %"
    assert (given.decision, given.reason_code, given.reason) == ("changed", "other", "先调一半")
    assert given.by == "王工"
    assert given.recovery["WO3"] == pytest.approx(plan.recovery["WO3"].value)
    moves = {move.lever: move for move in given.moves}
    assert set(moves) == {change.lever for change in plan.changes if change.change}
    assert moves["w_bha_g_t"].decided == 200.0
    assert moves["w_ph"].proposed == pytest.approx(plan.setpoints["w_ph"])


def test_advice_that_nobody_decided_has_no_decision(history, advise):
    advise(SHIFT)
    (given,) = advice_told(history, "mill", SHIFT, datetime(2025, 3, 1, 16), "en")
    assert given.asked == "Least cost; WO3 recovery at least 70 %"
    assert given.decision is None
    assert all(move.decided is None for move in given.moves)


def test_advice_of_another_plant_is_not_told(history, advise):
    advise(SHIFT)
    assert advice_told(history, "other mill", SHIFT, datetime(2025, 3, 2), "en") == ()


def test_prices_are_those_of_the_day(history, plant):
    bha = plant.prices["bha"]
    dear = bha.model_copy(update={"value": bha.high})
    keep_price(history, plant.name, dear, valid_from=date(2025, 2, 1), by="Li")
    before = with_prices_of(history, plant, datetime(2025, 1, 31, 16))
    after = with_prices_of(history, plant, datetime(2025, 2, 1))
    assert before.prices["bha"].value == bha.value
    assert after.prices["bha"].value == bha.high
    assert {**after.prices, "bha": bha} == plant.prices


def test_the_command_tells_what_the_history_knows(run, history, advise, plant, tmp_path):
    advice = advise(SHIFT, plant.name)
    keep_decision(history, make_decision(advice.id, "declined", by="王工", reason_code="equipment"))
    history.close()
    result = run(
        *("shift", "reference", "reference", "--at", "2025-03-01 08:00", "--language", "zh"),
        *("--history", tmp_path / "history.sqlite"),
    )
    assert result.exit_code == 0, result.stderr
    assert "本时段没有给出推荐" not in result.stdout
    row = next(line for line in result.stdout.splitlines() if "不采纳" in line)
    assert "成本最低；WO₃回收率不低于 70 %" in row
    assert "设备停运或达不到" in row
    assert "王工" in row
