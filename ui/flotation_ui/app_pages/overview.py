"""Overview: how the plant did."""

import streamlit as st
from flotation_ui.session import current_workspace
from flotation_ui.shift_figures import shift_figures
from flotation_ui.views.overview import SHIFTS, cards

COLOURS = {"good": "normal", "bad": "inverse", "neither": "off"}
workspace = current_workspace()
say = workspace.language
figures = shift_figures(workspace.plant, workspace.model, workspace.survey, SHIFTS)
with st.container(horizontal=True):
    for card in cards(figures, say):
        st.metric(
            card.title,
            card.value,
            card.change,
            delta_color=COLOURS[card.rises],
            chart_data=card.trend,
            border=True,
            width=230,
        )
