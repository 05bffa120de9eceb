import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

from flotation.disturbance import Disturbance
from flotation.leg_model import Curve, PairTerm
from flotation.recovery import ShapeConstrainedRecovery


@parametrize_with_checks(
    [ShapeConstrainedRecovery(), ShapeConstrainedRecovery(outlier=3.0)],
    expected_failed_checks=lambda estimator: (
        {
            "check_sample_weight_equivalence_on_dense_data": "a weight is one over a variance: "
            "one sure row and two unsure ones are capped differently"
        }
        if estimator.outlier
        else {}
    ),
)
def test_obeys_the_scikit_learn_contract(estimator, check):
    check(estimator)


def test_free_curves_of_one_segment_agree_with_ordinary_least_squares():
    rng = np.random.default_rng(0)
    X, y = rng.uniform(size=(60, 3)), rng.normal(size=60)
    ours = ShapeConstrainedRecovery(segments=1).fit(X, y).predict(X)
    assert ours == pytest.approx(LinearRegression().fit(X, y).predict(X), abs=1e-4)


SHAPES = ["rising", "falling", "peaked", "valley"]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), shape=st.sampled_from(SHAPES))
def test_a_declared_shape_holds_whatever_the_data_say(seed, shape):
    rng = np.random.default_rng(seed)
    X, y = rng.uniform(size=(50, 2)), rng.normal(size=50)
    values = ShapeConstrainedRecovery([shape, "free"]).fit(X, y).values_[0]
    steps, bends = np.diff(values), np.diff(values, 2)
    if shape in ("rising", "falling"):
        sign = 1.0 if shape == "rising" else -1.0
        assert np.all(sign * steps >= -1e-9)
        assert np.all(sign * bends <= 1e-9)
    else:
        assert np.all((1.0 if shape == "peaked" else -1.0) * bends <= 1e-9)


def test_a_peak_is_found_where_it_is():
    x = np.linspace(0.0, 1.0, 201)[:, None]
    model = ShapeConstrainedRecovery(["peaked"], segments=8, roughness=1e-6)
    model.fit(x, -((x[:, 0] - 0.6) ** 2))
    assert x[np.argmax(model.predict(x)), 0] == pytest.approx(0.6, abs=0.07)


@pytest.mark.parametrize("kind", ["synergy", "substitution"])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_declared_pair_is_recovered(kind, mirrored):
    X = np.random.default_rng(1).uniform(size=(600, 2))
    both = np.minimum(*X.T) if kind == "synergy" else np.maximum(*X.T)
    y = (-1.0 if mirrored else 1.0) * both
    shapes = ["falling" if mirrored else "rising"] * 2
    pair = (0, 1, f"mirrored {kind}" if mirrored else kind)
    alone = ShapeConstrainedRecovery(shapes, roughness=1e-4).fit(X, y)
    paired = ShapeConstrainedRecovery(shapes, roughness=1e-4, pairs=[pair]).fit(X, y)
    errors = [np.sqrt(np.mean((m.predict(X) - y) ** 2)) for m in (alone, paired)]
    assert errors[1] < 0.35 * errors[0]
    assert np.all((-1.0 if mirrored else 1.0) * paired.pair_weights_[0] >= 0.0)


def test_a_pair_that_is_not_there_gets_no_weight():
    X = np.random.default_rng(2).uniform(size=(600, 2))
    model = ShapeConstrainedRecovery(["rising", "rising"], pairs=[(0, 1, "synergy")])
    model.fit(X, X.sum(axis=1))
    assert np.sum(model.pair_weights_[0]) < 0.05


def test_curves_pairs_and_intercept_add_up_to_the_prediction():
    rng = np.random.default_rng(3)
    X, y = rng.uniform(-1.0, 2.0, size=(80, 2)), rng.normal(size=80)
    model = ShapeConstrainedRecovery(["rising", "peaked"], pairs=[(0, 1, "substitution")])
    model.fit(X, y)
    far = rng.uniform(-3.0, 4.0, size=(50, 2))
    pair = PairTerm(
        levers=("a", "b"),
        knots=model.pair_knots_[0],
        weights=tuple(map(tuple, model.pair_weights_[0])),
        kind="substitution",
    )
    total = model.intercept_ + pair(far[:, 0], far[:, 1])
    for j, (knots, values) in enumerate(zip(model.knots_, model.values_, strict=True)):
        total += Curve(knots=tuple(knots), values=tuple(values))(far[:, j])
    assert model.predict(far) == pytest.approx(total, abs=1e-12)


def feedback_plant(seed, shifts=1500):
    """Operators raise the collector after a bad assay while an unseen property lasts for days."""
    rng = np.random.default_rng(seed)
    phi, property_, last = np.exp(-1 / 15), 0.0, 0.0
    X, y = np.empty((shifts, 2)), np.empty(shifts)
    for t in range(shifts):
        property_ = phi * property_ + 0.15 * np.sqrt(1 - phi**2) * rng.normal()
        dose = np.clip(200.0 - 400.0 * last + 15.0 * rng.normal(), 80.0, 400.0)
        condition = rng.normal()
        X[t] = dose, condition
        y[t] = truth(dose) + 0.05 * condition + property_ + 0.05 * rng.normal()
        last = y[t] - truth(200.0)
    return X, y


def truth(dose):
    return 0.25 * (1.0 - np.exp(-(dose - 80.0) / 120.0))


