import numpy as np
import pytest
from survey.corpus import COLUMNS, clean, csv, damaged, read, said

from flotation.columns import Column
from flotation.plant_file import load_plant
from flotation.stoichiometry import mass_factor
from flotation.survey import BalanceCheck, balance_checks
from flotation.survey.balances import MINERAL_GRADE, checks_from_names

TRIO = {"feed": "feed_wo3_pct", "concentrate": "conc_wo3_pct", "tails": "tails_wo3_pct"}


@pytest.mark.parametrize(
    ("cells", "rule", "numbers"),
    [
        ({"recovery_wo3_pct": -5}, "range", ["-5"]),
        ({"recovery_wo3_pct": 108.2}, "range", ["108.2"]),
        ({"recovery_wo3_pct": -0.01}, "range", ["-0.01"]),
        ({"tails_wo3_pct": 0.9}, "balance", ["0.9"]),
        ({"tails_wo3_pct": 0.5, "feed_wo3_pct": 0.5}, "balance", ["0.5", "0.5"]),
        ({"tails_wo3_pct": 0.47, "feed_wo3_pct": 0.45}, "balance", ["0.47", "0.45"]),
        ({"tails_wo3_pct": 0.0}, "range", ["0"]),
        (
            {"conc_wo3_pct": 79.9, "feed_wo3_pct": 0.95, "tails_wo3_pct": 0.96},
            "balance",
            ["0.96"],
        ),
        ({"conc_wo3_pct": 80.6}, "range", ["80.6"]),
        ({"feed_wo3_pct": 0.0}, "range", ["0"]),
        ({"feed_wo3_pct": -0.4}, "range", ["-0.4"]),
        ({"w_ph": 15.2}, "range", ["15.2"]),
        ({"recovery_wo3_pct": 40.0}, "balance", ["40"]),
        ({"recovery_wo3_pct": 99.0}, "balance", ["99"]),
        ({"tails_wo3_pct": 0.02}, "balance", []),
    ],
)
def test_an_impossible_row_is_flagged_with_its_line_and_its_numbers(cells, rule, numbers):
    survey = read(damaged({(25, name): value for name, value in cells.items()}, rows=60))
    assert survey.report.flagged == (27,)
    message = said(survey, rule)[0]
    assert message.lines == (27,)
    assert all(number in message.message for number in numbers)
    assert survey.report.accepted == 60
    suspect = survey.doubtful.loc[27] | survey.table.loc[27].isna()
    assert suspect[list(cells)[0]]


def test_a_concentrate_above_its_pure_mineral_is_flagged():
    columns = [
        c.model_copy(update={"high": 100.0}) if c.name == "conc_wo3_pct" else c for c in COLUMNS
    ]
    survey = read(damaged({(25, "conc_wo3_pct"): 81.0}), columns)
    (message,) = said(survey, "mineral")
    assert "81 %, more than the 80.5 % of the pure mineral of wo3 (line 27)" in message.message
    assert survey.doubtful.loc[27, "conc_wo3_pct"]


def test_feed_above_concentrate_is_flagged():
    columns = [
        c.model_copy(update={"low": 0.1}) if c.name == "conc_wo3_pct" else c for c in COLUMNS
    ]
    survey = read(damaged({(25, "conc_wo3_pct"): 0.3}), columns)
    assert said(survey, "balance", "feed_wo3_pct")[0].lines == (27,)


def test_exchanged_samples_are_flagged():
    table = clean(60)
    table.loc[9, ["feed_wo3_pct", "tails_wo3_pct"]] = table.loc[
        9, ["tails_wo3_pct", "feed_wo3_pct"]
    ].to_numpy()
    assert read(csv(table)).report.flagged == (11,)


@pytest.mark.parametrize(("tails", "alarms"), [(1.0, 0), (1.5, 1)])
def test_a_component_that_goes_to_the_tails_is_judged_with_its_errors(tails, alarms):
    """Tungsten in a molybdenum stage: the tails assay equals the feed's but for errors."""
    rng = np.random.default_rng(3)
    table = clean(100)
    table["conc_wo3_pct"] = rng.normal(2.0, 0.2, 100)
    table["tails_wo3_pct"] = table["feed_wo3_pct"] * rng.normal(1.0, 0.03, 100)
    table.loc[9, "tails_wo3_pct"] = tails * table.loc[9, "feed_wo3_pct"]
    columns = [
        c.model_copy(update={"low": 0.0}) if c.name == "conc_wo3_pct" else c
        for c in COLUMNS
        if c.name != "recovery_wo3_pct"
    ]
    survey = read(csv(table.drop(columns="recovery_wo3_pct")), columns)
    assert len(said(survey, "balance")) == alarms


