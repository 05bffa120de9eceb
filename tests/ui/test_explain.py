"""``flotation explain``: a plan from its file alone, and why an optimum moved."""

import json
from dataclasses import replace

import pytest
from flotation_ui.words.explanation import explanation_text, limit_words

from optimiser.plan_file import parse_plan, plan_json


@pytest.fixture
def plan_path(tmp_path, demonstration):
    path = tmp_path / "plan.json"
    path.write_text(plan_json(demonstration.brief.plan), encoding="utf-8")
    return path


@pytest.fixture
def dearer(tmp_path):
    """The demonstration's question with a dearer collector and a higher target."""
    path = tmp_path / "dearer.toml"
    path.write_text('goal = "least_cost"\ntarget_recovery_pct = { WO3 = 71.0 }\n', encoding="utf-8")
    return path


def test_a_plan_is_explained_from_its_file_alone(run, plan_path, demonstration):
    result = run("explain", plan_path)
    assert result.exit_code == 0, result.stderr
    plan = demonstration.brief.plan
    text = " ".join(result.stdout.split())
    for step in plan.waterfall:
        assert step.lever in text
    for limit in plan.binding:
        assert " ".join(limit.sentence.split()) in text
    now, proposed = demonstration.brief.now, plan.cost.total
    assert f"{proposed - now.cost.total:+.3g}" in text


def test_labels_and_chinese_come_from_the_plant_file(run, plan_path, model_path, demonstration):
    asked = ["explain", plan_path, "--plant", "reference", "--model", model_path]
    result = run(*asked, "--language", "zh")
    assert result.exit_code == 0, result.stderr
    plant = demonstration.brief.plant
    moved = demonstration.brief.plan.waterfall[0].lever
    assert plant.columns[moved].zh in result.stdout
    assert moved not in result.stdout
    assert "WO3回收率不低于 70 %：放宽 1 个百分点可得" in result.stdout
    assert "已证明最优" in result.stdout


def test_the_json_of_one_plan_is_the_plan(run, plan_path, demonstration):
    result = run("explain", plan_path, "--json")
    assert parse_plan(result.stdout) == parse_plan(plan_json(demonstration.brief.plan))


def test_the_move_between_a_plan_and_a_question_is_told(run, plan_path, dearer, model_path):
    known = ["--plant", "reference", "--model", model_path]
    result = run("explain", plan_path, dearer, *known)
    assert result.exit_code == 0, result.stderr
    assert "target_recovery_pct.WO3" in result.stdout
    assert "70 > 71" in result.stdout
    found = json.loads(run("explain", plan_path, dearer, *known, "--json").stdout)
    [share] = found["shares"]
    assert share["moved"]["recovery/WO3"] == pytest.approx(0.01, abs=1e-5)
    assert found["total"]["cost"] == pytest.approx(share["moved"]["cost"])
    assert found["second"]["cost"]["total"] > found["first"]["cost"]["total"]


def test_two_equal_questions_are_said_to_be(run, dearer, model_path):
    result = run("explain", dearer, dearer, "--plant", "reference", "--model", model_path)
    assert "the two questions ask the same" in result.stdout


def test_a_question_alone_is_planned_and_explained(run, dearer, model_path):
    result = run("explain", dearer, "--plant", "reference", "--model", model_path)
    assert "WO3 recovery at least 71 %" in result.stdout


@pytest.mark.parametrize("missing", [[], ["--plant", "reference"]])
def test_questions_without_a_plant_and_a_model_are_a_usage_mistake(run, dearer, missing):
    assert run("explain", dearer, *missing).exit_code == 2


def test_plans_of_another_model_or_without_a_question_are_refused(
    run, tmp_path, plan_path, dearer, model_path
):
    known = ["--plant", "reference", "--model", model_path]
    content = json.loads(plan_path.read_text(encoding="utf-8"))
    for change, words in (
        ({"provenance": {**content["provenance"], "model": "0" * 64}}, "made with another model"),
        ({"question": {}}, "before plans kept their question"),
    ):
        path = tmp_path / "changed.json"
        path.write_text(json.dumps({**content, **change}), encoding="utf-8")
        result = run("explain", path, dearer, *known)
        assert result.exit_code == 1
        assert words in result.stderr


def test_nothing_that_binds_or_moves_is_said_so(demonstration):
    plan = replace(demonstration.brief.plan, binding=(), waterfall=(), status="feasible")
    text = explanation_text(demonstration.brief.plant, plan)
    for words in ("no limit binds", "no lever moves", "NOT proven optimal"):
        assert words in text


def test_a_limit_that_cannot_be_tightened_says_so_in_chinese(demonstration):
    limit = next(b for b in demonstration.brief.plan.binding if b.limit == "target/WO3")
    words = limit_words(demonstration.brief.plant, replace(limit, loss=None, worth=0.0), "zh")
    assert "放宽 1 个百分点无收益" in words
    assert "无法再收紧" in words
