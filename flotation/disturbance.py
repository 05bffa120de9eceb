r"""What acts on a plant for days and is not measured, filtered out of a regression.

The log share of shift :math:`t` is taken as

.. math::

   y_t = x_t^\top \beta + d_t + e_t, \qquad
   d_t = \varphi^{\Delta t} d_{t-1} + w_t,

with white noise :math:`e` of variance :math:`\sigma^2 n_t` and a disturbance :math:`d` whose
stationary variance is ``ratio`` times :math:`\sigma^2`. Operators choose :math:`x_t` from what
they saw up to shift :math:`t - 1`, and that carries news of :math:`d_t`: least squares on
:math:`y` and :math:`x` is biased. The *innovation* :math:`y_t - E[y_t | \text{past}]` is not
known to anybody before the shift, so least squares on innovations is consistent. The filter that
makes innovations is linear: applied to y and to each column of X alike, it leaves a regression
with the same weights and white errors. See ``docs/decisions/0020``.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_banded

PHI = (0.0, 0.5, 0.7, 0.8, 0.87, 0.92, 0.95, 0.97, 0.982, 0.99, 0.995)
RATIO = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0, 12.0, 25.0, 50.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """An autoregressive disturbance beside white noise.

    Attributes
    ----------
    phi : float
        Correlation from one shift to the next, in [0, 1). [-]
    ratio : float
        Its stationary variance over that of the white noise. [-]
    """

    phi: float = 0.0
    ratio: float = 0.0


WHITE = Disturbance()


def gains(shifts, noise, disturbance):
    """Decays, gains and innovation variances of the Kalman filter of a disturbance.

    Parameters
    ----------
    shifts : ndarray of shape (rows,)
        Shift number, rising; a gap is a gap in numbers.
    noise : ndarray of shape (rows,)
        Variance of the white noise of each row, relative.
    disturbance : Disturbance

    Returns
    -------
    decay, gain, variance : ndarray of shape (rows,)
    """
    decay = np.power(disturbance.phi, np.diff(shifts, prepend=shifts[:1]))
    ratio, uncertain = disturbance.ratio, disturbance.ratio
    gain, variance = [], []
    for kept, own in zip((decay**2).tolist(), noise.tolist(), strict=True):
        uncertain = ratio + kept * (uncertain - ratio)
        total = uncertain + own
        gain.append(uncertain / total)
        variance.append(total)
        uncertain *= own / total
    return decay, np.array(gain), np.array(variance)


def whiten(columns, shifts, noise, disturbance):
    """Innovations of every column, scaled to equal variance.

    Parameters
    ----------
    columns : ndarray of shape (rows, ...)
    shifts, noise : ndarray of shape (rows,)
    disturbance : Disturbance

    Returns
    -------
    innovations : ndarray of shape (rows, ...)
    scale : ndarray of shape (rows,)
        Root of the innovation variances the rows were divided by.

    Examples
    --------
    >>> rows, scale = whiten(np.array([1.0, 1.0, 1.0]), np.arange(3), np.ones(3),
    ...                      Disturbance(phi=0.9, ratio=4.0))
    >>> [round(float(v), 3) for v in rows]
    [0.447, 0.18, 0.137]
    """
    if disturbance.ratio == 0.0:
        scale = np.sqrt(noise)
        return (columns.T / scale).T, scale
    decay, gain, variance = gains(shifts, noise, disturbance)
    right = np.zeros_like(columns, dtype=float)
    right[1:] = ((decay[1:] * gain[:-1]) * columns[:-1].T).T
    bands = np.ones((2, len(shifts)))
    bands[1, :-1] = -decay[1:] * (1.0 - gain[:-1])
    flat = right.reshape(len(shifts), -1)
    expected = solve_banded((1, 0), bands, flat, check_finite=False).reshape(columns.shape)
    scale = np.sqrt(variance)
    return ((columns - expected).T / scale).T, scale


def whiten_back(weights, shifts, noise, disturbance):
    """The weights of rows that give what some weights of their innovations give.

    Parameters
    ----------
    weights : ndarray of shape (rows,)
        Of the scaled innovations of :func:`whiten`.
    shifts, noise : ndarray of shape (rows,)
    disturbance : Disturbance

    Returns
    -------
    ndarray of shape (rows,)

    Examples
    --------
    >>> rows, shifts = np.array([1.0, 2.0, 4.0]), np.arange(3)
    >>> lasting = Disturbance(phi=0.9, ratio=4.0)
    >>> news, _ = whiten(rows, shifts, np.ones(3), lasting)
    >>> back = whiten_back(np.array([0.5, 1.0, 2.0]), shifts, np.ones(3), lasting)
    >>> round(float(back @ rows - np.array([0.5, 1.0, 2.0]) @ news), 12)
    0.0
    """
    if disturbance.ratio == 0.0:
        return weights / np.sqrt(noise)
    decay, gain, variance = gains(shifts, noise, disturbance)
    scaled = weights / np.sqrt(variance)
    bands = np.ones((2, len(shifts)))
    bands[0, 1:] = -decay[1:] * (1.0 - gain[:-1])
    passed = solve_banded((0, 1), bands, scaled, check_finite=False)
    back = np.array(scaled)
    back[:-1] -= decay[1:] * gain[:-1] * passed[1:]
    return back


def fit_disturbance(residuals, shifts, noise, *, phi=PHI, ratio=RATIO):
    """The disturbance under which a series of residuals is most likely.

    Profile likelihood on a grid; the variance of the white noise is profiled out.

    Parameters
    ----------
    residuals, shifts, noise : ndarray of shape (rows,)
    phi, ratio : sequence of float

    Returns
    -------
    Disturbance
    """
    grid = [(p, r) for p in phi if p > 0.0 for r in ratio]
    phis, ratios = np.array([(0.0, 0.0), *grid]).T
    uncertain = ratios
    expected, squares, logs = np.zeros((3, len(phis)))
    for gap, own, residual in zip(
        np.diff(shifts, prepend=shifts[:1]), noise, residuals, strict=True
    ):
        decay = phis**gap
        uncertain = ratios + decay**2 * (uncertain - ratios)
        variance = uncertain + own
        news = residual - decay * expected
        expected = decay * expected + uncertain / variance * news
        squares = squares + news**2 / variance
        logs = logs + np.log(variance)
        uncertain = uncertain * own / variance
    deviance = len(shifts) * np.log(squares / len(shifts)) + logs
    best = int(np.argmin(deviance))
    return Disturbance(phi=float(phis[best]), ratio=float(ratios[best]))


def most_likely(start, deviance, *, phi=PHI, ratio=RATIO):
    """The disturbance of least deviance, sought from a start along the grid.

    Parameters
    ----------
    start : Disturbance
        On the grid, or white.
    deviance : callable
        Minus twice the log likelihood of a :class:`Disturbance`.
    phi, ratio : sequence of float
        The grid.

    Returns
    -------
    Disturbance
    """
    here = (phi.index(start.phi), ratio.index(start.ratio)) if start.ratio else None
    known = {None: deviance(WHITE)}
    while True:
        i, k = here or (len(phi) // 2, 0)
        near = [(i + a, k + b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
        near = [(a, b) for a, b in near if 0 < a < len(phi) and 0 <= b < len(ratio)]
        for a, b in near:
            if (a, b) not in known:
                known[a, b] = deviance(Disturbance(phi=phi[a], ratio=ratio[b]))
        best = min([None, *near], key=known.get)
        if best is None:
            return WHITE
        if best == here:
            return Disturbance(phi=phi[best[0]], ratio=ratio[best[1]])
        here = best
