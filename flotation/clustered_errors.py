r"""Standard errors of least-squares numbers whose errors go together within clusters.

A number :math:`b = \sum_i r_i y_i` with residuals :math:`e_i` has the cluster-robust variance
:math:`\sum_g (\sum_{i \in g} r_i e_i)^2` over clusters :math:`g`. Few clusters, or clusters that
weigh unequally, make that sum uncertain itself. It is therefore widened by the quantile of
Student's t at as many degrees of freedom as the clusters are worth [1]_, less one.

References
----------
.. [1] Carter, A.V., Schnepel, K.T. and Steigerwald, D.G. (2017). Asymptotic behavior of a t-test
   robust to cluster heterogeneity. Review of Economics and Statistics 99, 698-709.
   doi:10.1162/REST_a_00639
"""

import numpy as np
from scipy.stats import norm, t

CHANCE = 0.05  # of an interval of 1.96 standard errors


def clustered_sd(reach, left, cluster, columns):
    """Cluster-robust standard errors of some numbers.

    Parameters
    ----------
    reach : ndarray of shape (rows, numbers)
        What each row adds to each number for one unit of its value.
    left : ndarray of shape (rows,)
        Residuals.
    cluster : ndarray of int, shape (rows,)
        Rows of one value may err together.
    columns : int
        Fitted beside each other; each takes a degree of freedom.

    Returns
    -------
    ndarray of shape (numbers,)
    """
    scores = _sums(reach * left[:, None], cluster)
    freedom = len(left) / max(len(left) - columns, 1)
    few = len(scores) / max(len(scores) - 1, 1)
    return np.sqrt(np.sum(scores**2, axis=0) * freedom * few)


def few_clusters(reach, cluster):
    """By how much t widens an interval where clusters are few or weigh unequally.

    Parameters
    ----------
    reach : ndarray of shape (rows, numbers)
    cluster : ndarray of int, shape (rows,)

    Returns
    -------
    ndarray of shape (numbers,)

    Examples
    --------
    >>> even = np.ones((100, 1))
    >>> few_clusters(even, np.arange(100) // 10).round(2)  # t of 9 degrees of freedom
    array([1.15])
    >>> few_clusters(even, np.arange(100)).round(2)
    array([1.01])
    """
    weight = _sums(reach**2, cluster)
    worth = np.sum(weight, axis=0) ** 2 / np.maximum(np.sum(weight**2, axis=0), 1e-300)
    return t.isf(CHANCE / 2.0, np.maximum(worth - 1.0, 1.0)) / norm.isf(CHANCE / 2.0)


def _sums(rows, cluster):
    """Sums of rows over each cluster."""
    group = np.unique(cluster, return_inverse=True)[1]
    sums = np.zeros((group.max() + 1, rows.shape[1]))
    np.add.at(sums, group, rows)
    return sums
