import json
from dataclasses import replace

import pandas as pd
import pytest
from flotation_ui.inputs import survey_path
from flotation_ui.report.labels import Words
from flotation_ui.words.plan import plan_text

from flotation.model_file import model_bytes
from optimiser.plan_file import parse_plan


@pytest.fixture
def plan(run, model_path):
    def plan(*words):
        return run("plan", "reference", model_path, *words)

    return plan


def test_the_plan_is_the_same_on_screen_in_json_and_in_the_file(plan, tmp_path, demonstration):
    path = tmp_path / "plan.json"
    result = plan("--target", "WO3=70", "-o", path, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == json.loads(path.read_text(encoding="utf-8"))
    written = parse_plan(path.read_text(encoding="utf-8"))
    assert written.setpoints == pytest.approx(dict(demonstration.brief.plan.setpoints))


def test_the_screen_shows_every_lever_and_what_proves_the_plan(plan, demonstration):
    text = plan("--target", "WO3=70").stdout
    assert "Least cost, WO3 >= 70 %: proven optimal" in text
    for lever in demonstration.brief.plant.lever:
        assert demonstration.brief.plant.columns[lever.column].en in text
        assert lever.column not in text
    for words in ("certificate: objective", "limits that bind", "surveyed region", "CNY per t"):
        assert words in text


def test_a_budget_without_a_goal_asks_for_the_most_recovery(plan):
    answer = json.loads(plan("--budget", "45", "--json").stdout)
    assert answer["goal"] == "most_recovery"
    assert answer["cost"]["total"] <= 45.0 * (1 + 1e-6)


def test_an_option_stands_in_for_what_the_question_file_says(plan, tmp_path):
    question = tmp_path / "question.toml"
    question.write_text('goal = "least_cost"\ntarget_recovery_pct = { WO3 = 60.0, Bi = 56.0 }\n')
    answer = json.loads(plan("--question", question, "--target", "WO3=65", "--json").stdout)
    assert answer["recovery"]["WO3"]["value"] == pytest.approx(0.65, abs=1e-6)
    assert answer["recovery"]["Bi"]["value"] >= 0.56 - 1e-6


def test_a_lever_that_is_held_stays_and_says_so(plan):
    result = plan("--target", "WO3=60", "--fix", "w_ph=9.0")
    row = next(line for line in result.stdout.splitlines() if line.startswith("pH"))
    assert "9.00" in row
    assert "locked" in row
    assert "the question holds it at 9" in result.stdout


def test_confidence_asks_for_more_than_the_expected_recovery(plan):
    answer = json.loads(plan("--target", "WO3=60", "--confidence", "0.9", "--json").stdout)
    assert answer["recovery"]["WO3"]["value"] > 0.62


def test_bad_prices_are_named_with_what_is_left(plan):
    asked = ("--goal", "most_margin", "--price-risk", "1")
    answer = json.loads(plan(*asked, "--json").stdout)
    assert list(answer["price_risk"]["prices"]) == ["w_concentrate"]
    assert answer["price_risk"]["margin"] < 0.7 * answer["margin"]
    text = " ".join(plan(*asked).stdout.split())
    assert "Most margin, the 1 worst prices at their bad ends" in text
    assert f"(w_concentrate 84700): margin {answer['price_risk']['margin']:.2f} CNY/t" in text


def test_newer_shifts_move_the_interval_and_the_plan_says_so(plan, tmp_path, demonstration):
    table = pd.read_csv(survey_path("reference")).tail(120)
    started = pd.to_datetime(table["shift_start"]) + pd.Timedelta(days=60)
    table.assign(shift_start=started.dt.strftime("%Y-%m-%d %H:%M")).to_csv(
        tmp_path / "newer.csv", index=False
    )
    result = plan("--target", "WO3=70", "--newer", tmp_path / "newer.csv", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert any("the intervals follow 1" in note for note in found["notes"])
    before = demonstration.brief.plan.recovery["WO3"]
    now = found["recovery"]["WO3"]
    assert now["value"] == pytest.approx(before.value, abs=1e-6)
    assert abs(now["low"] - before.low) > 1e-3


def test_a_target_beyond_reach_ends_with_three_and_the_cheapest_change(plan):
    result = plan("--target", "WO3=99", "--json")
    assert result.exit_code == 3
    error = json.loads(result.stdout)["error"]
    assert error["kind"] == "InfeasibleError"
    assert error["conflict"]
    assert error["relaxation"]
    assert "WO3" in result.stderr


def test_a_refusal_writes_a_question_that_has_a_plan(plan, tmp_path):
    path = tmp_path / "nearest.toml"
    asked = ["--target", "WO3=99", "--budget", "40", "--write-question", path]
    refused = plan(*asked, "--json")
    assert refused.exit_code == 3
    assert f"{path} asks with alternative 1" in refused.stderr
    offered = json.loads(refused.stdout)["error"]["alternatives"]
    assert path.read_text(encoding="utf-8") == offered[0]["toml"] + "\n"
    assert f"alternative 1: {offered[0]['words']}" in refused.stderr
    again = plan("--question", path, "--json")
    assert again.exit_code == 0, again.stderr


def test_an_alternative_that_is_not_there_is_said_and_not_written(plan, tmp_path):
    path = tmp_path / "nearest.toml"
    refused = plan("--target", "WO3=99", "--write-question", path, "--alternative", "99")
    assert refused.exit_code == 3
    assert "there is no alternative 99" in refused.stderr
    assert not path.exists()
    assert plan("--target", "WO3=60", "--alternative", "2").exit_code == 2


def test_a_model_without_evidence_ends_with_four_and_lists_every_lever(
    run, tmp_path, demonstration
):
    model = demonstration.brief.model
    unsure = {
        lever: replace(found, status="not shown", sentence=f"{lever} never moved by itself")
        for lever, found in model.evidence.items()
    }
    path = tmp_path / "unsure.json"
    path.write_bytes(model_bytes(replace(model, evidence=unsure)))
    result = run("plan", "reference", path, "--target", "WO3=70", "--json")
    assert result.exit_code == 4
    assert set(json.loads(result.stdout)["error"]["reasons"]) == set(unsure)
    for lever in unsure:
        assert f"{lever} never moved by itself" in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--target", "WO3"], 2, "expected NAME=NUMBER"),
        (["--target", "WO3=nan"], 2, "expected NAME=NUMBER"),
        (["--target", "WO3=60", "--target", "WO3=70"], 2, "names WO3 twice"),
        (["--target", "WO3=60", "--component", "Mo"], 2, "no meaning for the goal least_cost"),
        (["--target", "Sn=60"], 1, "Sn"),
        (["--target", "WO3=170"], 1, "target_recovery_pct"),
        (["--target", "WO3=60", "--fix", "w_phh=9"], 1, "did you mean 'w_ph'"),
        (["--goal", "least_cost"], 1, "needs target_recovery_pct"),
        (["--goal", "cheapest"], 2, "least_cost"),
        (["--override", "w_ph"], 2, "expected LEVER=REASON"),
        (["--override", "w_ph= "], 2, "expected LEVER=REASON"),
        (["--override", "w_ph=a", "--override", "w_ph=b"], 2, "names w_ph twice"),
        (["--override", "w_phh=trial of May"], 1, "did you mean 'w_ph'"),
        (["--question", "none.toml"], 1, "none.toml"),
    ],
)
def test_a_question_that_makes_no_sense_is_one_sentence(plan, words, code, message):
    result = plan(*words)
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert "Traceback" not in result.output


