"""Data: look at a file, keep its shifts, and see how far the balances move the assays."""

import streamlit as st
from flotation_ui.errors_shown import errors_shown
from flotation_ui.roles import may
from flotation_ui.session import current_history, current_workspace
from flotation_ui.views import data as view

workspace, history = current_workspace(), current_history()
say = workspace.language
bring, balance, past = st.tabs([say("Import"), say("Reconciliation"), say("Imports so far")])

with bring:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        file = st.file_uploader(
            say("Shifts as CSV, Excel or Parquet, at most 20 MB"),
            key="data_file",
            width=560,
        )
        st.download_button(
            say("Empty template"),
            view.template_workbook(workspace.plant, say),
            "template.xlsx",
            key="data_template",
            icon=":material/download:",
        )
    if file is None:
        st.info(
            say(
                "Nothing is kept before you commit. The columns of the plant are in the template; "
                "headers in 中文 or English are understood, with or without units."
            )
        )
    else:
        with errors_shown(say, part="upload"):
            with st.spinner(say("Reading and checking every row"), show_time=True):
                looked = view.look_at(workspace, history, file.name, file.getvalue())
            with st.container(horizontal=True):
                for name, count in view.counts_of(looked, say):
                    st.metric(name, count, border=True, width=128)
            told = view.message_table(looked, workspace.plant, say)
            if not told.empty:
                st.subheader(say("What was found"))
                st.dataframe(told, hide_index=True)
            conflicts = view.conflict_table(looked, workspace.plant, say)
            replace = False
            if not conflicts.empty:
                st.subheader(say("Stored otherwise"))
                st.dataframe(conflicts, hide_index=True)
                replace = st.checkbox(say("Replace what is stored"), key="data_replace")
            if st.button(
                say("Commit the accepted rows"),
                type="primary",
                icon=":material/save:",
                key="data_commit",
                disabled=not may(workspace.person, "import"),
            ):
                kept = view.commit(workspace, history, looked, replace)
                st.success(
                    say(
                        "{new} new shifts kept, {known} known already.",
                        new=kept.new,
                        known=kept.known,
                    ),
                    icon=":material/check_circle:",
                )

with balance, errors_shown(say, part="reconciliation"):
    found = view.reconciled(workspace)
    st.info(view.closure_words(found, say), icon=":material/balance:")
    left, right = st.columns(2, gap="medium")
    with left:
        shifts = view.shift_names(found)
        chosen = st.selectbox(say("Shift"), shifts, key="data_shift")
        number = shifts.index(chosen)
        st.caption(view.chance_words(found, number, say))
        st.dataframe(view.measurement_table(found, number, say), hide_index=True)
    with right:
        st.subheader(say("Balanced recoveries"))
        st.dataframe(view.recovery_rows(found, say), hide_index=True)
        st.subheader(say("What the balances move most"))
        st.dataframe(view.habit_table(found, say), hide_index=True)

with past:
    st.dataframe(view.import_table(history, workspace.plant.name, say), hide_index=True)
