import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from flotation.balance import (
    enrichment_ratio,
    mass_pull,
    product_pulls,
    ratio_of_concentration,
    recovery_from_grades,
    recovery_from_mass_pull,
    separation_efficiency,
    three_product_pulls,
)
from flotation.balance_error import (
    enrichment_relative_sd,
    mass_pull_relative_sd,
    recovery_pull_covariance,
    recovery_relative_sd,
    separation_efficiency_relative_sd,
)
from flotation.datasets_path import dataset_folder
from flotation.errors import DataError

ASSAYS = (0.8, 25.0, 0.15)
MINERAL = 29.0  # close to the concentrate, so that its own term shows
ONE_PERCENT = tuple(0.01 * grade for grade in ASSAYS)


def test_the_worked_two_product_example_reproduces():
    # feed 1, concentrate 10, tails 0.2 %: yield 8.163265, recovery 81.632653, K 12.25
    pull = mass_pull(1.0, 10.0, 0.2)
    assert_allclose(100.0 * pull, 8.163265, atol=5e-7)
    assert_allclose(100.0 * recovery_from_grades(1.0, 10.0, 0.2), 81.632653, atol=5e-7)
    assert_allclose(ratio_of_concentration(pull), 12.25)
    assert_allclose(enrichment_ratio(1.0, 10.0), 10.0)


@pytest.mark.parametrize(
    ("pull", "feed", "grade", "recovery", "printed"),
    [
        (12.97, 0.43, 2.96, 89.25, 0.05),  # scheelite rougher, lab closed circuit
        (0.51, 0.43, 65.56, 77.98, 0.5),  # its heated cleaning; yield printed to 0.01
        (16.55, 11.15, 58.21, 86.4, 0.05),  # fluorite rougher
        (5.79, 11.95, 93.56, 45.32, 0.05),  # fluorite cleaning
    ],
)
def test_published_balances_recalculate_to_their_printed_recovery(
    pull, feed, grade, recovery, printed
):
    found = 100.0 * recovery_from_mass_pull(feed, grade, pull / 100.0)
    assert abs(found - recovery) <= printed


def test_enrichment_times_mass_pull_is_the_recovery_that_the_literature_notes():
    table = pd.read_csv(dataset_folder("literature") / "metallurgical_balances.csv")
    row = table[table["product"] == "W rougher concentrate"].squeeze()
    feed, noted = row["closure_note"].split("/")[1].split("=")
    recovery = enrichment_ratio(float(feed), row["grade_pct"]) * row["yield_pct"]
    assert_allclose(recovery, float(noted), atol=0.005)


@pytest.mark.parametrize(
    ("concentrate", "recovery", "efficiency"),
    [(63.0, 0.62, 61.80), (42.0, 0.72, 71.19), (21.0, 0.78, 75.24)],
)
def test_separation_efficiency_of_the_tin_concentrates(concentrate, recovery, efficiency):
    found = separation_efficiency(1.0, concentrate, recovery, mineral=78.6)
    assert round(100.0 * found, 2) == efficiency


def test_separation_efficiency_is_recovery_of_mineral_less_recovery_of_gangue():
    feed, concentrate, recovery, mineral = 0.3, 20.0, 0.7, 80.5
    pull = recovery * feed / concentrate
    gangue = pull * (1.0 - concentrate / mineral) / (1.0 - feed / mineral)
    assert_allclose(separation_efficiency(feed, concentrate, recovery, mineral), recovery - gangue)


def test_published_two_product_error_reproduces():
    assert_allclose(recovery_from_grades(*ASSAYS), 0.8174, atol=5e-5)
    assert round(100.0 * recovery_relative_sd(*ASSAYS, *ONE_PERCENT), 3) == 0.322


