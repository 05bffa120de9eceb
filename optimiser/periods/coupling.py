r"""What ties shifts together, and what it costs: rows over all shifts, and their prices.

With :math:`W_t` the tonnes fed in shift t, over set-points x, recoveries r and costs C of shifts:

.. math::
    \begin{aligned}
    |x_{tj} - x_{t-1,j}| &\le \Delta_j                                   && \text{(moves)} \\
    \textstyle\sum_{\tau \le t} W_\tau (k_i + \sum_j a_{ij} x_{\tau j}) &\le
        S_i + \text{deliveries to } t                                    && \text{(reagents)} \\
    \textstyle\sum_t W_t g_{tc} r_{tc} &\ge M_c                          && \text{(metal)} \\
    \textstyle\sum_t W_t C_t &\le B                                      && \text{(budget)}
    \end{aligned}

Ore is not among them: what stockpiles hold limits blends, which :mod:`.blend_choice` chooses.
Prices y of these rows split the whole into shifts: for every y whose sign a side allows,

.. math:: \sum_t \min_{x_t} \Big( f_t - \sum_i y_i A_i \Big)(x_t) + \sum_i y_i \cdot \text{side}_i

is a bound on the best schedule (Lagrange), and each minimum is a problem of one shift.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimiser.periods.cases import Cases, grams_per_tonne
from optimiser.periods.shift_search import Ends, Weights
from optimiser.ranges import present_settings

GRAMS = 1e-6  # t per g
Term = tuple[int, str, str]  # shift; "lever", "metal" or "cost"; name


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """``low <= coefficients · (set-points, metals, costs of shifts) <= high``.

    Metals and costs are per tonne of ore.

    Attributes
    ----------
    name, words, unit : str
    coefficients : mapping of tuple to float
    low, high : float
    """

    name: str
    words: str
    unit: str
    coefficients: Mapping[Term, float]
    low: float = -np.inf
    high: float = np.inf

    def value(self, quantities: Mapping[Term, float]) -> float:
        """Left-hand side."""
        return sum(a * quantities[term] for term, a in self.coefficients.items())

    def excess(self, quantities: Mapping[Term, float]) -> float:
        """How far the sides are overstepped, relative to them."""
        value = self.value(quantities)
        sides = [abs(side) for side in (self.low, self.high) if np.isfinite(side)]
        return max(self.low - value, value - self.high) / max(1e-6, *sides)


def ties(cases: Cases) -> tuple[Tie, ...]:
    """The rows of a question."""
    return (*_moves(cases), *_reagents(cases), *_metal(cases), *_budget(cases))


def moves_of(cases: Cases) -> dict[str, float]:
    """Largest move between shifts, by lever that has one [its unit]."""
    if not cases.question.move_limits:
        return {}
    return {
        lever.column: lever.max_move
        for lever in cases.plant.lever
        if lever.max_move is not None and lever.column not in cases.question.fixed
    }


def base_weights(cases: Cases, value: Mapping[str, float]) -> Weights:
    """The question's own objective in one shift [CNY/t ore]."""
    return Weights(cost=1.0, recovered=value if cases.question.goal == "most_margin" else {})


def prices_by_shift(
    shifts: int, prices: Sequence[tuple[Tie, float]]
) -> tuple[dict[tuple[str, str], float], ...]:
    """What one unit of each shared quantity is charged, by shift [CNY per unit]."""
    found: list[dict[tuple[str, str], float]] = [{} for _ in range(shifts)]
    for tie, price in prices:
        for (t, kind, name), a in tie.coefficients.items():
            found[t][kind, name] = found[t].get((kind, name), 0.0) - price * a
    return tuple(found)


def priced_weights(
    weights: Weights,
    charges: Mapping[tuple[str, str], float],
    tonnes: float,
    grades: Mapping[str, float],
) -> Weights:
    """Weights of one shift with the charges of what it shares, per tonne of its ore."""
    cost, levers, recovered = weights.cost, dict(weights.levers), dict(weights.recovered)
    for (kind, name), charge in charges.items():
        if kind == "cost":
            cost += charge / tonnes
        elif kind == "lever":
            levers[name] = levers.get(name, 0.0) + charge / tonnes
        else:
            recovered[name] = recovered.get(name, 0.0) - charge * grades[name] / tonnes
    return Weights(cost=cost, levers=levers, recovered=recovered)