@pytest.fixture
def doubted(tmp_path, demonstration):
    """A model whose survey contradicts pH and does not show the soap."""
    model = demonstration.brief.model
    said = {"w_ph": "contradicted", "w_soap_g_t": "not shown"}
    evidence = {
        lever: replace(found, status=said.get(lever, found.status))
        for lever, found in model.evidence.items()
    }
    path = tmp_path / "doubted.json"
    path.write_bytes(model_bytes(replace(model, evidence=evidence)))
    return path


def test_levers_moved_on_a_person_s_word_are_told_with_the_reason(run, doubted, tmp_path):
    asked = ["--target", "WO3=70", "--override", "w_ph=trial of May"]
    asked += ["--override", "w_soap_g_t=as in plant B", "--override", "w_bha_g_t=sure"]
    page = tmp_path / "plan.html"
    shown = run("plan", "reference", doubted, *asked, "--report", page, "--language", "zh")
    told = json.loads(run("plan", "reference", doubted, *asked, "--json").stdout)["overrides"]
    assert [(t["lever"], t["verdict"], t["reason"]) for t in told] == [
        ("w_ph", "contradicted", "trial of May"),
        ("w_soap_g_t", "not shown", "as in plant B"),
        ("w_bha_g_t", "supported", "sure"),
    ]
    assert all(t["moved"] for t in told)
    words = " ".join(shown.stdout.split())
    assert "pH, W rougher: MOVED AGAINST THE SURVEY" in words
    assert "word alone: trial of May" in words
    assert "without support of the survey: as in plant B" in words
    assert "no word was needed: sure" in words
    report = page.read_text(encoding="utf-8")
    assert "仅凭人为决定仍作调整！理由：trial of May" in report
    assert "按人为决定调整。理由：as in plant B" in report


