"""Steps of a waterfall add up, and depend on no order."""

import numpy as np
import pytest

from optimiser import waterfall
from optimiser.appraisal import appraise
from optimiser.planning import plan
from optimiser.question import Question
from optimiser.waterfall import steps_between
from tests.optimiser import plants

FIVE = ("collector_g_t", "lead_g_t", "silicate_g_t", "soap_g_t", "kerosene_g_t")
ASKED = Question(goal="most_margin")


@pytest.fixture(scope="module")
def case():
    plant = plants.plant(3, FIVE, heating=True, bond=True, second_product=True)
    return plant, plants.model(plant, 3)


def ends(case, seed=0):
    plant, model = case
    rng = np.random.default_rng(seed)
    present = {lever.column: model.present[lever.column] for lever in plant.lever}
    proposed = {lever.column: float(rng.uniform(lever.low, lever.high)) for lever in plant.lever}
    return present, proposed


@pytest.mark.parametrize("most", [10, 0], ids=["all orders", "cyclic orders"])
def test_the_steps_add_up_to_the_whole_change(case, monkeypatch, most):
    monkeypatch.setattr(waterfall, "MOST_EXACT", most)
    present, proposed = ends(case)
    before, after = (appraise(*case, ASKED, at) for at in (present, proposed))
    steps = steps_between(*case, ASKED, present, proposed)
    assert len(steps) == len(present)
    assert sum(s.cost for s in steps) == pytest.approx(after.cost.total - before.cost.total)
    assert sum(s.margin for s in steps) == pytest.approx(after.margin - before.margin)
    for c in ("WO3", "Mo"):
        whole = after.recovery[c] - before.recovery[c]
        assert sum(s.recovery[c] for s in steps) == pytest.approx(whole, abs=1e-12)


def test_no_order_of_levers_changes_a_step(case):
    plant, model = case
    present, proposed = ends(case)
    turned = dict(reversed(proposed.items()))
    steps = {s.lever: s for s in steps_between(plant, model, ASKED, present, proposed)}
    for step in steps_between(plant, model, ASKED, present, turned):
        assert step.margin == pytest.approx(steps[step.lever].margin, abs=1e-9)


def test_a_lever_alone_brings_what_it_brings_alone_and_a_still_one_is_left_out(case):
    present, proposed = ends(case)
    only = {**present, "soap_g_t": proposed["soap_g_t"]}
    [step] = steps_between(*case, ASKED, present, only)
    before, after = (appraise(*case, ASKED, at) for at in (present, only))
    assert step.lever == "soap_g_t"
    assert step.margin == pytest.approx(after.margin - before.margin, abs=1e-9)
    assert steps_between(*case, ASKED, present, present) == ()


def test_two_levers_share_what_they_do_together_in_halves(case):
    present, proposed = ends(case)
    names = ("collector_g_t", "lead_g_t")
    both = {**present, **{j: proposed[j] for j in names}}
    margins = {
        one: appraise(*case, ASKED, {**present, **{j: proposed[j] for j in one}}).margin
        for one in ((), names[:1], names[1:], names)
    }
    first = steps_between(*case, ASKED, present, both)[0]
    alone = margins[names[:1]] - margins[()]
    last = margins[names] - margins[names[1:]]
    assert first.margin == pytest.approx((alone + last) / 2.0, abs=1e-9)
    assert abs(alone - last) > 1e-6


def test_a_plan_carries_its_waterfall(case):
    found = plan(*case, ASKED, in_process=True)
    now = appraise(*case, ASKED, {c.lever: c.present for c in found.changes})
    assert sum(s.margin for s in found.waterfall) == pytest.approx(found.margin - now.margin)