def test_first_order_errors_agree_with_repeated_assays():
    draws = np.random.default_rng(0).normal(size=(3, 200_000))
    f, c, t = (a * (1.0 + 0.01 * e) for a, e in zip(ASSAYS, draws, strict=True))
    recovery = recovery_from_grades(f, c, t)
    efficiency = separation_efficiency(f, c, recovery, MINERAL)
    seen = np.cov(np.log([recovery, mass_pull(f, c, t), c / f, efficiency]))
    assert_allclose(recovery_relative_sd(*ASSAYS, *ONE_PERCENT) ** 2, seen[0, 0], rtol=0.02)
    assert_allclose(mass_pull_relative_sd(*ASSAYS, *ONE_PERCENT) ** 2, seen[1, 1], rtol=0.02)
    assert_allclose(recovery_pull_covariance(*ASSAYS, *ONE_PERCENT), seen[0, 1], rtol=0.02)
    stated = enrichment_relative_sd(*ASSAYS[:2], *ONE_PERCENT[:2])
    assert_allclose(stated**2, seen[2, 2], rtol=0.02)
    stated = separation_efficiency_relative_sd(*ASSAYS, MINERAL, *ONE_PERCENT)
    assert_allclose(stated**2, seen[3, 3], rtol=0.02)


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_each_assay_carries_its_own_share_of_the_error(wrong):
    sd = [0.0, 0.0, 0.0]
    sd[wrong] = 1e-6 * ASSAYS[wrong]
    moved = [a + e for a, e in zip(ASSAYS, sd, strict=True)]
    recovery = np.log(recovery_from_grades(*moved) / recovery_from_grades(*ASSAYS))
    pull = np.log(mass_pull(*moved) / mass_pull(*ASSAYS))
    assert_allclose(recovery_relative_sd(*ASSAYS, *sd), abs(recovery), rtol=1e-4)
    assert_allclose(mass_pull_relative_sd(*ASSAYS, *sd), abs(pull), rtol=1e-4)
    assert_allclose(recovery_pull_covariance(*ASSAYS, *sd), recovery * pull, rtol=1e-4)
    enrichment = np.log(moved[1] / moved[0] * ASSAYS[0] / ASSAYS[1])
    assert_allclose(enrichment_relative_sd(*ASSAYS[:2], *sd[:2]), abs(enrichment), rtol=1e-4)
    after, before = (
        separation_efficiency(f, c, recovery_from_grades(f, c, t), MINERAL)
        for f, c, t in (moved, ASSAYS)
    )
    stated = separation_efficiency_relative_sd(*ASSAYS, MINERAL, *sd)
    assert_allclose(stated, abs(np.log(after / before)), rtol=1e-3)


def test_impossible_assays_show_instead_of_being_clipped():
    assert recovery_from_grades(0.8, 25.0, 0.9) < 0.0
    assert recovery_from_mass_pull(0.8, 25.0, 0.05) > 1.0


def test_balances_keep_the_index_of_a_series():
    tails = pd.Series([0.10, 0.15, np.nan], index=["a", "b", "c"])
    recovery = recovery_from_grades(0.8, 25.0, tails)
    assert list(recovery.index) == ["a", "b", "c"]
    assert np.isnan(recovery["c"])
    assert list(recovery_relative_sd(0.8, 25.0, tails, 0.01, 0.1, 0.01).index) == ["a", "b", "c"]


GRADE = st.floats(0.1, 50.0)
SHARE = st.floats(0.02, 0.4)


@given(first=SHARE, second=SHARE, small=st.floats(0.01, 0.09), rich=GRADE, poor=GRADE)
def test_three_products_come_back_from_the_feed_they_make(first, second, small, rich, poor):
    a, b, tails = (rich + 1.0, 0.5 * small), (small, poor + 1.0), (small, small)
    feed = tuple(
        first * x + second * y + (1.0 - first - second) * t
        for x, y, t in zip(a, b, tails, strict=True)
    )
    assert_allclose(three_product_pulls(feed, a, b, tails), (first, second), rtol=1e-9)
    products = np.array([a, b, tails]).T
    assert_allclose(product_pulls(feed, products), (first, second, 1.0 - first - second), rtol=1e-7)


def test_three_products_of_arrays_are_solved_element_by_element():
    feed = (np.array([3.0, 4.0]), np.array([6.0, 5.0]))
    both = three_product_pulls(feed, (60.0, 5.0), (2.0, 55.0), (0.3, 0.5))
    one = three_product_pulls((4.0, 5.0), (60.0, 5.0), (2.0, 55.0), (0.3, 0.5))
    assert_allclose([pull[1] for pull in both], one)


def test_two_products_and_one_metal_are_the_two_product_formula():
    assert_allclose(product_pulls([0.8], [[25.0, 0.15]])[0], mass_pull(*ASSAYS))


def test_pulls_are_the_weighted_least_squares_of_the_closures():
    rng = np.random.default_rng(1)
    products = rng.uniform(0.1, 30.0, size=(7, 5, 3))
    feed = products @ np.array([0.1, 0.2, 0.7]) + rng.normal(size=(7, 5))
    sd = rng.uniform(0.5, 2.0, size=5)
    pulls = product_pulls(feed, products, sd)
    assert pulls.shape == (7, 3)
    assert_allclose(pulls.sum(axis=1), 1.0, atol=1e-15)
    excess = (feed - np.einsum("rcp,rp->rc", products, pulls)) / sd**2
    differences = products[..., :-1] - products[..., -1:]
    assert_allclose(np.einsum("rc,rcp->rp", excess, differences), 0.0, atol=1e-9)


def test_too_few_components_for_the_products_are_refused():
    with pytest.raises(DataError, match="3 products need the grades of at least 2 components"):
        product_pulls([3.0], [[60.0, 2.0, 0.3]])
