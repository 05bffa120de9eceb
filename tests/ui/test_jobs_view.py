"""What the page Jobs says, without Streamlit."""

import datetime

import pytest
from flotation_ui.jobs.registry import KINDS
from flotation_ui.jobs.work import STEPS
from flotation_ui.language import Language
from flotation_ui.views import jobs as view

from flotation.history import open_history
from flotation.history.jobs import Job, queue_job
from flotation.history.leases import claim_job, finish_job

SAY = Language(code="en")
NOON = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)


@pytest.fixture
def history(tmp_path):
    with open_history(tmp_path / "history.sqlite3") as opened:
        yield opened


def seconds(count):
    return NOON + datetime.timedelta(seconds=count)


def ended(kind, result):
    return Job(
        id="j",
        kind=kind,
        arguments={},
        state="done",
        by="li",
        queued_at="2026-01-05",
        result=result,
    )


def test_every_kind_and_every_step_has_its_words():
    assert set(view.KINDS) == set(KINDS)
    assert set(view.STEPS) == set(STEPS)


def test_lines_are_the_newest_first_and_say_how_long_a_job_took(history):
    first = queue_job(history, "retrain", {}, by="li", now=NOON)
    queue_job(history, "front", {}, by="wang", now=seconds(1))
    claim_job(history, "w", now=seconds(5))
    finish_job(history, first.id, "w", {}, now=seconds(47))
    front, retrain = view.lines(history, SAY, "Asia/Shanghai", 15)
    assert retrain.when == "li, 2026-01-05 20:00, took 42 s"
    assert (front.doing, front.state, front.is_open) == ("Next in line", "waits", True)
    assert (retrain.doing, retrain.is_open, retrain.progress) == ("", False, None)
    assert len(view.lines(history, SAY, None, 1)) == 1


def test_nobody_works_where_a_job_waits_long_and_none_runs(history):
    queue_job(history, "retrain", {}, by="li", now=NOON)
    waiting = view.lines(history, SAY, None, 15)
    assert not view.nobody_works(waiting, seconds(19))
    assert view.nobody_works(waiting, seconds(21))
    queue_job(history, "front", {}, by="li", now=seconds(1))
    claim_job(history, "w", now=seconds(2))
    assert not view.nobody_works(view.lines(history, SAY, None, 15), seconds(60))
    assert not view.nobody_works((), seconds(60))


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        ({"verdict": None, "promoted": False}, "Nothing is new"),
        ({"verdict": {}, "promoted": True}, "The new model is in use."),
        ({"verdict": {}, "promoted": False}, "waits for somebody's approval"),
    ],
)
def test_a_retraining_ends_in_one_of_three_ways(result, sentence):
    found = view.came(ended("retrain", {"model": "b" * 64, **result}), SAY)
    assert sentence in found.sentences[0]
    assert found.page == "models"


def test_a_stale_import_says_so_first_and_every_refusal_with_its_table():
    tables = [{"name": "a.csv", "sentence": "it is empty"}, {"name": "b.csv", "sentence": None}]
    result = {"stored": 3, "tables": tables, "stale": True, "newest": "2026-01-02T08:00:00"}
    found = view.came(ended("import", result), SAY)
    assert found.sentences == (
        "The data are stale: the newest row is of 2026-01-02 08:00.",
        "a.csv: it is empty",
    )
    assert [value for _, value in found.figures] == ["3", "1", "2026-01-02 08:00"]


def test_a_file_outside_the_jobs_folder_is_never_offered(tmp_path, monkeypatch):
    monkeypatch.setenv("FLOTATION_JOBS", str(tmp_path / "jobs"))
    (tmp_path / "jobs").mkdir()
    (tmp_path / "secret.csv").write_text("s")
    (tmp_path / "jobs" / "good.html").write_text("g")
    result = {"model": "a" * 64, "file": "../secret.csv"}
    assert view.came(ended("report", result), SAY).file is None
    found = view.came(ended("report", result | {"file": "good.html"}), SAY)
    assert found.file == tmp_path / "jobs" / "good.html"


def test_a_reader_in_no_known_zone_reads_utc():
    assert view.moment("2026-01-05T08:00:00Z", "../nowhere") == "2026-01-05 08:00 UTC"
