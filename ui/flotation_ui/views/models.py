"""Models: the one in use, its candidates, what it learned and whether it still holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pandas as pd

from flotation.model_warnings import RECOVERY
from flotation.store import ModelStore, StoredCard
from flotation.store.journal import Entry, last_judgement
from flotation_ui.approval import approve_model, checked_words
from flotation_ui.figures import (
    BlockFigure,
    DriftFigure,
    ResponseFigure,
    block_figures,
    drift_figures,
    response_figures,
)
from flotation_ui.language import N_, Language
from flotation_ui.roles import require_role
from flotation_ui.units_shown import percent, with_unit
from flotation_ui.words.evidence import reason_words
from flotation_ui.words.warnings import warning_sentences
from flotation_ui.workspace import Workspace

BADGES: dict[str, Literal["green", "red", "gray"]] = {
    "supported": "green",
    "contradicted": "red",
    "not shown": "gray",
}
ICONS = {"supported": "check_circle", "contradicted": "cancel", "not shown": "help"}
EVENTS = {
    "judged": N_("judged"),
    "promoted": N_("promoted"),
    "rolled back": N_("rolled back to"),
}


OUTCOMES = {
    "promote": N_("better"),
    "keep": N_("not better"),
    "cannot tell": N_("cannot tell yet"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model that could take the place of the one in use.

    Attributes
    ----------
    sha256 : str
    label : str
        Short name with its span of shifts.
    outcome : str
        Message of its last judgement.
    """

    sha256: str
    label: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A response curve with its words.

    Attributes
    ----------
    figure : ResponseFigure
    title : str
    verdict : str
    reason : str
        What the survey says, in a sentence.
    axes : tuple of str
    """

    figure: ResponseFigure
    title: str
    verdict: str
    reason: str
    axes: tuple[str, str]


def score_table(workspace: Workspace) -> pd.DataFrame:
    """Errors on held-out time blocks beside both baselines, a row a product."""
    say = workspace.language
    rows = [
        {
            say("Predicted"): _target(score.target, say),
            say("Shifts"): score.rows,
            say("Mean error, %"): round(100.0 * score.mae, 2),
            say("R2 against the mean"): round(score.r2_mean, 2),
            say("R2 against the last lab value"): round(score.r2_last, 2),
            say("Covered by the 90 % interval, %"): (
                "—" if score.coverage is None else percent(score.coverage)
            ),
        }
        for score in workspace.model.scores
        if score.target.startswith(RECOVERY)
    ]
    return pd.DataFrame(rows)


def warnings_of(workspace: Workspace) -> list[str]:
    """What the model's card says against it."""
    return warning_sentences(workspace.model, workspace.language.code)


def _target(target: str, say: Language) -> str:
    return say("{component} recovery", component=target.removeprefix(RECOVERY))


def curves_of(workspace: Workspace) -> tuple[Curve, ...]:
    """A response curve for each lever that moves a recovery."""
    figures = response_figures(workspace.plant, workspace.model)
    return tuple(_curve(workspace, figure) for figure in figures)


def _curve(workspace: Workspace, figure: ResponseFigure) -> Curve:
    say, plant = workspace.language, workspace.plant
    column = plant.columns[figure.lever]
    axis = with_unit(say.label(column), column.unit)
    evidence = workspace.model.evidence[figure.lever]
    return Curve(
        figure=figure,
        title=f"{say.label(column)} → {figure.component}",
        verdict=say.words(figure.status),
        reason=reason_words(plant, evidence, say.code),
        axes=(axis, say("{component} recovery, %", component=figure.component)),
    )


def blocks_of(workspace: Workspace) -> tuple[BlockFigure, ...]:
    """Measured beside predicted means of held-out time blocks, a figure a product."""
    return block_figures(workspace.model)


def drift_of(workspace: Workspace) -> tuple[DriftFigure, ...]:
    """Errors over time, a figure a product."""
    return drift_figures(workspace.plant, workspace.model, workspace.survey)


def model_table(workspace: Workspace) -> pd.DataFrame:
    """Every model of the plant in the store, newest shifts first, the one in use marked."""
    say, used = workspace.language, workspace.card.sha256
    cards = [card for card in workspace.store.cards() if card.plant == workspace.plant.name]
    rows = [
        {
            say("Model"): card.sha256[:8],
            say("State"): say("in use") if card.sha256 == used else "",
            say("First shift"): card.first[:10],
            say("Last shift"): card.last[:10],
            say("Shifts"): card.rows,
            say("Levers supported"): f"{_supported(card)} / {len(card.levers)}",
        }
        for card in reversed(cards)
    ]
    return pd.DataFrame(rows)


def journal_table(workspace: Workspace) -> pd.DataFrame:
    """Who judged, promoted and rolled back what, newest first."""
    say = workspace.language
    rows = [
        {
            say("When, UTC"): entry.when[:16].replace("T", " "),
            say("What"): say(EVENTS[entry.event]),
            say("Model"): entry.model[:8],
            say("Verdict"): _outcome(entry, say),
            say("By"): entry.by,
            say("Why"): entry.why,
        }
        for entry in reversed(workspace.store.history(workspace.plant.name))
    ]
    return pd.DataFrame(rows)


def candidates(workspace: Workspace) -> tuple[Candidate, ...]:
    """Models judged against the one in use, newest judgement first."""
    return tuple(_candidates(workspace.store, workspace.plant.name, workspace.card.sha256))


def _candidates(store: ModelStore, plant: str, used: str) -> Iterator[Candidate]:
    entries = store.history(plant)
    for card in reversed([card for card in store.cards() if card.plant == plant]):
        judged = last_judgement(entries, plant, card.sha256)
        if card.sha256 != used and judged is not None and judged.champion == used:
            yield Candidate(
                sha256=card.sha256,
                label=f"{card.sha256[:8]}  {card.first[:10]} – {card.last[:10]}",
                outcome=OUTCOMES[judged.verdict["outcome"]],
            )


def approve(workspace: Workspace, sha256: str, why: str, now: datetime) -> StoredCard:
    """Put a judged model into use, in the person's name.

    Raises
    ------
    AccessError, DataError, StoreError, NotPromotedError
    """
    require_role(workspace.person, "approve")
    when = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return approve_model(workspace.store, sha256, by=workspace.person.name, why=why, when=when)


def roll_back(workspace: Workspace, why: str, now: datetime) -> str:
    """Go back to the model before, in the person's name.

    Raises
    ------
    AccessError, DataError, StoreError
    """
    require_role(workspace.person, "approve")
    by, why = checked_words(workspace.person.name, why)
    when = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return workspace.store.rollback(workspace.plant.name, by=by, why=why, when=when)


def _supported(card: StoredCard) -> int:
    return sum(status == "supported" for status in card.levers.values())


def _outcome(entry: Entry, say: Language) -> str:
    return "" if not entry.verdict else say(OUTCOMES[entry.verdict["outcome"]])
