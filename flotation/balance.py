r"""Metal balances around one separation: two, three and more products, and their errors.

In Chinese practice mass pull is 产率 :math:`\gamma`, grade 品位 (:math:`\alpha` of the feed,
:math:`\beta` of the concentrate, :math:`\theta` of the tails) and recovery 回收率
:math:`\varepsilon`. Every function is pure, works element-wise on scalars, arrays and pandas
Series, and clips nothing: a recovery above 1 says that the assays are wrong, and by how much.
"""

import numpy as np

from flotation.errors import DataError


def mass_pull(feed, concentrate, tails):
    r"""Return the fraction of the feed solids that goes to the concentrate.

    .. math:: Y = \frac{C}{F} = \frac{f - t}{c - t}

    Parameters
    ----------
    feed, concentrate, tails : numeric
        Grades of one metal in the three streams; one unit throughout.

    Returns
    -------
    mass_pull : numeric
        [fraction]. Not finite where concentrate and tails agree: the balance
        is undetermined there, and no floor is put under it.

    Notes
    -----
    Confirmed against a worked two-product example: 8.163265 % from 1, 10 and 0.2.

    Examples
    --------
    >>> mass_pull(feed=1.0, concentrate=10.0, tails=0.2)
    0.08163
    """
    return (feed - tails) / (concentrate - tails)


def recovery_from_grades(feed, concentrate, tails):
    r"""Return the recovery of a metal to the concentrate, from three assays.

    .. math:: R = \frac{c\,(f - t)}{f\,(c - t)}

    Parameters
    ----------
    feed, concentrate, tails : numeric
        Grades of one metal; one unit throughout.

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    Confirmed against the worked two-product examples in the tests.

    Examples
    --------
    >>> recovery_from_grades(feed=0.80, concentrate=25.0, tails=0.15)
    0.8174
    """
    return concentrate / feed * mass_pull(feed, concentrate, tails)


def recovery_from_mass_pull(feed, concentrate, mass_pull):
    r"""Return the recovery of a metal to a product of known mass pull.

    .. math:: R = \frac{c}{f}\,Y

    Parameters
    ----------
    feed, concentrate : numeric
        Grades; one unit.
    mass_pull : numeric
        [fraction]

    Returns
    -------
    recovery : numeric
        [fraction]

    Notes
    -----
    Confirmed against four published balances, within their printed digits.

    Examples
    --------
    A scheelite rougher concentrate, 12.97 % of the ore at 2.96 % WO3 from 0.43 %:

    >>> recovery_from_mass_pull(feed=0.43, concentrate=2.96, mass_pull=0.1297)
    0.8928
    """
    return concentrate / feed * mass_pull


def enrichment_ratio(feed, concentrate):
    """Return how many times richer than the feed the concentrate is.

    Parameters
    ----------
    feed, concentrate : numeric
        Grades; one unit.

    Returns
    -------
    ratio : numeric

    Notes
    -----
    Confirmed against the 89.28 % that it gives with a mass pull of 12.97 % in
    ``datasets/literature``.

    Examples
    --------
    >>> enrichment_ratio(1.0, 10.0)
    10.0
    """
    return concentrate / feed


def ratio_of_concentration(mass_pull):
    """Return the tonnes of feed that make one tonne of concentrate.

    Parameters
    ----------
    mass_pull : numeric
        [fraction]

    Returns
    -------
    ratio : numeric
        [t/t]

    Notes
    -----
    Confirmed against a worked two-product example: 12.25.

    Examples
    --------
    >>> ratio_of_concentration(0.08)
    12.5
    """
    return 1.0 / mass_pull