def sides_at(prices: Sequence[tuple[Tie, float]]) -> float:
    """What the prices give for the sides of the rows; a price's wrong sign gives nothing."""
    return sum(price * (tie.low if price > 0.0 else tie.high) for tie, price in prices)


def allowed_prices(rows: Sequence[Tie], duals: Iterable[float]) -> list[tuple[Tie, float]]:
    """Prices that bound: those whose sign a side of their row allows."""
    found = []
    for tie, dual in zip(rows, duals, strict=True):
        side = tie.low if dual > 0.0 else tie.high
        if dual != 0.0 and np.isfinite(side):
            found.append((tie, float(dual)))
    return found


def widest_ends(cases: Cases, shift: int) -> Ends:
    """Where set-points of a shift may lie whatever the shifts before it did."""
    present, moves = present_settings(cases.model, cases.question), moves_of(cases)
    steps = shift + 1
    reach = {
        j: (present[j] - steps * moves[j], present[j] + steps * moves[j])
        if j in moves
        else (-np.inf, np.inf)
        for j in cases.plant.levers
    }
    stock = {
        item: held / (float(cases.tonnes[shift]) * GRAMS)
        for item, held in reagents_by(cases, shift).items()
    }
    return Ends(reach=reach, stock=stock)


def reagents_by(cases: Cases, shift: int) -> dict[str, float]:
    """Reagents that have come until a shift begins, in all [t]."""
    return {
        stock.item: stock.tonnes + sum(d.tonnes for d in stock.deliveries if d.shift <= shift + 1)
        for stock in cases.question.horizon.reagent
    }


def quantities_of(
    shift: int, settings: Mapping[str, float], metal: Mapping[str, float], cost: float
) -> dict[Term, float]:
    """What the rows of :func:`ties` are written in, of one shift."""
    found: dict[Term, float] = {(shift, "lever", j): value for j, value in settings.items()}
    found |= {(shift, "metal", c): value for c, value in metal.items()}
    return found | {(shift, "cost", ""): cost}


def _moves(cases: Cases) -> Iterator[Tie]:
    for j, move in moves_of(cases).items():
        for t in range(1, cases.shifts):
            yield Tie(
                name=f"move/{j}/{t + 1}",
                words=f"{j} moves by at most {move:g} into shift {t + 1}",
                unit=cases.plant.columns[j].unit,
                coefficients={(t, "lever", j): 1.0, (t - 1, "lever", j): -1.0},
                low=-move,
                high=move,
            )


def _reagents(cases: Cases) -> Iterator[Tie]:
    for stock in cases.question.horizon.reagent:
        constant, per_unit = grams_per_tonne(cases.plant, stock.item)
        ends = sorted({d.shift - 2 for d in stock.deliveries if d.shift > 1} | {cases.shifts - 1})
        for t in ends:
            used = {
                (tau, "lever", j): float(cases.tonnes[tau]) * GRAMS * a
                for tau in range(t + 1)
                for j, a in per_unit.items()
            }
            still = float(cases.tonnes[: t + 1].sum()) * GRAMS * constant
            yield Tie(
                name=f"reagent/{stock.item}/{t + 1}",
                words=f"{stock.item} lasts to the end of shift {t + 1}",
                unit="t",
                coefficients=used,
                high=reagents_by(cases, t)[stock.item] - still,
            )


def _metal(cases: Cases) -> Iterator[Tie]:
    for c, least in cases.question.horizon.least_metal_t.items():
        if least > 0.0:
            yield Tie(
                name=f"metal/{c}",
                words=f"at least {least:g} t of {c} recovered over all shifts",
                unit="t",
                coefficients={(t, "metal", c): float(cases.tonnes[t]) for t in range(cases.shifts)},
                low=least,
            )


def _budget(cases: Cases) -> Iterator[Tie]:
    most = cases.question.horizon.budget_cny
    if most is not None:
        yield Tie(
            name="budget",
            words=f"all shifts together cost at most {most:g} CNY",
            unit="CNY",
            coefficients={(t, "cost", ""): float(cases.tonnes[t]) for t in range(cases.shifts)},
            high=most,
        )
