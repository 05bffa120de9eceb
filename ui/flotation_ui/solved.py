"""Answers kept for all sessions together, by the hashes of plant and model and the question."""

import hashlib

import streamlit as st

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from flotation_ui.workspace import Workspace
from optimiser.plan_result import Front, Plan
from optimiser.planning import front, plan
from optimiser.question import Question

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


def solved_plan(workspace: Workspace, question: Question) -> Plan:
    """The plan of a question, solved once.

    Raises
    ------
    FlotationError
        As for :func:`optimiser.planning.plan`.
    """
    return _plan(*_key(workspace, question), workspace.plant, workspace.model)


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
def _plan(
    plant_sha256: str, sha256: str, question: str, _plant: Plant, _model: CircuitModel
) -> Plan:
    return plan(_plant, _model, Question.model_validate_json(question))
