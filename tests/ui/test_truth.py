import pytest
from flotation_ui.truth import judge_by_truth

from flotation.surrogate.performance import true_performance


@pytest.fixture(scope="module")
def judged(demonstration):
    brief = demonstration.brief
    return lambda settings, target: judge_by_truth(
        brief.plant, settings, brief.present, brief.conditions, {"WO3": target}
    )


def test_the_truth_is_that_of_the_simulator(demonstration):
    brief = demonstration.brief
    true = true_performance(brief.plan.setpoints, brief.conditions)
    for component, value in brief.truth.recovery.items():
        assert value == pytest.approx(float(true.recovery[component]))
    was = true_performance(brief.present, brief.conditions)
    assert brief.truth.now_recovery["WO3"] == pytest.approx(float(was.recovery["WO3"]))


def test_the_best_settings_truly_give_as_much_for_less(demonstration, judged):
    seen = demonstration.brief.truth
    again = judged(seen.best_settings, 0.70)
    assert again.recovery["WO3"] >= seen.compared_at["WO3"] - 1e-6
    assert again.cost.total == pytest.approx(seen.best_cost.total)
    assert seen.best_cost.total <= seen.cost.total
    assert seen.regret == pytest.approx(seen.cost.total - seen.best_cost.total)


def test_a_plan_that_misses_its_target_is_compared_at_what_it_gives(demonstration, judged):
    seen = judged(demonstration.brief.present, 0.70)
    assert seen.recovery["WO3"] < 0.40
    assert seen.compared_at["WO3"] == pytest.approx(seen.recovery["WO3"])
    assert seen.regret < seen.cost.total


def test_a_plan_that_beats_its_target_is_compared_at_the_target(demonstration, judged):
    seen = judged(demonstration.brief.plan.setpoints, 0.40)
    assert seen.compared_at["WO3"] == 0.40
    assert seen.regret > demonstration.brief.truth.regret
