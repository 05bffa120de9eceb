r"""Any fitted regression as rows of a mixed-integer programme, for :mod:`benchmarks.families`.

Ridge is a sum. Trees follow Mišić (2020, doi 10.1287/opre.2019.1928): with the thresholds
:math:`t_{jk}` of lever j in order, binaries :math:`y_{jk} = [x_j \le t_{jk}]` and leaves
:math:`z_{l} \ge 0`, :math:`\sum_l z_l = 1` in every tree, the leaves left of a split sum to at most
y and those right of it to at most 1 - y. A gap of :data:`GAP` keeps a set-point off the threshold
itself, where both sides of a split would be feasible. A ReLU net is
:math:`a \le h \le a - \underline a (1 - \delta)`, :math:`h \le \bar a \delta`, with bounds of a by
interval arithmetic.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

import numpy as np
import pyomo.environ as pyo
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline

from benchmarks.relu_net import ReluNet

GAP = 1e-5  # of a lever's range, between a threshold and the settings right of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a regression is given: levers that move, and all else at its value.

    Attributes
    ----------
    low, high : mapping of str to float
        Of the levers that move. [their units]
    given : mapping of str to float
        Every other column.
    """

    low: Mapping[str, float]
    high: Mapping[str, float]
    given: Mapping[str, float]


@dataclass(slots=True)
class Rows:
    """A programme that is being written: its Pyomo model, and thresholds that trees share.

    Attributes
    ----------
    model : pyomo.environ.ConcreteModel
        With the scaled levers ``u`` in [0, 1] and a list ``rows`` of constraints.
    inputs : Inputs
    thresholds : dict of (str, float) to variable
        Binaries of the trees.
    """

    model: Any
    inputs: Inputs
    thresholds: dict = field(default_factory=dict)

    @classmethod
    def of(cls, inputs: Inputs) -> "Rows":
        """A programme with nothing but levers."""
        m = pyo.ConcreteModel()
        m.u = pyo.Var(list(inputs.low), bounds=(0, 1))
        m.rows = pyo.ConstraintList()
        m.parts = pyo.VarList(bounds=(0, 1))
        m.binaries = pyo.VarList(domain=pyo.Binary)
        m.hidden = pyo.VarList()
        return cls(model=m, inputs=inputs)

    def lever(self, name: str) -> Any:
        """A lever in its unit."""
        low, high = self.inputs.low[name], self.inputs.high[name]
        return low + (high - low) * self.model.u[name]

    def value(self, name: str) -> Any:
        """A column: an expression of a lever that moves, a number otherwise."""
        return self.lever(name) if name in self.inputs.low else self.inputs.given[name]

    def ends(self, name: str) -> tuple[float, float]:
        """Lowest and highest value of a column."""
        if name in self.inputs.low:
            return self.inputs.low[name], self.inputs.high[name]
        return self.inputs.given[name], self.inputs.given[name]


@singledispatch
def embedded(estimator: Any, rows: Rows, columns: tuple[str, ...]) -> Any:
    """An estimator's prediction as a linear expression, with the rows that make it so.

    Parameters
    ----------
    estimator : fitted regressor
    rows : Rows
        Gets variables and constraints.
    columns : tuple of str
        Names of the estimator's inputs, in order.
    """
    raise TypeError(f"a {type(estimator).__name__} cannot be embedded")


@embedded.register
def _ridge(estimator: Pipeline, rows: Rows, columns: tuple[str, ...]) -> Any:
    scaler, linear = estimator.steps[0][1], estimator.steps[-1][1]
    slopes = linear.coef_ / scaler.scale_
    constant = float(linear.intercept_ - slopes @ scaler.mean_)
    return constant + sum(float(a) * rows.value(c) for a, c in zip(slopes, columns, strict=True))


@embedded.register
def _trees(estimator: HistGradientBoostingRegressor, rows: Rows, columns: tuple[str, ...]) -> Any:
    total = float(np.ravel(estimator._baseline_prediction)[0])
    for [tree] in estimator._predictors:
        leaves: list[tuple[Any, float]] = []
        _branch(rows, tree.nodes, 0, columns, {c: rows.ends(c) for c in columns}, leaves)
        if len(leaves) == 1:
            total += leaves[0][1]
            continue
        rows.model.rows.add(sum(z for z, _ in leaves) == 1.0)
        total += sum(value * z for z, value in leaves)
    return total


