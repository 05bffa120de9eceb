"""The last shifts of a plant, worked out once for all sessions together."""

import hashlib

import streamlit as st

from flotation_ui.shift_figures import ShiftFigures, shift_figures
from flotation_ui.stream_flows import StreamFlow, stream_flows
from flotation_ui.workspace import Workspace

KEPT = 8  # of each, in memory
BALANCED = 21  # shifts behind the pictures of streams: a week of three shifts


def recent_figures(workspace: Workspace, last: int) -> ShiftFigures:
    """What the last shifts reached and used."""
    return _figures(*_key(workspace), last, workspace)


def recent_flows(workspace: Workspace) -> dict[str, StreamFlow]:
    """The balanced streams of the last shifts."""
    plant, imported, _ = _key(workspace)
    return _flows(plant, imported, workspace)


def _key(workspace: Workspace) -> tuple[str, str | None, str | None]:
    """Plant with its prices, shifts and model, as far as figures depend on them."""
    plant = hashlib.sha256(workspace.plant.model_dump_json().encode()).hexdigest()
    return plant, workspace.imported, workspace.champion


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _figures(
    plant: str, imported: str | None, champion: str | None, last: int, _workspace: Workspace
) -> ShiftFigures:
    return shift_figures(_workspace.plant, _workspace.model, _workspace.survey, last)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _flows(plant: str, imported: str | None, _workspace: Workspace) -> dict[str, StreamFlow]:
    return stream_flows(_workspace.plant, _workspace.survey, BALANCED)
