import hashlib

import numpy as np
import pandas as pd
import pytest
from history.samples import NOON
from survey.corpus import clean, csv, read

from flotation.errors import ConflictError, HistoryError
from flotation.history.audit import audit_lines, verify_audit
from flotation.history.surveys import (
    imports,
    keep_survey,
    stored_survey,
    survey_difference,
    survey_span,
)
from flotation.plant_file import load_plant
from flotation.survey import read_survey
from flotation.training import survey_digest


@pytest.fixture
def keep(history):
    """Keep a table, or the bytes of a file, as a survey of the mill."""

    def keep(table, **more):
        data = table if isinstance(table, bytes) else csv(table)
        said = {"time_column": "time", "source": "week.csv", "by": "Li Wei", "now": NOON}
        digest = hashlib.sha256(data).hexdigest()
        return keep_survey(history, "mill", read(data), file_sha256=digest, **said | more)

    return keep


def counts(kept):
    return kept.new, kept.known, kept.amended, kept.replaced


def changed(table, row, column, value):
    other = table.copy()
    other.loc[row, column] = value
    return other


def test_a_survey_comes_back_as_it_was_accepted(history, keep):
    survey = read(csv(clean()))
    keep(clean())
    stored = stored_survey(history, "mill")
    pd.testing.assert_frame_equal(stored.table, survey.table.reset_index(drop=True))
    pd.testing.assert_frame_equal(stored.doubtful, survey.doubtful.reset_index(drop=True))
    assert survey_digest(stored.table) == survey_digest(survey.table)


def test_the_shipped_survey_comes_back_with_its_doubts(tmp_path, root):
    from flotation.history import open_history

    folder = root / "datasets" / "reference_plant"
    plant = load_plant(folder / "plant.toml")
    survey = read_survey(folder / "survey.csv", plant.column, time_column=plant.time_column)
    assert survey.doubtful.to_numpy().any()
    with open_history(tmp_path / "history.sqlite3") as history:
        said = {"source": "survey.csv", "file_sha256": "0" * 64, "by": "Li Wei", "now": NOON}
        keep_survey(history, plant.name, survey, time_column=plant.time_column, **said)
        stored = stored_survey(history, plant.name)
    assert survey_digest(stored.table) == survey_digest(survey.table)
    pd.testing.assert_frame_equal(stored.doubtful, survey.doubtful.reset_index(drop=True))


def test_importing_a_survey_again_changes_nothing(history, keep):
    keep(clean())
    before = stored_survey(history, "mill")
    assert counts(keep(clean())) == (0, 120, 0, 0)
    pd.testing.assert_frame_equal(stored_survey(history, "mill").table, before.table)
    assert survey_span(history, "mill") == (120, "2023-01-01T00:00:00", "2023-02-09T16:00:00")


def test_a_longer_survey_adds_its_new_shifts_only(history, keep):
    keep(clean().head(100))
    assert counts(keep(clean())) == (20, 100, 0, 0)
    assert len(stored_survey(history, "mill").table) == 120


def test_a_shift_with_other_values_is_named_and_nothing_is_kept(history, keep):
    keep(clean().head(100))
    other = changed(clean(), 7, "w_bha_g_t", 351.5)
    said = r"1 shifts of 'mill' .* w_bha_g_t at 2023-01-03T08:00:00 is .* here and 351.5 there"
    with pytest.raises(ConflictError, match=said):
        keep(other)
    assert survey_span(history, "mill")[0] == 100
    assert len(imports(history, "mill")) == len(audit_lines(history)) == 1


def test_what_is_replaced_on_purpose_stays_in_the_database(history, keep):
    keep(clean())
    other = changed(clean(), 7, "w_bha_g_t", 351.5)
    assert counts(keep(other, replace=True)) == (0, 119, 0, 1)
    assert stored_survey(history, "mill").table["w_bha_g_t"][7] == 351.5
    with history.reading() as connection:
        rows = connection.exec_driver_sql("SELECT COUNT(*) FROM survey_rows").scalar()
    assert rows == 121


