r"""The largest few of some losses, as a number and as linear rows.

The sum of the :math:`\Gamma` largest of losses :math:`d_1 \dots d_n` is a linear programme,

.. math::
    \beta = \max_{0 \le w \le 1,\; \sum_i w_i = \Gamma} \sum_i w_i d_i
          = \min_{\theta,\; \pi \ge 0} \Gamma \theta + \sum_i \pi_i
            \quad\text{with}\quad \theta + \pi_i \ge d_i ,

so that rows in :math:`\theta` and :math:`\pi` keep it exact where it is to be small [1]_. With
:math:`\Gamma` prices at their bad ends it is what they cost together [2]_; over N equally likely
scenarios and :math:`\Gamma = (1 - \alpha) N` it is :math:`\Gamma` times the conditional value at
risk [3]_.

References
----------
.. [1] Ogryczak, W. and Tamir, A. (2003), Minimizing the sum of the k largest functions in linear
   time, *Information Processing Letters* 85, 117-122, doi:10.1016/S0020-0190(02)00370-8.
.. [2] Bertsimas, D. and Sim, M. (2004), The price of robustness, *Operations Research* 52, 35-53,
   doi:10.1287/opre.1030.0065.
.. [3] Rockafellar, R.T. and Uryasev, S. (2000), Optimization of conditional value-at-risk,
   *Journal of Risk* 2(3), 21-41, doi:10.21314/JOR.2000.038.
"""

from collections.abc import Sequence

import numpy as np


def sum_of_largest(losses: Sequence[float] | np.ndarray, count: float) -> float:
    """Sum of the ``count`` largest losses, the last of them in part.

    Parameters
    ----------
    losses : array-like of shape (n,)
    count : float
        From 0 to n.

    Returns
    -------
    float

    Examples
    --------
    >>> sum_of_largest([3.0, 1.0, 2.0], 1.5)
    4.0
    """
    return float(largest_weights(losses, count) @ np.asarray(losses, dtype=float))


def largest_weights(losses: Sequence[float] | np.ndarray, count: float) -> np.ndarray:
    """Weight of each loss in the sum of the ``count`` largest, the first of equals in front.

    Returns
    -------
    ndarray of shape (n,)
        From 0 to 1.

    Examples
    --------
    >>> largest_weights([3.0, 1.0, 2.0], 1.5).tolist()
    [1.0, 0.0, 0.5]
    """
    order = np.argsort(-np.asarray(losses, dtype=float), kind="stable")
    weights = np.zeros(len(order))
    weights[order] = np.clip(count - np.arange(len(order)), 0.0, 1.0)
    return weights


def level_of_largest(losses: Sequence[float] | np.ndarray, count: float) -> float:
    r"""A :math:`\theta` at which the minimum over rows is the sum of the ``count`` largest.

    Examples
    --------
    >>> level_of_largest([3.0, 1.0, 2.0], 1.5)
    2.0
    """
    ordered = np.sort(np.asarray(losses, dtype=float))[::-1]
    return float(ordered[min(int(np.floor(count)), len(ordered) - 1)])
