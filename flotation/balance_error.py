r"""How errors of assays carry over to what two-product formulae give, to first order.

The approximation holds while the error of ``feed - tails`` is small beside the difference
itself; a rougher whose tails assay almost like its feed is beyond it.

References
----------
.. [1] B. A. Wills and J. A. Finch, Wills' Mineral Processing Technology, 8th ed., 2016,
   chapter 3, doi:10.1016/C2010-0-65478-2.
"""


def recovery_relative_sd(feed, concentrate, tails, feed_sd, concentrate_sd, tails_sd):
    r"""Return the relative standard deviation of a two-product recovery, to first order.

    .. math:: \left(\frac{\sigma_R}{R}\right)^2 =
              \left(\frac{t\,\sigma_f}{f\,(f-t)}\right)^2
              + \left(\frac{t\,\sigma_c}{c\,(c-t)}\right)^2
              + \left(\frac{(c-f)\,\sigma_t}{(f-t)(c-t)}\right)^2

    Parameters
    ----------
    feed, concentrate, tails : numeric
        Grades of one metal; one unit throughout.
    feed_sd, concentrate_sd, tails_sd : numeric
        Standard deviations of the three independent assays; same unit.

    Returns
    -------
    relative_sd : numeric
        [fraction of the recovery]

    Notes
    -----
    Confirmed against Monte Carlo: 0.322 % for 1 % error in assays of 0.8, 25 and 0.15.

    Examples
    --------
    >>> recovery_relative_sd(0.8, 25.0, 0.15, 0.008, 0.25, 0.0015)
    0.00322
    """
    by_feed = tails * feed_sd / (feed * (feed - tails))
    by_concentrate = tails * concentrate_sd / (concentrate * (concentrate - tails))
    by_tails = (concentrate - feed) * tails_sd / ((feed - tails) * (concentrate - tails))
    return (by_feed**2 + by_concentrate**2 + by_tails**2) ** 0.5


def mass_pull_relative_sd(feed, concentrate, tails, feed_sd, concentrate_sd, tails_sd):
    r"""Return the relative standard deviation of a two-product mass pull, to first order.

    .. math:: \left(\frac{\sigma_Y}{Y}\right)^2 =
              \left(\frac{\sigma_f}{f-t}\right)^2 + \left(\frac{\sigma_c}{c-t}\right)^2
              + \left(\frac{(c-f)\,\sigma_t}{(f-t)(c-t)}\right)^2

    Parameters
    ----------
    feed, concentrate, tails : numeric
        Grades of one metal; one unit throughout.
    feed_sd, concentrate_sd, tails_sd : numeric
        Standard deviations of the three independent assays; same unit.

    Returns
    -------
    relative_sd : numeric
        [fraction of the mass pull]

    Notes
    -----
    Confirmed against Monte Carlo, and assay by assay against finite differences.

    Examples
    --------
    >>> mass_pull_relative_sd(0.8, 25.0, 0.15, 0.008, 0.25, 0.0015)
    0.0161
    """
    by_feed = feed_sd / (feed - tails)
    by_concentrate = concentrate_sd / (concentrate - tails)
    by_tails = (concentrate - feed) * tails_sd / ((feed - tails) * (concentrate - tails))
    return (by_feed**2 + by_concentrate**2 + by_tails**2) ** 0.5


def recovery_pull_covariance(feed, concentrate, tails, feed_sd, concentrate_sd, tails_sd):
    r"""Return the covariance of ln recovery and ln mass pull, both from the same three assays.

    Both rise when the tails assay falls, so that they must not be weighted as
    independent observations of a stage.

    Parameters
    ----------
    feed, concentrate, tails : numeric
        Grades of one metal; one unit throughout.
    feed_sd, concentrate_sd, tails_sd : numeric
        Standard deviations of the three independent assays; same unit.

    Returns
    -------
    covariance : numeric
        Covariance of :math:`\ln R` and :math:`\ln Y`; dimensionless.

    Notes
    -----
    Confirmed against Monte Carlo, and assay by assay against finite differences.

    Examples
    --------
    >>> recovery_pull_covariance(0.8, 25.0, 0.15, 0.008, 0.25, 0.0015)
    3.41e-05
    """
    gap, span = feed - tails, concentrate - tails
    by_feed = tails * feed_sd**2 / (feed * gap**2)
    by_concentrate = tails * concentrate_sd**2 / (concentrate * span**2)
    by_tails = ((concentrate - feed) * tails_sd / (gap * span)) ** 2
    return by_feed + by_concentrate + by_tails


def enrichment_relative_sd(feed, concentrate, feed_sd, concentrate_sd):
    r"""Return the relative standard deviation of an enrichment ratio, to first order.

    .. math:: \left(\frac{\sigma_E}{E}\right)^2 =
              \left(\frac{\sigma_f}{f}\right)^2 + \left(\frac{\sigma_c}{c}\right)^2

    Parameters
    ----------
    feed, concentrate : numeric
        Grades of one metal; one unit throughout.
    feed_sd, concentrate_sd : numeric
        Standard deviations of the two independent assays; same unit.

    Returns
    -------
    relative_sd : numeric
        [fraction of the ratio]

    Notes
    -----
    Confirmed against Monte Carlo, and assay by assay against finite differences.

    Examples
    --------
    >>> enrichment_relative_sd(0.8, 25.0, 0.008, 0.25)
    0.01414
    """
    return ((feed_sd / feed) ** 2 + (concentrate_sd / concentrate) ** 2) ** 0.5


def separation_efficiency_relative_sd(
    feed, concentrate, tails, mineral, feed_sd, concentrate_sd, tails_sd
):
    r"""Return the relative standard deviation of a separation efficiency, to first order.

    With the recovery from the same three assays

    .. math:: SE = \frac{m\,(f - t)(c - f)}{f\,(c - t)(m - f)}

    .. math:: \left(\frac{\sigma_{SE}}{SE}\right)^2 =
              \left[\left(\frac{1}{f-t} - \frac{1}{c-f} - \frac{1}{f} + \frac{1}{m-f}\right)
              \sigma_f\right]^2
              + \left(\frac{(f-t)\,\sigma_c}{(c-f)(c-t)}\right)^2
              + \left(\frac{(c-f)\,\sigma_t}{(f-t)(c-t)}\right)^2

    Parameters
    ----------
    feed, concentrate, tails : numeric
        Grades of one metal; one unit throughout.
    mineral : numeric
        Grade of the pure mineral, known exactly; same unit.
    feed_sd, concentrate_sd, tails_sd : numeric
        Standard deviations of the three independent assays; same unit.

    Returns
    -------
    relative_sd : numeric
        [fraction of the efficiency]

    Notes
    -----
    Confirmed against Monte Carlo, and assay by assay against finite differences.

    Examples
    --------
    >>> separation_efficiency_relative_sd(0.8, 25.0, 0.15, 78.6, 0.008, 0.25, 0.0015)
    0.003
    """
    gap, span, rise = feed - tails, concentrate - tails, concentrate - feed
    by_feed = (1.0 / gap - 1.0 / rise - 1.0 / feed + 1.0 / (mineral - feed)) * feed_sd
    by_concentrate = gap * concentrate_sd / (rise * span)
    by_tails = rise * tails_sd / (gap * span)
    return (by_feed**2 + by_concentrate**2 + by_tails**2) ** 0.5