def test_feedback_that_turns_the_sign_of_least_squares_does_not_turn_ours():
    lied, told, bias = 0, 0, []
    for seed in range(20):
        X, y = feedback_plant(seed)
        knots = [np.quantile(x, [0.01, 0.2, 0.4, 0.6, 0.8, 0.99]) for x in X.T]
        lied += LinearRegression().fit(X, y).coef_[0] < 0.0
        model = ShapeConstrainedRecovery(knots=knots, disturbance="fit").fit(X, y)
        told += model.values_[0][-2] > 0.0
        bias.append(model.values_[0][-2] - (truth(knots[0][-2]) - truth(knots[0][0])))
    assert lied == 20
    assert told == 20
    assert abs(np.mean(bias)) < 0.02


def test_without_the_filter_a_free_curve_lies_as_least_squares_does():
    X, y = feedback_plant(0)
    assert ShapeConstrainedRecovery(disturbance=None).fit(X, y).values_[0][-1] < 0.0


def test_the_disturbance_is_estimated():
    X, y = feedback_plant(1, shifts=4000)
    model = ShapeConstrainedRecovery(disturbance="fit").fit(X, y)
    assert model.disturbance_.phi == pytest.approx(np.exp(-1 / 15), abs=0.03)
    assert model.disturbance_.ratio == pytest.approx(9.0, rel=0.6)
    assert model.noise_sd_ == pytest.approx(0.05, rel=0.1)


@pytest.mark.parametrize("share", [0.01, 0.05])
def test_gross_errors_hardly_move_the_curves(share):
    X, y = feedback_plant(2)
    spoiled = y.copy()
    bad = np.random.default_rng(0).random(len(y)) < share
    spoiled[bad] += np.where(np.arange(bad.sum()) % 2, 1.5, -1.5)
    knots = [np.quantile(x, [0.01, 0.3, 0.6, 0.99]) for x in X.T]
    ours = ShapeConstrainedRecovery(knots=knots, disturbance="fit", outlier=3.5)
    clean = ours.fit(X, y).values_[0]
    robust = ours.fit(X, spoiled).values_[0]
    assert np.max(np.abs(robust - clean)) < 0.05
    assert np.median(ours.row_weights_[bad]) < 0.35 < np.median(ours.row_weights_[~bad])


def test_missing_shifts_are_bridged_over_the_true_gap():
    X, y = feedback_plant(3)
    kept = np.sort(np.random.default_rng(1).choice(len(y), 1000, replace=False))
    true = Disturbance(phi=np.exp(-1 / 15), ratio=9.0)
    knots = [np.quantile(x, [0.01, 0.4, 0.99]) for x in X.T]
    model = ShapeConstrainedRecovery(knots=knots, disturbance=true)
    whole = model.fit(X, y).values_[1][-1]
    some = model.fit(X[kept], y[kept], shifts=kept).values_[1][-1]
    assert some == pytest.approx(whole, rel=0.1)


def test_a_sure_row_counts_more_than_an_unsure_one():
    X, y = np.zeros((2, 1)), np.array([0.0, 1.0])
    model = ShapeConstrainedRecovery().fit(X, y, sample_weight=[3.0, 1.0])
    assert model.predict(X[:1])[0] == pytest.approx(0.25, abs=1e-4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"shapes": ["rising"]}, "shapes needs one entry per feature"),
        ({"shapes": ["rising", "up"]}, r"shapes\[1\] must be one of"),
        ({"knots": [[0.0, 1.0]]}, "knots needs one entry per feature"),
        ({"knots": [[0.0, 1.0], [1.0, 1.0]]}, r"knots\[1\] must rise strictly"),
        ({"pairs": [(0, 1, "friendship")]}, "a pair must be one of"),
    ],
)
def test_mistaken_parameters_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        ShapeConstrainedRecovery(**arguments).fit(np.eye(2), [0.0, 1.0])


def test_shift_numbers_must_rise():
    with pytest.raises(ValueError, match="rising shift number"):
        ShapeConstrainedRecovery().fit(np.eye(2), [0.0, 1.0], shifts=[1, 1])


def test_concave_is_peaked_under_another_name():
    x = np.linspace(0.0, 1.0, 60)
    for y in (x - x**2, np.sqrt(x + 0.2), -(x**2)):
        fits = [
            ShapeConstrainedRecovery([shape], roughness=0.0).fit(x[:, None], y)
            for shape in ("peaked", "concave")
        ]
        assert fits[0].values_[0].tolist() == fits[1].values_[0].tolist()
        assert fits[0].predict(x[:, None]) == pytest.approx(y, abs=0.02)


def test_a_few_rows_of_a_group_move_its_offset_less_than_many():
    rng = np.random.default_rng(0)
    codes = np.repeat([0.0, 1.0, 2.0, -1.0], [300, 300, 4, 100])
    offsets = np.select([codes == 0.0, codes == 1.0, codes == 2.0], [0.2, -0.2, 0.4])
    y = offsets + 0.3 * rng.normal(size=len(codes))
    order = rng.permutation(len(codes))
    model = ShapeConstrainedRecovery(["group"], knots=[(0.0, 1.0, 2.0)])
    model.fit(codes[order, None], y[order])
    plain = np.mean(y[codes == 2.0]) - np.mean(y[codes == -1.0])
    assert model.values_[0][0] == pytest.approx(0.2, abs=0.06)
    assert model.values_[0][1] == pytest.approx(-0.2, abs=0.06)
    assert 0.05 < model.values_[0][2] < 0.85 * plain
    assert model.predict([[-1.0], [7.0]]) == pytest.approx([model.intercept_] * 2)
    assert ShapeConstrainedRecovery(["group"]).fit(codes[:, None], y).knots_[0].tolist() == [
        -1.0,
        0.0,
        1.0,
        2.0,
    ]
