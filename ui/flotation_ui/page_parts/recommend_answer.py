"""The middle of the page Recommend: status, cards, what to change, why, and the front."""

import streamlit as st

from flotation_ui import charts
from flotation_ui.errors_shown import errors_shown, plain
from flotation_ui.page_parts.recommend_ask import show_question
from flotation_ui.page_parts.recommend_decide import draw_decision
from flotation_ui.solved import solved_front
from flotation_ui.views import recommend as view
from flotation_ui.views import recommend_front as fronts
from flotation_ui.workspace import Workspace

FIRST = 4  # limits shown before the rest is folded away
CHART = "recommend_front"


def draw_answer(workspace: Workspace, answer: view.Answer, *, changed: bool) -> None:
    """Everything about a plan; ``changed`` where the fields ask something else by now."""
    say = workspace.language
    sound = view.is_sound(answer)
    (st.info if sound else st.warning)(
        view.status_words(answer, say),
        icon=":material/check_circle:" if sound else ":material/warning:",
    )
    if changed:
        st.caption(say("The question was changed since this answer; press Run to answer it."))
    for cell, card in zip(st.columns(4), view.cards(answer, say), strict=True):
        cell.metric(
            card.title,
            card.value,
            card.change,
            delta_color="normal" if card.rises == "good" else "inverse",
            delta_description=card.note or None,
            help=card.meaning or None,
            border=True,
        )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _moves(workspace, answer)
        _products(workspace, answer)
        _why(workspace, answer)
    with right:
        place = st.container()
        _brings(workspace, answer)
    draw_decision(workspace, answer, changed=changed)
    with place:
        _front(workspace, answer)


def _moves(workspace: Workspace, answer: view.Answer) -> None:
    say, moves = workspace.language, view.moves(answer, workspace.language)
    st.subheader(say("What to change"))
    st.table(
        [
            {
                say("Lever"): plain(move.lever),
                say("Unit"): plain(move.unit),
                say("Now"): move.now,
                say("Proposed"): f"**{move.proposed}**" if move.moved else move.proposed,
                say("Change"): move.change,
                say("Low–high"): f"{move.low}–{move.high}",
            }
            for move in moves
        ],
        border="horizontal",
        alt=say("What to change"),
    )
    staying = [move for move in moves if move.stays_because]
    if staying:
        with st.expander(say("Levers that stay, and why"), icon=":material/lock:"):
            for move in staying:
                st.markdown(f"**{plain(move.lever)}**: {plain(move.stays_because)}")
    for line in view.note_lines(answer, say):
        st.caption(plain(line))


def _why(workspace: Workspace, answer: view.Answer) -> None:
    say = workspace.language
    st.subheader(say("Why: the limits that act"))
    violated, limiting = say("violated"), say("limiting")
    for line in view.broken_lines(answer, say):
        st.markdown(f":red-badge[{violated}] {plain(line)}")
    lines = view.limit_lines(answer, say)
    for line in lines[:FIRST]:
        st.markdown(f":blue-badge[{limiting}] {plain(line)}")
    others = lines[FIRST:]
    if others:
        count = say.several("{count} more limit acts", "{count} more limits act", len(others))
        with st.expander(count):
            for line in others:
                st.markdown(f":blue-badge[{limiting}] {plain(line)}")
    if not lines:
        st.markdown(say("No limit acts: the goal itself has its best here."))


def _front(workspace: Workspace, answer: view.Answer) -> None:
    say = workspace.language
    st.subheader(say("What more recovery costs"))
    why_not = fronts.why_none(answer, say)
    if why_not:
        st.caption(why_not)
        return
    with (
        errors_shown(say, part="recommend: front"),
        st.spinner(say("Proving every point of the front")),
    ):
        front = solved_front(workspace, fronts.question_of_front(answer), fronts.POINTS)
        st.echarts_chart(
            fronts.chart(answer, front, say),
            height=290,
            key=CHART,
            on_select=lambda: _chosen(workspace, answer, front),
            alt=say("Recovery against cost: now, proposed, and every proven point between"),
        )
        st.caption(say("Click a point to ask for its recovery at least cost."))


def _chosen(workspace: Workspace, answer: view.Answer, front: fronts.Front) -> None:
    """A point of the front was clicked: ask for it."""
    selected = st.session_state[CHART]["selection"]["selected"]
    number = fronts.clicked(selected, front)
    if number is not None:
        show_question(fronts.question_at(answer, front, number), workspace, run=True)


def _brings(workspace: Workspace, answer: view.Answer) -> None:
    say = workspace.language
    st.subheader(say("What each move brings"))
    steps = view.steps(answer, say)
    if not steps:
        st.caption(say("No lever moves."))
        return
    unit = say("{component} recovery, points", component=answer.component)
    st.echarts_chart(
        charts.waterfall_chart(steps, unit, start=100.0 * answer.now.recovery[answer.component]),
        height=fronts.height_of(len(steps)),
        key="recommend_brings",
        alt=say("What each move adds to the recovery"),
    )


def _products(workspace: Workspace, answer: view.Answer) -> None:
    say = workspace.language
    st.subheader(say("All products"))
    st.table(view.product_rows(answer, say), border="horizontal", alt=say("All products"))
