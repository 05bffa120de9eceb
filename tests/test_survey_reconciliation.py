"""A survey in balance says what fails, what is suspected, what is missing, what is recovered."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from flotation.errors import DataError, PlantFileError, RefusedError
from flotation.reconciliation_tables import (
    adjustment_table,
    component_that_fails,
    failing_shifts,
    recovery_table,
    suspect_table,
    value_table,
)
from flotation.redundancy import reconciled_sd
from flotation.surrogate.simulation import reference_plant, simulate
from flotation.survey.report import Survey
from flotation.survey_reconciliation import missing_quantities, reconcile_survey

SHIFTS = 200


def survey_of(table):
    doubtful = pd.DataFrame(False, index=table.index, columns=table.columns)
    return Survey(table=table, doubtful=doubtful, report=None)


@pytest.fixture(scope="module")
def plant():
    return reference_plant()


@pytest.fixture(scope="module")
def clean(plant):
    """Shifts with errors of measurement and nothing else, on lines 2 and on."""
    truth = simulate(SHIFTS, seed=1).truth
    rng = np.random.default_rng(2)
    for column in plant.column:
        if column.sd_relative or column.sd_absolute:
            sd = np.hypot(column.sd_relative * truth[column.name], column.sd_absolute)
            truth[column.name] += sd * rng.standard_normal(SHIFTS)
    return truth.set_axis(pd.RangeIndex(2, SHIFTS + 2, name="file_line"))


@pytest.fixture(scope="module")
def found(plant, clean):
    return reconcile_survey(plant, survey_of(clean))


def test_errors_as_stated_fail_as_often_as_the_level_says(found):
    tested, failing = failing_shifts(found)
    assert tested == SHIFTS
    assert failing <= 20
    assert component_that_fails(found) is None
    assert_allclose(adjustment_table(found)["median"], 0.0, atol=0.3)


def test_a_component_assayed_wrongly_all_the_time_is_the_one_that_does_not_close(plant, clean):
    wrong = clean.assign(ore_mo_pct=1.2 * clean["ore_mo_pct"])
    found = reconcile_survey(plant, survey_of(wrong))
    assert failing_shifts(found)[1] > 0.9 * SHIFTS
    assert component_that_fails(found) == "Mo"
    first = adjustment_table(found).iloc[0]
    assert first["quantity"] == "Mo"
    assert first["median"] < -3.0 if first["stream"] == "ore" else first["median"] > 3.0


def test_errors_larger_than_stated_everywhere_blame_no_single_component(plant, clean):
    rng = np.random.default_rng(3)
    noisy = clean.copy()
    for stream in plant.stream:
        for column in stream.assays.values():
            noisy[column] *= 1.0 + 0.06 * rng.standard_normal(SHIFTS)
    found = reconcile_survey(plant, survey_of(noisy))
    assert failing_shifts(found)[1] > 0.5 * SHIFTS
    assert component_that_fails(found) is None


def test_no_component_is_blamed_for_what_chance_explains(found):
    spotless = found.closure.assign(failing=0.0)
    assert failing_shifts(found)[1] > 0
    assert component_that_fails(replace(found, closure=spotless)) is None


def test_one_gross_error_is_suspected_at_its_line_with_its_size(plant, clean):
    wrong = clean.copy()
    wrong.loc[50, "w_rougher_tails_wo3_pct"] *= 1.5
    found = reconcile_survey(plant, survey_of(wrong), level=0.001)
    line = suspect_table(found).set_index(["stream", "quantity"]).loc[("w_rougher_tails", "WO3")]
    assert line["file_line"] == 50
    assert line["alone"] == 1
    assert_allclose(line["error"], 0.5, atol=0.1)
    table = adjustment_table(found).set_index(["stream", "quantity"])
    assert table.loc[("w_rougher_tails", "WO3"), "worst_line"] == 50


def test_an_error_that_lasts_is_suspected_in_every_shift_of_its_window(plant, clean):
    wrong = clean.copy()
    column = wrong.columns.get_loc("w_rougher_tails_wo3_pct")
    wrong.iloc[20:30, column] *= 1.5
    found = reconcile_survey(plant, survey_of(wrong.iloc[:25]), level=0.001, window=10)
    line = suspect_table(found).set_index(["stream", "quantity"]).loc[("w_rougher_tails", "WO3")]
    assert line["shifts"] == 5
    table = value_table(found)
    marked = table.loc[table["suspect"], ["stream", "quantity", "file_line"]]
    named = marked[(marked["stream"] == "w_rougher_tails") & (marked["quantity"] == "WO3")]
    assert named["file_line"].tolist() == found.times.index[20:25].tolist()


def test_a_suspect_is_left_out_of_what_is_reported_only_when_asked(plant, clean):
    wrong = clean.copy()
    wrong.loc[50, "w_rougher_tails_wo3_pct"] *= 1.5
    kept = reconcile_survey(plant, survey_of(wrong), level=0.001)
    dropped = reconcile_survey(plant, survey_of(wrong), level=0.001, leave_out_suspects=True)
    row, place = 48, kept.result.network.streams.index("w_rougher_tails")
    truth = reconcile_survey(plant, survey_of(clean)).result.grades[row, place, 0]
    assert_allclose(dropped.result.grades[row, place, 0], truth, rtol=0.06)
    assert kept.result.grades[row, place, 0] > 1.1 * dropped.result.grades[row, place, 0]
    assert failing_shifts(kept) == failing_shifts(dropped)


def test_what_nobody_assays_is_named_apart_from_what_single_shifts_lack(plant, clean):
    gaps = clean.copy()
    gaps.loc[[10, 11, 12], ["w_concentrate_t_h", "w_cleaner_tails_wo3_pct"]] = np.nan
    found = reconcile_survey(plant, survey_of(gaps))
    never, sometimes, complete = missing_quantities(found)
    assert never["mo_concentrate"] == ("WO3", "CaF2", "CaCO3")
    assert "ore" not in never
    lacking = {tuple(line) for line in sometimes.itertuples(index=False)}
    assert ("w_concentrate", "solids", 3) in lacking
    assert np.flatnonzero(~complete).tolist() == [8, 9, 10]


def test_stopped_shifts_and_doubtful_values_are_counted_and_not_used(plant, clean):
    survey = survey_of(clean.assign(feed_t_h=clean["feed_t_h"].where(clean.index != 5, 1.0)))
    survey.doubtful.loc[7, ["ore_wo3_pct", "w_ph"]] = True
    survey.doubtful.loc[5, "ore_wo3_pct"] = True
    found = reconcile_survey(plant, survey)
    assert (found.stopped, found.doubtful, len(found.times)) == (1, 1, SHIFTS - 1)
    values = value_table(found).set_index(["file_line", "stream", "quantity"])
    assert 5 not in values.index.get_level_values("file_line")
    assert np.isnan(values.loc[(7, "ore", "WO3"), "measured"])
    assert values.loc[(7, "ore", "WO3"), "kind"] == "estimated"


def test_recoveries_are_those_of_the_truth_within_their_sd(plant, found):
    truth = simulate(SHIFTS, seed=1).truth
    table = recovery_table(found).set_index("component")
    assert table["stream"].to_dict() == {p.component: p.stream for p in plant.product}
    for component in ("WO3", "Mo", "Bi"):
        line, true = table.loc[component], truth[f"recovery/{component}"]
        assert line["shifts"] == SHIFTS
        assert_allclose(line["median"], true.median(), atol=line["sd"])
        assert_allclose(line["present"], true.tail(30).median(), atol=line["sd"])
        value, _ = found.result.split(None, line["stream"], component)
        assert_allclose(np.std(value - true), line["sd"], rtol=0.2)


def test_a_product_that_nothing_determines_has_no_recovery(plant, clean):
    unassayed = clean.assign(mo_concentrate_mo_pct=np.nan, bi_concentrate_mo_pct=np.nan)
    unassayed = unassayed.assign(mo_concentrate_t_h=np.nan, bi_concentrate_t_h=np.nan)
    table = recovery_table(reconcile_survey(plant, survey_of(unassayed))).set_index("component")
    assert table.loc["Mo", "shifts"] == 0
    assert np.isnan(table.loc["Mo", "present"])
    assert table.loc["WO3", "shifts"] == SHIFTS


def test_every_value_has_a_line_in_per_cent_with_its_adjustment(found, clean):
    table = value_table(found)
    assert len(table) == SHIFTS * 9 * 6
    line = table.query("file_line == 2 and stream == 'w_concentrate' and quantity == 'WO3'").iloc[0]
    place = found.result.network.streams.index("w_concentrate")
    assert_allclose(line["measured"], clean.loc[2, "w_concentrate_wo3_pct"])
    assert_allclose(line["reconciled"], 100.0 * found.result.grades[0, place, 0])
    assert_allclose(line["adjustment"], line["reconciled"] - line["measured"])
    assert_allclose(line["sd"], 100.0 * reconciled_sd(found.result).grades[0, place, 0])
    assert (line["unit"], line["kind"]) == ("%", "redundant")
    assert line["chi2"] == found.result.chi2[0]
    weighed = table.query("file_line == 2 and stream == 'ore' and quantity == 'solids'").iloc[0]
    assert weighed["unit"] == "t/h"
    assert_allclose(weighed["measured"], clean.loc[2, "feed_t_h"])
    assert table["suspect"].sum() == len(found.suspects)


def test_solids_in_relation_to_the_ore_say_so(plant, clean):
    scales = [s.solids for s in plant.stream if s.solids]
    unweighed = plant.model_copy(update={"feed_rate": None})
    table = clean.head(20).assign(**dict.fromkeys(scales, np.nan))
    values = value_table(reconcile_survey(unweighed, survey_of(table)))
    assert set(values.query("quantity == 'solids'")["unit"]) == {"t/t ore"}


def test_tails_richer_than_the_feed_leave_a_shift_without_balance(plant, clean):
    few = ["shift_start", "feed_t_h", "ore_wo3_pct", "bulk_tails_wo3_pct"]
    wrong = clean[[*few, "bulk_concentrate_wo3_pct"]].head(20).copy()
    wrong["bulk_concentrate_wo3_pct"] = 2.0
    wrong["bulk_tails_wo3_pct"] = 0.95 * wrong["ore_wo3_pct"]
    wrong.loc[4, "bulk_tails_wo3_pct"] = 3.0
    found = reconcile_survey(plant, survey_of(wrong))
    assert not found.result.converged[2]
    assert found.result.converged.sum() == 19
    assert found.closure.empty


def test_a_plant_file_without_assays_or_stages_is_refused(plant, clean):
    bare = tuple(s.model_copy(update={"assays": {}}) for s in plant.stream)
    with pytest.raises(PlantFileError, match="names no assays"):
        reconcile_survey(plant.model_copy(update={"stream": bare}), survey_of(clean))
    with pytest.raises(PlantFileError, match=r"no \[\[stage\]\]"):
        reconcile_survey(plant.model_copy(update={"stage": ()}), survey_of(clean))


def test_a_plant_that_never_ran_is_refused(plant, clean):
    with pytest.raises(DataError, match="none of the 200 shifts has the plant running"):
        reconcile_survey(plant, survey_of(clean.assign(feed_t_h=np.nan)))


def test_assays_that_determine_nothing_are_refused_with_what_is_missing(plant, clean):
    unweighed = plant.model_copy(update={"feed_rate": None})
    little = clean[["shift_start", "ore_wo3_pct", "w_concentrate_wo3_pct"]]
    with pytest.raises(RefusedError, match="in none of 200 running shifts how a stage") as caught:
        reconcile_survey(unweighed, survey_of(little))
    assert caught.value.reasons["bulk_tails"].startswith("never assayed for WO3, Mo")


def test_parts_of_a_circuit_that_are_known_are_worth_reconciling(plant, clean):
    """Neither the ore nor a scale is known, but the tungsten rougher is sampled."""
    unweighed = plant.model_copy(update={"feed_rate": None})
    stage = ["bulk_tails", "w_rougher_concentrate", "w_rougher_tails"]
    part = clean[["shift_start", *(f"{stream}_wo3_pct" for stream in stage)]]
    found = reconcile_survey(unweighed, survey_of(part))
    value, _ = found.result.split("w_rougher", "w_rougher_concentrate", "WO3")
    assert np.isfinite(value).all()


def test_one_component_has_no_closure_to_compare(plant, clean):
    only = tuple(
        s.model_copy(update={"assays": {c: n for c, n in s.assays.items() if c == "WO3"}})
        for s in plant.stream
    )
    found = reconcile_survey(plant.model_copy(update={"stream": only}), survey_of(clean))
    assert found.closure is None
    assert component_that_fails(replace(found, level=1e-9)) is None
