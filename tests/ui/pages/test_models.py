"""The models page: scores, curves with their verdicts, drift, and approval by those who may."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flotation_ui.language import Language
from flotation_ui.roles import Person, Role
from flotation_ui.views import models as view
from flotation_ui.workspace import open_workspace

from flotation.errors import AccessError, StoreError
from flotation.history import open_history
from flotation.store import ModelStore
from flotation.store.journal import Entry

NOW = datetime(2026, 1, 2, tzinfo=UTC)
VERDICT = {"outcome": "promote", "reasons": []}


@pytest.fixture
def judged(tmp_path, demonstration, opened_history):
    """A workspace in whose store another model was judged better than the one in use."""
    brief = demonstration.brief
    store = ModelStore(tmp_path / "store")
    used = store.put(brief.model, brief.plant)
    store.promote(used.sha256, expected=None, by="a", why="", when="2026-01-01T00:00:00Z")
    other = store.put(replace(brief.model, seed=7), brief.plant)
    store.record(
        Entry(
            plant=brief.plant.name,
            event="judged",
            model=other.sha256,
            champion=used.sha256,
            by="job",
            why="",
            when="2026-01-01T01:00:00Z",
            verdict=VERDICT,
        )
    )
    person = Person(name="chief", role=Role.APPROVER, source="local")
    return open_workspace(opened_history, store, Language(code="en"), person, None), used, other


@pytest.fixture
def opened_history(tmp_path, ready_store):
    shutil.copy(ready_store.folder / "history.sqlite3", tmp_path)
    with open_history(tmp_path / "history.sqlite3") as history:
        yield history


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_scores_curves_drift_and_the_journal(opened, language):
    app = opened("models", language)
    assert not app.exception
    assert [error.value for error in app.error] == []
    scores, stored, journal = (frame.value for frame in app.dataframe)
    assert len(scores) == 3
    assert len(stored) == len(journal) == 1
    assert {"zh": "得分", "en": "Scores"}[language] == app.tabs[0].label
    assert len(app.warning) == 1


def test_a_candidate_is_approved_by_name_and_taken_back(judged):
    workspace, used, other = judged
    (candidate,) = view.candidates(workspace)
    assert candidate.sha256 == other.sha256
    view.approve(workspace, other.sha256, "better in May", NOW)
    assert workspace.store.champion(workspace.plant.name) == other.sha256
    last = view.journal_table(workspace).iloc[0]
    assert last.tolist()[1:] == ["promoted", other.sha256[:8], "", "chief", "better in May"]
    assert view.roll_back(workspace, "complaints", NOW) == used.sha256


def test_who_may_not_approve_changes_nothing(judged):
    workspace, used, other = judged
    engineer = replace(workspace, person=Person(name="e", role=Role.ENGINEER, source="local"))
    with pytest.raises(AccessError, match="needs approver"):
        view.approve(engineer, other.sha256, "", NOW)
    with pytest.raises(AccessError, match="needs approver"):
        view.roll_back(engineer, "", NOW)
    assert workspace.store.champion(workspace.plant.name) == used.sha256


def test_there_is_nothing_to_go_back_to_at_first(judged):
    workspace, *_ = judged
    with pytest.raises(StoreError, match="there is none before it"):
        view.roll_back(workspace, "", NOW)


def test_a_curve_carries_the_survey_s_verdict(judged):
    workspace, *_ = judged
    curves = {curve.figure.lever: curve for curve in view.curves_of(workspace)}
    for lever, curve in curves.items():
        assert curve.figure.status == workspace.model.evidence[lever].status
        assert curve.verdict in ("supported", "contradicted", "not shown")
