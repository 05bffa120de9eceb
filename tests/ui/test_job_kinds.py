"""Every kind of job calls what exists, keeps its result once, and says how far it is."""

import pytest
from flotation_ui.inputs import plant_path
from flotation_ui.jobs.registry import KINDS, ask_for, checked_arguments, kind_of
from flotation_ui.jobs.uploads import keep_upload, upload_path
from flotation_ui.jobs.work import STEPS, Work, model_store

from flotation.errors import ConflictError, DataError
from flotation.history import open_history
from flotation.history.balances import kept_balances
from flotation.history.jobs import listed_jobs
from flotation.history.models import kept_models
from flotation.plant_file import load_plant

PLANT = load_plant(plant_path("reference"))
QUESTION = 'goal = "least_cost"\n[target_recovery_pct]\nWO3 = 62.0\n'
HORIZON = """
goal = "most_margin"
[horizon]
shifts = 2
blend_step_pct = 50.0
stockpile = [
  { name = "skarn", tonnes = 3000.0, conditions = { ore_wo3_pct = 0.44 } },
  { name = "marble", tonnes = 5000.0, conditions = { ore_wo3_pct = 0.32 } },
]
"""


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    """Folders of this test's jobs and models."""
    monkeypatch.setenv("FLOTATION_JOBS", str(tmp_path / "jobs"))
    monkeypatch.setenv("FLOTATION_STORE", str(tmp_path / "store"))
    return tmp_path


@pytest.fixture
def history(tmp_path):
    with open_history(tmp_path / "history.sqlite3") as opened:
        yield opened


@pytest.fixture
def champion(demonstration):
    """Hash of the model in use, that of the shipped survey."""
    card = model_store().put(demonstration.brief.model, PLANT)
    model_store().promote(card.sha256, expected=None, by="li", why="test", when="2026-01-01")
    return card.sha256


@pytest.fixture
def done(history):
    """Run a kind of job in this process; returns (result, what was told)."""

    def done(kind, **arguments):
        told = []
        work = Work(
            job="job1",
            by="li",
            history=history,
            tell=lambda share, step: told.append((share, step)),
        )
        given = checked_arguments(kind, {"plant": PLANT.name, **arguments})
        return kind_of(kind).run(given, work), told

    return done


def check_told(told):
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0
    assert {step for _, step in told} <= set(STEPS)
    assert len(told) > 1


def test_a_balance_is_kept_once_however_often_it_is_reconciled(done, history):
    asked = {"since": "2024-02-01", "until": "2024-02-08"}
    first, told = done("reconcile", **asked)
    again, _ = done("reconcile", **asked)
    check_told(told)
    assert first == again
    (kept,) = kept_balances(history, PLANT.name)
    assert kept.sha256 == first["balance"]
    assert (kept.first, kept.last) == ("2024-02-01T00:00:00", "2024-02-07T16:00:00")
    assert first["shifts"]["running"] == 21
    assert kept.content["shifts"] == first["shifts"]


def test_a_time_without_shifts_cannot_be_reconciled(done):
    with pytest.raises(DataError, match="no shift of .* lies in that time"):
        done("reconcile", since="1999-01-01", until="1999-02-01")


def test_a_front_is_in_the_result_with_the_model_it_is_of(done, champion):
    result, told = done("front", points=3)
    check_told(told)
    assert result["model"] == champion
    assert len(result["front"]["points"]) >= 3


def test_a_batch_writes_one_file_and_goes_on_where_it_stopped(done, champion, folders):
    table = b"scenario,conditions.ore_wo3_pct\n" + b"".join(
        f"s{i},{0.3 + 0.01 * i:.2f}\n".encode() for i in range(3)
    )
    asked = {"question": QUESTION, "scenarios": keep_upload(table), "workers": 1}
    result, told = done("batch", **asked)
    check_told(told)
    assert (result["scenarios"], sum(result["counts"].values())) == (3, 3)
    written = (folders / "jobs" / result["file"]).read_bytes()
    assert written.count(b"\n") == 4
    again, _ = done("batch", **asked)
    assert again == result
    assert (folders / "jobs" / result["file"]).read_bytes() == written


def test_a_schedule_is_in_the_result(done, champion):
    result, told = done("schedule", question=HORIZON)
    check_told(told)
    assert result["model"] == champion
    assert len(result["schedule"]["shifts"]) == 2


def test_a_report_is_a_page_in_the_language_asked_for(done, champion, folders):
    result, told = done("report", language="en")
    check_told(told)
    page = (folders / "jobs" / result["file"]).read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="en"' in page


@pytest.mark.slow
def test_a_retraining_keeps_the_challenger_and_its_verdict_once(done, history):
    first, told = done("retrain")
    again, _ = done("retrain")
    check_told(told)
    assert first == again
    assert first["verdict"]["outcome"] == "promote"
    assert [card.sha256 for card in model_store().cards()] == [first["model"]]
    assert [model.sha256 for model in kept_models(history, PLANT.name)] == [first["model"]]
    assert [entry.event for entry in model_store().history(PLANT.name)] == ["judged"]


def test_without_a_model_in_use_nothing_can_be_planned(done):
    with pytest.raises(DataError, match="has no model in use; retrain, and approve one"):
        done("front")


def test_a_plant_nobody_knows_is_named(history):
    work = Work(job="j", by="li", history=history, tell=lambda share, step: None)
    with pytest.raises(DataError, match="there is no plant 'nowhere' in the history"):
        work.plant("nowhere")


@pytest.mark.parametrize(
    ("kind", "arguments", "sentence"),
    [
        ("mine", {}, "'mine' is no kind of job; expected one of import, reconcile"),
        ("retrain", {}, "job retrain: plant: 'plant' is missing"),
        ("retrain", {"plant": "a", "seed": -1}, "job retrain: seed: expected at least 0"),
        ("front", {"plant": "a", "point": 3}, "did you mean 'points'?"),
        (
            "batch",
            {"plant": "a", "scenarios": "../../etc/passwd"},
            "job batch: scenarios: expected",
        ),
        ("import", {"plant": "a", "connector": "../x"}, "job import: connector: expected"),
        ("reconcile", {"plant": "a", "since": "today"}, "job reconcile: since: expected"),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused_before_anything_waits(
    history, kind, arguments, sentence
):
    with pytest.raises(DataError) as caught:
        ask_for(history, kind, arguments, by="li")
    assert sentence in str(caught.value)
    assert listed_jobs(history) == ()


def test_fifty_double_clicks_make_fifty_jobs(history):
    for press in range(50):
        for _ in range(2):
            ask_for(history, "retrain", {"plant": "a"}, by="li", key=f"press {press}")
    assert len(listed_jobs(history)) == 50
    with pytest.raises(ConflictError, match="is other work"):
        ask_for(history, "retrain", {"plant": "b"}, by="li", key="press 0")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_arguments_and_can_be_run(kind):
    assert "plant" in kind_of(kind).Arguments.model_fields
    assert callable(kind_of(kind).run)


def test_an_upload_is_kept_once_and_is_not_too_large(monkeypatch):
    name = keep_upload(b"a,b\n1,2\n")
    assert keep_upload(b"a,b\n1,2\n") == name
    assert upload_path(name).read_bytes() == b"a,b\n1,2\n"
    monkeypatch.setattr("flotation_ui.jobs.uploads.LARGEST", 3)
    with pytest.raises(DataError, match="at most 0 are taken"):
        keep_upload(b"four")
