"""What set-points bring by the unapproximated model and the plant's own prices."""

from collections.abc import Mapping
from dataclasses import dataclass

from flotation.circuit_model import CircuitModel
from flotation.economics import Cost, consumption, cost, value_per_recovery
from flotation.plant import Plant
from optimiser.conditions import asked_conditions
from optimiser.money import asked_prices
from optimiser.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """What set-points bring, per tonne of ore.

    Attributes
    ----------
    recovery, grade, mass_pull : mapping of str to float
        Per component of a product. [fraction]
    cost : flotation.economics.Cost
        [CNY/t ore]
    margin : float
        Value of the recovered components less cost. [CNY/t ore]
    water_m3_t : float
        Fresh water. [m3/t ore]
    """

    recovery: Mapping[str, float]
    grade: Mapping[str, float]
    mass_pull: Mapping[str, float]
    cost: Cost
    margin: float
    water_m3_t: float


def appraise(
    plant: Plant, model: CircuitModel, question: Question, settings: Mapping[str, float]
) -> Appraisal:
    """Predict set-points with the fitted model and cost them with the plant's prices.

    Parameters
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
        For its conditions and prices.
    settings : mapping of str to float
        Every lever. [its unit]
    """
    conditions, prices = asked_conditions(model, question), asked_prices(plant, question)
    expected = model.predict(settings, conditions)
    used = consumption(plant, settings, conditions, expected.stage_feed_solids)
    spent = cost(plant, used, prices)
    recovery = {c: float(r) for c, r in expected.recovery.items()}
    feed_pct = {c: conditions[model.feed_grades[c]] for c in recovery}
    worth = value_per_recovery(plant, feed_pct, prices)
    return Appraisal(
        recovery=recovery,
        grade={c: float(g) for c, g in expected.grade.items()},
        mass_pull={c: float(y) for c, y in expected.mass_pull.items()},
        cost=spent,
        margin=sum(float(worth[c]) * r for c, r in recovery.items()) - float(spent.total),
        water_m3_t=float(used.water_m3_t),
    )
