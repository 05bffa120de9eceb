"""How nearly the truth is what planning assumes: sums of curves and pairs in logs."""

import numpy as np
import pytest

from flotation.flowsheet import Flowsheet
from flotation.surrogate.performance import LEVERS, true_performance
from flotation.surrogate.published import STANDARD
from flotation.surrogate.simulation import reference_plant

PLANT = reference_plant()
LEGS = [
    leg
    for leg in Flowsheet.of(PLANT).product_legs(PLANT.product)
    if (leg.component, leg.outlet) not in {("WO3", "tails")}
]
SEGMENTS, PAIR_SEGMENTS = 6, 3


def fills(settings, lever, segments):
    allowed = PLANT.levers[lever]
    share = segments * (settings[lever] - allowed.low) / (allowed.high - allowed.low)
    return np.clip(share[:, None] - np.arange(segments), 0.0, 1.0)


def design_of(leg, settings):
    """Columns of the declared curves and pairs of one leg."""
    columns = [np.ones((len(settings["w_ph"]), 1))]
    for lever in PLANT.lever:
        if any(e.stage == leg.stage and leg.component in e.on for e in lever.effect):
            columns.append(fills(settings, lever.column, SEGMENTS))
    for pair in PLANT.pair:
        if pair.stage == leg.stage and leg.component in pair.on:
            first, second = (fills(settings, c, PAIR_SEGMENTS) for c in pair.levers)
            columns.append(np.minimum(first[:, :, None], second[:, None, :]).reshape(
                len(first), -1))  # fmt: skip
    return np.hstack(columns)


@pytest.mark.parametrize("leg", LEGS, ids=lambda leg: leg.key)
def test_curves_and_declared_pairs_explain_the_trials(leg, survey):
    trials = survey.truth[survey.truth["trial"] != ""]
    rng = np.random.default_rng(0)
    rows = trials.iloc[rng.integers(len(trials), size=1500)]
    settings = {}
    for lever in LEVERS:
        allowed = PLANT.levers[lever]
        step = 0.05 * (allowed.high - allowed.low) * rng.standard_normal(len(rows))
        settings[lever] = np.clip(rows[lever].to_numpy() + step, allowed.low, allowed.high)
    share = true_performance(settings, STANDARD).share[leg.stage][leg.component]
    wanted = np.log(share if leg.outlet == "concentrate" else 1.0 - share)
    design = design_of(leg, settings)
    answer, *_ = np.linalg.lstsq(design, wanted, rcond=None)
    left = np.var(wanted - design @ answer) / np.var(wanted)
    assert 1.0 - left >= 0.97
