import dataclasses

import numpy as np
import pytest

from flotation.surrogate.optimum import outcome
from flotation.surrogate.ore_types import ORE_TYPE_COLUMN
from flotation.surrogate.performance import CONDITIONS, LEVERS
from flotation.surrogate.simulation import simulate
from flotation.survey import Survey
from flotation.uplift.outcomes import shift_outcomes


@pytest.fixture(scope="module")
def truth(plant):
    """Noise-free shifts of an ordinary ore, and what they give."""
    table = simulate(150, seed=2, ore_strength=0.0).truth
    given = {c: table[c].to_numpy() for c in (*CONDITIONS, ORE_TYPE_COLUMN)}
    return table, outcome(plant, {c: table[c].to_numpy() for c in LEVERS}, given)


def test_results_of_a_survey_without_error_are_the_truth(plant, true_model, truth):
    table, true = truth
    survey = Survey(table=table, doubtful=None, report=None)
    found = shift_outcomes(plant, true_model, survey, own=np.ones(len(table), dtype=bool))
    log_recovery = np.log(true.performance.recovery["WO3"])
    assert len(found.shifts) == len(table)
    assert found.filled == 0
    assert found.recovery["WO3"].value == pytest.approx(log_recovery, abs=1e-6)
    assert found.margin.value == pytest.approx(true.margin, rel=1e-5)
    assert (found.recovery["WO3"].expected + found.recovery["WO3"].promised) == pytest.approx(
        log_recovery, abs=1e-9
    )
    assert (found.margin.expected + found.margin.promised) == pytest.approx(true.margin)


def test_present_settings_are_the_operators_last_own_ones(plant, true_model, truth):
    table, _ = truth
    survey = Survey(table=table, doubtful=None, report=None)
    own = np.ones(len(table), dtype=bool)
    own[50:60] = False
    found = shift_outcomes(plant, true_model, survey, own=own)
    settings = {c: np.full(9, table[c].iloc[49]) for c in LEVERS}
    given = {c: table[c].iloc[51:60].to_numpy() for c in (*CONDITIONS, ORE_TYPE_COLUMN)}
    present = outcome(plant, settings, given)
    expected = np.log(present.performance.recovery["WO3"])
    assert found.recovery["WO3"].expected[51:60] == pytest.approx(expected)
    assert found.margin.expected[51:60] == pytest.approx(present.margin)


def test_a_missing_feed_stands_as_in_the_shift_before(plant, true_model, truth):
    table = truth[0].copy()
    table.loc[20, "ore_wo3_pct"] = np.nan
    table.loc[21, ORE_TYPE_COLUMN] = ""
    survey = Survey(table=table, doubtful=None, report=None)
    found = shift_outcomes(plant, true_model, survey, own=np.ones(len(table), dtype=bool))
    assert found.filled == 1
    assert found.feed["ore_wo3_pct"].iloc[20] == found.feed["ore_wo3_pct"].iloc[19]
    assert found.group[21] == found.group[20]


def test_without_a_price_there_is_no_margin(plant, true_model, run):
    unpriced = plant.model_copy(
        update={"price": tuple(p for p in plant.price if p.item != plant.product[0].price)}
    )
    found = shift_outcomes(unpriced, true_model, run.survey, own=~run.accepted)
    assert found.margin is None
    assert set(found.recovery) == {"WO3", "Mo", "Bi"}


def test_doubtful_values_do_not_count(plant, true_model, run):
    table = run.survey.table
    doubtful = table.isna() & False
    doubtful.loc[10:14, "w_rougher_tails_wo3_pct"] = True
    doubted = dataclasses.replace(run.survey, doubtful=doubtful)
    sure = shift_outcomes(plant, true_model, run.survey, own=~run.accepted)
    found = shift_outcomes(plant, true_model, doubted, own=~run.accepted)
    worse = found.recovery["WO3"].sd > 1.1 * sure.recovery["WO3"].sd
    assert worse[10:15].sum() >= 4
    assert not worse[15:].any()
