"""What a person may do with a plan, and what stands in the way."""

from dataclasses import replace

import pytest
from flotation_ui import workspace as workspaces
from flotation_ui.roles import Role
from flotation_ui.views import recommend_deeds as deeds

from flotation.errors import AccessError, DataError


def outside(answer):
    support = replace(answer.plan.support, inside=False)
    return replace(answer, plan=replace(answer.plan, support=support))


def test_nothing_stands_in_the_way_of_a_fresh_plan(workspace_of, answer):
    assert deeds.obstacles(workspace_of(), answer, confirmed=False) == ()


def test_a_plan_outside_the_survey_waits_for_confirmation(workspace_of, answer):
    (line,) = deeds.obstacles(workspace_of(), outside(answer), confirmed=False)
    assert "outside the survey" in line
    assert deeds.obstacles(workspace_of(), outside(answer), confirmed=True) == ()


def test_stale_data_stand_in_the_way_of_any_plant_but_the_example(
    workspace_of, answer, monkeypatch
):
    assert not workspace_of().is_stale
    monkeypatch.setattr(workspaces, "reference_name", lambda: "another plant")
    assert workspace_of().is_stale
    (line,) = deeds.obstacles(workspace_of(), answer, confirmed=True)
    assert "hours old" in line


def test_other_prices_or_another_model_make_a_plan_old(workspace_of, answer):
    old = replace(answer.plan.provenance, model="0" * 64)
    aged = replace(answer, plan=replace(answer.plan, provenance=old))
    (line,) = deeds.obstacles(workspace_of(), aged, confirmed=True)
    assert "have changed since" in line


def test_a_viewer_may_neither_ask_nor_decide(workspace_of, answer):
    viewer = workspace_of(role=Role.VIEWER)
    assert "may look" in " ".join(deeds.obstacles(viewer, answer, confirmed=True))
    with pytest.raises(AccessError, match="plan"):
        deeds.ask(viewer, answer.question, lambda before: None)
    with pytest.raises(AccessError, match="decide"):
        deeds.accept(viewer, answer, confirmed=True)
    with pytest.raises(AccessError, match="decide"):
        deeds.decline(viewer, answer, "other", "no")
    with pytest.raises(AccessError, match="plan"):
        deeds.save(viewer, answer.question, "mine")


def test_what_stands_in_the_way_is_checked_where_the_deed_is_done(workspace_of, answer):
    with pytest.raises(DataError, match="outside the survey"):
        deeds.accept(workspace_of(), outside(answer), confirmed=False)


def test_every_reason_of_the_history_has_its_words():
    from flotation.history.decisions import REASON_CODES

    assert set(deeds.REASONS) == set(REASON_CODES)
