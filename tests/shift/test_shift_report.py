"""The figures of a report against the truth of noise-free shifts, and against bills by hand."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from shift.shifts import as_survey

from flotation.balance import recovery_from_grades
from flotation.errors import DataError, PlantFileError
from flotation.plant import Tariff
from flotation.shift_advice import AdviceGiven
from flotation.shift_report import shift_report

DAY = datetime(2024, 1, 2)
PRODUCTS = [("WO3", "w_concentrate"), ("Mo", "mo_concentrate"), ("Bi", "bi_concentrate")]


def of_day(table):
    return table[pd.to_datetime(table["shift_start"]).dt.normalize() == DAY]


@pytest.fixture(scope="module")
def day(plant, truth):
    return shift_report(plant, as_survey(truth), at=DAY)


def test_noise_free_shifts_give_the_true_recovery_three_ways(day, truth):
    table = of_day(truth)
    for found, (component, stream) in zip(day.recoveries, PRODUCTS, strict=True):
        metal = table["feed_t_h"] * table[f"ore_{component.lower()}_pct"]
        true = (metal * table[f"recovery/{component}"]).sum() / metal.sum()
        assert (found.component, found.stream) == (component, stream)
        assert found.theoretical == pytest.approx(true, rel=1e-5)
        assert found.actual == pytest.approx(true, rel=1e-5)
        assert found.balanced == pytest.approx(true, rel=1e-5)
        assert (found.theoretical_shifts, found.actual_shifts) == (3, 3)


def test_every_component_closes_in_tonnes_and_in_metal(day, truth):
    table = of_day(truth)
    for component in ("WO3", "Mo", "Bi"):
        *products, feed = (line for line in day.balance.lines if line.component == component)
        assert feed.streams == ("ore",)
        assert feed.tonnes == pytest.approx(8.0 * table["feed_t_h"].sum(), rel=1e-6)
        assert sum(line.tonnes for line in products) == pytest.approx(feed.tonnes, rel=1e-9)
        assert sum(line.metal for line in products) == pytest.approx(feed.metal, rel=1e-9)
        assert sum(line.recovery for line in products) == pytest.approx(1.0, rel=1e-9)


def test_only_what_is_sold_is_listed_in_the_balance(day):
    assert {line.component for line in day.balance.lines} == {"WO3", "Mo", "Bi"}


def test_streams_show_what_was_weighed_and_assayed(day, truth):
    table = of_day(truth)
    ore, *others = day.streams
    assert ore.stream == "ore"
    assert ore.tonnes == pytest.approx(8.0 * table["feed_t_h"].sum())
    by_name = {figures.stream: figures for figures in others}
    tonnes, grade = table["w_concentrate_t_h"], table["w_concentrate_wo3_pct"] / 100.0
    assert by_name["w_concentrate"].grade["WO3"] == pytest.approx(np.average(grade, weights=tonnes))
    tails = np.average(table["w_rougher_tails_wo3_pct"] / 100.0, weights=table["feed_t_h"])
    assert by_name["w_rougher_tails"].grade["WO3"] == pytest.approx(tails)
    assert np.isnan(by_name["w_rougher_tails"].tonnes)
    assert "Mo" not in by_name["w_concentrate"].grade


def test_reagents_and_power_are_the_doses_weighted_by_feed(day, plant, truth):
    table = of_day(truth)
    feed = 8.0 * table["feed_t_h"]
    uses = {(use.lever, use.unit): use for use in day.consumption.uses}
    bha = uses["w_bha_g_t", "g/t"]
    assert bha.per_tonne == pytest.approx(np.average(table["w_bha_g_t"], weights=feed))
    assert bha.total == pytest.approx((table["w_bha_g_t"] * feed).sum() / 1000.0)
    assert bha.cost == pytest.approx(bha.per_tonne * plant.prices["bha"].value / 1e6)
    soda = uses["w_ph", "g/t"]
    assert soda.per_tonne == pytest.approx(800.0 * (np.average(table["w_ph"], weights=feed) - 8.0))
    assert uses[None, "kWh/t"].total == pytest.approx(plant.base.energy_kwh_t * feed.sum())
    assert uses[None, "m3/t"].total == pytest.approx(plant.base.water_m3_t * feed.sum())


def test_heat_is_counted_on_the_solids_that_are_heated(day, truth):
    table = of_day(truth)
    heated = table["w_rougher_concentrate_t_h"] / table["feed_t_h"]
    capacity = 0.80 + 4.18 * 0.35 / 0.65
    rise = table["petrov_temperature_c"] - table["temperature_c"]
    each = heated * rise * capacity / 3.6 / 0.85
    heat = next(use for use in day.consumption.uses if use.item == "heat")
    assert heat.per_tonne == pytest.approx(np.average(each, weights=table["feed_t_h"]), rel=1e-5)


def test_the_lines_of_the_bill_add_up_to_its_total(day):
    lines = sum(use.cost for use in day.consumption.uses)
    spent = day.consumption.cost
    assert lines == pytest.approx(spent.reagents + spent.energy + spent.water)
    assert day.margin == pytest.approx(day.value - spent.total)
    assert day.value > spent.total > 0.0


def test_each_shift_is_told_by_itself(day, truth):
    table = of_day(truth)
    assert [line.name for line in day.shifts] == ["night", "day", "evening"]
    assert [line.feed for line in day.shifts] == pytest.approx((8.0 * table["feed_t_h"]).tolist())
    for line, (_, row) in zip(day.shifts, table.iterrows(), strict=True):
        assert line.recovery["WO3"] == pytest.approx(row["recovery/WO3"], rel=1e-5)
        assert line.feed_grade["Mo"] == pytest.approx(row["ore_mo_pct"] / 100.0)
        assert line.grade["Bi"] == pytest.approx(row["bi_concentrate_bi_pct"] / 100.0)


def test_a_shift_and_a_month_are_periods_too(plant, survey, truth):
    shift = shift_report(plant, survey, at=datetime(2024, 1, 2, 9), kind="shift")
    month = shift_report(plant, survey, at=DAY, kind="month")
    assert (shift.running, month.running) == (1, 12)
    assert shift.feed == pytest.approx(8.0 * of_day(truth)["feed_t_h"].iloc[1])


def test_missing_and_doubtful_assays_are_not_measured_and_are_named(plant, survey):
    row = survey.table.index[3]
    survey.table.loc[row, "w_concentrate_wo3_pct"] = np.nan
    survey.doubtful.loc[row, "mo_concentrate_mo_pct"] = True
    found = shift_report(plant, survey, at=datetime(2024, 1, 2), kind="shift")
    named = {(m.stream, m.quantity): m for m in found.missing}
    assert set(named) == {("w_concentrate", "WO3"), ("mo_concentrate", "Mo")}
    assert named["w_concentrate", "WO3"].times == (datetime(2024, 1, 2),)
    assert named["w_concentrate", "WO3"].doubted == ()
    assert named["mo_concentrate", "Mo"].doubted == (datetime(2024, 1, 2),)
    streams = {s.stream: s for s in found.streams}
    assert np.isnan(streams["w_concentrate"].grade["WO3"])
    assert np.isnan(streams["mo_concentrate"].grade["Mo"])
    assert streams["mo_concentrate"].assayed == {"Mo": 0, "Bi": 1}
    tungsten, molybdenum, bismuth = found.recoveries
    assert np.isnan(tungsten.actual)
    assert tungsten.actual_shifts == 0
    assert np.isnan(molybdenum.actual)
    assert np.isfinite(bismuth.actual)


def test_recovery_from_assays_ignores_the_scales_and_that_from_weights_follows_them(
    plant, truth, spoilt
):
    heavy = spoilt.by(w_concentrate_t_h=1.1 * truth["w_concentrate_t_h"])
    found = shift_report(plant, heavy, at=DAY).recoveries[0]
    straight = shift_report(plant, spoilt.by(), at=DAY).recoveries[0]
    assert found.theoretical == pytest.approx(straight.theoretical, rel=1e-9)
    assert found.actual == pytest.approx(1.1 * straight.actual, rel=1e-9)


def test_an_unweighed_feed_leaves_a_shift_out_of_the_balance_but_not_out_of_the_report(
    plant, survey
):
    survey.table.loc[survey.table.index[3], "feed_t_h"] = np.nan
    found = shift_report(plant, survey, at=DAY)
    assert (found.running, found.unweighed, found.stopped) == (3, 1, 0)
    assert found.balance.period.shifts == 2
    assert found.recoveries[0].actual_shifts == 2
    assert [line.feed > 0.0 for line in found.shifts] == [False, True, True]
    alone = shift_report(plant, survey, at=DAY, kind="shift")
    assert alone.balance is None
    assert alone.no_balance == "unweighed"
    assert np.isnan(alone.margin)
    assert np.isfinite(alone.recoveries[0].theoretical)


def test_shifts_without_any_assay_still_tell_reagents_and_weights(plant, survey):
    assays = [column for stream in plant.stream for column in stream.assays.values()]
    rows = of_day(survey.table).index
    survey.table.loc[rows, assays] = np.nan
    found = shift_report(plant, survey, at=DAY)
    assert found.balance.lines == ()
    assert found.balance.period.balance.pull[0] > 0.0
    assert np.isnan(found.value)
    assert found.feed > 0.0
    assert found.consumption.cost.reagents > 0.0
    assert np.isnan(found.recoveries[0].theoretical)
    assert len(found.missing) == len(assays)
    scales = [s.solids for s in plant.stream if s.solids and s.name != plant.fresh_feed]
    survey.table.loc[rows, scales] = np.nan
    nothing = shift_report(plant, survey, at=DAY)
    assert nothing.balance is None
    assert nothing.no_balance == "untold"
    assert np.isnan(nothing.consumption.cost.total)  # what is heated is not known


def test_stops_are_counted_and_left_out(plant, survey):
    survey.table.loc[survey.table.index[4], "feed_t_h"] = 3.0
    found = shift_report(plant, survey, at=DAY)
    assert (found.running, found.stopped) == (2, 1)
    assert [line.name for line in found.shifts] == ["night", "evening"]
    with pytest.raises(DataError, match="stood still in all 1 shifts from 2024-01-02 08:00"):
        shift_report(plant, survey, at=datetime(2024, 1, 2, 8), kind="shift")


def test_electricity_is_paid_by_the_hours_of_each_shift(plant, survey, truth):
    cheap = Tariff(item="electricity", from_hour=0.0, to_hour=8.0, value=0.1)
    night = plant.model_copy(update={"tariff": (cheap,)})
    found = shift_report(night, survey, at=DAY)
    feed, price = of_day(truth)["feed_t_h"], plant.prices["electricity"].value
    base = next(u for u in found.consumption.uses if u.lever is None and u.item == "electricity")
    each = plant.base.energy_kwh_t * np.array([0.1, price, price])
    assert base.cost == pytest.approx(np.average(each, weights=feed))


def test_advice_of_other_shifts_is_not_told(plant, survey):
    given = [
        AdviceGiven(shift=datetime(2024, 1, day, 8), asked="least cost", decision="accepted")
        for day in (1, 2, 3)
    ]
    found = shift_report(plant, survey, at=DAY, advice=given)
    assert [advice.shift.day for advice in found.advice] == [2]


def test_one_separation_agrees_with_the_two_product_formula(plant, spoilt):
    """A plant of one stage: the assays alone give the textbook recovery."""
    stage = plant.stages["mo_bi_separation"]
    small = plant.model_copy(
        update={
            "stage": (stage,),
            "stream": tuple(
                plant.streams[n].model_copy(
                    update={"assays": {"Mo": plant.streams[n].assays["Mo"]}}
                )
                for n in ("bulk_concentrate", "mo_concentrate", "bi_concentrate")
            ),
            "fresh_feed": "bulk_concentrate",
            "feed_rate": None,
            "lever": (),
            "product": (),
        }
    )
    survey = spoilt.by(
        bulk_concentrate_mo_pct=13.0, mo_concentrate_mo_pct=50.0, bi_concentrate_mo_pct=0.7
    )
    found = shift_report(small, survey, at=DAY)
    recovery = next(r for r in found.recoveries if r.stream == "mo_concentrate")
    assert recovery.theoretical == pytest.approx(recovery_from_grades(13.0, 50.0, 0.7))
    assert np.isnan(found.value)


def test_a_plant_without_assays_is_refused(plant, survey):
    bare = tuple(stream.model_copy(update={"assays": {}}) for stream in plant.stream)
    with pytest.raises(PlantFileError, match="names no assays"):
        shift_report(plant.model_copy(update={"stream": bare}), survey, at=DAY)
