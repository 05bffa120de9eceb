"""The tin example of technical against economic optimum, in two stages.

Feed of 1 % Sn; concentrates of 63, 42 and 21 % Sn at recoveries of 62, 72 and 78 %; tin at 8,500 a
tonne, one unit deducted, a treatment charge of 385 a tonne of concentrate. What the smelter takes
for each tonne of concentrate, 385 and one unit of tin, stands as the price of heating it in a
second stage that loses nothing.
"""

from dataclasses import replace

import numpy as np
import pytest

from flotation.economics import heating_energy
from flotation.flowsheet import SOLIDS
from flotation.leg_model import Curve
from optimiser.planning import plan
from optimiser.question import Question
from tests.optimiser import plants

GRADE, RECOVERY = np.array([0.63, 0.42, 0.21]), np.array([0.62, 0.72, 0.78])
RETURNS = (48.08, 53.14, 48.84)  # as printed; the first is 48.0746
LEVER, HOT = "collector_g_t", 80.0
PLACES = (50.0, 275.0, 500.0)
PER_TONNE = 385.0 + 0.01 * 8500.0


@pytest.fixture(scope="module")
def tin():
    plant = plants.plant(2, (LEVER,), heating=True)
    model = plants.model(plant, 0, pair=False, region=False)
    pull = 0.01 * RECOVERY / GRADE
    legs = tuple(with_curve(leg, RECOVERY, pull) for leg in model.legs)
    return plant, replace(model, legs=legs, present={**model.present, "ore_wo3_pct": 1.0})


def with_curve(leg, recovery, pull):
    """A leg of the first stage through the three points; of the second, without loss."""
    share = pull if leg.leg.component == SOLIDS else recovery
    values = np.log(share) if leg.leg.stage == "s1" else np.zeros(3)
    curve = Curve(knots=PLACES, values=tuple(map(float, values)))
    return replace(leg, intercept=0.0, levers={LEVER: curve}, conditions={}, pairs=())


def asked(plant, goal, at=None, **more):
    law = next(lever.energy for lever in plant.lever if lever.column == "hot_c")
    heat = heating_energy(HOT, 20.0, law.solids_fraction, law.loss)
    prices = dict.fromkeys(plant.prices, 0.0) | {"wo3": 85.0, "heat": PER_TONNE / heat}
    fixed = {"hot_c": HOT} | ({} if at is None else {LEVER: at})
    return Question(goal=goal, prices=prices, fixed=fixed, **more)


@pytest.mark.parametrize(("at", "worth"), [*zip(PLACES, RETURNS, strict=True)])
def test_each_concentrate_returns_what_the_example_prints(tin, at, worth):
    found = plan(*tin, asked(tin[0], "most_margin", at), in_process=True)
    place = PLACES.index(at)
    assert found.margin == pytest.approx(worth, abs=0.006)
    assert found.grade["WO3"] == pytest.approx(GRADE[place], rel=1e-6)


def test_the_economic_optimum_is_the_middle_concentrate(tin):
    found = plan(*tin, asked(tin[0], "most_margin"), in_process=True)
    assert found.proven_optimal
    assert found.setpoints[LEVER] == pytest.approx(275.0, abs=0.5)
    assert found.margin == pytest.approx(53.14, abs=0.005)


def test_the_highest_recovery_is_the_poorest_concentrate(tin):
    found = plan(*tin, asked(tin[0], "most_recovery"), in_process=True)
    assert found.recovery["WO3"].value == pytest.approx(0.78, rel=1e-6)
    assert found.margin == pytest.approx(48.84, abs=0.005)
