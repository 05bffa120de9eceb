"""What a person does with a recommendation: asks, keeps, accepts, declines."""

import time
from collections.abc import Iterator

from flotation.errors import DataError
from flotation.history.advice import advice_of, keep_advice
from flotation.history.decisions import (
    Decision,
    decision_on,
    keep_decision,
    make_decision,
)
from flotation.history.plans import keep_plan, kept_plans
from flotation.history.questions import SavedQuestion, keep_question, question
from flotation.plant_file import plant_digest
from flotation_ui.language import Language
from flotation_ui.roles import may, require_role
from flotation_ui.solved import solved_plan
from flotation_ui.views.recommend import MINUTES, Answer, make_answer
from flotation_ui.words.decisions import REASONS
from flotation_ui.workspace import Workspace
from optimiser.plan_file import parse_plan, plan_json
from optimiser.question import Question
from optimiser.question_text import question_toml
from optimiser.worker import OnWait


def ask(workspace: Workspace, asked: Question, on_wait: OnWait) -> Answer:
    """Solve a question and note in the history that its plan was shown.

    Raises
    ------
    AccessError
        If the person may only look.
    FlotationError
        As for :func:`optimiser.planning.plan`.
    """
    require_role(workspace.person, "plan")
    began = time.monotonic()
    found = solved_plan(workspace, asked, on_wait)
    seconds = time.monotonic() - began
    history, by = workspace.history, workspace.person.name
    with history.writing():
        kept = keep_plan(history, workspace.plant.name, plan_json(found), by=by)
        advice = keep_advice(history, kept.sha256, shift=workspace.next_shift, shown_to=by)
    return make_answer(workspace.plant, workspace.model, asked, found, seconds, advice_id=advice.id)


def newest_answer(workspace: Workspace) -> Answer | None:
    """The plan that was kept last, as long as it was made with what is in use now."""
    for kept in kept_plans(workspace.history, workspace.plant.name, newest=1):
        found = parse_plan(kept.content.decode("utf-8"))
        asked = Question.model_validate(found.question)
        answer = make_answer(workspace.plant, workspace.model, asked, found, None, advice_id=None)
        return None if is_outdated(workspace, answer) else answer
    return None


def is_outdated(workspace: Workspace, answer: Answer) -> bool:
    """Whether plant, prices or model are others than those the plan was made with."""
    made = answer.plan.provenance
    now = (plant_digest(workspace.plant), workspace.card.content_sha256)
    return (made.plant, made.model) != now


def obstacles(workspace: Workspace, answer: Answer, *, confirmed: bool) -> tuple[str, ...]:
    """Why the plan cannot be accepted now; none where it can."""
    return tuple(_obstacles(workspace, answer, confirmed))


def _obstacles(workspace: Workspace, answer: Answer, confirmed: bool) -> Iterator[str]:
    say = workspace.language
    if answer.advice_id is None:
        yield say("This plan was not asked for here: press Run first.")
    if not may(workspace.person, "decide"):
        yield say("Your role may look, not decide.")
    if workspace.is_stale:
        yield say(
            "The newest data are {hours:.0f} hours old: import the shifts since, then ask again.",
            hours=workspace.stale_hours,
        )
    if not workspace.model_fits_plant:
        yield say("The plant file was changed since the model was trained: train again first.")
    if is_outdated(workspace, answer):
        yield say("Plant, prices or model have changed since: press Run again.")
    if not answer.plan.support.inside and not confirmed:
        yield say("Set-points lie outside the survey: confirm that you know this.")


def accept(workspace: Workspace, answer: Answer, *, confirmed: bool) -> Decision:
    """Note that the plan is followed; every condition is checked again.

    Raises
    ------
    AccessError
        If the person may not decide.
    DataError
        If something stands in the way.
    """
    require_role(workspace.person, "decide")
    in_the_way = obstacles(workspace, answer, confirmed=confirmed)
    if in_the_way:
        raise DataError(" ".join(in_the_way))
    decision = make_decision(
        answer.advice_id,
        "accepted",
        by=workspace.person.name,
        setpoints=answer.plan.setpoints,
    )
    return keep_decision(workspace.history, decision)


def decline(workspace: Workspace, answer: Answer, code: str, words: str) -> Decision:
    """Note that the plan is not followed, and why.

    Raises
    ------
    AccessError
        If the person may not decide.
    HistoryError
        If the reason says too little.
    """
    require_role(workspace.person, "decide")
    decision = make_decision(
        answer.advice_id, "declined", by=workspace.person.name, reason_code=code, reason=words
    )
    return keep_decision(workspace.history, decision)


def save(workspace: Workspace, asked: Question, name: str) -> SavedQuestion:
    """Keep a question under a name.

    Raises
    ------
    AccessError
        If the person may only look.
    """
    require_role(workspace.person, "plan")
    text = question_toml(asked)
    by = workspace.person.name
    return keep_question(workspace.history, workspace.plant.name, name.strip(), text, by=by)


def decided_words(workspace: Workspace, answer: Answer, say: Language) -> str:
    """What was decided about the plan; empty while nothing is."""
    if answer.advice_id is None:
        return ""
    found = decision_on(workspace.history, answer.advice_id)
    if found is None:
        return ""
    if found.kind == "declined":
        why = say(REASONS[found.reason_code])
        return say("Declined by {who}: {why}", who=found.by, why=found.reason or why)
    shift = advice_of(workspace.history, answer.advice_id).shift.replace("T", " ")[:MINUTES]
    return say("Accepted by {who} for the shift from {shift}", who=found.by, shift=shift)


def saved_text(workspace: Workspace, question_id: str) -> bytes:
    """The TOML of a saved question, by the id in its link.

    Raises
    ------
    HistoryError
        If there is none.
    """
    return question(workspace.history, question_id).toml.encode("utf-8")
