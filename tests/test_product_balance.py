"""Balances from grades agree with the two- and three-product formulae and close to 1."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.balance import (
    mass_pull,
    recovery_from_grades,
    three_product_pulls,
)
from flotation.balance_error import (
    enrichment_relative_sd,
    mass_pull_relative_sd,
    recovery_pull_covariance,
    recovery_relative_sd,
    separation_efficiency_relative_sd,
)
from flotation.errors import DataError
from flotation.network import Network, Node
from flotation.product_balance import balance_from_grades, component_table, split_covariance
from flotation.reconciliation import reconcile

TWO = ("feed", "concentrate", "tails")
NAN = np.nan


def two_products(feed, concentrate, tails, relative=0.01):
    grades = np.array([[feed], [concentrate], [tails]])
    return balance_from_grades(TWO, ("WO3",), grades, relative * grades)


def test_two_products_of_one_component_are_the_two_product_formula_with_its_error():
    balance, chance = two_products(0.008, 0.25, 0.0015)
    given = (0.008, 0.25, 0.0015)
    sd = (0.00008, 0.0025, 0.000015)
    recovery, pull = recovery_from_grades(*given), mass_pull(*given)
    assert_allclose(balance.recovery[:, 0], [recovery, 1.0 - recovery])
    assert_allclose(balance.pull, [pull, 1.0 - pull])
    error = recovery * recovery_relative_sd(*given, *sd)
    assert_allclose(balance.recovery_sd[:, 0], error, rtol=1e-6)
    assert_allclose(balance.pull_sd, pull * mass_pull_relative_sd(*given, *sd), rtol=1e-6)
    assert_allclose(balance.grade[:, 0], given[1:])
    assert_allclose(balance.grade_sd[:, 0], sd[1:])
    assert np.isnan(chance)


def test_enrichment_and_efficiency_have_the_errors_of_the_two_product_formulae():
    given, sd = (0.008, 0.25, 0.0015), (0.00008, 0.0025, 0.000015)
    balance, _ = two_products(*given)
    covariance = recovery_pull_covariance(*given, *sd) * balance.pull[0] * balance.recovery[0, 0]
    assert_allclose(balance.pull_recovery_covariance[:, 0], covariance, rtol=1e-6)
    concentrate, tails, feed = component_table(balance, "WO3", 0.805).to_dict("records")
    error = 31.25 * enrichment_relative_sd(*given[:2], *sd[:2])
    assert_allclose(concentrate["enrichment_sd"], error, rtol=1e-6)
    error = tails["enrichment"] * enrichment_relative_sd(0.008, 0.0015, sd[0], sd[2])
    assert_allclose(tails["enrichment_sd"], error, rtol=1e-6)
    relative = separation_efficiency_relative_sd(*given, 0.805, *sd)
    assert_allclose(concentrate["efficiency_sd"], concentrate["efficiency"] * relative, rtol=0.03)
    assert np.isnan(feed["enrichment_sd"])


def test_every_row_has_its_own_covariance_of_yield_and_recovery():
    node = Node(name="rougher", inputs=TWO[:1], outputs=TWO[1:])
    grades = np.array([[[0.008], [0.25], [0.0015]], [[0.0043], [0.0296], [0.00053]], [[NAN]] * 3])
    result = reconcile(
        Network(streams=TWO, nodes=(node,)),
        solids=np.full((3, 3), NAN),
        solids_sd=NAN,
        grades=grades,
        grades_sd=0.01 * grades,
        reference="feed",
        components=("WO3",),
    )
    found = split_covariance(result, "rougher", TWO[1:], ("WO3",))
    assert found.shape == (3, 2, 1)
    for row, (f, c, t) in enumerate(grades[:2, :, 0]):
        logs = recovery_pull_covariance(f, c, t, 0.01 * f, 0.01 * c, 0.01 * t)
        both = logs * mass_pull(f, c, t) * recovery_from_grades(f, c, t)
        assert_allclose(found[row, :, 0], both, rtol=1e-6)  # tails: both signs turn
    assert np.isnan(found[2]).all()


def test_the_published_rougher_comes_back_from_its_grades():
    """0.43 % WO3 to 12.97 % of the mass at 2.96 %: 89.25 % recovered, so 0.053 % in the tails."""
    balance, _ = two_products(0.0043, 0.0296, 0.00053)
    assert_allclose(balance.pull[0], 0.1297, atol=1e-4)
    assert_allclose(balance.recovery[0, 0], 0.8925, atol=5e-4)


def test_two_concentrates_of_two_metals_are_the_three_product_formula():
    feed, first, second, tails = (0.03, 0.06), (0.60, 0.05), (0.02, 0.55), (0.003, 0.005)
    grades = np.array([feed, first, second, tails])
    streams = ("feed", "lead", "zinc", "tails")
    balance, chance = balance_from_grades(streams, ("Pb", "Zn"), grades, 0.02 * grades)
    pulls = three_product_pulls(feed, first, second, tails)
    assert_allclose(balance.pull[:2], pulls, rtol=1e-7)
    assert_allclose(balance.recovery[:2, 0], pulls * grades[1:3, 0] / 0.03, rtol=1e-7)
    assert np.isnan(chance)


def test_more_components_than_needed_test_the_balance_and_lessen_its_error():
    grades = np.array([[0.008, 0.02], [0.25, 0.05], [0.0015, 0.0192]])
    alone, _ = two_products(0.008, 0.25, 0.0015)
    both, chance = balance_from_grades(TWO, ("WO3", "Mo"), grades, 0.01 * grades)
    assert 0.0 < chance <= 1.0
    assert both.pull_sd[0] < alone.pull_sd[0]
    wrong = grades * [[1.0, 1.5], [1.0, 1.0], [1.0, 1.0]]
    assert balance_from_grades(TWO, ("WO3", "Mo"), wrong, 0.01 * grades)[1] < 1e-6


def test_an_assay_that_is_missing_is_estimated_where_the_others_tell_it():
    grades = np.array([[0.008, NAN], [0.25, 0.05], [0.0015, 0.0192]])
    balance, _ = balance_from_grades(TWO, ("WO3", "Mo"), grades, 0.01 * grades)
    expected = balance.pull @ [0.05, 0.0192]
    assert_allclose(balance.feed_grade[1], expected)


@pytest.mark.parametrize("component", ["Pb", "Zn"])
def test_every_table_closes_to_one_in_yield_recovery_and_metal(component):
    grades = np.array([[0.03, 0.06], [0.60, 0.05], [0.02, 0.55], [0.003, 0.005]])
    streams = ("feed", "lead", "zinc", "tails")
    balance, _ = balance_from_grades(streams, ("Pb", "Zn"), grades, 0.02 * grades)
    *products, feed = component_table(balance, component).to_dict("records")
    assert feed["product"] == "feed"
    assert_allclose(sum(line["pull"] for line in products), 1.0, rtol=1e-12)
    assert_allclose(sum(line["recovery"] for line in products), 1.0, rtol=1e-12)
    metal = sum(line["pull"] * line["grade"] for line in products)
    assert_allclose(metal, feed["grade"], rtol=1e-12)
    for line in products:
        assert_allclose(line["enrichment"], line["grade"] / feed["grade"])


def test_a_feed_poorer_than_its_tails_is_refused_by_name():
    with pytest.raises(
        DataError, match=r"WO3 grade of feed \(0.8 %\) must lie between .* \(0.9 to"
    ):
        two_products(0.008, 0.25, 0.009)


def test_products_of_equal_grades_are_refused():
    grades = np.array([[0.03, 0.06], [0.60, 0.05], [0.60, 0.05], [0.003, 0.0661]])
    streams = ("feed", "a", "b", "tails")
    with pytest.raises(DataError, match="determine no amounts of a, b, tails"):
        balance_from_grades(streams, ("Pb", "Zn"), grades, 0.02 * grades)


def test_too_few_components_or_products_are_refused():
    grades = np.full((4, 1), 0.01)
    with pytest.raises(DataError, match="3 products need the grades of at least 2 components"):
        balance_from_grades(("feed", "a", "b", "tails"), ("Pb",), grades, grades)
    with pytest.raises(DataError, match="a feed and at least two products"):
        balance_from_grades(("feed", "tails"), ("Pb",), grades[:2], grades[:2])