def test_assay_errors_of_the_plant_file_set_the_tolerance():
    cells = {(25, "recovery_wo3_pct"): 60.0}
    exact = read(damaged(cells, rows=60))
    assert said(exact, "balance", "recovery_wo3_pct")[0].lines == (27,)
    loose = [c.model_copy(update={"sd_relative": 0.3}) if c.kind == "grade" else c for c in COLUMNS]
    assert said(read(damaged(cells, rows=60), loose), "balance") == []


def test_no_physics_is_asked_for_with_an_empty_list():
    survey = read(damaged({(25, "tails_wo3_pct"): 0.9}), physics=[])
    assert said(survey, "balance") == []


def test_names_of_columns_imply_the_checks():
    (check,) = checks_from_names(COLUMNS)
    assert check == BalanceCheck(
        component="wo3", **TRIO, recovery="recovery_wo3_pct", mineral_grade=80.5
    )


def test_the_stages_of_the_reference_plant_imply_its_checks(root):
    plant = load_plant(root / "datasets" / "reference_plant" / "plant.toml")
    checks = {(c.feed, c.concentrate, c.tails) for c in balance_checks(plant)}
    assert ("ore_wo3_pct", "bulk_concentrate_wo3_pct", "bulk_tails_wo3_pct") in checks
    assert ("ore_mo_pct", "bulk_concentrate_mo_pct", "bulk_tails_mo_pct") in checks


def test_a_stage_that_a_recycle_feeds_is_not_compared_with_one_of_its_feeds(root):
    checks = balance_checks(load_plant(root / "tests" / "small_plant.toml"))
    assert all(check.feed != "ore_wo3_pct" for check in checks)


def test_a_plant_implies_one_check_for_each_stage_and_component(root):
    plant = load_plant(root / "tests" / "small_plant.toml")
    checks = balance_checks(plant)
    names = set(plant.columns)
    assert checks
    for check in checks:
        columns = {check.feed, check.concentrate, check.tails, check.recovery} - {None}
        assert columns <= names
        assert check.mineral_grade is not None


@pytest.mark.parametrize(
    ("component", "mineral", "wanted", "element"),
    [
        *(("wo3", "scheelite", "WO3", "W"), ("mo", "molybdenite", "Mo", "Mo")),
        *(("bi", "bismuthinite", "Bi", "Bi"), ("zn", "sphalerite", "Zn", "Zn")),
        *(("pb", "galena", "Pb", "Pb"), ("sn", "cassiterite", "Sn", "Sn")),
        ("fe", "Fe3O4", "Fe", "Fe"),
    ],
)
def test_pure_mineral_grades_agree_with_the_atomic_weights(component, mineral, wanted, element):
    grade = 100 * mass_factor(mineral, wanted, element)
    assert MINERAL_GRADE[component] == pytest.approx(grade, abs=0.1)


def test_a_grade_in_g_t_is_held_against_the_mineral_in_g_t():
    columns = [
        c.model_copy(update={"unit": "g/t", "high": 1e6, "low": 0.0})
        if c.name == "conc_wo3_pct"
        else c
        for c in COLUMNS
    ]
    table = clean(40)
    table["conc_wo3_pct"] *= 1e4
    table.loc[5, "conc_wo3_pct"] = 810_000
    survey = read(csv(table), columns)
    assert said(survey, "mineral")[0].lines == (7,)


def test_a_concentrate_that_assays_like_its_tails_breaks_no_formula():
    columns = [c.model_copy(update={"low": 0.0}) if c.kind == "grade" else c for c in COLUMNS]
    table = clean(40)
    table.loc[5, ["conc_wo3_pct", "tails_wo3_pct"]] = 0.3
    table.loc[6, ["feed_wo3_pct", "conc_wo3_pct", "tails_wo3_pct"]] = 0.0
    table.loc[7, "conc_wo3_pct"] = table.loc[7, "tails_wo3_pct"] * 1.05
    survey = read(csv(table), columns)
    assert {7, 8, 9} <= set(survey.report.flagged)


