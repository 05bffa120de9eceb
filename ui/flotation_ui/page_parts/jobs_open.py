"""The right part of the page Jobs: the job of the address, its result, and cancelling it."""

import streamlit as st

from flotation.history.jobs import cancel_job, job_of
from flotation_ui.errors_shown import plain
from flotation_ui.pages import PAGES
from flotation_ui.roles import may, require_role
from flotation_ui.views import jobs as view
from flotation_ui.workspace import Workspace


def show_job(workspace: Workspace, job_id: str | None, zone: str | None) -> None:
    """A job, found again under its address however often the page is loaded."""
    say = workspace.language
    if not job_id:
        st.caption(say("Open a job to see what came of it. Its address can be shared."))
        return
    line = view.line(workspace.history, job_of(workspace.history, job_id), say, zone)
    st.subheader(line.title)
    st.badge(line.state, color=line.colour)
    st.text(line.when)
    if line.progress is not None:
        st.progress(line.progress, text=line.doing)
    stoppable = line.is_open and may(workspace.person, "job")
    if stoppable and st.button(
        say("Cancel"), icon=":material/stop_circle:", key=f"jobs_cancel_{job_id}"
    ):
        require_role(workspace.person, "job")
        cancel_job(workspace.history, job_id, by=workspace.person.name)
        st.rerun()
    if line.job.error:
        st.error(plain(line.job.error), icon=":material/error:")
    if line.job.state == "done":
        _result(workspace, line)
    with st.expander(say("What was asked for"), icon=":material/list:"):
        st.json(dict(line.job.arguments))


def _result(workspace: Workspace, line: view.Line) -> None:
    say, came = workspace.language, view.came(line.job, workspace.language)
    with st.container(horizontal=True):
        for label, value in came.figures:
            st.metric(label, value, border=True, width="content")
    for sentence in came.sentences:
        st.markdown(plain(sentence))
    if came.file is not None:
        st.download_button(
            say("Download {name}", name=came.file.name),
            came.file.read_bytes,
            came.file.name,
            icon=":material/download:",
            key=f"jobs_file_{line.job.id}",
            on_click="ignore",
        )
    page = next((page for page in PAGES if page.id == came.page), None)
    if page is not None:
        st.page_link(
            f"app_pages/{page.id}.py",
            label=say("More on the page {page}", page=say.label(page)),
            icon=f":material/{page.icon}:",
        )
