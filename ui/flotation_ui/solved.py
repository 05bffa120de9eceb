"""Answers kept for all sessions together, by the hashes of plant and model and the question."""

import hashlib
from collections.abc import Mapping

import streamlit as st

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from flotation_ui.workspace import Workspace
from optimiser.plan_result import Front, Plan
from optimiser.planning import front
from optimiser.question import Question
from optimiser.what_if import what_if

KEPT = 128  # answers in memory


def solved_front(
    workspace: Workspace, question: Question, points: int, against: str | None = None
) -> Front:
    """The front of a question, solved once.

    Raises
    ------
    FlotationError
        As for :func:`optimiser.planning.front`.
    """
    return _front(*_key(workspace, question), points, against, workspace.plant, workspace.model)


def solved_what_if(workspace: Workspace, question: Question, prices: Mapping[str, float]) -> Plan:
    """The plan of a question at other prices, solved once; its limits are not priced.

    Raises
    ------
    FlotationError
        As for :func:`optimiser.what_if.what_if`.
    """
    changes = tuple((f"prices.{item}", value) for item, value in sorted(prices.items()))
    return _what_if(*_key(workspace, question), changes, workspace.plant, workspace.model)


def _key(workspace: Workspace, question: Question) -> tuple[str, str, str]:
    """Plant file with its prices, model and question, as far as an answer depends on them."""
    plant = hashlib.sha256(workspace.plant.model_dump_json().encode()).hexdigest()
    return plant, workspace.card.sha256, question.model_dump_json()


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _front(
    plant_sha256: str,
    sha256: str,
    question: str,
    points: int,
    against: str | None,
    _plant: Plant,
    _model: CircuitModel,
) -> Front:
    asked = Question.model_validate_json(question)
    return front(_plant, _model, asked, points, against=against)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _what_if(
    plant_sha256: str,
    sha256: str,
    question: str,
    changes: tuple[tuple[str, float], ...],
    _plant: Plant,
    _model: CircuitModel,
) -> Plan:
    return what_if(_plant, _model, Question.model_validate_json(question), dict(changes))
