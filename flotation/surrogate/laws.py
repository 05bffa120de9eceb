r"""Dose-response laws: factors between 0 and 1 that multiply a rate or a floatable share.

Their logs are concave in what they respond to, save :func:`depression`, whose log falls and
flattens. All are smooth, pure and element-wise; settings are positive unless said otherwise.
Their forms are assumed where no reference is given.
"""

import numpy as np


def adsorption(demand):
    r"""Share of a surface that is covered when reagents compete for it.

    .. math:: \theta = \frac{1}{1 + \sum_i (h_i / x_i)^{n}}

    Parameters
    ----------
    demand : numeric
        The sum: for each reagent that the cover needs, (half-cover dose / dose) to a power.

    Returns
    -------
    cover : numeric
        [fraction]

    Notes
    -----
    With two reagents that form one adsorbing complex (lead and hydroxamate) each is worth
    more when the other is high: the mixed derivative of :math:`\ln\theta` is positive.
    Confirmed against its half: a dose that covers half.

    Examples
    --------
    >>> adsorption((100.0 / 300.0) + (50.0 / 300.0))
    0.667
    """
    return 1.0 / (1.0 + demand)


def complex_dose(lead, bha, ratio, sharpness):
    r"""Dose of the adsorbing lead-hydroxamate complex that two reagents make.

    .. math:: X = \left[b^{-q} + (l/\rho)^{-q}\right]^{-1/q}

    The scarcer of the two limits it; the ratio of lead to BHA at which neither is in excess
    is :math:`\rho`.

    Parameters
    ----------
    lead, bha : numeric
        :math:`l`, :math:`b`, > 0. [g/t]
    ratio : float
        :math:`\rho`. [g/g]
    sharpness : float
        :math:`q`; the larger, the more exactly the scarcer one limits.

    Returns
    -------
    dose : numeric
        As BHA. [g/t]

    Notes
    -----
    Each reagent is worth more when the other is high: the mixed derivative of any power of
    :math:`X` is positive, and so is that of the log of :func:`wetting` of it if its order
    does not exceed :math:`q`.
    Confirmed against its limits: either reagent in plenty, and both alike.

    Examples
    --------
    >>> round(complex_dose(300.0, 1e6, ratio=1.0, sharpness=2.0))
    300
    >>> round(complex_dose(300.0, 300.0, ratio=1.0, sharpness=2.0))
    212
    """
    return (bha**-sharpness + (lead / ratio) ** -sharpness) ** (-1.0 / sharpness)


NEWTON_STEPS = 8


def free_collector(dose, sites, half):
    r"""Collector left in solution when several minerals adsorb it by Langmuir's law.

    The root :math:`C` of :math:`C + \sum_m S_m\,C/(C + h_m) = X`: what is dosed is dissolved
    or sits on a mineral, and each mineral takes less as its surface fills.

    Parameters
    ----------
    dose : numeric
        :math:`X > 0`. [g/t]
    sites : sequence of numeric
        What each mineral can hold, :math:`S_m`: mass times surface. [g/t]
    half : sequence of numeric
        Dissolved collector that half covers each, :math:`h_m`. [g/t]

    Returns
    -------
    dissolved : numeric
        [g/t]

    Notes
    -----
    The left side rises and is concave in :math:`C`, so that Newton's steps from 0 never pass
    the root. Confirmed against the quadratic formula for one mineral (tests).

    References
    ----------
    .. [1] I. Langmuir, "The adsorption of gases on plane surfaces of glass, mica and
       platinum," J. Am. Chem. Soc., vol. 40, pp. 1361-1403, 1918.

    Examples
    --------
    >>> round(float(free_collector(150.0, sites=[100.0], half=[100.0])), 6)
    100.0
    """
    dissolved = np.zeros_like(np.asarray(dose, dtype=float))
    for _ in range(NEWTON_STEPS):
        taken = [s / (dissolved + h) for s, h in zip(sites, half, strict=True)]
        value = dissolved * (1.0 + sum(taken)) - dose
        slope = 1.0 + sum(t * h / (dissolved + h) for t, h in zip(taken, half, strict=True))
        dissolved = dissolved - value / slope
    return dissolved


def cover(dissolved, half):
    r"""Share of a surface that Langmuir's law covers: :math:`C / (C + h)`.

    Confirmed against its half and its limit, the whole surface.

    Examples
    --------
    >>> cover(300.0, half=100.0)
    0.75
    """
    return dissolved / (dissolved + half)


def wetting(covered, half, order):
    r"""Share of particles that a cover makes float: :math:`1 / (1 + (h/\theta)^n)`.

    Confirmed against its half, and four fifths at twice the half cover by the second order.

    Examples
    --------
    >>> wetting(0.6, half=0.3, order=2.0)
    0.8
    """
    return 1.0 / (1.0 + (half / covered) ** order)


def depression(dose, half, order=1.0):
    r"""What is left of a rate under a depressant: :math:`1 / (1 + (x/h)^n)`.

    Confirmed against its limits: no depressant, and half of the rate at its half dose.

    Examples
    --------
    >>> depression(2000.0, half=1000.0)
    0.333
    """
    return 1.0 / (1.0 + (dose / half) ** order)


def overdose(dose, scale, order=2.0):
    r"""What is left after too much of a reagent: :math:`e^{-(x/s)^n}`.

    Confirmed against its limit without reagent, and 1/e at its scale.

    Examples
    --------
    >>> round(float(overdose(3000.0, scale=6000.0)), 3)
    0.779
    """
    return np.exp(-((dose / scale) ** order))


def window(value, best, width):
    r"""Loss away from a best value: :math:`\exp[-\tfrac12 ((x - b)/w)^2]`.

    Confirmed against its limits: nothing lost at the best value, exp(-1/2) left one width away.

    Examples
    --------
    >>> round(float(window(9.5, best=9.0, width=1.0)), 3)
    0.882
    """
    return np.exp(-0.5 * ((value - best) / width) ** 2)


def assistance(dose, half, most):
    r"""Gain by an assisting reagent that saturates, 1 at most: :math:`\exp[-m\,h/(x + h)]`.

    Parameters
    ----------
    dose : numeric
        Zero is allowed.
    half : float
        Dose at which half of the gain is reached. [the dose's unit]
    most : float
        Gain in the log between nothing and plenty. [-]

    Confirmed against its limits: nothing, half and all of the gain.

    Examples
    --------
    >>> round(float(assistance(0.0, half=50.0, most=0.1)), 3)
    0.905
    """
    return np.exp(-most * half / (dose + half))


def ceiling(share, sharpness):
    r"""A share that nears 1 and never passes it: :math:`x (1 + x^n)^{-1/n}`.

    Parameters
    ----------
    share : numeric
        Product of factors, >= 0; hardly changed below 0.8.
    sharpness : float
        :math:`n`.

    Confirmed against its limits: small shares as they are, large ones at 1.

    Examples
    --------
    >>> round(ceiling(0.5, sharpness=12.0), 4), round(ceiling(2.0, sharpness=12.0), 4)
    (0.5, 1.0)
    """
    return share * (1.0 + share**sharpness) ** (-1.0 / sharpness)
