"""The pages' entry: ``flotation ui``, or ``streamlit run ui/flotation_ui/app.py``."""

from pathlib import Path

import streamlit as st

from flotation_ui.errors_shown import errors_shown
from flotation_ui.frame import language_switch, navigation, plant_choice, standing
from flotation_ui.session import current_language, current_workspace, who_asks

st.set_page_config(
    page_title="Flotation",
    page_icon=str(Path(__file__).with_name("assets") / "favicon.png"),
    layout="wide",
    initial_sidebar_state=220,
)
say = current_language()
language_switch()
with errors_shown(say, part="the frame"):
    page = navigation(say, who_asks().role)
    st.header(page.title)
    with errors_shown(say, part=page.url_path or "overview"):
        workspace = current_workspace()
        plant_choice(workspace)
        standing(workspace)
        page.run()
