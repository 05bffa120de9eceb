"""The last shifts of a plant, worked out once for all sessions together."""

import hashlib

from flotation_ui.kept import Kept
from flotation_ui.shift_figures import ShiftFigures, shift_figures
from flotation_ui.stream_flows import StreamFlow, stream_flows
from flotation_ui.workspace import Workspace

KEPT = 8  # of each, in memory
BALANCED = 21  # shifts behind the pictures of streams: a week of three shifts
_figures: Kept[ShiftFigures] = Kept(most=KEPT)
_flows: Kept[dict[str, StreamFlow]] = Kept(most=KEPT)


def recent_figures(workspace: Workspace, last: int) -> ShiftFigures:
    """What the last shifts reached and used."""
    plant, survey = workspace.plant, workspace.survey
    key = (*_key(workspace), workspace.champion, last)
    return _figures.get(key, lambda: shift_figures(plant, workspace.model, survey, last))


def recent_flows(workspace: Workspace) -> dict[str, StreamFlow]:
    """The balanced streams of the last shifts."""
    plant, survey = workspace.plant, workspace.survey
    return _flows.get(_key(workspace), lambda: stream_flows(plant, survey, BALANCED))


def _key(workspace: Workspace) -> tuple[str, str | None]:
    """Plant with its prices, and shifts, as far as figures depend on them."""
    plant = hashlib.sha256(workspace.plant.model_dump_json().encode()).hexdigest()
    return plant, workspace.imported