def _branch(rows, nodes, at, columns, box, leaves):
    """Leaves that settings can reach below a node; splits that settings decide become rows."""
    node = nodes[at]
    if node["is_leaf"]:
        leaves.append((rows.model.parts.add(), float(node["value"])))
        return [leaves[-1][0]]
    column, threshold = columns[node["feature_idx"]], float(node["num_threshold"])
    low, high = box[column]
    if high <= threshold:
        return _branch(rows, nodes, node["left"], columns, box, leaves)
    if low > threshold:
        return _branch(rows, nodes, node["right"], columns, box, leaves)
    left = _branch(rows, nodes, node["left"], columns, {**box, column: (low, threshold)}, leaves)
    above = np.nextafter(threshold, np.inf)
    right = _branch(rows, nodes, node["right"], columns, {**box, column: (above, high)}, leaves)
    below = rows.thresholds.get((column, threshold))
    if below is None:
        below = rows.thresholds[column, threshold] = rows.model.binaries.add()
    rows.model.rows.add(sum(left) <= below)
    rows.model.rows.add(sum(right) <= 1.0 - below)
    return [*left, *right]


def tie_thresholds(rows: Rows) -> None:
    """Rows that tie the binaries of the trees to the levers, once all trees are in."""
    for lever in rows.inputs.low:
        known = sorted((t, y) for (name, t), y in rows.thresholds.items() if name == lever)
        if not known:
            continue
        low, high = rows.inputs.low[lever], rows.inputs.high[lever]
        places = [(t - low) / (high - low) for t, _ in known]
        binaries = [y for _, y in known]
        for before, after in zip(binaries, binaries[1:], strict=False):
            rows.model.rows.add(before <= after)
        u = rows.model.u[lever]
        steps = zip(np.diff([*places, 1.0]), binaries, strict=True)
        rows.model.rows.add(u <= places[0] + sum(float(d) * (1 - y) for d, y in steps))
        steps = zip(np.diff([0.0, *places]), binaries, strict=True)
        least = sum(float(d) * (1 - y) for d, y in steps) + GAP * (1 - binaries[0])
        rows.model.rows.add(u >= least)


@embedded.register
def _net(estimator: ReluNet, rows: Rows, columns: tuple[str, ...]) -> Any:
    layer = []
    for column, mean, scale in zip(columns, estimator.mean, estimator.scale, strict=True):
        low, high = ((end - mean) / scale for end in rows.ends(column))
        layer.append(((rows.value(column) - mean) / scale, low, high))
    for weights, offsets in estimator.layers[:-1]:
        sums = [_sum(layer, weights[:, i], offsets[i]) for i in range(len(offsets))]
        layer = [_relu(rows, *each) for each in sums]
    weights, offsets = estimator.layers[-1]
    answer, _, _ = _sum(layer, weights[:, 0], offsets[0])
    return estimator.target_mean + estimator.target_scale * answer


def _sum(layer, weights, offset):
    """A weighted sum of ``(expression, low, high)`` and its own bounds."""
    low = high = float(offset)
    for weight, (_, a, b) in zip(weights, layer, strict=True):
        low += float(min(weight * a, weight * b))
        high += float(max(weight * a, weight * b))
    terms = (float(w) * expression for w, (expression, _, _) in zip(weights, layer, strict=True))
    return float(offset) + sum(terms), low, high


def _relu(rows, expression, low, high):
    if high <= 0.0:
        return 0.0, 0.0, 0.0
    if low >= 0.0:
        return expression, low, high
    m = rows.model
    on, out = m.binaries.add(), m.hidden.add()
    out.setlb(0.0)
    out.setub(high)
    m.rows.add(out >= expression)
    m.rows.add(out <= expression - low * (1 - on))
    m.rows.add(out <= high * on)
    return out, 0.0, high
