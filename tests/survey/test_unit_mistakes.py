import numpy as np
import pytest
from survey.corpus import COLUMNS, clean, column, csv, read, said

from flotation.errors import DataError
from flotation.units import WO3_PER_W

NUMBERS = [c.name for c in COLUMNS if c.kind not in ("time", "text")]


@pytest.mark.parametrize(
    ("name", "header", "factor"),
    [
        ("w_bha_g_t", "w_bha_kg_t", 0.001),
        ("w_bha_g_t", "BHA (kg/t)", 0.001),
        ("w_bha_g_t", "捕收剂BHA, 千克/吨", 0.001),
        ("feed_rate_t_h", "feed_rate_t_d", 24.0),
        ("feed_rate_t_h", "给矿量（t/d）", 24.0),
        ("feed_wo3_pct", "feed_wo3_fraction", 0.01),
        ("feed_wo3_pct", "Feed WO3 (g/t)", 1e4),
        ("feed_wo3_pct", "feed_wo3_ppm", 1e4),
        ("recovery_wo3_pct", "WO3 recovery [fraction]", 0.01),
        ("grind_p80_um", "grind_p80_mm", 0.001),
        ("grind_p80_um", "磨矿细度P80 (毫米)", 0.001),
        ("feed_wo3_pct", "feed_w_pct", 1 / WO3_PER_W),
        ("feed_wo3_pct", "原矿W品位(%)", 1 / WO3_PER_W),
        ("conc_wo3_pct", "Concentrate W, fraction", 0.01 / WO3_PER_W),
    ],
)
def test_a_unit_in_the_header_is_converted_and_said(name, header, factor):
    table = clean(40)
    table[name] = table[name] * factor
    survey = read(csv(table.rename(columns={name: header})))
    np.testing.assert_allclose(survey.table[name], clean(40)[name], rtol=1e-12)
    assert said(survey, "unit", name)[0].value == header
    assert survey.report.flagged == ()


@pytest.mark.parametrize(
    ("name", "header", "unit"),
    [
        ("w_bha_g_t", "BHA (%)", "%"),
        ("w_bha_g_t", "BHA (mg/L)", "mg/L"),
        ("feed_rate_t_h", "Feed rate (m3/h)", "m3/h"),
        ("grind_p80_um", "Grind P80 (kWh/t)", "kWh/t"),
        ("w_ph", "Pulp pH (g/t)", "g/t"),
        ("recovery_wo3_pct", "WO3 recovery (g/t)", "g/t"),
    ],
)
def test_a_unit_of_another_kind_in_the_header_is_refused(name, header, unit):
    with pytest.raises(DataError, match=f"is in {unit}, but {name} is a"):
        read(csv(clean(20).rename(columns={name: header})))


@pytest.mark.parametrize(
    ("name", "factor", "explanation"),
    [
        ("w_bha_g_t", 0.001, "values look like kg/t"),
        ("feed_wo3_pct", 0.01, "values look like fraction"),
        ("conc_wo3_pct", 0.01, "values look like fraction"),
        ("feed_rate_t_h", 24.0, "values look like t/d"),
        ("grind_p80_um", 0.001, "values look like mm"),
        ("feed_wo3_pct", 1e4, "values look like g/t"),
        ("w_bha_g_t", 100.0, "values look 100 times the true ones"),
        ("w_ph", 0.01, "values look 0.01 times the true ones"),
    ],
)
def test_a_whole_column_in_another_unit_is_refused_with_the_factor(name, factor, explanation):
    table = clean(40)
    table[name] = table[name] * factor
    with pytest.raises(DataError, match=rf"{name} must lie in \[.*{explanation}"):
        read(csv(table))


def test_all_columns_in_another_unit_are_named_at_once():
    table = clean(40)
    table[["w_bha_g_t", "grind_p80_um"]] *= 0.001
    with pytest.raises(DataError, match=r"w_bha_g_t must lie.* \| grind_p80_um must lie"):
        read(csv(table))


