import numpy as np
import pandas as pd
import pytest

from flotation.errors import DataError
from flotation.flowsheet import Leg
from flotation.stage_shares import legs_of, measured_stage_shares, shift_numbers

ROUGHER = Leg("rougher", "WO3", "concentrate")


def test_without_noise_the_shares_are_the_true_ones(plant, survey_of, truth):
    table = survey_of(shifts=150, noise=1e-9).table
    shares = measured_stage_shares(plant, table)
    expected = truth({c: table[c].to_numpy() for c in ("bha_g_t", "ph", "silicate_g_t")})
    found, _ = shares.column(Leg("cleaner", "WO3", "concentrate"))
    assert found == pytest.approx(expected["cleaner/WO3"], abs=1e-6)
    found, _ = shares.column(Leg("rougher", "solids", "concentrate"))
    assert found == pytest.approx(expected["rougher/solids"], abs=1e-6)


ERRORS = {
    "feed_t_h": 0.01,
    "concentrate_t_h": 0.02,
    "ore_wo3_pct": 0.02,
    "middlings_wo3_pct": 0.02,
    "tails_wo3_pct": 0.02,
    "concentrate_wo3_pct": 0.01,
    "cleaner_tails_wo3_pct": 0.02,
}


def test_the_declared_errors_explain_the_scatter(plant, survey_of):
    rng = np.random.default_rng(0)
    table = survey_of(shifts=1, noise=1e-9).table.loc[[0] * 400].reset_index(drop=True)
    table["shift_start"] = pd.date_range("2025-01-01", periods=400, freq="8h")
    truth = measured_stage_shares(plant, table).column(ROUGHER)[0]
    for name, sd in ERRORS.items():
        table[name] *= 1.0 + sd * rng.normal(size=400)
    found, sd = measured_stage_shares(plant, table).column(ROUGHER)
    assert np.std((found - truth) / sd) == pytest.approx(1.0, abs=0.12)


def test_stops_and_gross_balances_are_left_out_and_counted(plant, survey_of):
    table = survey_of(shifts=200).table
    table.loc[10:14, "feed_t_h"] = 0.0
    table.loc[15, "feed_t_h"] = np.nan
    table.loc[20, "tails_wo3_pct"] *= 4.0
    shares = measured_stage_shares(plant, table)
    assert shares.left_out == {
        "the plant was stopped": 6,
        "the balances do not close, by far": 1,
    }
    assert 20 not in shares.rows
    assert len(shares.rows) == 193


def test_a_missing_assay_leaves_the_other_legs(plant, survey_of):
    table = survey_of(shifts=120).table
    table.loc[7, "cleaner_tails_wo3_pct"] = np.nan
    table.loc[7, "concentrate_wo3_pct"] = np.nan
    table.loc[7, "concentrate_t_h"] = np.nan
    shares = measured_stage_shares(plant, table)
    assert np.isfinite(shares.column(ROUGHER)[0][7])
    assert np.isnan(shares.column(Leg("cleaner", "WO3", "concentrate"))[0][7])


def test_shift_numbers_show_the_gaps(plant, survey_of):
    table = survey_of(shifts=100).table.drop(index=[3, 4])
    assert shift_numbers(plant, table)[:5].tolist() == [0, 1, 2, 5, 6]


def test_of_two_rows_in_one_shift_the_second_is_left_out(plant, survey_of):
    table = survey_of(shifts=100).table
    table.loc[5, "shift_start"] = table.loc[4, "shift_start"] + pd.Timedelta(minutes=10)
    shares = measured_stage_shares(plant, table)
    assert shares.left_out == {"two rows fall in one shift": 1}
    assert np.all(np.diff(shares.shifts) > 0)


def test_a_recovery_column_stands_for_the_balance(plant, survey_of):
    stages = [
        stage.model_copy(update={"recovery": {"WO3": "ore_wo3_pct"}})
        if stage.name == "rougher"
        else stage
        for stage in plant.stage
    ]
    table = survey_of(shifts=100).table.assign(ore_wo3_pct=80.0)
    table.loc[3, "ore_wo3_pct"] = 120.0
    direct = plant.model_copy(update={"stage": tuple(stages)})
    found, sd = measured_stage_shares(direct, table).column(ROUGHER)
    assert found[0] == pytest.approx(np.log(0.8))
    assert sd[0] == pytest.approx(0.02)
    assert np.isnan(found[3])


def test_a_recovery_column_gives_the_tails_the_rest(plant, survey_of):
    stage = plant.stage[0].model_copy(update={"recovery": {"WO3": "ore_wo3_pct"}})
    product = plant.product[0].model_copy(update={"stream": "tails"})
    direct = plant.model_copy(update={"stage": (stage, plant.stage[1]), "product": (product,)})
    table = survey_of(shifts=100).table.assign(ore_wo3_pct=80.0)
    found, sd = measured_stage_shares(direct, table).column(Leg("rougher", "WO3", "tails"))
    assert found[0] == pytest.approx(np.log(0.2))
    assert sd[0] == pytest.approx(0.08)


def test_an_assay_without_a_declared_error_is_refused(plant, survey_of):
    columns = [
        c.model_copy(update={"sd_relative": 0.0}) if c.name == "tails_wo3_pct" else c
        for c in plant.column
    ]
    silent = plant.model_copy(update={"column": tuple(columns)})
    with pytest.raises(DataError, match="column tails_wo3_pct .* no sd_relative"):
        measured_stage_shares(silent, survey_of(shifts=100).table)


def test_a_stage_off_the_path_counts_where_streams_return(plant):
    stage = plant.stage[0]
    more = stage.model_copy(
        update={
            "name": "scavenger",
            "feed": ("tails",),
            "concentrate": "returned",
            "tails": "final_tails",
        }
    )
    first = stage.model_copy(update={"feed": ("ore", "returned")})
    closed = plant.model_copy(update={"stage": (first, plant.stage[1], more)})
    assert Leg("scavenger", "WO3", "concentrate") in legs_of(closed)
    assert Leg("scavenger", "WO3", "concentrate") not in legs_of(plant)
