import numpy as np
import pytest
from mapie.conformity_scores import AbsoluteConformityScore
from mapie.regression import SplitConformalRegressor
from scipy.special import expit
from sklearn.base import BaseEstimator, RegressorMixin

from flotation.errors import DataError
from flotation.intervals import _badness, conformal_interval, recalibrated, recovery_interval
from flotation.model_card import Interval
from flotation.stage_shares import measured_stage_shares


def test_new_shifts_fall_inside_as_often_as_promised():
    rng = np.random.default_rng(0)
    inside = []
    for _ in range(200):
        interval = conformal_interval(rng.standard_t(4, size=400), np.arange(400) // 80)
        low, high = interval.two_sided(0.9)
        fresh = rng.standard_t(4, size=400)
        inside.append(np.mean((fresh >= low) & (fresh <= high)))
    assert np.mean(inside) == pytest.approx(0.9, abs=0.01)


def test_offsets_widen_with_the_level():
    interval = conformal_interval(np.random.default_rng(1).normal(size=300), np.arange(300) // 60)
    assert np.all(np.diff(interval.lower) <= 0.0)
    assert np.all(np.diff(interval.upper) >= 0.0)


def test_coverage_is_that_of_blocks_judged_by_the_others():
    residuals = np.concatenate([np.zeros(100), np.full(100, 5.0)]) + np.tile(
        np.linspace(-1.0, 1.0, 100), 2
    )
    interval = conformal_interval(residuals, np.repeat([0, 1], 100))
    assert interval.coverage["0.9"] == 0.0


def test_too_few_rows_for_a_level_give_the_extremes():
    interval = conformal_interval(np.arange(10.0), np.arange(10) // 5)
    assert interval.one_sided(0.99) == (0.0, 9.0)


def test_the_model_reports_its_coverage(model):
    interval = model.intervals["WO3"]
    assert interval.rows > 800
    assert 0.8 < interval.coverage["0.9"] < 0.97
    assert interval.two_sided(0.9)[0] < 0.0 < interval.two_sided(0.9)[1]
    assert 0.005 < interval.assay_share < 0.1  # the property that lasts is most of the scatter


def test_what_the_curves_explain_narrows_the_interval(plant, survey, model):
    shares = measured_stage_shares(plant, survey.table)
    low, high = np.quantile(shares.log_share[:, [0, 2]].sum(axis=1), [0.05, 0.95])
    width = np.subtract(*reversed(model.intervals["WO3"].two_sided(0.9)))
    assert width < 0.85 * (high - low)


@pytest.fixture(params=["log", "logit"])
def linked(request):
    return Interval(
        levels=(0.5, 0.9, 0.95), lower=(0.0, -0.3, -0.5), upper=(0.0, 0.2, 0.4), link=request.param
    )


def test_what_is_asked_for_a_target_has_the_target_as_its_lower_bound(linked):
    asked = linked.asked(np.array([0.2, 0.6]), 0.9)
    assert np.all(asked > [0.2, 0.6])
    assert linked.lower_bound(asked, 0.9) == pytest.approx([0.2, 0.6])


def test_bounds_are_the_two_one_sided_ones(linked):
    assert linked.bounds(0.6, 0.9) == (linked.lower_bound(0.6, 0.95), linked.upper_bound(0.6, 0.95))


def test_an_offset_on_the_log_scales_and_one_on_the_logit_never_leaves_a_fraction():
    lower, upper = {"levels": (0.5, 0.9), "lower": (0.0, -0.7)}, {"upper": (0.0, 0.7)}
    on_log = Interval(**lower, **upper)
    on_logit = Interval(**lower, **upper, link="logit")
    assert on_log.lower_bound(0.9, 0.9) == pytest.approx(0.9 * np.exp(-0.7))
    assert on_log.upper_bound(0.9, 0.9) == 1.0
    odds = 9.0 * np.exp(-0.7)
    assert on_logit.lower_bound(0.9, 0.9) == pytest.approx(odds / (1.0 + odds))
    assert 0.9 < on_logit.upper_bound(0.9, 0.9) < 1.0


class AsGiven(RegressorMixin, BaseEstimator):
    """A regression that predicts what stands in its first column."""

    def fit(self, X, y):
        self.n_features_in_ = X.shape[1]
        return self

    def predict(self, X):
        return np.asarray(X)[:, 0]

    def __sklearn_is_fitted__(self):
        return True


@pytest.mark.parametrize("level", [0.5, 0.8, 0.85, 0.9, 0.95, 0.98])
@pytest.mark.parametrize("rows", [120, 146, 400])
def test_the_interval_is_mapie_s_on_the_same_split(level, rows):
    rng = np.random.default_rng(rows)
    predicted = rng.uniform(-1.5, -0.3, rows)
    measured = predicted + 0.1 * rng.standard_t(4, rows)
    other = SplitConformalRegressor(
        estimator=AsGiven().fit(predicted[:, None], measured),
        confidence_level=level,
        conformity_score=AbsoluteConformityScore(sym=False),
        prefit=True,
    ).conformalize(predicted[:, None], measured)
    _, (theirs,) = other.predict_interval(np.array([[-0.4]]))
    ours = conformal_interval(measured - predicted, np.arange(rows) * 5 // rows).two_sided(level)
    assert -0.4 + np.array(ours) == pytest.approx(theirs.ravel(), abs=1e-7)


def test_a_rank_that_is_a_whole_number_is_taken_as_it_is():
    """(119 + 1) · 0.05 is 6, whatever the rounding: the sixth from either end."""
    interval = conformal_interval(np.arange(1.0, 120.0), np.arange(119) // 24)
    assert interval.two_sided(0.9) == (6.0, 114.0)


def on_a_link(link, rng, rows=2000, spread=0.25):
    """Log recoveries, predicted and measured, that scatter alike on one link."""
    predicted = rng.uniform(0.2, 0.95, rows)
    if link == "logit":
        measured = expit(np.log(predicted / (1.0 - predicted)) + spread * rng.normal(size=rows))
    else:
        predicted = 0.6 * predicted
        measured = predicted * np.exp(spread * 0.5 * rng.normal(size=rows))
    return np.log(measured), np.log(predicted)


@pytest.mark.parametrize("link", ["log", "logit"])
def test_the_link_on_which_shifts_scatter_alike_is_chosen(link):
    measured, predicted = on_a_link(link, np.random.default_rng(2))
    interval = recovery_interval(measured, predicted, np.arange(2000) // 400)
    assert interval.link == link
    assert interval.coverage_at_best == pytest.approx(0.9, abs=0.05)


def test_a_promise_that_falls_short_is_worse_than_one_that_is_kept_too_well():
    def found(coverage):
        return Interval(levels=(0.5,), lower=(0.0,), upper=(0.0,), coverage_at_best=coverage)

    assert min(map(found, (0.88, 0.93, 0.95)), key=_badness) == found(0.93)
    assert min(map(found, (0.89, 0.93)), key=_badness) == found(0.89)


def test_assay_errors_count_on_the_link_that_was_chosen():
    """A log error e of a recovery R is one of e / (1 - R) in log odds."""
    rng = np.random.default_rng(9)
    odds = rng.uniform(-1.0, 3.0, 4000)
    measured = np.log(expit(odds + 0.25 * rng.normal(size=4000)))
    assay_sd = 0.15 * (1.0 - np.exp(measured))
    interval = recovery_interval(
        measured, np.log(expit(odds)), np.arange(4000) // 800, assay_sd=assay_sd
    )
    assert interval.link == "logit"
    assert interval.assay_share == pytest.approx((0.15 / 0.25) ** 2, abs=0.03)


def test_a_recovery_of_one_can_only_be_judged_on_the_log():
    measured, predicted = on_a_link("logit", np.random.default_rng(3))
    measured[7] = 0.0
    assert recovery_interval(measured, predicted, np.arange(2000) // 400).link == "log"


def test_one_time_block_gives_no_interval():
    measured, predicted = on_a_link("log", np.random.default_rng(3))
    with pytest.raises(DataError, match="the 2000 shifts .* lie in one time block"):
        recovery_interval(measured, predicted, np.zeros(2000, dtype=int))


@pytest.mark.parametrize("link", ["log", "logit"])
def test_the_interval_of_the_truth_leaves_out_what_assays_add(link):
    rng = np.random.default_rng(4)
    true, predicted = on_a_link(link, rng, rows=4000, spread=0.2)
    assay_sd = np.full(4000, 0.08)
    measured = true + assay_sd * rng.normal(size=4000)
    kept = measured < 0.0
    true, predicted, measured = true[kept], predicted[kept], measured[kept]
    block = np.arange(len(true)) * 5 // len(true)
    interval = recovery_interval(measured, predicted, block, assay_sd=assay_sd[kept])
    for name, series in (("bounds", measured), ("true_bounds", true)):
        low, high = getattr(interval, name)(np.exp(predicted), 0.9)
        inside = np.mean((np.exp(series) >= low) & (np.exp(series) <= high))
        assert inside == pytest.approx(0.9, abs=0.03), name
    assert interval.assay_share > 0.1


def wandering(rng, rows):
    """Residuals whose mean walks and whose spread doubles half-way."""
    walk = np.cumsum(0.01 * rng.normal(size=rows))
    return walk + np.where(np.arange(rows) < rows // 2, 0.05, 0.1) * rng.normal(size=rows)


@pytest.mark.parametrize("seed", range(5))
def test_recalibrated_offsets_follow_a_plant_that_wanders(seed):
    rng = np.random.default_rng(seed)
    past, later = 0.05 * rng.normal(size=500), wandering(rng, 1500)
    still = moving = conformal_interval(past, np.arange(500) // 100)
    inside = {"still": 0, "moving": 0}
    for residual in later:
        for name, interval in (("still", still), ("moving", moving)):
            low, high = interval.two_sided(0.9)
            inside[name] += low <= residual <= high
        moving = recalibrated(moving, [residual])
    assert inside["moving"] / len(later) == pytest.approx(0.9, abs=0.03)
    assert abs(inside["still"] / len(later) - 0.9) > abs(inside["moving"] / len(later) - 0.9)


def test_recalibrated_offsets_stay_in_the_order_of_their_levels():
    interval = conformal_interval(np.random.default_rng(6).normal(size=300), np.arange(300) // 60)
    moved = recalibrated(interval, np.random.default_rng(7).normal(3.0, 0.1, size=80))
    assert np.all(np.diff(moved.lower) <= 0.0)
    assert np.all(np.diff(moved.upper) >= 0.0)
    assert moved.two_sided(0.9)[0] > interval.two_sided(0.9)[0]
    assert moved.rows == 380


def test_shifts_that_were_not_measured_do_not_recalibrate():
    interval = conformal_interval(np.arange(100.0), np.arange(100) // 20)
    assert recalibrated(interval, [np.nan, np.inf]) == interval