def test_an_assay_that_comes_late_fills_its_gap(history, keep):
    late = changed(clean(), 119, "tails_wo3_pct", np.nan)
    keep(late)
    assert np.isnan(stored_survey(history, "mill").table["tails_wo3_pct"][119])
    assert counts(keep(clean())) == (0, 119, 1, 0)
    assert (
        stored_survey(history, "mill").table["tails_wo3_pct"][119] == clean()["tails_wo3_pct"][119]
    )
    assert counts(keep(late)) == (0, 120, 0, 0)
    assert not stored_survey(history, "mill").table["tails_wo3_pct"].isna().any()


def test_a_value_once_doubted_stays_doubted_until_it_is_replaced(history, keep):
    stuck = clean()
    stuck.loc[20:60, "grind_p80_um"] = 75.0
    keep(stuck)
    doubted = stored_survey(history, "mill").doubtful["grind_p80_um"]
    assert doubted[20:60].all()
    few = stuck.iloc[[25, 26]]
    assert counts(keep(few)) == (0, 2, 0, 0)
    assert stored_survey(history, "mill").doubtful["grind_p80_um"].equals(doubted)
    keep(changed(few, 25, "grind_p80_um", 77.0), replace=True)
    assert not stored_survey(history, "mill").doubtful["grind_p80_um"][25]
    assert stored_survey(history, "mill").doubtful["grind_p80_um"][26]


def test_a_doubt_that_a_longer_file_shows_is_added(history, keep):
    stuck = clean()
    stuck.loc[20:60, "grind_p80_um"] = 75.0
    keep(stuck.iloc[[25, 26]])
    assert not stored_survey(history, "mill").doubtful["grind_p80_um"].any()
    assert counts(keep(stuck)) == (118, 0, 2, 0)
    assert stored_survey(history, "mill").doubtful["grind_p80_um"][25]


def test_shifts_are_read_by_plant_and_by_time(history, keep):
    keep(clean())
    part = stored_survey(history, "mill", start="2023-01-03", end="2023-01-04").table["time"]
    assert [str(time) for time in part] == [f"2023-01-03 {h:02}:00:00" for h in (0, 8, 16)]
    for plant, start in (("mill", "2024-01-01"), ("other mill", None)):
        with pytest.raises(HistoryError, match=f"no shift of '{plant}' is stored"):
            stored_survey(history, plant, start=start)
    assert survey_span(history, "other mill") == (0, None, None)


def test_an_import_says_what_came_and_why_rows_were_rejected(history, keep):
    table = clean().astype(object)
    table.loc[3, "time"] = "yesterday"
    table.loc[4, "w_bha_g_t"] = "a lot"
    kept = keep(table)
    assert imports(history, "mill") == (kept,)
    assert (kept.read, kept.accepted, kept.source, kept.by) == (120, 119, "week.csv", "Li Wei")
    assert kept.left_out == [5]
    said = {m["rule"]: m for m in kept.messages if m["flags"]}
    assert (said["time"]["lines"], said["time"]["value"]) == ([5], "yesterday")
    assert said["number"]["lines"] == [6]
    assert kept.at == "2026-01-05T12:00:00.000000Z"


def test_a_look_before_the_commit_keeps_nothing(history, keep):
    keep(clean().head(100))
    other = read(csv(changed(clean(), 7, "w_bha_g_t", 351.5)))
    seen = survey_difference(history, "mill", other, time_column="time")
    assert [len(part) for part in (seen.new, seen.known, seen.replaced)] == [20, 99, 1]
    [conflict] = seen.conflicts
    assert (conflict.shift, conflict.column, conflict.given) == (
        "2023-01-03T08:00:00",
        "w_bha_g_t",
        351.5,
    )
    assert survey_span(history, "mill")[0] == 100


def test_many_conflicts_are_counted_and_the_first_are_named(keep):
    keep(clean())
    other = clean()
    other["w_ph"] += 0.01
    with pytest.raises(ConflictError, match=r"120 shifts .*; and 117 more values; correct"):
        keep(other)


def test_the_audit_of_an_import_depends_on_its_rows(history, keep):
    rows = {keep(clean(seed=seed), replace=True).rows_sha256 for seed in (0, 1)}
    assert len(rows) == 2
    assert verify_audit(history).number == 2