def test_a_recovery_in_fractions_is_found_although_its_range_starts_at_0():
    table = clean(40)
    table["recovery_wo3_pct"] /= 100
    survey = read(csv(table))
    (message,) = said(survey, "unit", "recovery_wo3_pct")
    assert "values look like fraction" in message.message
    assert survey.doubtful["recovery_wo3_pct"].all()
    assert len(survey.report.flagged) == 40


@pytest.mark.parametrize("factor", [0.01, 0.001, 100.0])
def test_a_dose_whose_range_starts_at_0_cannot_hide_a_factor(factor):
    columns = [c.model_copy(update={"low": 0.0}) if c.name == "w_bha_g_t" else c for c in COLUMNS]
    table = clean(40)
    table["w_bha_g_t"] *= factor
    if factor > 1:
        with pytest.raises(DataError, match="values look 100 times"):
            read(csv(table), columns)
    else:
        assert read(csv(table), columns).doubtful["w_bha_g_t"].all()


def test_a_physical_range_of_a_grade_is_no_reason_for_doubt():
    columns = [
        c.model_copy(update={"low": 0.0, "high": 100.0}) if c.name == "tails_wo3_pct" else c
        for c in COLUMNS
    ]
    assert read(csv(clean(40)), columns).report.flagged == ()


@pytest.mark.parametrize(
    ("name", "factor"), [("w_bha_g_t", 0.001), ("feed_rate_t_h", 24.0), ("grind_p80_um", 0.001)]
)
def test_a_unit_that_changes_in_the_middle_is_flagged_from_there(name, factor):
    table = clean(60)
    table[name] = np.where(np.arange(60) >= 40, table[name] * factor, table[name])
    survey = read(csv(table))
    assert set(survey.report.flagged) == set(range(42, 62))
    (message,) = said(survey, "range", name)
    assert "values look like" in message.message
    assert survey.table[name].isna().sum() == 20


@pytest.mark.parametrize("changed", [slice(0, 20), slice(40, 60)])
def test_a_unit_that_changes_within_the_range_is_flagged(changed):
    columns = [c.model_copy(update={"low": 0.0}) if c.name == "w_bha_g_t" else c for c in COLUMNS]
    table = clean(60)
    table.loc[table.index[changed], "w_bha_g_t"] *= 0.001
    survey = read(csv(table), columns)
    (message,) = said(survey, "unit change", "w_bha_g_t")
    assert message.lines == tuple(np.arange(2, 62)[changed])
    assert "values look like kg/t" in message.message
    assert survey.doubtful["w_bha_g_t"].sum() == 20


@pytest.mark.parametrize("name", ["feed_wo3_pct", "tails_wo3_pct"])
def test_a_grade_given_as_tungsten_does_not_close_the_balance(name):
    table = clean(200)
    table[name] /= WO3_PER_W
    survey = read(csv(table))
    (message,) = said(survey, "balance", "recovery_wo3_pct")
    assert f"it closes if {name} is W and not WO3" in message.message
    assert survey.doubtful[name].all()


def test_a_grade_that_becomes_tungsten_in_the_middle_is_flagged_from_there():
    table = clean(200)
    table.loc[120:, "conc_wo3_pct"] /= WO3_PER_W
    survey = read(csv(table))
    (message,) = said(survey, "unit change", "conc_wo3_pct")
    assert "W instead of WO3" in message.message
    assert set(range(124, 200)) <= set(message.lines)


def test_the_factors_of_unit_mistakes_are_found():
    rng, tried, found = np.random.default_rng(7), 0, 0
    for seed in range(200):
        factor = float(rng.choice([0.01, 100, 0.001, 1000, 24]))
        name, start = str(rng.choice(NUMBERS)), int(rng.choice([0, 0, 20, 35]))
        table = clean(60, seed)
        values = table[name].to_numpy(dtype=float).copy()
        values[start:] *= factor
        table[name] = values
        tried += 1
        try:
            survey = read(csv(table))
        except DataError as error:
            found += name in str(error)
        else:
            found += set(range(start + 2, 62)) <= set(survey.report.flagged)
    assert found >= 0.95 * tried


