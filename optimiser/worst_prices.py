"""What a plan is worth when the worst few prices turn bad, by the unapproximated model."""

from collections.abc import Mapping
from dataclasses import dataclass

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from optimiser.appraisal import Appraisal, appraise
from optimiser.money import asked_prices
from optimiser.price_risk import bad_ends
from optimiser.question import Question
from optimiser.worst_few import largest_weights, sum_of_largest


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstPrices:
    """The worst case over at most some prices at their bad ends.

    Attributes
    ----------
    budget : float
        Prices that may stand at their bad ends at once.
    margin, cost : float
        Each in its own worst case. [CNY/t ore]
    prices : mapping of str to float
        The prices that make the margin worst, at their bad ends. [their own units]
    shares : mapping of str to float
        How much of its way each of them goes. [fraction]
    """

    budget: float
    margin: float
    cost: float
    prices: Mapping[str, float]
    shares: Mapping[str, float]


def worst_prices(
    plant: Plant,
    model: CircuitModel,
    question: Question,
    settings: Mapping[str, float],
    nominal: Appraisal,
) -> WorstPrices | None:
    """The worst case of set-points; None where the question has no price risk.

    Every price is put at its bad end by itself and the set-points are appraised with it: cost and
    margin are sums over prices, so that nothing else is needed.
    """
    risk = question.price_risk
    if risk is None:
        return None
    ends = bad_ends(plant, asked_prices(plant, question), risk.items)
    lost, spent = [], []
    for item, end in ends.items():
        turned = question.model_copy(update={"prices": {**question.prices, item: end}})
        then = appraise(plant, model, turned, settings)
        lost.append(nominal.margin - then.margin)
        spent.append(float(then.cost.total - nominal.cost.total))
    weights = largest_weights(lost, risk.budget)
    hit = {i: float(w) for i, w in zip(ends, weights, strict=True) if w > 0.0}
    return WorstPrices(
        budget=risk.budget,
        margin=nominal.margin - sum_of_largest(lost, risk.budget),
        cost=float(nominal.cost.total) + sum_of_largest(spent, risk.budget),
        prices={item: ends[item] for item in hit},
        shares=hit,
    )
