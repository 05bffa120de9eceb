"""Recommend: ask, and see what to change, why, and what else could be had."""

import streamlit as st
from flotation_ui.errors_shown import errors_shown, show_error
from flotation_ui.page_parts.recommend_answer import draw_answer
from flotation_ui.page_parts.recommend_ask import draw_question, fill
from flotation_ui.page_parts.recommend_refused import draw_refusal
from flotation_ui.session import current_workspace
from flotation_ui.views import recommend_deeds as deeds
from flotation_ui.views.recommend_question import fields_from, question_of

from flotation.errors import DataError, FlotationError, InfeasibleError

workspace = current_workspace()
say, state = workspace.language, st.session_state
base = fill(workspace)
run = draw_question(workspace, base)
asked, mistake = base, None
try:
    asked = question_of(fields_from(state.to_dict(), workspace.plant), base, workspace.plant)
except DataError as error:
    mistake = error
if mistake is not None:
    show_error(say, mistake)
elif run or state.pop("recommend_run", False):
    state["recommend_question"] = asked
    state["recommend_refusal"] = state["recommend_answer"] = None
    place = st.empty()
    try:
        with place, st.spinner(say("Proving the best set-points"), show_time=True):
            state["recommend_answer"] = deeds.ask(
                workspace,
                asked,
                lambda before: place.info(
                    say.several(
                        "{count} question is answered before yours",
                        "{count} questions are answered before yours",
                        before + 1,
                    )
                ),
            )
    except InfeasibleError as error:
        state["recommend_refusal"] = (asked, error)
    except FlotationError as error:
        show_error(say, error)
    place.empty()

answer = state.get("recommend_answer")
if state.get("recommend_refusal"):
    draw_refusal(workspace, *state["recommend_refusal"])
elif answer is not None:
    with errors_shown(say, part="recommend: answer"):
        draw_answer(workspace, answer, changed=asked != answer.question)
