import numpy as np
import pytest

from flotation.scores import HeldOut, last_known, score


def test_the_last_lab_value_is_the_one_before():
    assert last_known(np.array([1.0, np.nan, 3.0, 4.0]))[1:].tolist() == [1.0, 1.0, 3.0]
    assert np.isnan(last_known(np.array([1.0, 2.0]))[0])


def test_a_perfect_prediction_scores_one_and_the_mean_scores_nought():
    rng = np.random.default_rng(0)
    y, counted, block = rng.normal(size=200), np.ones(200, bool), np.arange(200) // 40
    perfect = score("x", y, HeldOut(predicted=y, mean=np.zeros(200), counted=counted), block)
    mean = score(
        "x", y, HeldOut(predicted=np.zeros(200), mean=np.zeros(200), counted=counted), block
    )
    assert perfect.r2_mean == 1.0
    assert perfect.mae == 0.0
    assert mean.r2_mean == 0.0
    assert mean.r2_last == pytest.approx(0.5, abs=0.1)
    assert mean.rows == 199


def test_gross_errors_do_not_count():
    y = np.zeros(100)
    y[50] = 1e6
    counted = np.arange(100) != 50
    found = score(
        "x",
        y,
        HeldOut(predicted=np.full(100, 0.1), mean=np.ones(100), counted=counted),
        np.arange(100) // 20,
    )
    assert found.mae == pytest.approx(0.1)
    assert found.bias == pytest.approx(0.1)


def test_every_leg_and_product_of_a_model_is_scored(model):
    targets = {s.target for s in model.scores}
    assert targets == {leg.leg.key for leg in model.legs} | {"recovery/WO3"}
    assert all(s.blocks == 5 for s in model.scores)
    assert all(s.r2_mean > 0.2 for s in model.scores)
