import numpy as np
import pytest

from flotation.scores import HeldOut, assay_delay, block_means, last_known, score


def test_the_last_lab_value_is_the_one_before():
    assert last_known(np.array([1.0, np.nan, 3.0, 4.0]))[1:].tolist() == [1.0, 1.0, 3.0]
    assert np.isnan(last_known(np.array([1.0, 2.0]))[0])


def test_a_lab_value_counts_only_when_it_is_known():
    measured = np.array([1.0, 2.0, np.nan, 4.0, 5.0])
    assert last_known(measured, delay=2)[2:].tolist() == [1.0, 2.0, 2.0]
    assert np.isnan(last_known(measured, delay=2)[:2]).all()
    assert last_known(measured, np.array([0, 1, 2, 9, 10]), delay=3)[3:].tolist() == [2.0, 2.0]
    assert np.isnan(last_known(np.full(3, np.nan))).all()


def test_the_delay_of_assays_is_counted_in_whole_shifts(plant):
    def delay(hours):
        return assay_delay(plant.model_copy(update={"assay_delay_hours": hours}))

    assert plant.shift_hours == 8.0
    assert [delay(hours) for hours in (None, 1.0, 8.0, 8.5, 24.0)] == [1, 1, 1, 2, 3]


def test_a_later_lab_value_is_a_weaker_baseline():
    rng = np.random.default_rng(8)
    y = np.cumsum(rng.normal(size=500)) * 0.1
    held = HeldOut(predicted=np.zeros(500), mean=np.zeros(500), counted=np.ones(500, bool))
    block = np.arange(500) // 100
    near, far = (score("x", y, held, block, delay=d) for d in (1, 6))
    assert far.r2_last > near.r2_last
    assert far.r2_mean == pytest.approx(near.r2_mean, abs=0.01)


def test_the_coverage_of_a_target_is_that_of_blocks_judged_by_the_others():
    held = HeldOut(predicted=np.zeros(200), mean=np.zeros(200), counted=np.ones(200, bool))
    y = np.tile(np.linspace(-1.0, 1.0, 100), 2)
    halves = np.repeat([0, 1], 100)
    assert score("x", y, held, halves).coverage == pytest.approx(0.9, abs=0.02)
    assert score("x", y + 9.0 * halves, held, halves).coverage == 0.0
    assert score("x", y, held, np.zeros(200, dtype=int)).coverage is None


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


def test_a_gross_error_is_no_last_lab_value():
    y = np.where(np.arange(100) == 50, 9.0, np.tile([0.0, 0.1], 50))
    held = HeldOut(predicted=np.full(100, 0.05), mean=np.zeros(100), counted=y < 5.0)
    found = score("x", y, held, np.arange(100) // 20)
    assert found.mae == pytest.approx(0.05)
    assert found.mae_last == pytest.approx(0.1, abs=0.002)


def test_block_means_are_of_the_rows_that_count_in_each_block():
    measured = np.log([0.2, 0.4, np.nan, 0.6, 0.8, 0.9])
    counted = np.array([True, True, True, True, True, False])
    held = HeldOut(predicted=np.log(np.full(6, 0.5)), mean=np.zeros(6), counted=counted)
    labels = [f"2026-01-0{day} 08:00:00" for day in range(1, 7)]
    first, second = block_means("recovery/WO3", measured, held, np.arange(6) // 3, labels)
    assert (first["from"], first["to"], first["rows"]) == ("2026-01-01", "2026-01-02", 2)
    assert first["measured"] == pytest.approx(0.3)
    assert second["measured"] == pytest.approx(0.7)
    assert second["predicted"] == pytest.approx(0.5)


def test_every_leg_and_product_of_a_model_is_scored(model):
    targets = {s.target for s in model.scores}
    assert targets == {leg.leg.key for leg in model.legs} | {"recovery/WO3"}
    assert all(s.blocks == 5 for s in model.scores)
    assert all(s.r2_mean > 0.2 for s in model.scores)
