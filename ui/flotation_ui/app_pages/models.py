"""Models: in use against candidates, what it learned, whether it still holds, who approved."""

from datetime import UTC, datetime

import streamlit as st
from flotation_ui import charts
from flotation_ui.errors_shown import errors_shown, plain
from flotation_ui.roles import may
from flotation_ui.session import current_workspace
from flotation_ui.views import models as view

COLUMNS = 3
workspace = current_workspace()
say = workspace.language
for line in view.warnings_of(workspace):
    st.warning(plain(line), icon=":material/warning:")
scores, responses, time, stored = st.tabs(
    [say("Scores"), say("Response curves"), say("Drift"), say("Versions and approval")]
)

with scores:
    st.caption(
        say("On time blocks that the model had not seen; R2 below 0 is worse than the other.")
    )
    st.dataframe(view.score_table(workspace), hide_index=True)
    with st.container(horizontal=True):
        for figure in view.blocks_of(workspace):
            with st.container(width=370):
                st.subheader(say("{component}, held-out blocks", component=figure.component))
                unit = say("{component} recovery, %", component=figure.component)
                words = (say("measured"), say("predicted"))
                st.echarts_chart(
                    charts.block_chart(figure, words, unit),
                    height=260,
                    key=f"models_block_{figure.component}",
                    alt=unit,
                )

with responses:
    st.caption(say("Band: 90 % of shifts. Shaded: what the survey covered. Bars: past set-points."))
    columns = st.columns(COLUMNS, gap="medium")
    for number, curve in enumerate(view.curves_of(workspace)):
        with columns[number % COLUMNS], st.container(border=True):
            st.markdown(f"**{plain(curve.title)}**")
            status = curve.figure.status
            st.badge(
                curve.verdict, icon=f":material/{view.ICONS[status]}:", color=view.BADGES[status]
            )
            st.echarts_chart(
                charts.response_chart(curve.figure, curve.axes, say("now")),
                height=220,
                key=f"models_curve_{curve.figure.lever}",
                alt=curve.title,
            )
            st.caption(plain(curve.reason))

with time:
    st.caption(
        say("Measured less predicted recovery; outside the band one shift in ten is normal.")
    )
    for drift in view.drift_of(workspace):
        st.subheader(say("{component}, errors of each shift", component=drift.component))
        words = (say("error"), say("newer than the model"))
        st.echarts_chart(
            charts.drift_chart(drift, words, say("points of recovery")),
            height=240,
            key=f"models_drift_{drift.component}",
            alt=say("{component}, errors of each shift", component=drift.component),
        )

with stored:
    st.dataframe(view.model_table(workspace), hide_index=True)
    waiting = {each.sha256: each for each in view.candidates(workspace)}
    if not waiting:
        st.info(say("No candidate waits for approval; retrain on newer shifts to get one."))
    decides = may(workspace.person, "approve")
    with st.form("models_decide", border=True), errors_shown(say, part="approval"):
        chosen = st.selectbox(
            say("Candidate"),
            list(waiting),
            format_func=lambda sha256: f"{waiting[sha256].label}  {say(waiting[sha256].outcome)}",
            key="models_candidate",
            disabled=not waiting,
        )
        why = st.text_input(say("Why"), key="models_why", max_chars=500)
        with st.container(horizontal=True):
            approved = st.form_submit_button(
                say("Approve"),
                type="primary",
                icon=":material/verified:",
                key="models_approve",
                disabled=not (decides and waiting),
            )
            back = st.form_submit_button(
                say("Go back to the model before"),
                icon=":material/undo:",
                key="models_back",
                disabled=not decides,
            )
        now = datetime.now(UTC)
        if approved:
            view.approve(workspace, chosen, why, now)
            st.rerun()
        if back:
            view.roll_back(workspace, why, now)
            st.rerun()
    if not decides:
        st.caption(say("Approval needs the role of an approver."))
    st.subheader(say("Who decided what"))
    st.dataframe(view.journal_table(workspace), hide_index=True)
