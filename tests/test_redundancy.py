from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from benchmarks.gross_errors import (
    CIRCUIT,
    COMPONENTS,
    biased,
    chance_for_any_test,
    named_and_false,
    planted,
    reconciled,
    survey,
    truth,
)
from flotation.errors import DataError
from flotation.gross_errors import closure_without, find_gross_errors
from flotation.network import Network, Node
from flotation.reconciliation import reconcile
from flotation.redundancy import (
    chance_of_misfit,
    component_misfit,
    measurement_kinds,
    reconciled_sd,
    standardised_adjustments,
    unknown_quantities,
)

NAN = np.nan
ZINC = Path(__file__).parents[1] / "../shared/data/zinc_plant/zn_dev.csv.gz"


def test_standardised_adjustments_of_true_measurements_are_standard_normal():
    adjustments = standardised_adjustments(reconciled(*survey(3000, 0)))
    assert_allclose(np.std(adjustments.grades, axis=0), 1.0, atol=0.06)
    assert_allclose(np.std(adjustments.solids[:, 4:6], axis=0), 1.0, atol=0.06)
    assert np.isnan(adjustments.solids[:, :4]).all()


def test_the_square_of_a_standardised_adjustment_is_what_leaving_it_out_saves():
    tonnes, tonnes_sd, assays, sd = survey(200, 1, relative=0.001)
    whole = reconciled(tonnes, tonnes_sd, assays, sd)
    size = standardised_adjustments(whole)
    holed = assays.copy()
    holed[:, 2, 1] = NAN
    without = reconciled(tonnes, tonnes_sd, holed, sd)
    assert_allclose(size.grades[:, 2, 1] ** 2, whole.chi2 - without.chi2, rtol=0.02, atol=0.02)
    weightless = tonnes.copy()
    weightless[:, 4] = NAN
    without = reconciled(weightless, tonnes_sd, assays, sd)
    assert_allclose(size.solids[:, 4] ** 2, whole.chi2 - without.chi2, rtol=0.02, atol=0.02)


def test_reconciled_sds_are_what_repeated_surveys_scatter_by():
    result = reconciled(*survey(3000, 2))
    sd = reconciled_sd(result)
    assert_allclose(sd.grades.mean(axis=0), result.grades.std(axis=0), rtol=0.06)
    assert_allclose(sd.solids.mean(axis=0), result.solids.std(axis=0), rtol=0.06, atol=1e-12)


def test_a_reconciled_value_is_never_less_sure_than_its_measurement():
    _, _, _, sd = drawn = survey(50, 3)
    assert (reconciled_sd(reconciled(*drawn)).grades <= sd * (1.0 + 1e-9)).all()


def test_the_chance_of_misfit_is_uniform_when_the_sds_are_true():
    chance = chance_of_misfit(reconciled(*survey(3000, 4)))
    assert_allclose(np.quantile(chance, [0.05, 0.5, 0.95]), [0.05, 0.5, 0.95], atol=0.03)


def test_understated_sds_show_as_misfit():
    tonnes, tonnes_sd, assays, sd = survey(300, 5)
    chance = chance_of_misfit(reconciled(tonnes, tonnes_sd / 2.0, assays, sd / 2.0))
    assert np.mean(chance < 0.05) > 0.9