def test_a_contradicted_lever_stays_without_a_person_s_word(run, doubted):
    answer = json.loads(run("plan", "reference", doubted, "--target", "WO3=65", "--json").stdout)
    assert {"w_ph", "w_soap_g_t"} <= set(answer["locked"])
    assert answer["overrides"] == []


def test_a_model_of_another_plant_is_refused(run, model_path, root):
    result = run("plan", root / "tests" / "small_plant.toml", model_path, "--target", "WO3=60")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")


def test_a_damaged_model_is_refused(run, model_path):
    model_path.write_bytes(model_path.read_bytes().replace(b"0", b"1", 1))
    result = run("plan", "reference", model_path, "--target", "WO3=60")
    assert result.exit_code == 1
    assert "model.json" in result.stderr


def test_what_is_not_proven_checked_or_surveyed_is_said_so_on_screen(demonstration):
    brief = demonstration.brief
    plan = replace(
        brief.plan,
        status="feasible",
        support=replace(brief.plan.support, inside=False),
        certificate=replace(brief.plan.certificate, verified=False),
        binding=(),
        locked={"w_ph": "the survey does not support moving it"},
        notes=("the plan may leave the surveyed region: trial planned",),
    )
    text = plan_text(brief.plant, brief.question, plan, brief.now)
    for words in (
        "feasible, NOT proven optimal",
        "OUTSIDE the surveyed region",
        "NOT verified",
        "no limit binds",
        "note: the plan may leave the surveyed region",
        "- pH, W rougher: the survey does not support moving it",
    ):
        assert words in text


def test_now_and_plan_are_two_columns(demonstration):
    brief = demonstration.brief
    text = plan_text(brief.plant, brief.question, brief.plan, brief.now)
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line}
    assert rows["WO3"][1] == f"{100 * brief.now.recovery['WO3']:.1f}"
    assert rows["WO3"][2] == f"{100 * brief.plan.recovery['WO3'].value:.1f}"
    assert rows["reagents"][1:] == [
        f"{brief.now.cost.reagents:.2f}",
        f"{brief.plan.cost.reagents:.2f}",
    ]


def test_an_unwritable_place_is_refused_before_any_solving(plan, tmp_path, monkeypatch):
    monkeypatch.setattr("optimiser.planning.plan", pytest.fail)
    result = plan("--target", "WO3=60", "-o", tmp_path / "missing" / "plan.json")
    assert result.exit_code == 1
    assert "there is no folder" in result.stderr


def test_a_report_of_any_plan_shows_its_front_and_no_truth(plan, tmp_path):
    path = tmp_path / "plan.html"
    result = plan("--target", "WO3=60", "--report", path, "--language", "zh")
    assert result.exit_code == 0, result.stderr
    page = path.read_text(encoding="utf-8")
    words = Words(language="zh")
    assert words("front") in page
    assert words("truth") not in page


def test_a_language_without_a_report_is_a_usage_mistake(plan):
    assert plan("--target", "WO3=60", "--language", "zh").exit_code == 2
