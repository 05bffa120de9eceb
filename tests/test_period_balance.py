"""A period's balance is the tonnage-weighted sum of its shifts, and closes to 1."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from flotation.errors import RefusedError
from flotation.period_balance import period_balance
from flotation.plant_balance import reconcile_plant
from flotation.product_balance import TOGETHER, component_table
from flotation.surrogate.simulation import reference_plant, simulate
from flotation.survey.report import Survey
from flotation.survey_reconciliation import reconcile_survey


def survey_of(table):
    table = table.drop_duplicates("shift_start").assign(
        shift_start=lambda t: pd.to_datetime(t["shift_start"])
    )
    doubtful = pd.DataFrame(False, index=table.index, columns=table.columns)
    return Survey(table=table, doubtful=doubtful, report=None)


@pytest.fixture(scope="module")
def plant():
    return reference_plant()


@pytest.fixture(scope="module")
def truth():
    return simulate(120, seed=6).truth


@pytest.fixture(scope="module")
def period(plant, truth):
    return period_balance(reconcile_survey(plant, survey_of(truth)))


def test_noise_free_shifts_give_the_true_recovery_weighted_by_metal(period, truth):
    metal = truth["feed_t_h"] * truth["ore_wo3_pct"]
    expected = (metal * truth["recovery/WO3"]).sum() / metal.sum()
    place = period.balance.products.index("w_concentrate")
    assert_allclose(period.balance.recovery[place, 0], expected, rtol=1e-6)
    assert period.shifts == 120
    assert period.left_out == 0
    assert_allclose(period.tonnes, 8.0 * truth["feed_t_h"].sum(), rtol=1e-6)


def test_the_grade_of_a_product_is_weighted_by_its_own_tonnage(period, truth):
    tonnes, grade = truth["w_concentrate_t_h"], truth["w_concentrate_wo3_pct"] / 100.0
    place = period.balance.products.index("w_concentrate")
    expected = (tonnes * grade).sum() / tonnes.sum()
    assert_allclose(period.balance.grade[place, 0], expected, rtol=1e-5)


@pytest.mark.parametrize("component", ["WO3", "Mo", "Bi", "CaF2"])
def test_the_table_of_every_component_closes_to_one(plant, component):
    noisy = survey_of(simulate(120, seed=7).table)
    balance = period_balance(reconcile_survey(plant, noisy)).balance
    *products, feed = component_table(balance, component).to_dict("records")
    assert_allclose(sum(line["pull"] for line in products), 1.0, rtol=1e-9)
    assert_allclose(sum(line["recovery"] for line in products), 1.0, rtol=1e-9)
    metal = sum(line["pull"] * line["grade"] for line in products)
    assert_allclose(metal, feed["grade"], rtol=1e-9)
    assert all(line["recovery"] > 0.0 for line in products)


def test_products_that_are_not_told_apart_share_a_line(period):
    names = component_table(period.balance, "WO3")["product"].tolist()
    assert TOGETHER.join(("mo_concentrate", "bi_concentrate")) in names


def test_a_component_followed_to_no_product_is_named_and_not_listed(period):
    assert period.not_followed == ("CaCO3",)
    assert "CaCO3" not in period.balance.components


def test_the_sd_of_a_period_is_what_repeated_surveys_scatter_by(plant, truth):
    """Errors of assays and scales alone, 60 times over the same 30 shifts."""
    rng = np.random.default_rng(0)
    columns = [c.name for c in plant.column if c.sd_relative or c.sd_absolute]
    true = truth.iloc[:30].reset_index(drop=True)
    base = reconcile_survey(plant, survey_of(true))
    found, sd = [], []
    for _ in range(60):
        noisy = true.copy()
        for name in columns:
            declared, value = plant.columns[name], true[name]
            error = np.hypot(declared.sd_relative * value, declared.sd_absolute)
            noisy[name] = value + error * rng.standard_normal(30)
        balance = period_balance(replace(base, result=reconcile_plant(plant, noisy))).balance
        place = balance.products.index("w_concentrate")
        numbers = ("pull", "recovery", "grade")
        table = component_table(balance, balance.components[0], 0.805).set_index("product")
        ratios = table.loc["w_concentrate"]
        found.append([np.ravel(getattr(balance, n)[place])[0] for n in numbers])
        found[-1] += [ratios["enrichment"], ratios["efficiency"]]
        sd.append([np.ravel(getattr(balance, f"{n}_sd")[place])[0] for n in numbers])
        sd[-1] += [ratios["enrichment_sd"], ratios["efficiency_sd"]]
    assert_allclose(np.std(found, axis=0), np.mean(sd, axis=0), rtol=0.3)


def test_shifts_that_lack_a_measurement_are_left_out_and_counted(plant, truth):
    gaps = truth.copy()
    gaps.loc[:9, ["ore_wo3_pct", "bulk_tails_wo3_pct", "bulk_concentrate_wo3_pct"]] = np.nan
    gaps.loc[:9, ["w_rougher_tails_wo3_pct", "w_rougher_concentrate_wo3_pct"]] = np.nan
    period = period_balance(reconcile_survey(plant, survey_of(gaps)))
    assert (period.shifts, period.left_out) == (110, 10)


def test_without_a_scale_every_shift_counts_the_same(plant, truth):
    scales = [s.solids for s in plant.stream if s.solids]
    unweighed = plant.model_copy(update={"feed_rate": None})
    table = truth.assign(**dict.fromkeys(scales, np.nan))
    period = period_balance(reconcile_survey(unweighed, survey_of(table)))
    assert period.tonnes is None
    metal = truth["ore_wo3_pct"]
    expected = (metal * truth["recovery/WO3"]).sum() / metal.sum()
    place = period.balance.products.index("w_concentrate")
    assert_allclose(period.balance.recovery[place, 0], expected, rtol=1e-5)


def test_a_survey_that_follows_nothing_from_feed_to_products_is_refused(plant, truth):
    upstream = [c for s in plant.stream[:1] for c in s.assays.values()]
    scales = [s.solids for s in plant.stream if s.solids]
    unweighed = plant.model_copy(update={"feed_rate": None})
    table = truth.assign(**dict.fromkeys([*upstream, *scales], np.nan))
    table["bulk_tails_wo3_pct"] = np.nan
    found = reconcile_survey(unweighed, survey_of(table))
    with pytest.raises(RefusedError, match="none of the 120 running shifts tells the feed"):
        period_balance(found)
