"""What stands around every page: list of pages, language, plant, age of the data, model."""

import streamlit as st

from flotation.history.plants import plant_names
from flotation_ui.errors_shown import plain
from flotation_ui.language import LANGUAGES, Language
from flotation_ui.pages import SECTIONS, pages_for
from flotation_ui.roles import Role
from flotation_ui.session import LANGUAGE, PLANT
from flotation_ui.workspace import Workspace

NAMES = {"zh": "中文", "en": "English"}
MINUTES = "%Y-%m-%d %H:%M"


def navigation(say: Language, role: Role) -> st.Page:
    """The page that is open, of those that a role may open."""
    listed: dict[str, list] = {}
    for page in pages_for(role):
        listed.setdefault(say.label(SECTIONS[page.section]), []).append(
            st.Page(
                f"app_pages/{page.id}.py",
                title=say.label(page),
                icon=f":material/{page.icon}:",
                url_path=page.id,
                default=page.id == "overview",
            )
        )
    return st.navigation(listed, expanded=True)


def language_switch() -> None:
    """The switch of the language, whose values are neutral."""
    st.sidebar.segmented_control(
        "语言 Language",
        LANGUAGES,
        format_func=NAMES.__getitem__,
        key=LANGUAGE,
        required=True,
        label_visibility="collapsed",
    )


def plant_choice(workspace: Workspace) -> None:
    """Which plant is shown, where there is more than one."""
    names = plant_names(workspace.history)
    if len(names) > 1:
        st.sidebar.selectbox(workspace.language("Plant"), names, key=PLANT)


def standing(workspace: Workspace) -> None:
    """Plant, newest shift and model, small, under the list of pages."""
    say, lines = workspace.language, [plain(workspace.plant_label)]
    if workspace.imported is not None:
        lines.append(say("Data to {time}", time=workspace.last_shift.strftime(MINUTES)))
    if workspace.champion is not None:
        lines.append(say("Model {name}", name=workspace.champion[:8]))
    st.sidebar.caption("  \n".join(lines))
