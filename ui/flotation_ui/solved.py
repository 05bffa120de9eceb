"""Answers kept for all sessions together, by the hashes of plant and model and the question."""

import hashlib
from collections.abc import Mapping

from flotation_ui.kept import Kept
from flotation_ui.workspace import Workspace
from optimiser.plan_result import Front, Plan
from optimiser.planning import front, plan
from optimiser.question import Question
from optimiser.what_if import what_if
from optimiser.worker import OnWait

KEPT = 128  # answers in memory, of each kind
plans: Kept[Plan] = Kept(most=KEPT)
fronts: Kept[Front] = Kept(most=KEPT)
what_ifs: Kept[Plan] = Kept(most=KEPT)


def solved_front(
    workspace: Workspace, question: Question, points: int, against: str | None = None
) -> Front:
    """The front of a question, solved once.

    Raises
    ------
    FlotationError
        As for :func:`optimiser.planning.front`.
    """
    plant, model = workspace.plant, workspace.model
    key = (*_key(workspace, question), points, against)
    return fronts.get(key, lambda: front(plant, model, question, points, against=against))


def solved_plan(workspace: Workspace, question: Question, on_wait: OnWait | None = None) -> Plan:
    """The plan of a question, solved once.

    Parameters
    ----------
    workspace : Workspace
    question : Question
    on_wait : callable, optional
        Told how many are served before, while no worker is free.

    Raises
    ------
    FlotationError
        As for :func:`optimiser.planning.plan`.
    """
    plant, model = workspace.plant, workspace.model
    key = _key(workspace, question)
    return plans.get(key, lambda: plan(plant, model, question, on_wait=on_wait))


def solved_what_if(workspace: Workspace, question: Question, prices: Mapping[str, float]) -> Plan:
    """The plan of a question at other prices, solved once; its limits are not priced.

    Raises
    ------
    FlotationError
        As for :func:`optimiser.what_if.what_if`.
    """
    plant, model = workspace.plant, workspace.model
    changes = tuple((f"prices.{item}", value) for item, value in sorted(prices.items()))
    key = (*_key(workspace, question), changes)
    return what_ifs.get(key, lambda: what_if(plant, model, question, dict(changes)))


def _key(workspace: Workspace, question: Question) -> tuple[str, str, str]:
    """Plant file with its prices, model and question, as far as an answer depends on them."""
    plant = hashlib.sha256(workspace.plant.model_dump_json().encode()).hexdigest()
    return plant, workspace.card.sha256, question.model_dump_json()
