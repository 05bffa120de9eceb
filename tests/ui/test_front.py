import csv
import json

import pytest


def test_the_file_has_every_point_with_costs_that_add_up(run, model_path, tmp_path):
    path = tmp_path / "front.csv"
    result = run("front", "reference", model_path, "--points", "8", "-o", path)
    assert result.exit_code == 0, result.stderr
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            {k: float(v) for k, v in row.items() if k != "proven"} for row in csv.DictReader(file)
        ]
    assert len(rows) == 8
    recoveries = [row["recovery_wo3_pct"] for row in rows]
    assert recoveries == sorted(recoveries)
    costs = [row["cost_total_cny_t"] for row in rows]
    assert costs == sorted(costs)
    for row in rows:
        parts = sum(row[f"cost_{part}_cny_t"] for part in ("reagents", "energy", "co2", "water"))
        assert parts == pytest.approx(row["cost_total_cny_t"], rel=1e-4)
        assert row["w_bha_g_t"] > 0.0


def test_the_component_decides_whose_recovery_is_drawn(run, model_path):
    result = run("front", "reference", model_path, "--points", "3", "--component", "Bi", "--json")
    front = json.loads(result.stdout)
    assert front["component"] == "Bi"
    recoveries = [point["recovery"] for point in front["points"]]
    assert recoveries == sorted(recoveries)


def test_the_screen_names_the_knee(run, model_path):
    result = run("front", "reference", model_path, "--points", "6")
    assert result.stdout.startswith("WO3, %  Mo, %  Bi, %  CNY/t")
    assert result.stdout.count("knee") == 1


def test_a_target_for_the_front_itself_is_a_usage_mistake(run, model_path):
    result = run("front", "reference", model_path, "--target", "WO3=60")
    assert result.exit_code == 2
    assert "the front runs through every recovery" in result.stderr


def test_targets_of_other_components_hold_at_every_point(run, model_path):
    words = ("--points", "3", "--target", "Bi=56", "--json")
    front = json.loads(run("front", "reference", model_path, *words).stdout)
    assert min(point["others"]["Bi"] for point in front["points"]) >= 0.56 - 1e-6


def test_an_unwritable_place_is_refused_before_any_solving(run, model_path, tmp_path, monkeypatch):
    monkeypatch.setattr("optimiser.planning.front", pytest.fail)
    result = run("front", "reference", model_path, "-o", tmp_path / "missing" / "front.csv")
    assert result.exit_code == 1
    assert "there is no folder" in result.stderr


def test_two_recoveries_are_traded_within_a_budget(run, model_path):
    words = ("--points", "4", "--component", "WO3", "--against", "Bi", "--budget", "110", "--json")
    result = run("front", "reference", model_path, *words)
    front = json.loads(result.stdout)
    assert front["against"] == "Bi"
    other = [point["others"]["Bi"] for point in front["points"]]
    assert other == sorted(other, reverse=True)
    assert all(point["cost"] <= 110.0 * (1.0 + 1e-6) for point in front["points"])
    assert ("do not compete" in result.stderr) == (len(front["points"]) == 1)


def test_a_front_against_a_component_that_is_not_sold_is_bad_input(run, model_path):
    result = run("front", "reference", model_path, "--against", "Sn")
    assert result.exit_code == 1
    assert "can be drawn against" in result.stderr
