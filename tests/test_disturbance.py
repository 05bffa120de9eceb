import numpy as np
import pytest

from flotation.disturbance import WHITE, Disturbance, fit_disturbance, most_likely, whiten


def covariance(shifts, noise, disturbance):
    apart = np.abs(shifts[:, None] - shifts[None, :])
    return disturbance.ratio * disturbance.phi**apart + np.diag(noise)


def test_whitening_is_the_triangular_factor_of_the_covariance():
    rng = np.random.default_rng(0)
    shifts = np.cumsum(rng.integers(1, 9, 60))
    noise = rng.uniform(0.3, 4.0, 60)
    disturbance = Disturbance(phi=0.9, ratio=5.0)
    columns = rng.normal(size=(60, 3))
    found, scale = whiten(columns, shifts, noise, disturbance)
    factor = np.linalg.cholesky(covariance(shifts, noise, disturbance))
    assert found == pytest.approx(np.linalg.solve(factor, columns))
    assert scale == pytest.approx(np.diag(factor))


def test_without_a_disturbance_rows_are_only_scaled():
    found, _ = whiten(np.array([2.0, 3.0]), np.arange(2), np.array([4.0, 9.0]), WHITE)
    assert found.tolist() == [1.0, 1.0]


def deviance_of(residuals, shifts, noise):
    def deviance(disturbance):
        matrix = covariance(shifts, noise, disturbance)
        square = residuals @ np.linalg.solve(matrix, residuals)
        return len(residuals) * np.log(square / len(residuals)) + np.linalg.slogdet(matrix)[1]

    return deviance


def series(seed, rows=400):
    rng = np.random.default_rng(seed)
    shifts = np.cumsum(rng.integers(1, 4, rows))
    noise = rng.uniform(0.5, 2.0, rows)
    matrix = covariance(shifts, noise, Disturbance(phi=0.95, ratio=3.0))
    return np.linalg.cholesky(matrix) @ rng.normal(size=rows), shifts, noise


@pytest.mark.parametrize("seed", range(3))
def test_the_most_likely_disturbance_of_the_grid_is_found(seed):
    residuals, shifts, noise = series(seed)
    phi, ratio = (0.0, 0.8, 0.95, 0.99), (0.3, 1.0, 3.0, 9.0)
    deviance = deviance_of(residuals, shifts, noise)
    candidates = [WHITE, *(Disturbance(phi=p, ratio=r) for p in phi[1:] for r in ratio)]
    best = min(candidates, key=deviance)
    assert fit_disturbance(residuals, shifts, noise, phi=phi, ratio=ratio) == best
    assert most_likely(best, deviance, phi=phi, ratio=ratio) == best
    assert most_likely(WHITE, deviance, phi=phi, ratio=ratio) == best


def test_white_noise_is_called_white():
    rng = np.random.default_rng(4)
    residuals, shifts, noise = rng.normal(size=500), np.arange(500), np.ones(500)
    found = fit_disturbance(residuals, shifts, noise)
    assert found.ratio <= 0.1
    deviance = deviance_of(residuals, shifts, noise)
    climbed = most_likely(Disturbance(phi=0.5, ratio=0.8), deviance)
    assert deviance(climbed) <= deviance(WHITE) + 1e-9
