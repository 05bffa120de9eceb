"""Embedded regressions: fix the inputs, solve, and the answer equals predict."""

import numpy as np
import pyomo.environ as pyo
import pytest

from benchmarks.embedded_regressions import Inputs, Rows, embedded, tie_thresholds
from benchmarks.relu_net import ReluNet
from flotation.comparison import boosted, boosted_monotone, ridge
from optimiser.compiled import compile_model
from optimiser.highs import Session

COLUMNS = ("a", "b", "c")
MAKERS = {
    "ridge": ridge,
    "boosted": boosted,
    "boosted_monotone": boosted_monotone,
    "net": lambda shapes, conditions: ReluNet(),
}


@pytest.fixture(scope="module", params=list(MAKERS))
def fitted(request):
    rng = np.random.default_rng(0)
    X = rng.uniform((0, -2, 10), (1, 2, 30), (300, 3))
    y = np.sin(3 * X[:, 0]) - 0.2 * X[:, 1] ** 2 + 0.03 * X[:, 2] + 0.02 * rng.normal(size=300)
    shapes = {"a": "rising", "b": "peaked"}
    return MAKERS[request.param](shapes, ["c"]).fit(X, y)


def solved(estimator, inputs, sign):
    """Least of ``sign`` times the prediction: its value, and the levers there."""
    rows = Rows.of(inputs)
    rows.model.answer = pyo.Var(bounds=(-100, 100))
    rows.model.rows.add(rows.model.answer == embedded(estimator, rows, COLUMNS))
    for variable in rows.model.hidden.values():
        assert variable.lb == 0.0
    tie_thresholds(rows)
    rows.model.goal = pyo.Objective(expr=sign * rows.model.answer)
    compiled = compile_model(rows.model)
    answer = Session(compiled, "goal").solve(time_limit=60.0)
    assert answer.status == "optimal"
    at = {
        name: low + (inputs.high[name] - low) * answer.point[compiled.columns.get(f"u[{name}]", 0)]
        for name, low in inputs.low.items()
    }
    return sign * answer.objective, at


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_fixed_inputs_give_what_is_predicted(fitted, sign):
    for a, b, c in ((0.1, -1.7, 12.0), (0.55, 0.3, 25.0), (0.93, 1.4, 18.0)):
        inputs = Inputs(low={"a": a}, high={"a": a + 1e-7}, given={"b": b, "c": c})
        found, _ = solved(fitted, inputs, sign)
        assert found == pytest.approx(fitted.predict([[a + 5e-8, b, c]])[0], abs=1e-5)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_optimum_is_no_worse_than_any_of_a_grid_and_is_predicted_there(fitted, sign):
    inputs = Inputs(low={"a": 0.0, "b": -2.0}, high={"a": 1.0, "b": 2.0}, given={"c": 20.0})
    found, at = solved(fitted, inputs, sign)
    a, b = (v.ravel() for v in np.meshgrid(np.linspace(0, 1, 80), np.linspace(-2, 2, 80)))
    grid = fitted.predict(np.column_stack([a, b, np.full(len(a), 20.0)]))
    assert sign * found <= (sign * grid).min() + 1e-6
    assert fitted.predict([[at["a"], at["b"], 20.0]])[0] == pytest.approx(found, abs=1e-5)


def test_what_cannot_be_embedded_is_refused():
    with pytest.raises(TypeError, match="a dict cannot be embedded"):
        embedded({}, Rows.of(Inputs(low={}, high={}, given={})), ())
