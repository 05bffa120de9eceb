"""What the fitted model and the plant's prices say of many set-points at once, without us.

An oracle for the optimiser's tests: no Pyomo, no programme, no search; only predictions, prices
and limits, for arrays of set-points.
"""

from dataclasses import dataclass

import numpy as np

from flotation.economics import consumption, cost, value_per_recovery
from optimiser.money import asked_prices
from optimiser.problem import asked_conditions
from optimiser.ranges import lever_ranges

ROUNDING = 1e-6  # of a limit: what a plan may miss it by, and still keep it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """Set-points by the thousand.

    Attributes
    ----------
    objective : ndarray
        To be minimised: cost, minus recovery, or minus margin.
    spare : mapping of str to ndarray
        What is left of each limit, relative to it; negative where it is broken.
    """

    objective: np.ndarray
    spare: dict

    def keeps(self, room=-ROUNDING):
        """Whether each of the set-points keeps every limit, with some room."""
        return np.all([left >= room for left in self.spare.values()], axis=0)

    @property
    def broken(self):
        """By how much all limits together are broken."""
        return sum(np.maximum(-left, 0.0) for left in self.spare.values())


def sampled(plant, model, question, settings):
    """The :class:`Sampled` of set-points, a mapping of lever to array."""
    conditions, prices = asked_conditions(model, question), asked_prices(plant, question)
    expected = model.predict(settings, conditions)
    used = consumption(plant, settings, conditions, expected.stage_feed_solids)
    spent = np.asarray(cost(plant, used, prices).total)
    feed = {c: conditions[model.feed_grades[c]] for c in expected.recovery}
    worth = value_per_recovery(plant, feed, prices)
    margin = sum(worth[c] * r for c, r in expected.recovery.items()) - spent
    measure = {
        "least_cost": spent,
        "most_recovery": -expected.recovery.get(question.component, np.nan),
        "most_margin": -margin,
    }
    return Sampled(
        objective=np.asarray(measure[question.goal], dtype=float),
        spare=dict(_spare(plant, model, question, settings, expected, spent)),
    )


def _spare(plant, model, question, settings, expected, spent):
    for c, pct in question.target_recovery_pct.items():
        reached = expected.recovery[c]
        if question.confidence is not None:
            reached = model.intervals[c].lower_bound(reached, question.confidence)
        yield f"target/{c}", reached / (pct / 100.0) - 1.0
    if question.budget_cny_t is not None:
        most = question.budget_cny_t
        yield "budget", (most - spent) / max(most, 1.0)
    for product in plant.product:
        c = product.component
        least = question.min_grade_pct.get(c, product.min_grade_pct) / 100.0
        if least > 0.0:
            yield f"grade/{c}", expected.grade[c] / least - 1.0
        yield f"all there is/{c}", 1.0 - expected.recovery[c]
    for limit in plant.limit:
        amount = sum(rate * settings[lever] for lever, rate in limit.per_unit.items())
        yield f"limit/{limit.name}", (limit.high - amount) / max(abs(limit.high), 1e-9)
    if question.within_region:
        inside = model.region.contains(settings, tolerance=ROUNDING)
        yield "region", np.where(inside, 0.0, -1.0)


def asked_box(plant, model, question):
    """Lowest and highest set-point of every lever that the question leaves."""
    ranges = lever_ranges(plant, model, question)
    return {column: (r.low, r.high) for column, r in ranges.items()}


def drawn(box, number, rng, near=None):
    """Random set-points in a box, its corners, and some near a point."""
    found = {}
    for column, (low, high) in box.items():
        values = rng.uniform(low, high, number)
        ends = rng.choice([low, high], number)
        mixed = np.where(rng.random(number) < 0.2, ends, values)
        if near is not None:
            close = near[column] + (high - low) * rng.normal(0.0, 0.02, number)
            mixed = np.where(np.arange(number) % 2 == 0, np.clip(close, low, high), mixed)
        found[column] = mixed
    return found
