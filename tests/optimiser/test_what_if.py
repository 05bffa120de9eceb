"""A slider's plan is the plan of the changed question, without what explains it."""

from dataclasses import replace

import pytest

from flotation.errors import DataError, InfeasibleError
from optimiser import explanation, planning
from optimiser.planning import plan
from optimiser.question import Question
from optimiser.what_if import what_if
from tests.optimiser import plants

ASKED = Question(goal="least_cost", target_recovery_pct={"WO3": 25.0})


@pytest.fixture(scope="module")
def case():
    plant = plants.plant(2, heating=True)
    return plant, plants.model(plant)


@pytest.mark.parametrize(
    "changes",
    [{"prices.collector": 90_000.0}, {"target_recovery_pct.WO3": 20.0}, {"budget_cny_t": 500.0}],
)
def test_it_is_the_plan_of_the_changed_question_but_for_what_explains_it(case, changes):
    content = ASKED.model_dump()
    for name, value in changes.items():
        field, _, key = name.partition(".")
        content[field] = {**content[field], key: value} if key else value
    whole = plan(*case, Question.model_validate(content), in_process=True)
    quick = what_if(*case, ASKED, changes, in_process=True)
    assert quick.proven_optimal
    assert quick == replace(whole, binding=(), shadow_prices={}, waterfall=())
    assert whole.binding
    assert whole.waterfall


def test_a_dearer_collector_is_used_less(case):
    doses = [
        what_if(*case, ASKED, {"prices.collector": price}, in_process=True).setpoints[
            "collector_g_t"
        ]
        for price in (2_000.0, 400_000.0)
    ]
    assert doses[1] < doses[0]


def test_nothing_is_priced_for_a_slider(case, monkeypatch):
    def priced(*arguments, **more):
        raise AssertionError("limits were priced")

    monkeypatch.setattr(explanation, "movable_row", priced)
    monkeypatch.setattr(planning, "explain", priced)
    assert what_if(*case, ASKED, {}, in_process=True).proven_optimal


def test_an_unknown_number_is_refused_with_the_nearest_name(case):
    with pytest.raises(DataError, match=r"'prices.colector'; did you mean 'prices.collector'"):
        what_if(*case, ASKED, {"prices.colector": 1.0}, in_process=True)


def test_a_change_that_leaves_no_plan_says_so_as_a_plan_does(case):
    with pytest.raises(InfeasibleError, match="WO3 recovery at least 99"):
        what_if(*case, ASKED, {"target_recovery_pct.WO3": 99.0}, in_process=True)
