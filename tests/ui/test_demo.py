import json
import os
import re
from dataclasses import replace

import pytest
from flotation_ui.readme import BEGIN, END, PICTURE, refreshed, with_output
from flotation_ui.screen import width
from flotation_ui.words.demonstration import demonstration_text, truth_text
from flotation_ui.words.front import shown_points

from flotation.errors import DataError
from optimiser.plan_file import parse_plan


@pytest.fixture
def demo(run, demonstration, monkeypatch):
    """The command, with the demonstration that was run already."""
    monkeypatch.setattr("flotation_ui.demonstration.demonstrate", lambda tell: demonstration)
    return lambda *words: run("demo", *words)


def test_the_demo_writes_plan_front_and_report_and_nothing_else(demo, tmp_path):
    folder = tmp_path / "deep" / "demo"
    result = demo("--out", folder)
    assert result.exit_code == 0, result.stderr
    assert sorted(os.listdir(folder)) == ["front.csv", "plan.json", "report.html"]  # noqa: PTH208
    parse_plan((folder / "plan.json").read_text(encoding="utf-8"))
    assert len((folder / "front.csv").read_text().splitlines()) == 26


def test_what_is_printed_holds_no_time_so_that_it_is_the_same_every_day(demo, tmp_path):
    first, second = (demo("--out", tmp_path / name).stdout for name in "ab")
    assert first == second
    assert not re.search(r"\d s\b", first)


def test_the_demo_shows_everything_that_was_promised(demonstration):
    text = demonstration_text(demonstration)
    for words in (
        "now  proposed  change  unit",
        "90 % interval",
        "reagents",
        "energy",
        "CO2",
        "water",
        "total",
        "certificate:",
        "limits that bind, and what they are worth",
        "what the plan really gives",
        "regret",
        "what more recovery costs",
    ):
        assert words in text
    for component in ("WO3", "Mo", "Bi"):
        assert re.search(rf"^{component} +\d+\.\d +\d+\.\d +\d+\.\d to \d+\.\d", text, re.M)


def test_the_demo_goes_from_thirty_per_cent_to_seventy_and_the_truth_bears_it_out(demonstration):
    brief = demonstration.brief
    assert 0.25 < brief.now.recovery["WO3"] < 0.35
    expected = brief.plan.recovery["WO3"]
    assert expected.value == pytest.approx(0.70, abs=1e-6)
    assert expected.low <= brief.truth.recovery["WO3"] <= expected.high
    assert brief.plan.proven_optimal
    assert brief.plan.certificate.gap <= 1e-4
    assert len(demonstration.points) == 25
    assert demonstration.points[-1].recovery["WO3"] > 0.75


def test_json_holds_plan_front_and_truth(demo, tmp_path, demonstration):
    found = json.loads(demo("--out", tmp_path / "demo", "--json").stdout)
    assert found["truth"]["regret_cny_t"] == pytest.approx(demonstration.brief.truth.regret)
    assert len(found["front"]["points"]) == 25
    assert found["plan"]["status"] == "optimal"


def test_a_folder_that_cannot_be_made_is_refused_before_any_work(run, tmp_path, monkeypatch):
    monkeypatch.setattr("flotation_ui.demonstration.demonstrate", pytest.fail)
    (tmp_path / "demo").write_text("")
    result = run("demo", "--out", tmp_path / "demo")
    assert result.exit_code == 1
    assert "cannot be made" in result.stderr


def test_a_short_front_keeps_both_ends_and_the_knee(demonstration):
    points = demonstration.points
    shown = shown_points(points, 6)
    assert len(shown) <= 6
    assert shown[0] is points[0]
    assert shown[-1] is points[-1]
    assert sum(p.point.knee for p in shown) == 1


@pytest.mark.slow
def test_the_readmes_and_their_picture_show_the_real_output(root, demonstration):
    for path, content in refreshed(demonstration, root).items():
        current = path.read_text(encoding="utf-8") if path.exists() else ""
        assert current == content, f"{path.name} is out of date: python -m flotation_ui.readme"


def test_a_page_without_marks_is_refused():
    with pytest.raises(DataError, match="has no <!-- demo:begin -->"):
        with_output(f"text {END}", "new")


def test_the_picture_stands_by_itself(root, demonstration):
    picture = refreshed(demonstration, root)[root / PICTURE]
    assert picture.startswith("<svg")
    assert BEGIN not in picture


def test_a_truth_outside_its_interval_is_said(demonstration):
    brief = demonstration.brief
    worse = replace(brief.truth, recovery=dict.fromkeys(brief.truth.recovery, 0.10))
    text = truth_text(brief.plan, worse)
    assert text.count("OUTSIDE") == 3
    assert "NOT kept" in truth_text(brief.plan, replace(brief.truth, limits_kept=False))


def test_no_line_is_wider_than_a_terminal(demonstration):
    assert max(map(width, demonstration_text(demonstration).splitlines())) <= 100
