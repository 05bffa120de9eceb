r"""Dose-response laws: factors between 0 and 1 that multiply a rate or a floatable share.

Their logs are concave in what they respond to, save :func:`depression`, whose log falls and
flattens. All are smooth, pure and element-wise; settings are positive unless said otherwise.
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

    Examples
    --------
    >>> adsorption((100.0 / 300.0) + (50.0 / 300.0))
    0.667
    """
    return 1.0 / (1.0 + demand)


def depression(dose, half, order=1.0):
    r"""What is left of a rate under a depressant: :math:`1 / (1 + (x/h)^n)`.

    Examples
    --------
    >>> depression(2000.0, half=1000.0)
    0.333
    """
    return 1.0 / (1.0 + (dose / half) ** order)


def overdose(dose, scale, order=2.0):
    r"""What is left after too much of a reagent: :math:`e^{-(x/s)^n}`.

    Examples
    --------
    >>> round(float(overdose(3000.0, scale=6000.0)), 3)
    0.779
    """
    return np.exp(-((dose / scale) ** order))


def window(value, best, width):
    r"""Loss away from a best value: :math:`\exp[-\tfrac12 ((x - b)/w)^2]`.

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

    Examples
    --------
    >>> round(ceiling(0.5, sharpness=12.0), 4), round(ceiling(2.0, sharpness=12.0), 4)
    (0.5, 1.0)
    """
    return share * (1.0 + share**sharpness) ** (-1.0 / sharpness)
