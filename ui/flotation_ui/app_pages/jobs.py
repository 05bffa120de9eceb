"""Jobs: what runs without a page, how far it is, what came of it; and asking for one."""

import datetime

import streamlit as st
from flotation_ui.errors_shown import errors_shown, plain
from flotation_ui.page_parts.jobs_ask import ask
from flotation_ui.page_parts.jobs_open import show_job
from flotation_ui.roles import may
from flotation_ui.session import current_workspace
from flotation_ui.views import jobs as view

workspace = current_workspace()
say = workspace.language
zone = st.context.timezone
first = view.lines(workspace.history, say, zone, view.SHOWN)

if may(workspace.person, "job"):
    with (
        st.expander(say("Ask for a job"), icon=":material/add:", expanded=not first),
        errors_shown(say, part="asking for a job"),
    ):
        ask(workspace)


@st.fragment(run_every=2.0 if any(line.job.state in view.OPEN for line in first) else None)
def jobs() -> None:
    """The list beside the job of the address, anew every two seconds while something runs."""
    listed = view.lines(workspace.history, say, zone, view.SHOWN)
    if not any(line.job.state in view.OPEN for line in listed) and any(
        line.job.state in view.OPEN for line in first
    ):
        st.rerun()  # nothing runs any more: the page stops looking
    asked_for = st.query_params.get("job")
    if not listed and not asked_for:
        st.info(say("No job was asked for yet. Ask for one above; it goes on when you leave."))
        return
    if view.nobody_works(listed, datetime.datetime.now(datetime.UTC)):
        st.warning(
            say("No worker takes jobs. Whoever runs the server starts one: flotation worker"),
            icon=":material/engineering:",
        )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        for line in listed:
            _row(line, is_open=line.job.id == asked_for)
    with right, errors_shown(say, part="a job"):
        show_job(workspace, asked_for, zone)


def _open(job_id: str) -> None:
    st.query_params["job"] = job_id


def _row(line: view.Line, *, is_open: bool) -> None:
    """A line of the list."""
    with st.container(border=True, gap="small"):
        title, state, button = st.columns([6, 2, 2], vertical_alignment="center")
        title.markdown(f"**{plain(line.title)}**")
        title.text(line.when)
        state.badge(line.state, color=line.colour)
        button.button(
            say("Open"),
            key=f"jobs_open_{line.job.id}",
            on_click=_open,
            args=(line.job.id,),
            type="primary" if is_open else "secondary",
            width="stretch",
        )
        if line.progress is not None:
            st.progress(line.progress, text=line.doing)
        elif line.doing:
            st.caption(line.doing)


jobs()
