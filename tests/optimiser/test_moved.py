"""Why the optimum moved: the inputs that differ, each with its share, and what they do together."""

import pytest

from flotation.errors import DataError, InfeasibleError
from optimiser.moved import explain_shift
from optimiser.planning import plan
from optimiser.question import Question
from optimiser.question_changes import changed_question, differences
from tests.optimiser import plants

FOUR = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t")
FIRST = Question(goal="most_recovery", budget_cny_t=25.0)


@pytest.fixture(scope="module")
def case():
    plant = plants.plant(3, FOUR, second_product=True)
    return plant, plants.model(plant, 2, pair=False)


def shift_to(case, changes):
    return explain_shift(*case, FIRST, changed_question(FIRST, changes), in_process=True)


def test_one_input_has_the_whole_move(case):
    found = shift_to(case, {"budget_cny_t": 27.0})
    [share] = found.shares
    assert (share.key, share.before, share.after) == ("budget_cny_t", 25.0, 27.0)
    assert share.moved == pytest.approx(found.total)
    assert found.total["margin"] == pytest.approx(found.second.margin - found.first.margin)
    assert found.total["recovery/WO3"] > 0.001
    assert max(abs(rest) for rest in found.interaction.values()) < 1e-9


def test_two_inputs_share_the_move_without_rest_and_the_larger_is_first(case):
    found = shift_to(case, {"budget_cny_t": 27.0, "prices.collector": 40_100.0})
    assert [share.key for share in found.shares] == ["budget_cny_t", "prices.collector"]
    for name, whole in found.total.items():
        assert sum(s.moved[name] for s in found.shares) == pytest.approx(whole, abs=1e-9)


def test_each_share_is_between_alone_and_last(case):
    changes = {"budget_cny_t": 27.0, "prices.collector": 50_000.0, "prices.lead": 10_000.0}
    found = shift_to(case, changes)
    second = changed_question(FIRST, changes)
    for share in found.shares:
        value = plan(*case, changed_question(FIRST, {share.key: share.after}), in_process=True)
        other = plan(*case, changed_question(second, {share.key: share.before}), in_process=True)
        alone = value.margin - found.first.margin
        last = found.second.margin - other.margin
        assert share.moved["margin"] == pytest.approx((alone + last) / 2.0, abs=1e-9)
    for name, whole in found.total.items():
        told = sum(share.moved[name] for share in found.shares) + found.interaction[name]
        assert told == pytest.approx(whole, abs=1e-9)


def test_an_input_that_neither_question_can_exchange_is_told_as_unknown(case):
    most = plan(*case, Question(goal="most_recovery"), in_process=True).recovery["WO3"].value
    first = Question(goal="most_margin", budget_cny_t=25.0)
    second = Question(goal="least_cost", target_recovery_pct={"WO3": 90.0 * most})
    found = explain_shift(*case, first, second, in_process=True)
    unknown = {share.key for share in found.shares if share.moved is None}
    assert unknown <= {"goal", "target_recovery_pct.WO3", "budget_cny_t"}
    assert sum(abs(rest) for rest in found.interaction.values()) > 0.0


def test_equal_questions_move_nothing(case):
    found = shift_to(case, {})
    assert found.shares == ()
    assert set(found.total.values()) == {0.0}


def test_a_question_without_a_plan_is_refused_as_a_plan_of_it_is(case):
    with pytest.raises(InfeasibleError, match="budget|cost at most"):
        shift_to(case, {"budget_cny_t": 1.0})
    with pytest.raises(DataError, match="collectr"):
        shift_to(case, {"prices.collectr": 1.0})


def test_the_same_move_comes_from_a_worker(case):
    second = changed_question(FIRST, {"budget_cny_t": 27.0})
    assert explain_shift(*case, FIRST, second) == shift_to(case, {"budget_cny_t": 27.0})


def test_differences_name_every_key_and_leave_the_clock_out():
    second = FIRST.model_copy(update={"time_limit_s": 9.0, "free": ("a",), "prices": {"x": 1.0}})
    assert differences(FIRST, second) == {"free": (None, ["a"]), "prices.x": (None, 1.0)}
