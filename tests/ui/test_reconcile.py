"""``flotation reconcile`` says whether a survey balances, and writes every value."""

import csv
import io
import json

import numpy as np
import pandas as pd
import pytest

from flotation.surrogate.simulation import reference_plant, simulate


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """A survey of 150 shifts whose ore assays of molybdenum read 20 % high."""
    table = simulate(150, seed=5).table
    table["ore_mo_pct"] *= 1.2
    path = tmp_path_factory.mktemp("survey") / "survey.csv"
    table.to_csv(path, index=False)
    return path


def numbers(text):
    return json.loads(text, parse_constant=pytest.fail)


def test_people_are_told_what_does_not_close_what_is_missing_and_what_is_recovered(run, survey):
    result = run("reconcile", "reference", survey)
    assert result.exit_code == 0, result.output
    assert "Mo is the component that does not close: without it" in result.stdout
    assert "That is more than chance" in result.stdout
    assert "Mo concentrate: WO3, CaF2, CaCO3" in result.stdout
    assert "suspected of a gross error" in result.stdout
    assert "WO3 to W concentrate" in result.stdout
    assert "ore_mo_pct" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("errors", "verdict"),
    [(0.0, "fewer than chance"), (1.0, "The stated errors are borne out"), (3.0, "more than")],
)
def test_the_share_of_failing_shifts_judges_the_stated_errors(run, tmp_path, errors, verdict):
    plant, truth = reference_plant(), simulate(360, seed=9).truth
    rng = np.random.default_rng(9)
    for column in (c for c in plant.column if c.sd_relative or c.sd_absolute):
        sd = np.hypot(column.sd_relative * truth[column.name], column.sd_absolute)
        truth[column.name] += errors * sd * rng.standard_normal(len(truth))
    path = tmp_path / "survey.csv"
    truth[[column.name for column in plant.column]].to_csv(path, index=False)
    text = " ".join(run("reconcile", "reference", path).stdout.split())
    assert verdict in text


def test_json_holds_the_summary_and_every_value_and_nothing_else(run, survey):
    result = run("reconcile", "reference", survey, "--json")
    found = numbers(result.stdout)
    assert found["balance_test"]["component_that_does_not_close"] == "Mo"
    assert found["balance_test"]["failing"] > 0.9 * found["balance_test"]["tested"]
    rows = found["rows"]
    for name in ("shift_start", "file_line", "chi2", "degrees", "chance"):
        assert len(rows[name]) == found["shifts"]["running"]
    assert sum(chance < 0.05 for chance in rows["chance"]) == found["balance_test"]["failing"]
    ore = next(v for v in found["values"] if (v["stream"], v["quantity"]) == ("ore", "Mo"))
    assert len(ore["measured"]) == len(rows["chi2"])
    wrong = [m / r for m, r in zip(ore["measured"], ore["reconciled"], strict=True) if m and r]
    assert np.median(wrong) > 1.1
    unknown = next(
        v for v in found["values"] if (v["stream"], v["quantity"]) == ("mo_concentrate", "WO3")
    )
    assert set(unknown["reconciled"]) == {None}


def test_the_file_has_a_line_for_every_value_that_agrees_with_the_survey(run, survey, tmp_path):
    path = tmp_path / "reconciled.csv"
    result = run("reconcile", "reference", survey, "-o", path)
    assert f"values written to {path}" in result.stderr
    table = pd.read_csv(path)
    assert list(table.columns) == [
        *("shift_start", "file_line", "stream", "quantity", "unit", "kind", "measured"),
        *("reconciled", "sd", "adjustment", "adjustment_sd", "suspect", "chi2", "degrees"),
    ]
    given = pd.read_csv(survey)
    feed = table.query("stream == 'ore' and quantity == 'solids'").set_index("file_line")
    line = feed["measured"].first_valid_index()
    assert feed.loc[line, "measured"] == given.loc[line - 2, "feed_t_h"]
    assert feed.loc[line, "shift_start"] == given.loc[line - 2, "shift_start"]


def test_every_stage_balances_in_the_file_to_the_digits_written(run, survey, tmp_path):
    path = tmp_path / "reconciled.csv"
    run("reconcile", "reference", survey, "-o", path)
    table = pd.read_csv(path)
    solids = table.query("quantity == 'solids'").pivot(
        index="file_line", columns="stream", values="reconciled"
    )
    gap = solids["ore"] - solids["bulk_concentrate"] - solids["bulk_tails"]
    assert (gap / solids["ore"]).abs().max() < 1e-6


def test_leaving_suspects_out_changes_what_is_reported_and_keeps_the_test(run, survey):
    kept = numbers(run("reconcile", "reference", survey, "--json").stdout)
    left = numbers(run("reconcile", "reference", survey, "--json", "--leave-out-suspects").stdout)
    assert kept["balance_test"] == left["balance_test"]
    assert kept["rows"]["chi2"] != left["rows"]["chi2"]
    assert sum(left["rows"]["chi2"]) < 0.2 * sum(kept["rows"]["chi2"])