def test_a_fit_without_redundancy_has_no_chance_of_misfit():
    network = Network(
        streams=("ore", "concentrate", "tails"),
        nodes=(Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails")),),
    )
    grades = np.array([[[0.008], [0.25], [0.0015]]])
    result = reconcile(
        network,
        solids=np.full((1, 3), NAN),
        solids_sd=NAN,
        grades=grades,
        grades_sd=0.01 * grades,
        reference="ore",
    )
    assert np.isnan(chance_of_misfit(result)[0])
    assert (measurement_kinds(result).grades == "alone").all()
    assert measurement_kinds(result).solids.tolist() == [["estimated"] * 3]
    assert np.isnan(standardised_adjustments(result).grades).all()
    assert unknown_quantities(result).empty


def test_every_measurement_of_a_full_survey_is_redundant():
    kinds = measurement_kinds(reconciled(*survey(2, 6)))
    assert (kinds.grades == "redundant").all()
    assert kinds.solids[0].tolist() == ["estimated"] * 4 + ["redundant"] * 2 + ["estimated"]


def test_what_is_not_determined_is_named_with_its_rows():
    tonnes, tonnes_sd, assays, sd = survey(4, 7)
    assays[1:3, [1, 6]] = NAN
    table = unknown_quantities(reconciled(tonnes, tonnes_sd, assays, sd))
    assert {"rc", "ct"} == set(table["stream"])
    assert (table["rows"] == 2).all()
    assert (table["first"] == 1).all()
    assert set(table["quantity"]) == {"solids", *COMPONENTS}


def test_a_single_missing_assay_is_estimated_and_not_unknown():
    tonnes, tonnes_sd, assays, sd = survey(1, 8)
    assays[0, 1, 0] = NAN
    result = reconciled(tonnes, tonnes_sd, assays, sd)
    assert measurement_kinds(result).grades[0, 1, 0] == "estimated"
    assert unknown_quantities(result).empty


def test_the_misfits_of_the_components_and_tonnages_add_to_chi2():
    result = reconciled(*survey(20, 9))
    by_solids = np.nansum(result.solids_adjustment**2, axis=1)
    assert_allclose(component_misfit(result).sum(axis=1) + by_solids, result.chi2)


def test_true_surveys_are_suspected_no_more_often_than_asked():
    result = reconciled(*survey(2000, 10))
    for level in (0.05, 0.2):
        found = find_gross_errors(result, level=level)
        assert found.suspects["row"].nunique() <= (level + 0.01) * 2000
    assert found.suspects["row"].nunique() >= 0.1 * 2000


def test_planted_errors_of_five_sd_of_their_adjustment_are_found():
    _, found, false = named_and_false(*planted(200, 11))
    assert found >= 180
    assert false < 20


def test_a_bias_of_five_sd_of_the_assay_is_found_when_it_lasts_eight_shifts():
    result, wrong, _ = biased(200, 8, 31, 0.2)
    _, found, false = named_and_false(result, wrong, window=8)
    assert found >= 180
    assert false < 20


def test_in_one_shift_the_search_finds_what_the_best_test_of_each_assay_would():
    result, wrong, shares = biased(600, 1, 31, 0.2)
    _, found, _ = named_and_false(result, wrong)
    assert found < 0.7 * 600
    best = 600 * chance_for_any_test(shares[shares >= 0.2], window=1, looks=30)
    assert_allclose(found, best, rtol=0.08)


def test_a_test_told_where_to_look_finds_what_is_fully_checked_and_else_what_chance_brings():
    assert_allclose(chance_for_any_test(np.array([1.0]), 4, 1), 1.0, atol=1e-12)
    assert_allclose(chance_for_any_test(np.array([0.0]), 4, 1), 0.05)
    assert_allclose(chance_for_any_test(np.array([0.0]), 4, 30), 1.0 - 0.95 ** (1 / 30))


def test_true_windows_are_suspected_no_more_often_than_asked():
    suspects = find_gross_errors(reconciled(*survey(1600, 33)), level=0.05, window=8).suspects
    assert suspects["row"].nunique() <= 0.06 * 200


def test_a_window_tells_its_first_row_and_means_and_loses_the_suspect_in_all_its_rows():
    tonnes, tonnes_sd, assays, sd = survey(20, 34)
    assays[8:16, 0, 2] *= 1.1
    assays[9, 4] *= 50.0  # tails far richer than the ore: no balance
    assays[9, 0] /= 50.0
    before = reconciled(tonnes, tonnes_sd, np.clip(assays, 0.0, 1.0), sd)
    rows = np.delete(np.arange(20), 9)
    assert before.converged.tolist() == [row in rows for row in range(20)]
    found = find_gross_errors(before, window=8)
    assert found.suspects[["row", "stream", "quantity"]].to_numpy().tolist() == [[8, "ore", "CaF2"]]
    line = found.suspects.iloc[0]
    assert_allclose(line["measured"], np.mean(assays[rows[8:15], 0, 2]))
    assert_allclose(line["reconciled"], truth(1)[1][0, 0, 2], rtol=0.02)
    assert_allclose(line["error_sd"], 0.1 / 0.03, rtol=0.2)
    assert line["or_else"] == ()
    lost = (before.degrees - found.reconciliation.degrees)[rows]
    assert_array_equal(lost, rows // 8 == 1)


@pytest.mark.parametrize("window", [0, -3])
def test_a_window_without_rows_is_refused(window):
    with pytest.raises(DataError, match="window must be at least 1 row"):
        find_gross_errors(reconciled(*survey(1, 16)), window=window)


def test_leaving_a_gross_error_out_restores_the_fit_and_tells_its_size():
    tonnes, tonnes_sd, assays, sd = survey(50, 12)
    assays[7, 4, 0] *= 2.0
    before = reconciled(tonnes, tonnes_sd, assays, sd)
    assert chance_of_misfit(before)[7] < 1e-6
    found = find_gross_errors(before, level=0.01)
    line = found.suspects.query("row == 7").iloc[0]
    assert (line["stream"], line["quantity"]) == ("tails", "WO3")
    assert line["measured"] == assays[7, 4, 0]
    true = truth(1)[1][0, 4, 0]
    assert_allclose(line["reconciled"], true, rtol=0.1)
    assert_allclose(line["error_sd"], 1.0 / 0.03, rtol=0.15)
    assert chance_of_misfit(found.reconciliation)[7] > 0.01
    others = np.setdiff1d(np.arange(50), found.suspects["row"])
    assert found.reconciliation.degrees[7] == found.reconciliation.degrees[others[0]] - 1
    assert_array_equal(found.reconciliation.chi2[others], before.chi2[others])


def test_a_wrong_tonnage_is_named_as_solids():
    tonnes, tonnes_sd, assays, sd = survey(1, 13)
    tonnes[0, 5] *= 1.5
    suspects = find_gross_errors(reconciled(tonnes, tonnes_sd, assays, sd)).suspects
    assert suspects.iloc[0][["stream", "quantity"]].tolist() == ["concentrate", "solids"]


def test_two_errors_in_one_row_are_both_left_out_but_never_more_than_allowed():
    tonnes, tonnes_sd, assays, sd = survey(1, 14)
    assays[0, 4, 0] *= 2.0
    assays[0, 0, 2] *= 1.5
    result = reconciled(tonnes, tonnes_sd, assays, sd)
    both = find_gross_errors(result).suspects
    assert set(zip(both["stream"], both["quantity"], strict=True)) == {
        ("tails", "WO3"),
        ("ore", "CaF2"),
    }
    assert len(find_gross_errors(result, most=1).suspects) == 1


def test_errors_that_no_balance_can_tell_apart_are_named_together():
    network = Network(
        streams=("ore", "concentrate", "tails"),
        nodes=(Node(name="rougher", inputs=("ore",), outputs=("concentrate", "tails")),),
    )
    grades = np.array([[[0.008, 0.02], [0.25, 0.05], [0.0015, 0.0192]]])
    grades[0, 0, 1] = 0.03
    result = reconcile(
        network,
        solids=np.full((1, 3), NAN),
        solids_sd=NAN,
        grades=grades,
        grades_sd=0.01 * grades,
        reference="ore",
        components=("WO3", "Bi"),
    )
    assert result.degrees[0] == 1
    line = find_gross_errors(result).suspects.iloc[0]
    assert len({(line["stream"], line["quantity"]), *line["or_else"]}) == 6


def test_rows_without_an_answer_are_not_searched():
    tonnes, tonnes_sd, assays, sd = survey(3, 15)
    assays[1], tonnes[1] = NAN, NAN
    assert 1 not in set(find_gross_errors(reconciled(tonnes, tonnes_sd, assays, sd)).suspects.row)


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, NAN])
def test_a_level_that_is_no_chance_is_refused(level):
    with pytest.raises(DataError, match="level must lie between 0 and 1"):
        find_gross_errors(reconciled(*survey(1, 16)), level=level)


