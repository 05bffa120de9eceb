"""What needs attention: at most five things, the gravest first, each with where to go."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from flotation.history.decisions import DecidedAdvice
from flotation_ui.language import Language
from flotation_ui.shift_figures import ShiftFigures
from flotation_ui.views.overview import LEVEL
from flotation_ui.words.warnings import warning_sentences
from flotation_ui.workspace import Workspace

MOST = 5
RECENT = 3  # shifts looked at
GRAVE, WATCH, KNOW = "grave", "watch", "know"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One thing that needs attention.

    Attributes
    ----------
    level : {"grave", "watch", "know"}
    words : str
    page : str
        Id of the page to go to.
    """

    level: str
    words: str
    page: str


def concerns(
    workspace: Workspace, figures: ShiftFigures, decided: Sequence[DecidedAdvice]
) -> tuple[Concern, ...]:
    """At most five things, the gravest first.

    Parameters
    ----------
    workspace : Workspace
    figures : ShiftFigures
        Of the last shifts.
    decided : sequence of DecidedAdvice
        Of any shifts; those to come are looked at.
    """
    order = (GRAVE, WATCH, KNOW)
    found = [
        *_of_data(workspace),
        *_of_model(workspace),
        *_of_shifts(workspace, figures),
        *_of_advice(workspace, decided),
    ]
    return tuple(sorted(found, key=lambda concern: order.index(concern.level)))[:MOST]


def _of_data(workspace: Workspace) -> Iterator[Concern]:
    say = workspace.language
    if workspace.is_stale:
        words = say(
            "The newest shift is {hours:.0f} hours old; what follows may be out of date.",
            hours=workspace.stale_hours,
        )
        yield Concern(level=GRAVE, words=words, page="data")
    if workspace.is_reference:
        words = say(
            "This is the shipped example, a simulated plant; its clock stands at the end of its "
            "survey. Upload a plant file and shifts to see your own."
        )
        yield Concern(level=KNOW, words=words, page="data")


def _of_model(workspace: Workspace) -> Iterator[Concern]:
    say = workspace.language
    if not workspace.model_fits_plant:
        words = say("The plant file was changed since the model was trained: train again.")
        yield Concern(level=GRAVE, words=words, page="models")
    for words in warning_sentences(workspace.model, say.code):
        yield Concern(level=WATCH, words=_readable(workspace, words), page="models")
    locked = sum(found.status != "supported" for found in workspace.model.evidence.values())
    if locked:
        words = say.several(
            "{count} lever stays where it is, since the survey does not support moving it.",
            "{count} levers stay where they are, since the survey does not support moving them.",
            locked,
        )
        yield Concern(level=KNOW, words=words, page="models")


def _of_shifts(workspace: Workspace, figures: ShiftFigures) -> Iterator[Concern]:
    """Recoveries outside what the model expects, and assays that are missing."""
    say = workspace.language
    for component, measured in figures.recovery.items():
        expected = figures.expected[component] / 100.0
        low, high = (
            100.0 * end for end in workspace.model.intervals[component].bounds(expected, LEVEL)
        )
        below = int(np.sum((measured < low)[-RECENT:]))
        if below:
            words = say.several(
                "{component} recovery of {count} of the last {of} shifts is below what the model "
                "expects; the last one is {value:.1f} %.",
                "{component} recoveries of {count} of the last {of} shifts are below what the "
                "model expects; the last one is {value:.1f} %.",
                below,
                component=component,
                of=RECENT,
                value=measured[-1],
            )
            yield Concern(level=WATCH, words=words, page="recommend")
        if not np.isfinite(measured[-1]):
            words = say(
                "The last shift's assays do not tell the {component} recovery.", component=component
            )
            yield Concern(level=WATCH, words=words, page="data")


def _of_advice(workspace: Workspace, decided: Sequence[DecidedAdvice]) -> Iterator[Concern]:
    say = workspace.language
    start = workspace.next_shift.isoformat()
    coming = [each for each in decided if each.advice.shift >= start]
    waits = all(each.decision is None for each in coming)
    if coming and waits:
        words = say("Advice for the coming shift waits for a decision.")
        yield Concern(level=WATCH, words=words, page="recommend")
    elif not coming:
        words = say("Nothing was asked yet for the shift from {shift}.", shift=_shift(workspace))
        yield Concern(level=KNOW, words=words, page="recommend")


def _shift(workspace: Workspace) -> str:
    return workspace.next_shift.strftime("%Y-%m-%d %H:%M")


def age_words(workspace: Workspace, say: Language) -> str:
    """How old the data are, and which model answers."""
    card = workspace.card
    parts = [
        say("Last shift from {time}", time=workspace.last_shift.strftime("%Y-%m-%d %H:%M")),
        say("{hours:.0f} h since its end", hours=workspace.stale_hours),
        say("model {name}, trained on shifts to {last}", name=card.sha256[:8], last=card.last[:10]),
    ]
    return " · ".join(parts)


def _readable(workspace: Workspace, words: str) -> str:
    """A sentence of the model's card with labels in the place of names of columns and legs."""
    say, plant = workspace.language, workspace.plant
    for stage in plant.stage:
        leg = rf"\b{re.escape(stage.name)}/(\w+)/(?:concentrate|tails)\b"
        words = re.sub(leg, say.label(stage).replace("\\", "/") + r" \1", words)
    for column in plant.column:
        words = re.sub(rf"\b{re.escape(column.name)}\b", say.label(column), words)
    return words