def separation_efficiency(feed, concentrate, recovery, mineral):
    r"""Return recovery of the mineral less recovery of the gangue.

    .. math:: SE = R_m - R_g = R\,\frac{m\,(c - f)}{c\,(m - f)}

    Parameters
    ----------
    feed, concentrate : numeric
        Grades of the metal; one unit.
    recovery : numeric
        Of the metal to the concentrate. [fraction]
    mineral : numeric
        Grade of the pure mineral: 78.6 % Sn in cassiterite; same unit.

    Returns
    -------
    efficiency : numeric
        [fraction]. 1 for a perfect separation, 0 for a mere splitting.

    Notes
    -----
    Confirmed against the three tin concentrates of [2]_ as retyped in the tests.

    References
    ----------
    .. [1] N. F. Schulz, "Separation efficiency," Transactions SME-AIME,
       vol. 247, pp. 81-87, 1970.
    .. [2] B. A. Wills and J. A. Finch, Wills' Mineral Processing Technology,
       8th ed., 2016, chapter 1, doi:10.1016/C2010-0-65478-2.

    Examples
    --------
    >>> separation_efficiency(feed=1.0, concentrate=42.0, recovery=0.72, mineral=78.6)
    0.7119
    """
    return recovery * mineral * (concentrate - feed) / (concentrate * (mineral - feed))


def three_product_pulls(feed, first, second, tails):
    r"""Return the mass pulls of two concentrates from two metals.

    The two metal balances and the solids balance are three linear equations;
    Cramer's rule solves them.

    Parameters
    ----------
    feed, first, second, tails : pair of numeric
        Grades of the two metals in each stream, in the same order and unit.

    Returns
    -------
    first_pull, second_pull : numeric
        [fraction] of the feed; the tails are the rest. Not finite where the
        metals do not tell the products apart.

    Notes
    -----
    Confirmed against the balance of a separation with known pulls.

    Examples
    --------
    A lead-zinc feed of 3 % Pb and 6 % Zn:

    >>> three_product_pulls((3.0, 6.0), (60.0, 5.0), (2.0, 55.0), (0.3, 0.5))
    (0.0425, 0.0974)
    """
    f, a, b = (tuple(x - t for x, t in zip(s, tails, strict=True)) for s in (feed, first, second))
    determinant = a[0] * b[1] - a[1] * b[0]
    return (f[0] * b[1] - f[1] * b[0]) / determinant, (a[0] * f[1] - a[1] * f[0]) / determinant


def product_pulls(feed, products, sd=1.0):
    r"""Return the mass pulls of any number of products, by least squares on all components.

    .. math:: \min_y \sum_c \left(\frac{f_c - \sum_p g_{c,p}\,y_p}{\sigma_c}\right)^2
              \quad\text{with}\quad \sum_p y_p = 1

    Parameters
    ----------
    feed : array-like of shape (..., components)
        Grades of the feed.
    products : array-like of shape (..., components, products)
        Grades of the products, same units.
    sd : array-like, default 1.0
        Standard deviation with which each component's balance closes;
        broadcast against `feed`.

    Returns
    -------
    pulls : ndarray of shape (..., products)
        [fraction]; they add to exactly 1.

    Raises
    ------
    DataError
        If there are fewer components than products less one.

    Notes
    -----
    The weights belong to the closures, not to the assays: to adjust every
    assay by its own error use :func:`flotation.reconciliation.reconcile`.
    Confirmed against :func:`three_product_pulls` with two components.

    Examples
    --------
    >>> pulls = product_pulls([3.0, 6.0, 9.0],
    ...                       [[60.0, 2.0, 0.3], [5.0, 55.0, 0.5], [12.0, 8.0, 9.0]])
    >>> [round(float(pull), 3) for pull in pulls]
    [0.042, 0.097, 0.86]
    """
    feed, products = np.asarray(feed, dtype=float), np.asarray(products, dtype=float)
    components, number = products.shape[-2:]
    if components < number - 1:
        raise DataError(
            f"{number} products need the grades of at least {number - 1} components, "
            f"got {components}; assay more components or weigh a product"
        )
    weight = 1.0 / np.broadcast_to(np.asarray(sd, dtype=float), feed.shape)
    last = products[..., -1]
    richer = (products[..., :-1] - last[..., None]) * weight[..., None]
    pulls = (np.linalg.pinv(richer) @ ((feed - last) * weight)[..., None])[..., 0]
    return np.concatenate([pulls, 1.0 - pulls.sum(axis=-1, keepdims=True)], axis=-1)