def test_a_stricter_level_suspects_fewer(run, survey):
    words = ("reconcile", "reference", survey, "--json", "--level")
    loose, strict = (numbers(run(*words, level).stdout) for level in (0.2, 1e-6))
    assert loose["level"] == 0.2
    assert strict["balance_test"]["failing"] < loose["balance_test"]["failing"]
    assert sum(s["shifts"] for s in strict["suspects"]) < sum(
        s["shifts"] for s in loose["suspects"]
    )


def test_windows_are_counted_where_shifts_are_searched_together(run, survey):
    text = run("reconcile", "reference", survey, "--window", "7").stdout
    found = numbers(run("reconcile", "reference", survey, "--window", "7", "--json").stdout)
    assert found["window"] == 7
    windows = -(-found["shifts"]["balanced"] // 7)
    assert f"of {windows} windows of 7 shifts" in " ".join(text.split())


def test_only_the_period_asked_for_is_reconciled(run, survey):
    words = ("reconcile", "reference", survey, "--json", "--from", "2024-01-10")
    found = numbers(run(*words, "--to", "2024-01-12").stdout)
    times = found["rows"]["shift_start"]
    assert min(times) >= "2024-01-10 00:00"
    assert max(times) <= "2024-01-12 16:00"
    assert found["shifts"]["running"] + found["shifts"]["stopped"] <= 9


def test_one_sampled_separation_has_nothing_to_check_it(run, tmp_path):
    header = ["shift_start", *COLUMNS]
    rows = [[f"2026-01-0{day} 00:00", *COLUMNS.values()] for day in range(1, 5)]
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    plant, survey = tmp_path / "plant.toml", tmp_path / "survey.csv"
    plant.write_text(PLANT, encoding="utf-8")
    survey.write_text(out.getvalue(), encoding="utf-8")
    result = run("reconcile", plant, survey)
    assert result.exit_code == 0, result.output
    assert "Nothing is measured twice over" in result.stdout
    assert "No measurement is suspected" in result.stdout
    assert "names no product" in result.stdout


def test_a_plant_file_without_stages_ends_with_one_and_a_sentence(run, tmp_path, survey):
    plant = tmp_path / "plant.toml"
    plant.write_text(PLANT.split("[[component]]")[0], encoding="utf-8")
    short = tmp_path / "survey.csv"
    short.write_text(
        "shift_start,ore_wo3_pct,con_wo3_pct,tails_wo3_pct\n2026-01-01 00:00,0.4,60,0.1\n"
    )
    result = run("reconcile", plant, short, "--json")
    assert result.exit_code == 1
    assert "[[stage]]" in numbers(result.stdout)["error"]["message"]


def test_the_survey_is_never_overwritten(run, survey):
    before = survey.read_bytes()
    result = run("reconcile", "reference", survey, "-o", survey)
    assert result.exit_code == 1
    assert "is being read" in result.stderr
    assert survey.read_bytes() == before


@pytest.mark.parametrize("level", ["0", "1", "-1", "five"])
def test_a_level_that_is_no_chance_is_a_usage_mistake(run, survey, level):
    assert run("reconcile", "reference", survey, "--level", level).exit_code == 2


COLUMNS = {"ore_wo3_pct": 0.4, "con_wo3_pct": 60.0, "tails_wo3_pct": 0.1}
PLANT = """
schema = 1
name = "one separation"
time_column = "shift_start"
column = [
  { name = "shift_start", unit = "-", kind = "time", zh = "时间", en = "start" },
  { name = "ore_wo3_pct", unit = "%", kind = "grade", low = 0, high = 2, zh = "原矿", en = "ore", sd_relative = 0.02 },
  { name = "con_wo3_pct", unit = "%", kind = "grade", low = 0, high = 80, zh = "精矿", en = "con", sd_relative = 0.02 },
  { name = "tails_wo3_pct", unit = "%", kind = "grade", low = 0, high = 2, zh = "尾矿", en = "tails", sd_relative = 0.02 },
]

[[component]]
name = "WO3"
mineral_grade_pct = 80.5
zh = "三氧化钨"
en = "WO3"

[[stream]]
name = "ore"
zh = "原矿"
en = "ore"
assays = { WO3 = "ore_wo3_pct" }

[[stream]]
name = "concentrate"
zh = "精矿"
en = "concentrate"
assays = { WO3 = "con_wo3_pct" }

[[stream]]
name = "tails"
zh = "尾矿"
en = "tails"
assays = { WO3 = "tails_wo3_pct" }

[[stage]]
name = "rougher"
zh = "粗选"
en = "rougher"
feed = ["ore"]
concentrate = "concentrate"
tails = "tails"
"""  # noqa: E501
