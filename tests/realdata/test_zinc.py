"""The real zinc plant: from its survey to a plan, or to a refusal that says why."""

import dataclasses

import pandas as pd
import pytest
from flotation_ui.words.model import model_text

from flotation.errors import RefusedError
from flotation.model_file import read_model, write_model
from flotation.plant_file import load_plant
from flotation.survey import balance_checks, read_survey
from flotation.training import train
from optimiser.planning import plan
from optimiser.question import Question

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def plant(root):
    return load_plant(root / "examples" / "plants" / "zinc.toml")


@pytest.fixture(scope="module")
def data(shared_data):
    return shared_data / "zinc_plant"


@pytest.fixture(scope="module")
def survey(plant, data):
    return read_survey(
        data / "zn_dev.csv.gz",
        plant.column,
        time_column=plant.time_column,
        feed_rate=plant.feed_rate,
        physics=balance_checks(plant),
    )


@pytest.fixture(scope="module")
def model(plant, survey):
    return train(plant, survey)


def test_the_true_names_of_the_dictionary_are_known(plant, data):
    dictionary = pd.read_csv(data / "column_dictionary.csv")
    known = {alias for column in plant.column for alias in column.aliases}
    calculated = dictionary.name.str.contains("calculation")
    assert set(dictionary.name[~calculated]) <= known
    assert set(dictionary.zyfra_alias[~calculated]) <= known


def test_every_row_is_accounted_for(survey):
    assert survey.report.read == 1656
    assert survey.report.accepted + len(survey.report.left_out) == 1656


def test_known_stops_and_stuck_runs_are_named(plant, survey, data):
    names = {alias: column.name for column in plant.column for alias in column.aliases}
    times = survey.table[plant.time_column]
    events = pd.read_csv(data / "known_quality_events.csv", parse_dates=["start", "end"])
    events = events[(events.set == "zn_labelled") & (events.end <= times.max())]
    missed = []
    for event in events.itertuples():
        during = set(times.index[(times >= event.start) & (times <= event.end)])
        stop = event.col.startswith("PLANT STOP")
        column = plant.feed_rate if stop else names[event.col]
        rules = {"plant stop", "missing"} if stop else {"stuck", "range"}
        said = {
            line
            for message in survey.report.messages
            if message.column == column and message.rule in rules
            for line in message.lines
        }
        if len(during & said) < 0.9 * len(during):
            missed.append(f"{event.col} {event.start}")
    assert len(events) >= 10
    assert not missed


def test_zinc_recovery_agrees_with_the_site_s_own(plant, survey, model):
    assert model.card["rows"]["used"] > 1400
    site = survey.table["rougher_recovery_pct"].median() / 100.0
    mine = float(model.predict(model.present_settings, model.present_conditions).recovery["Zn"])
    assert mine == pytest.approx(site, abs=0.06)


def test_the_card_says_that_the_model_is_no_better_than_the_last_lab_value(model):
    [recovery] = [s for s in model.scores if s.target == "recovery/Zn"]
    assert recovery.r2_last <= 0.0
    assert recovery.mae > recovery.mae_last
    kinds = [warning["kind"] for warning in model.card["warnings"]]
    assert kinds == ["no better than the last lab value"]
    said = " ".join(model_text(model).split())
    assert "Zn: the model predicts new time blocks NO BETTER than the last lab value" in said


def test_the_evidence_speaks_of_every_lever(plant, model):
    assert set(model.evidence) == set(plant.levers)
    for lever, evidence in model.evidence.items():
        assert lever in evidence.sentence
        if evidence.status != "supported":
            assert "trial" in evidence.sentence


def test_reagents_dosed_by_feedback_are_not_supported(model):
    for lever in model.evidence:
        if lever.startswith(("xanthate", "copper")):
            assert model.evidence[lever].status != "supported"


def test_the_same_survey_makes_the_same_model(plant, survey, model, tmp_path):
    write_model(model, tmp_path / "one.json")
    write_model(train(plant, survey), tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert read_model(tmp_path / "one.json", plant).present == model.present


def test_a_plan_moves_supported_levers_or_every_lever_s_lack_is_told(plant, model):
    question = Question(goal="most_recovery", component="Zn")
    supported = {j for j, evidence in model.evidence.items() if evidence.status == "supported"}
    if not supported:
        with pytest.raises(RefusedError, match="supports the effect of none") as caught:
            plan(plant, model, question, in_process=True)
        assert set(caught.value.reasons) == set(plant.levers)
        return
    advice = plan(plant, model, question, in_process=True)
    assert {change.lever for change in advice.changes if abs(change.change) > 1e-6} <= supported
    assert set(advice.locked) == set(plant.levers) - supported
    assert advice.certificate.verified
    assert advice.certificate.gap <= 1e-4
    assert advice.support.inside


def test_without_supported_levers_the_refusal_lists_all_with_the_missing_evidence(plant, model):
    none = {
        lever: dataclasses.replace(evidence, status="not shown")
        for lever, evidence in model.evidence.items()
    }
    unsupported = dataclasses.replace(model, evidence=none)
    with pytest.raises(RefusedError, match="none of the 16 levers") as caught:
        plan(plant, unsupported, Question(goal="most_margin", component="Zn"), in_process=True)
    assert caught.value.exit_code == 4
    assert list(caught.value.reasons) == list(plant.levers)
    assert all("variation is its own" in reason for reason in caught.value.reasons.values())
