"""Net smelter return: published worked examples, and the arithmetic of contracts."""

import json
from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.errors import DataError
from flotation.market import Price
from flotation.smelter import (
    Penalty,
    SmelterTerms,
    concentrate_value,
    net_smelter_return,
    payable_grade,
    penalty_charge,
    price_per_tonne,
    switch_price,
)

TIN = SmelterTerms(unit_deduction=0.01, treatment_charge=385.0)
TIN_CONCENTRATES = ((0.63, 0.62), (0.42, 0.72), (0.21, 0.78))  # grade, recovery; feed 1 % Sn
ARSENIC = Penalty(component="As", free=0.002, step=0.001, charge=15.0)


def price(**changed):
    given = {"item": "wo3", "value": 40.0, "low": 30.0, "high": 50.0, "unit": "CNY/mtu"}
    return Price(**given | {"date": date(2025, 1, 15), "source": "an example"} | changed)


def test_the_three_tin_concentrates_are_worth_what_the_book_prints():
    # printed 48.08, 53.14 and 48.84 with the mass pulls rounded on the way
    grade, recovery = np.array(TIN_CONCENTRATES).T
    returns = net_smelter_return(0.01, grade, recovery, 8500.0, TIN)
    assert_allclose(returns, [48.08, 53.14, 48.84], atol=0.006)


def test_the_tin_concentrates_change_places_at_the_printed_prices():
    rich, middle, poor = TIN_CONCENTRATES
    assert_allclose(switch_price(0.01, rich, middle, TIN), 3032.53, atol=0.005)
    assert_allclose(switch_price(0.01, middle, poor, TIN), 19_250.00, atol=0.005)


def test_at_the_switch_price_both_are_worth_the_same_and_above_it_the_poorer_more():
    terms = SmelterTerms(payable=0.96, treatment_charge=200.0, refining_charge=90.0)
    rich, poor = (0.5, 0.7), (0.3, 0.8)
    p = switch_price(0.02, rich, poor, terms)
    same = [net_smelter_return(0.02, *each, p, terms) for each in (rich, poor)]
    assert_allclose(*same)
    more = [net_smelter_return(0.02, *each, 1.1 * p, terms) for each in (rich, poor)]
    assert more[1] > more[0]


def test_a_scheelite_ore_is_worth_27_20_per_tonne():
    worth = net_smelter_return(0.008, 0.65, 0.85, price_per_tonne(price()), SmelterTerms())
    assert_allclose(worth, 27.20)


def test_a_concentrate_price_holds_at_its_basis():
    per_tonne = price(value=143_000.0, low=1.0, high=2e5, unit="CNY/t", basis_pct=65.0)
    assert_allclose(price_per_tonne(per_tonne), 220_000.0)
    assert_allclose(concentrate_value(0.65, price_per_tonne(per_tonne), SmelterTerms()), 143_000.0)


@pytest.mark.parametrize("changed", [{"unit": "CNY/t"}, {"unit": "CNY/kg", "basis_pct": 99.0}])
def test_a_price_of_unknown_metal_is_refused(changed):
    with pytest.raises(DataError, match="does not say how much metal"):
        price_per_tonne(price(**changed))


@pytest.mark.realdata
def test_the_grade_recovery_profit_table_reproduces(shared_data):
    text = (shared_data / "circuit_benchmarks" / "circuits.json").read_text(encoding="utf-8")
    table = json.loads(text)["grade_recovery_profit_example"]
    terms = SmelterTerms(treatment_charge=table["treatment_charge_per_t_conc"])
    profit = table["feed_tph"] * net_smelter_return(
        table["feed_grade_pct"] / 100.0,
        np.array(table["conc_grade_pct"]) / 100.0,
        np.array(table["recovery_pct"]) / 100.0,
        table["price_per_t_metal"],
        terms,
    )
    assert_allclose(profit, table["profit_per_h"], atol=0.1)


def test_the_lesser_of_share_and_deduction_is_paid_and_never_less_than_nothing():
    terms = SmelterTerms(payable=0.95, unit_deduction=0.01)
    assert_allclose(payable_grade(np.array([0.005, 0.1, 0.2, 0.4]), terms), [0.0, 0.09, 0.19, 0.38])


def test_a_penalty_starts_at_its_free_grade_and_rises_in_proportion():
    terms = SmelterTerms(penalties=(ARSENIC,))
    assert_allclose(penalty_charge({"As": np.array([0.001, 0.002, 0.0025])}, terms), [0, 0, 7.5])
    clean = concentrate_value(0.5, 1000.0, terms, {"As": 0.0})
    assert_allclose(clean - concentrate_value(0.5, 1000.0, terms, {"As": 0.004}), 30.0)


def test_a_penalised_component_without_a_grade_is_refused():
    with pytest.raises(DataError, match="charges for As; give its grade"):
        concentrate_value(0.5, 1000.0, SmelterTerms(penalties=(ARSENIC,)))


def test_a_refining_charge_is_due_on_payable_metal_only():
    terms = SmelterTerms(payable=0.9, refining_charge=100.0)
    assert_allclose(concentrate_value(0.5, 1000.0, terms), 0.5 * 0.9 * 900.0)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"payable": 95.0}, r"payable must lie in \(0, 1\], got 95"),
        ({"unit_deduction": 1.0}, "0.01 is one unit"),
        ({"penalties": (Penalty(component="F", free=0.0, step=0.0, charge=1.0),)}, "for F must be"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms, message):
    with pytest.raises(DataError, match=message):
        SmelterTerms(**terms)


@pytest.mark.parametrize(
    ("rich", "poor", "terms", "message"),
    [
        ((0.42, 0.72), (0.63, 0.62), TIN, "must be paid for more metal"),
        ((0.63, 0.62), (0.42, 0.72), SmelterTerms(penalties=(ARSENIC,)), "without penalties"),
    ],
)
def test_concentrates_without_a_switch_price_are_refused(rich, poor, terms, message):
    with pytest.raises(DataError, match=message):
        switch_price(0.01, rich, poor, terms)
