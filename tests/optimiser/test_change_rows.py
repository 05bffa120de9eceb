"""At most so many levers change, each by enough: the best of every choice of levers."""

from itertools import combinations, product

import pytest

from flotation.errors import DataError, InfeasibleError
from optimiser.planning import plan
from optimiser.question import Question, Range
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t", "silicate_g_t", "frother_g_t")


@pytest.fixture(scope="module", params=["log", "logit"])
def case(request):
    plant = plants.plant(2, LEVERS)
    return plant, plants.model(plant, 2, link=request.param)


def answered(case, goal, **more):
    return plan(*case, Question(goal=goal, budget_cny_t=30.0, **more), in_process=True)


@pytest.mark.parametrize("goal", ["most_margin", "most_recovery"])
@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_the_choice_of_levers_is_the_best_of_all_choices(case, goal, most):
    found = answered(case, goal, max_changes=most)
    assert found.status == "optimal"
    assert sum(change.change != 0.0 for change in found.changes) <= most
    best = max(
        answered(case, goal, free=chosen).certificate.objective
        for chosen in combinations(LEVERS, most)
    )
    assert found.certificate.objective == pytest.approx(best, rel=1e-4)
    assert found.certificate.bound >= best * (1.0 - 1e-9)


def test_levers_change_by_enough_or_stay_as_every_pattern_tried_says(case):
    plant, model = case
    present = model.present_settings
    least = {"collector_g_t": 120.0, "lead_g_t": 90.0, "silicate_g_t": 900.0}
    found = answered(case, "most_margin", free=tuple(least), least_change=least)
    for change in found.changes:
        assert change.change == 0.0 or abs(change.change) >= least[change.lever] * (1 - 1e-7)
    best = -1e9
    for pattern in product((-1, 0, 1), repeat=3):
        ranges, fixed = {}, {}
        for lever, way in zip(least, pattern, strict=True):
            at, lever_low, lever_high = present[lever], *model.domain[lever]
            if way == 0:
                fixed[lever] = at
            elif way == 1:
                ranges[lever] = Range(low=at + least[lever], high=lever_high)
            else:
                ranges[lever] = Range(low=lever_low, high=max(at - least[lever], lever_low))
        if any(
            r.high > present[j] - least[j] + 1e-9 for j, r in ranges.items() if r.low < present[j]
        ):
            continue
        free = tuple(ranges) or ("frother_g_t",)
        fixed["frother_g_t"] = present["frother_g_t"]
        try:
            one = answered(case, "most_margin", free=free, ranges=ranges, fixed=fixed)
        except InfeasibleError:
            continue
        best = max(best, one.certificate.objective)
    assert found.certificate.objective == pytest.approx(best, rel=1e-4)


def test_a_lever_held_elsewhere_counts_as_changed(case):
    plant, model = case
    held = {"lead_g_t": model.present["lead_g_t"] + 50.0}
    found = answered(case, "most_margin", fixed=held, max_changes=2)
    assert sum(change.change != 0.0 for change in found.changes) == 2
    with pytest.raises(InfeasibleError, match="at most 0 levers may change"):
        answered(case, "most_margin", fixed=held, max_changes=0)


def test_too_few_changes_for_a_target_are_named_in_the_conflict(case):
    best = answered(case, "most_recovery").recovery["WO3"].value
    target = {"WO3": 99.5 * best}
    with pytest.raises(InfeasibleError) as told:
        answered(case, "least_cost", target_recovery_pct=target, max_changes=1)
    assert "at most 1 levers changed" in told.value.conflict


@pytest.mark.parametrize("bad", [{"max_changes": -1}, {"max_changes": 1.5}, {"max_changes": True}])
def test_a_number_of_levers_is_a_whole_number(bad):
    with pytest.raises(ValueError, match="max_changes"):
        Question(goal="most_margin", **bad)


def test_an_unknown_lever_is_refused(case):
    with pytest.raises(DataError, match="no lever is named 'leed'"):
        answered(case, "most_margin", least_change={"leed": 1.0})