def test_a_component_that_a_stage_rejects_is_held_to_the_reverse_order():
    table = clean(100)
    table["conc_wo3_pct"], table["tails_wo3_pct"] = table["feed_wo3_pct"] * 0.1, 0.9
    table.loc[9, "conc_wo3_pct"] = 1.4
    columns = [
        c.model_copy(update={"low": 0.0}) if c.name == "conc_wo3_pct" else c
        for c in COLUMNS
        if c.name != "recovery_wo3_pct"
    ]
    survey = read(csv(table.drop(columns="recovery_wo3_pct")), columns)
    (message,) = said(survey, "balance")
    assert message.lines == (11,)
    assert "the feed grade of wo3 is at or below the concentrate grade" in message.message


MADE = (
    Column(
        name="conc_t_h", unit="t/h", kind="tonnage", low=0.01, high=300.0, zh="精矿量", en="Product"
    ),
)


def with_product(rows=60, pull=1.0):
    """Return a clean survey with the tonnage of concentrate, and its columns."""
    table = clean(rows)
    share = (table.feed_wo3_pct - table.tails_wo3_pct) / (table.conc_wo3_pct - table.tails_wo3_pct)
    table["conc_t_h"] = pull * share * table.feed_rate_t_h
    return table


SOLIDS = BalanceCheck(
    component="WO3", **TRIO, feed_solids="feed_rate_t_h", concentrate_solids="conc_t_h"
)


def test_tonnages_that_balance_raise_no_alarm():
    survey = read(csv(with_product()), (*COLUMNS, *MADE), physics=[SOLIDS])
    assert survey.report.flagged == ()


def test_more_concentrate_than_feed_is_flagged():
    table = with_product()
    table.loc[9, "conc_t_h"] = 160.0
    survey = read(csv(table), (*COLUMNS, *MADE), physics=[SOLIDS])
    assert survey.report.flagged == (11,)
    assert "more concentrate than feed: conc_t_h 160 t/h" in said(survey, "balance")[0].message


def test_more_metal_in_the_concentrate_than_in_the_feed_is_flagged():
    table = with_product()
    table.loc[9, "conc_t_h"] *= 3
    survey = read(csv(table), (*COLUMNS, *MADE), physics=[SOLIDS])
    (message,) = said(survey, "balance")
    assert message.lines == (11,)
    assert "times the WO3 of the feed" in message.message
    assert "feed_rate_t_h" in message.message


@pytest.mark.parametrize("name", ["feed_wo3_pct", "tails_wo3_pct"])
def test_grades_in_different_units_are_compared_in_one(name):
    columns = [
        c.model_copy(update={"unit": "g/t", "low": 1e4 * c.low, "high": 1e4 * c.high})
        if c.name == name
        else c
        for c in COLUMNS
    ]
    table = clean(60)
    table.loc[9, "tails_wo3_pct"] = 0.99
    table[name] *= 1e4
    survey = read(csv(table), columns)
    assert survey.report.flagged == (11,)
    assert all(n in said(survey, "balance")[0].message for n in ("tails_wo3_pct", "feed_wo3_pct"))


def test_a_missing_assay_does_not_hide_another_rows_contradiction():
    table = clean(60)
    table.loc[4, "tails_wo3_pct"] = np.nan
    table.loc[25, "recovery_wo3_pct"] = 40.0
    assert read(csv(table)).report.flagged == (27,)


def test_two_components_of_a_stage_do_not_say_the_same_tonnages_twice():
    table = with_product()
    table.loc[9, "conc_t_h"] = 160.0
    twice = [SOLIDS, BalanceCheck(component="Mo", **vars_of(SOLIDS))]
    survey = read(csv(table), (*COLUMNS, *MADE), physics=twice)
    assert sum("more concentrate than feed" in m.message for m in said(survey, "balance")) == 1


def vars_of(check):
    """Return the tonnage columns of a check."""
    return {
        "feed_solids": check.feed_solids,
        "concentrate_solids": check.concentrate_solids,
    }
