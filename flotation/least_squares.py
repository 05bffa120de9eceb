"""Least squares with a roughness penalty and weights of one sign, from triangular factors.

A factor is the R of a QR decomposition of ``[A | y]``: it holds all that least squares needs,
and factors of several blocks of rows stack.
"""

import numpy as np
from scipy.linalg import qr, solve_triangular
from scipy.optimize import nnls

RIDGE = 1e-6  # keeps weights unique where columns repeat each other; of no other effect


def factor(columns, y):
    """Triangular factor of ``[columns | y]``, shape (at most p + 1, p + 1)."""
    stacked = np.column_stack([columns, y])
    return qr(stacked, mode="r", check_finite=False)[0][: stacked.shape[1]]


def solve(factors, *, nonnegative, penalty):
    r"""Weights that minimise :math:`\|A w - y\|^2 + \sum_j p_j w_j^2` with some :math:`w \ge 0`.

    Free weights are eliminated by QR, the rest is non-negative least squares.

    Parameters
    ----------
    factors : sequence of ndarray
        From :func:`factor`, of any number of blocks of rows.
    nonnegative : ndarray of bool, shape (p,)
    penalty : ndarray of shape (p,)

    Returns
    -------
    ndarray of shape (p,)

    Examples
    --------
    >>> A, y = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]]), np.array([3.0, 2.0, 1.0])
    >>> signs, none = np.array([False, True]), np.zeros(2)
    >>> [round(float(w), 3) for w in solve([factor(A, y)], nonnegative=signs, penalty=none)]
    [2.0, 0.0]
    """
    p = len(nonnegative)
    ridge = np.column_stack([np.diag(np.sqrt(penalty + RIDGE)), np.zeros(p)])
    stacked = np.vstack([*factors, ridge])
    free, bound = np.flatnonzero(~nonnegative), np.flatnonzero(nonnegative)
    order = np.concatenate([free, bound, [p]])
    R = qr(stacked[:, order], mode="r", check_finite=False)[0][: p + 1]
    f = len(free)
    weights = np.zeros(p)
    if len(bound):
        weights[bound] = nnls(R[f:p, f:p], R[f:p, p], maxiter=50 * p)[0]
    if f:
        right = R[:f, p] - R[:f, f:p] @ weights[bound]
        weights[free] = solve_triangular(R[:f, :f], right, check_finite=False)
    return weights


def squared_error(block, weights):
    """Sum of squared errors of weights on the rows behind a factor."""
    return float(np.sum((block @ np.append(weights, -1.0)) ** 2))


def penalty_by_blocks(factors, *, nonnegative, kinks, candidates, fixed=0.0):
    """Roughness penalty that predicts held-out blocks best.

    Parameters
    ----------
    factors : sequence of ndarray
        One per time block.
    nonnegative, kinks : ndarray of bool, shape (p,)
        Kinks are the weights that the penalty falls on.
    candidates : sequence of float
        Rising.
    fixed : float or ndarray of shape (p,), default 0.0
        Penalty of each weight whatever the candidate.

    Returns
    -------
    float
    """
    errors = np.array(
        [
            [
                squared_error(
                    held,
                    solve(
                        [other for other in factors if other is not held],
                        nonnegative=nonnegative,
                        penalty=candidate * kinks + fixed,
                    ),
                )
                for held in factors
            ]
            for candidate in candidates
        ]
    )
    return float(candidates[int(np.argmin(errors.sum(axis=1)))])


def pooling_by_likelihood(block, *, nonnegative, penalty, pooled, candidates):
    r"""Ratio of noise variance to that between groups under which rows are most likely.

    With group offsets :math:`b \sim N(0, \tau^2)` and noise :math:`N(0, \sigma^2)`,
    minus twice the log likelihood is, weights and noise profiled out,

    .. math:: n \ln \min_{w, b} \left(\|y - A w - Z b\|^2 + \lambda \|b\|^2\right)
              + \ln \det (I + Z^\top Z / \lambda), \qquad \lambda = \sigma^2 / \tau^2

    Parameters
    ----------
    block : ndarray of shape (rows, p + 1)
        ``[columns | y]``, rows of equal variance.
    nonnegative : ndarray of bool, shape (p,)
    penalty : ndarray of shape (p,)
    pooled : ndarray of bool, shape (p,)
        The offsets.
    candidates : sequence of float

    Returns
    -------
    float

    Notes
    -----
    Confirmed against the likelihood of generalised least squares, without signs.

    Examples
    --------
    Two groups that differ by fifty times what their rows do:

    >>> block = np.array([[1, 0, 0.0], [1, 0, 0.1], [0, 1, 5.0], [0, 1, 5.1]])
    >>> both, neither = np.ones(2, bool), np.zeros(2, bool)
    >>> pooling_by_likelihood(block, nonnegative=neither, penalty=np.zeros(2), pooled=both,
    ...                       candidates=(0.001, 1.0, 1000.0))
    0.001
    """
    triangle = factor(block[:, :-1], block[:, -1])
    offsets = block[:, :-1][:, pooled]
    gram = offsets.T @ offsets

    def deviance(ratio):
        total = penalty + ratio * pooled
        weights = solve([triangle], nonnegative=nonnegative, penalty=total)
        left = squared_error(triangle, weights) + float(total @ weights**2)
        return len(block) * np.log(left) + np.linalg.slogdet(np.eye(len(gram)) + gram / ratio)[1]

    return float(min(candidates, key=deviance))
