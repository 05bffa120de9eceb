"""Feed and other conditions of a question."""

from typing import Any

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from optimiser.question import Question


def asked_conditions(model: CircuitModel, question: Question) -> dict[str, Any]:
    """Conditions, feed grades and type of ore: the question's, else the model's.

    Returns
    -------
    dict of str to float or str
        [the columns' units]
    """
    return {**model.present_conditions, **question.conditions}


def asked_feed_rate(plant: Plant, model: CircuitModel, question: Question) -> float | None:
    """Fresh feed, dry; None where it is no condition of the plant [t/h]."""
    rate = asked_conditions(model, question).get(plant.feed_rate or "")
    return None if rate is None else float(rate)


def unknown_group(plant: Plant, model: CircuitModel, question: Question) -> str | None:
    """The question's type of ore, if the survey had none of it."""
    name = question.conditions.get(plant.group_column or "")
    known = {group for leg in model.legs for group in leg.groups}
    return None if name is None or name in known else str(name)
