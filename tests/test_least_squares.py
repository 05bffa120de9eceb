import numpy as np
import pytest

from flotation.least_squares import factor, penalty_by_blocks, pooling_by_likelihood, solve


def noisy_blocks(truth, *, blocks=4, rows=15, columns=8, noise=1.0, seed=0):
    """Columns and y of some blocks of rows, few enough to be followed too closely."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(blocks):
        X = rng.normal(size=(rows, columns))
        found.append((X, X @ np.full(columns, truth) + noise * rng.normal(size=rows)))
    return found


def held_out_error(blocks, penalty):
    """Squared error of ridge regressions on blocks that they were not fitted to."""
    total = 0.0
    for held, (X, y) in enumerate(blocks):
        others = [block for place, block in enumerate(blocks) if place != held]
        A, b = np.vstack([o[0] for o in others]), np.concatenate([o[1] for o in others])
        weights = np.linalg.solve(A.T @ A + penalty * np.eye(A.shape[1]), A.T @ b)
        total += float(np.sum((y - X @ weights) ** 2))
    return total


@pytest.mark.parametrize(("truth", "chosen"), [(0.0, 1000.0), (1.0, 1.0)])
def test_the_penalty_is_the_one_that_predicts_blocks_it_was_not_fitted_to(truth, chosen):
    blocks = noisy_blocks(truth, seed=1)
    candidates = (1.0, 30.0, 1000.0)
    free, kinks = np.zeros(8, bool), np.ones(8, bool)
    found = penalty_by_blocks(
        [factor(X, y) for X, y in blocks], nonnegative=free, kinks=kinks, candidates=candidates
    )
    assert found == chosen
    assert found == min(candidates, key=lambda penalty: held_out_error(blocks, penalty))


def test_a_penalty_draws_only_the_weights_it_falls_on():
    [(X, y)] = noisy_blocks(1.0, blocks=1, rows=200, noise=0.1)
    penalty = np.where(np.arange(8) < 4, 1e6, 0.0)
    weights = solve([factor(X, y)], nonnegative=np.zeros(8, bool), penalty=penalty)
    assert np.all(np.abs(weights[:4]) < 0.01)
    assert np.all(np.abs(weights[4:]) > 0.5)


def test_factors_of_blocks_stack_to_the_factor_of_all_rows():
    blocks = noisy_blocks(0.5)
    X, y = np.vstack([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])
    none = np.zeros(8)
    signs = np.arange(8) % 2 == 0
    apart = solve([factor(*b) for b in blocks], nonnegative=signs, penalty=none)
    assert apart == pytest.approx(solve([factor(X, y)], nonnegative=signs, penalty=none))
    assert np.all(apart[signs] >= 0.0)


def deviance(X, Z, y, ratio):
    """Minus twice the log likelihood of generalised least squares, but for a constant."""
    spread = np.eye(len(y)) + Z @ Z.T / ratio
    inverse = np.linalg.inv(spread)
    left = y - X @ np.linalg.solve(X.T @ inverse @ X, X.T @ inverse @ y)
    return len(y) * np.log(left @ inverse @ left) + np.linalg.slogdet(spread)[1]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("spread", [0.0, 0.3, 3.0])
def test_groups_are_pooled_as_the_likelihood_says(seed, spread):
    rng = np.random.default_rng(seed)
    X, Z = rng.normal(size=(60, 2)), np.eye(6)[rng.integers(6, size=60)]
    y = X @ [1.0, -2.0] + Z @ (spread * rng.normal(size=6)) + rng.normal(size=60)
    candidates = (0.01, 0.1, 1.0, 10.0, 100.0, 1e4)
    found = pooling_by_likelihood(
        np.column_stack([X, Z, y]),
        nonnegative=np.zeros(8, bool),
        penalty=np.zeros(8),
        pooled=np.arange(8) >= 2,
        candidates=candidates,
    )
    assert found == min(candidates, key=lambda ratio: deviance(X, Z, y, ratio))