def test_the_component_that_does_not_close_is_named():
    tonnes, tonnes_sd, assays, sd = survey(200, 17)
    assays[:, 0, 1] *= 1.3
    table = closure_without(reconciled(tonnes, tonnes_sd, assays, sd))
    assert table["component"].tolist()[0] == "Mo"
    assert table["failing"].iloc[0] < 0.1 < 0.5 < table["failing"].iloc[1:].min()


def test_a_survey_of_one_component_has_nothing_to_leave_out():
    tonnes, tonnes_sd, assays, sd = survey(1, 18)
    one = reconcile(
        CIRCUIT,
        solids=tonnes,
        solids_sd=tonnes_sd,
        grades=assays[..., :1],
        grades_sd=sd[..., :1],
        reference="ore",
        components=COMPONENTS[:1],
    )
    with pytest.raises(DataError, match="closure needs at least two components, got 1"):
        closure_without(one)


@pytest.mark.realdata
@pytest.mark.skipif(not ZINC.exists(), reason="the zinc plant's data are not here")
def test_iron_is_what_does_not_close_on_the_real_zinc_plant():
    names = pd.read_csv(ZINC.with_name("column_dictionary.csv"))
    alias = dict(zip(names["name"], names["zyfra_alias"], strict=True))
    hours = pd.read_csv(ZINC)
    streams = ("input.feed", "output.concentrate", "output.tail")
    grades = np.stack(
        [hours[[alias[f"rougher.{s}_{m}"] for m in ("zn", "pb", "fe")]] for s in streams], axis=1
    )
    grades = np.where(grades > 0.0, grades, NAN) / 100.0
    grades = grades[np.isfinite(grades).all(axis=(1, 2))]
    result = reconcile(
        Network(streams=streams, nodes=(Node(name="r", inputs=streams[:1], outputs=streams[1:]),)),
        solids=np.full(grades.shape[:2], NAN),
        solids_sd=NAN,
        grades=grades,
        grades_sd=0.05 * grades,
        reference="input.feed",
        components=("Zn", "Pb", "Fe"),
    )
    assert 0.45 < np.mean(result.chi2 > 5.99) < 0.60
    table = closure_without(result)
    assert table["component"].iloc[0] == "Fe"
    assert table["failing"].iloc[0] < 0.25 < 0.45 < table["failing"].iloc[1]
