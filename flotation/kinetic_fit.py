r"""Fits of rate laws to batch flotation tests, with their errors and their doubts.

A batch test is a handful of times and cumulative recoveries. Two laws that fit it alike can
promise different plants, so a fit here says what the points do *not* determine, and the choice
between laws charges for every parameter.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from flotation.errors import DataError
from flotation.rate_laws import LAWS, RateLaw

VAGUE = 0.5  # relative sd from which a parameter counts as not determined
ROUNDING = 1e-5  # residuals below it are rounding and tell nothing [fraction]
_STARTS = (0.2, 1.0, 5.0)  # rates to start from, in units of one over the median time


@dataclass(frozen=True, slots=True, kw_only=True)
class KineticFit:
    """A rate law fitted to one batch test.

    Attributes
    ----------
    law : flotation.rate_laws.RateLaw
    parameters : mapping of str to float
        [min⁻¹, fraction]
    covariance : ndarray of shape (parameters, parameters)
        In the order of the law's parameters; NaN in the row and column of a parameter
        that ran to a bound or that the points do not determine.
    rmse : float
        Root mean square residual over the points after time zero. [fraction]
    aicc : float
        Akaike's criterion with the correction for few points; infinite where there are
        too few points to judge a law with this many parameters.
    doubts : tuple of str
        A sentence for every parameter that the points do not determine.
    """

    law: RateLaw
    parameters: dict
    covariance: np.ndarray
    rmse: float
    aicc: float
    doubts: tuple[str, ...]

    def batch_recovery(self, time):
        """Recovery in a batch test of some length [min], as a fraction."""
        return self.law.batch(time, **self.parameters)

    def bank_recovery(self, residence_time, cells):
        """Recovery of a bank with this residence time per cell [min], as a fraction."""
        return self.law.bank(residence_time, cells=cells, **self.parameters)


def fit_kinetics(law, time, recovery, *, bounds=None, outlier_residual=None):
    r"""Return the parameters of a rate law that fit a batch test best.

    .. math:: \min_\theta \sum_i \rho\left(R_i - R(t_i;\theta)\right), \qquad
              \rho(r) = r^2 \;\text{ or }\; 2c^2\left(\sqrt{1 + (r/c)^2} - 1\right)

    The covariance is that of nonlinear regression,
    :math:`\frac{\sum\psi^2}{(n - p)\,\overline{\psi'}^2}\,(J^\top J)^{-1}` with
    :math:`\psi = \rho'/2`.

    Parameters
    ----------
    law : str
        One of :data:`flotation.rate_laws.LAWS`.
    time : array-like
        Cumulative flotation times; points at zero say nothing and are left out. [min]
    recovery : array-like
        Cumulative recoveries. [fraction]
    bounds : mapping of str to pair of float, default None
        Narrower or wider bounds of some parameters.
    outlier_residual : float, default None
        :math:`c`: points further off than this pull less than their square. [fraction]
        All points pull by their squares where it is not given.

    Returns
    -------
    KineticFit

    Raises
    ------
    DataError
        If the law or a bound is unknown, the points are unfit, or too few.

    Notes
    -----
    Confirmed against the RMSE of three published batch tests, and on tests made with
    known parameters.

    Examples
    --------
    >>> fit = fit_kinetics("first order", [0.5, 1, 2, 3, 5], [0.22, 0.38, 0.59, 0.70, 0.80])
    >>> fit.parameters
    {'rate': 0.6, 'ultimate': 0.84}
    """
    if law not in LAWS:
        raise DataError(f"no rate law is called {law!r}; there are: {', '.join(LAWS)}")
    law = LAWS[law]
    time, recovery = _checked(time, recovery, len(law.parameters))
    low, high = _bounds(law, bounds or {})
    best = min(
        (_descend(law, time, recovery, low, high, pace, outlier_residual) for pace in _STARTS),
        key=lambda result: result.cost,
    )
    parameters = law.ordered(_named(law, best.x))
    x = np.array([parameters[name] for name in law.names])
    on_bound = _on_bound(law, x, low, high)
    covariance = _covariance(law, time, recovery, x, on_bound, outlier_residual)
    residual = recovery - law.batch(time, **parameters)
    return KineticFit(
        law=law,
        parameters=parameters,
        covariance=covariance,
        rmse=float(np.sqrt(np.mean(residual**2))),
        aicc=_aicc(2.0 * best.cost, len(time), len(law.parameters) + 1),
        doubts=tuple(_doubts(law, x, on_bound, covariance)),
    )


def choose_kinetics(time, recovery, *, laws=tuple(LAWS), outlier_residual=None):
    r"""Return the fits of several rate laws, the likeliest by AICc first.

    Confirmed on points made by each law, which is chosen, and on three published batch tests.

    .. math:: \mathrm{AICc} = n \ln\frac{S}{n} + 2K + \frac{2K(K+1)}{n - K - 1}

    with :math:`S` the sum of squares (or of :math:`\rho`) and :math:`K` the number of
    parameters and 1 for the error.

    Parameters
    ----------
    time, recovery : array-like
        [min], [fraction]
    laws : iterable of str, default all
    outlier_residual : float, default None
        As in :func:`fit_kinetics`, the same for every law. [fraction]

    Returns
    -------
    tuple of KineticFit

    Raises
    ------
    DataError
        If no law can be judged with so few points: one of two parameters needs five
        points after time zero, one of three parameters six.

    References
    ----------
    .. [1] C. M. Hurvich and C.-L. Tsai, "Regression and time series model selection in
       small samples," Biometrika, vol. 76, pp. 297-307, 1989, doi:10.1093/biomet/76.2.297.

    Examples
    --------
    >>> times = [0.5, 1, 2, 3, 5, 8]
    >>> fits = choose_kinetics(times, [0.19, 0.33, 0.50, 0.60, 0.70, 0.76])
    >>> fits[0].law.name
    'rectangular'
    """
    fits = [fit_kinetics(law, time, recovery, outlier_residual=outlier_residual) for law in laws]
    if not any(np.isfinite(fit.aicc) for fit in fits):
        raise DataError(
            "too few points to choose between rate laws: one of two parameters needs five "
            "after time zero, one of three needs six; add times, or fit one law"
        )
    return tuple(sorted(fits, key=lambda fit: (fit.aicc, fit.rmse)))


def _checked(time, recovery, parameters):
    time, recovery = np.asarray(time, dtype=float), np.asarray(recovery, dtype=float)
    if time.ndim != 1 or time.shape != recovery.shape:
        raise DataError(
            "a batch test needs one recovery for each time, got "
            f"{time.shape} times and {recovery.shape} recoveries"
        )
    if not (np.isfinite(time).all() and np.isfinite(recovery).all() and (time >= 0.0).all()):
        raise DataError("times [min] and recoveries must be numbers, and times zero or more")
    if (recovery < 0.0).any() or (recovery > 1.0).any():
        raise DataError(
            "recovery must lie in [0, 1] (a fraction); got "
            f"{recovery.min():g} to {recovery.max():g}: divide per cent by 100"
        )
    after = time > 0.0
    if after.sum() <= parameters:
        raise DataError(
            f"{after.sum()} points after time zero cannot carry {parameters} parameters; "
            "take more points or a law with fewer"
        )
    return time[after], recovery[after]


def _bounds(law, changed):
    unknown = sorted(set(changed) - set(law.names))
    if unknown:
        raise DataError(f"{law.name} has no parameter {unknown[0]!r}; it has {list(law.names)}")
    pairs = [changed.get(p.name, (p.low, p.high)) for p in law.parameters]
    for name, (low, high) in zip(law.names, pairs, strict=True):
        if not 0.0 <= low < high < np.inf:
            raise DataError(f"bounds of {name} must be 0 <= low < high, got {low:g} and {high:g}")
    low, high = np.array(pairs, dtype=float).T
    return low, high


def _named(law, values):
    return dict(zip(law.names, map(float, values), strict=True))


def _on_bound(law, x, low, high):
    """Where a parameter is as good as on its bound; rates span decades, the others do not."""
    rate = np.array([p.is_rate for p in law.parameters])
    near = 1e-3 * (high - low)
    return np.where(
        rate, (x <= 1.02 * low) | (x >= 0.98 * high), (x <= low + near) | (x >= high - near)
    )


def _descend(law, time, recovery, low, high, pace, outlier_residual):
    rate = pace / np.median(time)
    start = [p.start * (rate if p.is_rate else 1.0) for p in law.parameters]
    start = np.clip(start, low + 1e-3 * (high - low), high - 1e-3 * (high - low))
    loss = {} if outlier_residual is None else {"loss": "soft_l1", "f_scale": outlier_residual}
    return least_squares(
        lambda x: law.batch(time, **_named(law, x)) - recovery,
        start,
        jac="3-point",
        bounds=(low, high),
        x_scale=start,
        ftol=1e-12,
        xtol=1e-12,
        gtol=1e-12,
        **loss,
    )


def _covariance(law, time, recovery, x, on_bound, outlier_residual):
    covariance = np.full((len(x), len(x)), np.nan)
    free = np.flatnonzero(~on_bound)
    step = 1e-5 * x[free]
    slope = np.empty((len(time), len(free)))
    for column, (i, h) in enumerate(zip(free, step, strict=True)):
        up, down = x.copy(), x.copy()
        up[i], down[i] = x[i] + h, x[i] - h
        ends = (law.batch(time, **_named(law, end)) for end in (up, down))
        slope[:, column] = np.subtract(*ends) / (2.0 * h)
    residual = law.batch(time, **_named(law, x)) - recovery
    bent = 1.0 if outlier_residual is None else 1.0 + (residual / outlier_residual) ** 2
    pull, give = residual * bent**-0.5, np.mean(np.ones_like(residual) * bent**-1.5)
    variance = np.sum(pull**2) / (len(time) - len(free)) / give**2
    scaled = slope * x[free]
    if len(free) and np.linalg.cond(scaled) < 1e6:
        inverse = np.linalg.inv(scaled.T @ scaled) * np.outer(x[free], x[free])
        covariance[np.ix_(free, free)] = variance * inverse
    return covariance


def _aicc(squares, points, parameters):
    spare = points - parameters - 1
    if spare <= 0:
        return np.inf
    variance = max(squares / points, ROUNDING**2)
    correction = 2.0 * parameters * (parameters + 1) / spare
    return float(points * np.log(variance) + 2.0 * parameters + correction)


def _doubts(law, x, on_bound, covariance):
    sd = np.sqrt(np.diag(covariance))
    for name, value, bound, error in zip(law.names, x, on_bound, sd, strict=True):
        if bound:
            yield (
                f"{name} ran to its bound {value:.3g}: the points do not determine it; take more "
                "and longer times, or a law without it"
            )
        elif not error <= VAGUE * value:
            spread = f"± {error:.2g}" if np.isfinite(error) else "with no known error"
            yield (
                f"{name} is {value:.3g} {spread}: the points do not determine it; take more and "
                "longer times, or a law without it"
            )
