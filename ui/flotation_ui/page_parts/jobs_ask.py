"""The upper part of the page Jobs: ask for one."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from flotation.history.short_id import new_id
from flotation_ui.jobs.connector_folder import connectors
from flotation_ui.jobs.registry import ask_for
from flotation_ui.jobs.uploads import keep_upload
from flotation_ui.language import Language
from flotation_ui.roles import require_role
from flotation_ui.views import jobs as view
from flotation_ui.workspace import Workspace

PRESS = "jobs_press"  # one id a press of the button, so that a double click is one job
TABLES = ["csv", "xlsx", "parquet"]
Arguments = Mapping[str, Any]


def ask(workspace: Workspace) -> None:
    """The choice of a kind, its form, and the press of the button."""
    say = workspace.language
    known = connectors()
    kinds = [kind for kind in view.KINDS if kind != "import" or known]
    kind = st.selectbox(
        say("What is to be done"),
        kinds,
        index=kinds.index("retrain"),
        format_func=lambda name: say(view.KINDS[name]),
        key="jobs_kind",
        width=360,
    )
    with st.form("jobs_form", border=False):
        arguments = _FORMS[kind](say, list(known))
        pressed = st.form_submit_button(
            say("Ask for it"), type="primary", icon=":material/play_arrow:", key="jobs_ask"
        )
    if pressed:
        require_role(workspace.person, "job")
        key = st.session_state.setdefault(PRESS, new_id())
        given = {"plant": workspace.plant.name, **_kept(arguments)}
        job = ask_for(workspace.history, kind, given, by=workspace.person.name, key=key)
        del st.session_state[PRESS]
        st.query_params["job"] = job.id
        st.rerun()


def _kept(arguments: Arguments) -> dict[str, Any]:
    """Arguments with the upload in its place, and without those that were left empty."""
    kept = {name: value for name, value in arguments.items() if value not in (None, "")}
    if "scenarios" in kept:
        kept["scenarios"] = keep_upload(kept["scenarios"].getvalue())
    return kept


def _retrain(say: Language, _connectors: list[str]) -> Arguments:
    st.caption(
        say(
            "A challenger learns from all stored shifts and is judged against the model in use. "
            "Whether it takes its place is decided on the page Models."
        )
    )
    return {}


def _import(say: Language, names: list[str]) -> Arguments:
    return {"connector": st.selectbox(say("Connector"), names, key="jobs_connector", width=360)}


def _reconcile(say: Language, _connectors: list[str]) -> Arguments:
    with st.container(horizontal=True):
        since = st.date_input(say("From"), value=None, key="jobs_since", width=180)
        until = st.date_input(say("Before"), value=None, key="jobs_until", width=180)
    return {"since": _day(since), "until": _day(until)}


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, datetime.date) else None


def _front(say: Language, _connectors: list[str]) -> Arguments:
    points = st.number_input(
        say("Points"), min_value=2, max_value=500, value=25, step=1, key="jobs_points", width=180
    )
    return {"points": int(points), "question": _question(say)}


def _batch(say: Language, _connectors: list[str]) -> Arguments:
    table = st.file_uploader(
        say("Table of scenarios, a column named as in a question, such as prices.bha"),
        type=TABLES,
        key="jobs_table",
    )
    return {"scenarios": table, "question": _question(say)}


def _schedule(say: Language, _connectors: list[str]) -> Arguments:
    return {"question": _question(say)}


def _question(say: Language) -> str:
    return st.text_area(
        say("Text of a question file (TOML); empty asks for the best margin"),
        key="jobs_question",
        height=120,
        max_chars=200_000,
    )


def _report(say: Language, _connectors: list[str]) -> Arguments:
    return {"language": say.code}


_FORMS: Mapping[str, Callable[[Language, list[str]], Arguments]] = {
    "import": _import,
    "reconcile": _reconcile,
    "retrain": _retrain,
    "front": _front,
    "batch": _batch,
    "schedule": _schedule,
    "report": _report,
}
