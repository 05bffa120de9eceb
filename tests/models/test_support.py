from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from flotation.model_card import History
from flotation.support import make_history, make_region, nearest_shifts, setting_percentiles


def test_the_box_holds_nearly_every_shift_and_not_the_corners(plant, survey, model):
    columns = model.region.columns
    table = {c: survey.table[c].to_numpy() for c in columns}
    assert np.mean(model.region.contains(table)) > 0.94
    corner = {c: high for c, (_, high) in model.domain.items() if c in columns}
    assert not model.region.contains(corner)


def test_components_do_not_depend_on_units():
    rng = np.random.default_rng(0)
    a = rng.normal(size=300)
    table = pd.DataFrame({"a": a, "b": a + 0.1 * rng.normal(size=300)})
    plain, scaled = (
        make_region(t, ("a", "b")) for t in (table, table.assign(b=1000.0 * table["b"] + 5.0))
    )
    there = scaled.components({"a": 0.5, "b": 1000.0 * 0.6 + 5.0})
    assert plain.components({"a": 0.5, "b": 0.6}) == pytest.approx(there)
    assert plain.rotation[0] == pytest.approx(scaled.rotation[0])


def test_the_nearest_shift_to_a_past_shift_is_itself(model):
    row = dict(zip(model.history.columns, model.history.values[17], strict=True))
    label, distance = nearest_shifts(model, row)[0]
    assert label == model.history.labels[17]
    assert distance == pytest.approx(0.0, abs=1e-9)


def test_far_settings_are_far(model):
    far = {c: high for c, (_, high) in model.domain.items() if c in model.levers}
    assert nearest_shifts(model, far)[0][1] > nearest_shifts(model, model.present_settings)[0][1]


def test_history_keeps_trials_and_thins_the_rest():
    table = pd.DataFrame({"a": np.arange(5000.0)})
    trial = np.arange(5000) % 25 == 0
    kept = make_history(table, ("a",), [str(i) for i in range(5000)], trial)
    assert len(kept.labels) <= 800
    assert {str(i) for i in np.flatnonzero(trial)} <= set(kept.labels)


def test_percentiles_count_lower_past_set_points(model):
    past = np.asarray(model.history.values)
    names = model.history.columns
    middle = dict(zip(names, np.median(past, axis=0), strict=True))
    lowest = {name: value - 1.0 for name, value in zip(names, past.min(axis=0), strict=True)}
    assert all(abs(v - 0.5) < 0.01 for v in setting_percentiles(model, middle).values())
    assert set(setting_percentiles(model, lowest).values()) == {0.0}


def test_of_past_set_points_that_are_the_same_half_count_as_lower():
    history = History(columns=("a",), labels=tuple("wxyz"), values=((1.0,), (2.0,), (2.0,), (3.0,)))
    model = SimpleNamespace(history=history)
    assert [setting_percentiles(model, {"a": x})["a"] for x in (0.0, 1.0, 2.0, 2.5)] == [
        0.0,
        0.125,
        0.5,
        0.75,
    ]
