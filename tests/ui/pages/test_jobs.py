"""The page Jobs: empty, waiting, running, done, failed, and seen by somebody who may only look."""

import os

import pytest

from flotation.history import open_history
from flotation.history.jobs import cancel_job, job_of, listed_jobs, queue_job
from flotation.history.leases import claim_job, fail_job, finish_job, heartbeat

NAME = "jobs"


@pytest.fixture
def history(opened):
    with open_history(os.environ["FLOTATION_DB_URL"]) as found:
        yield found


@pytest.fixture
def page(opened):
    """Open the page in a language, at a job's address where one is given."""

    def page(language="en", job=None):
        app = opened(NAME, language)
        assert not app.exception
        if job is not None:
            app.query_params["job"] = job
            app.run()
        return app

    return page


def queued(history, kind="retrain", by="li", **arguments):
    return queue_job(history, kind, arguments, by=by)


def done(history, kind, result):
    job = queued(history, kind)
    claim_job(history, "w")
    return finish_job(history, job.id, "w", result)


def words(app):
    """Everything that a page says."""
    kinds = (app.markdown, app.text, app.caption, app.info, app.error, app.warning, app.subheader)
    return "\n".join(str(each.value) for kind in kinds for each in kind)


def press(app, key):
    return next(button for button in app.button if button.key == key).click()


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "No job was asked for yet"), ("zh", "还没有任务")],
)
def test_an_empty_page_says_what_to_do(page, language, says):
    assert says in words(page(language))


@pytest.mark.parametrize(
    ("language", "kind"), [("en", "Retrain the model"), ("zh", "重新训练模型")]
)
def test_a_job_that_is_asked_for_waits_under_its_own_address(page, history, language, kind):
    app = page(language)
    press(app, "jobs_ask").run()
    (job,) = listed_jobs(history)
    assert (job.kind, job.state, job.by) == ("retrain", "queued", "local")
    assert app.query_params["job"] == job.id
    assert kind in words(app)
    assert len(listed_jobs(history)) == 1
    press(app, "jobs_ask").run()
    assert len(listed_jobs(history)) == 2


def test_every_kind_has_its_form(page, history):
    app = page()
    for kind in ("front", "reconcile", "report"):
        app.selectbox(key="jobs_kind").select(kind).run()
        assert not app.exception
        press(app, "jobs_ask").run()
    assert [job.kind for job in listed_jobs(history)] == ["report", "reconcile", "front"]
    assert listed_jobs(history, kinds=["front"])[0].arguments["points"] == 25
    for kind in ("batch", "schedule"):
        app.selectbox(key="jobs_kind").select(kind).run()
        assert not app.exception
        press(app, "jobs_ask").run()
        assert "is missing; add it" in words(app)
    assert len(listed_jobs(history)) == 3


def test_a_running_job_shows_how_far_it_is_and_can_be_cancelled(page, history):
    job = queued(history)
    claim_job(history, "w")
    heartbeat(history, job.id, "w", progress=0.4, words="fitting")
    app = page(job=job.id)
    assert "runs" in words(app)
    bars = app.get("progress")
    assert bars
    assert {bar.proto.text for bar in bars} == {"Fitting and judging"}
    press(app, f"jobs_cancel_{job.id}").run()
    assert job_of(history, job.id).cancel_requested
    assert not [button for button in app.button if button.key == f"jobs_cancel_{job.id}"]


def test_a_job_that_is_done_is_found_again_by_its_address(page, history):
    result = {"model": "a" * 64, "champion": None, "promoted": False, "verdict": {}}
    job = done(history, "retrain", result)
    app = page(job=job.id)
    assert "waits for somebody's approval" in words(app)
    assert [metric.value for metric in app.metric] == ["a" * 8]
    again = page("zh", job=job.id)
    assert "等待批准" in words(again)


def test_a_list_opens_a_job(page, history):
    job = queued(history)
    app = page()
    press(app, f"jobs_open_{job.id}").run()
    assert app.query_params["job"] == job.id
    assert "What was asked for" in [expander.label for expander in app.expander]


def test_a_file_that_a_job_wrote_can_be_downloaded(page, history, tmp_path, monkeypatch):
    monkeypatch.setenv("FLOTATION_JOBS", str(tmp_path))
    (tmp_path / "x.csv").write_text("a\n1\n")
    result = {"model": "a" * 64, "scenarios": 3, "counts": {"optimal": 2}, "file": "x.csv"}
    app = page(job=done(history, "batch", result).id)
    assert [metric.value for metric in app.metric] == ["3", "2", "1"]
    assert [button.label for button in app.get("download_button")] == ["Download x.csv"]


def test_a_failed_job_says_why_and_what_it_says_steers_nothing(page, history):
    job = queued(history)
    claim_job(history, "w")
    fail_job(history, job.id, "w", "the ![survey](http://x.example/y.png) is empty")
    said = words(page(job=job.id))
    assert "failed" in said
    assert "\\!\\[survey\\]" in said or "!\\[survey\\]" in said


def test_an_address_of_no_job_is_a_sentence(page):
    assert "there is no job" in words(page(job="nothing"))


def test_who_may_only_look_sees_the_jobs_and_cannot_ask(page, history, monkeypatch):
    monkeypatch.setenv("FLOTATION_SIGN_IN_LOCAL_ROLE", "viewer")
    job = queued(history)
    app = page(job=job.id)
    keys = {button.key for button in app.button}
    assert f"jobs_open_{job.id}" in keys
    assert not keys & {"jobs_ask", f"jobs_cancel_{job.id}"}


def test_a_cancelled_job_is_shown_as_such(page, history):
    job = queued(history)
    cancel_job(history, job.id, by="li")
    assert "已取消" in words(page("zh", job=job.id))