@pytest.mark.slow
def test_a_thousand_clean_surveys_raise_no_alarm():
    rng = np.random.default_rng(11)
    for seed in range(1000):
        survey = read(csv(clean(int(rng.integers(5, 150)), 1000 + seed)))
        assert survey.report.flagged == ()


def test_single_values_out_of_range_are_missing_and_the_column_is_kept():
    table = clean(40)
    table.loc[[4, 9], "w_bha_g_t"] = [0.35, 3500.0]
    survey = read(csv(table))
    assert survey.table["w_bha_g_t"].isna().sum() == 2
    assert said(survey, "range", "w_bha_g_t")[0].lines == (6, 11)
    assert survey.report.accepted == 40


def test_a_value_at_the_edge_of_its_range_is_kept():
    table = clean(20)
    table.loc[0, "w_bha_g_t"], table.loc[1, "w_bha_g_t"] = 50.0, 900.0
    assert read(csv(table)).table["w_bha_g_t"].notna().all()


def test_an_alias_may_state_a_unit_of_its_own():
    dose = column(
        *("na2s_g_t", "g/t", "dosage", 50, 900, "硫化钠", "Sodium sulphide"),
        aliases=("Na2S, kg/t",),
    )
    columns = [dose if c.name == "w_bha_g_t" else c for c in COLUMNS]
    table = clean(20)
    table["w_bha_g_t"] /= 1000
    survey = read(csv(table.rename(columns={"w_bha_g_t": "Na2S, kg/t"})), columns)
    np.testing.assert_allclose(survey.table["na2s_g_t"], clean(20)["w_bha_g_t"])


def test_numbers_that_lost_their_decimal_separators_are_named():
    sizes = [str(v).replace(".", "") + "25" for v in clean(60)["grind_p80_um"]]
    sizes[:10] = [str(v) for v in clean(60)["grind_p80_um"][:10]]
    sizes[20:31] = ["7.52E+13", *["7512345"] * 10]
    table = clean(60)
    table["grind_p80_um"] = sizes
    lost = r"decimal separators were lost.*7\.52e\+13 is what it makes of a long row"
    with pytest.raises(DataError, match=lost):
        read(csv(table))


def test_values_that_no_factor_repairs_are_refused_without_a_guess():
    table = clean(40)
    table["w_ph"] = -5.0
    with pytest.raises(DataError, match="correct the values, or the range in the plant file"):
        read(csv(table))


def test_a_dose_that_is_switched_to_and_fro_is_no_change_of_unit():
    columns = [c.model_copy(update={"low": 0.0}) if c.name == "w_bha_g_t" else c for c in COLUMNS]
    table = clean(60)
    table.loc[np.arange(60) % 6 < 2, "w_bha_g_t"] *= 0.001
    assert said(read(csv(table), columns), "unit change") == []


@pytest.mark.parametrize("seed", range(5))
def test_an_ore_that_varies_widely_is_not_taken_for_tungsten(seed):
    rng = np.random.default_rng(seed)
    ore = 0.45 * np.exp(np.cumsum(rng.normal(0, 0.04, 200)) - np.linspace(0, 0.2, 200))
    table = clean(200).assign(feed_wo3_pct=np.clip(ore, 0.2, 1.2))
    assert said(read(csv(table), physics=[]), "unit change") == []


def test_more_reasons_than_a_sentence_holds_are_counted():
    table = clean(40)
    table[NUMBERS[:8]] = -1.0
    with pytest.raises(DataError, match=r"and 2 more columns$"):
        read(csv(table))


def test_a_dose_that_is_off_at_times_is_no_change_of_unit():
    columns = [c.model_copy(update={"low": 0.0}) if c.name == "w_bha_g_t" else c for c in COLUMNS]
    table = clean(60)
    table.loc[20:39, "w_bha_g_t"] = 0.0
    table.loc[45:49, "w_bha_g_t"] = np.nan
    assert read(csv(table), columns).report.flagged == ()
