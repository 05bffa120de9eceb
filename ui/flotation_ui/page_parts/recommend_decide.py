"""The foot of the page Recommend: save, report, accept, decline with a reason."""

import streamlit as st

from flotation_ui.brief import make_brief, with_front
from flotation_ui.errors_shown import errors_shown, plain
from flotation_ui.report.page import report_html
from flotation_ui.roles import may
from flotation_ui.views import recommend_deeds as deeds
from flotation_ui.views.recommend import Answer
from flotation_ui.words.decisions import REASONS
from flotation_ui.workspace import Workspace


def draw_decision(workspace: Workspace, answer: Answer, *, changed: bool) -> None:
    """What can be done with the plan, and what stands in the way."""
    say = workspace.language
    st.subheader(say("Decide"))
    decided = deeds.decided_words(workspace, answer, say)
    if decided:
        st.success(plain(decided), icon=":material/task_alt:")
    confirmed = answer.plan.support.inside or st.checkbox(
        say("I know that these set-points lie outside what the survey covers."),
        key="recommend_confirmed",
    )
    blocked = () if decided else deeds.obstacles(workspace, answer, confirmed=confirmed)
    for line in blocked:
        st.caption(f":material/block: {plain(line)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        _accept(workspace, answer, off=bool(blocked or decided or changed), confirmed=confirmed)
        _decline(workspace, answer, off=bool(decided or changed or answer.advice_id is None))
        _save(workspace, answer)
        st.download_button(
            say("Report"),
            lambda: _report(workspace, answer),
            "recommendation.html",
            "text/html",
            key="recommend_report",
            icon=":material/description:",
            on_click="ignore",
        )


def _accept(workspace: Workspace, answer: Answer, *, off: bool, confirmed: bool) -> None:
    say = workspace.language
    if st.button(
        say("Accept"), key="recommend_accept", type="primary", icon=":material/check:", disabled=off
    ):
        with errors_shown(say, part="recommend: accept"):
            deeds.accept(workspace, answer, confirmed=confirmed)
            st.rerun()


def _decline(workspace: Workspace, answer: Answer, *, off: bool) -> None:
    say = workspace.language
    with st.popover(
        say("Decline"),
        icon=":material/close:",
        disabled=off or not may(workspace.person, "decide"),
        key="recommend_decline",
    ):
        code = st.selectbox(
            say("Why"),
            list(REASONS),
            format_func=lambda name: say(REASONS[name]),
            key="recommend_reason",
        )
        words = st.text_area(say("In your words"), key="recommend_words", max_chars=500)
        if st.button(say("Decline it"), key="recommend_decline_go", type="primary"):
            with errors_shown(say, part="recommend: decline"):
                deeds.decline(workspace, answer, code, words)
                st.rerun()


def _save(workspace: Workspace, answer: Answer) -> None:
    say = workspace.language
    with st.popover(
        say("Save as scenario"),
        icon=":material/bookmark:",
        disabled=not may(workspace.person, "plan"),
        key="recommend_save",
    ):
        name = st.text_input(say("Name"), key="recommend_name", max_chars=80)
        if st.button(
            say("Save"), key="recommend_save_go", type="primary", disabled=not name.strip()
        ):
            with errors_shown(say, part="recommend: save"):
                kept = deeds.save(workspace, answer.question, name)
                st.success(
                    say("Kept. Its link ends in ?question={id}", id=kept.id),
                    icon=":material/task_alt:",
                )


def _report(workspace: Workspace, answer: Answer) -> str:
    brief = make_brief(answer.plant, answer.model, answer.question, answer.plan)
    return report_html(with_front(brief), workspace.language.code)
