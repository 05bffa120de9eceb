"""What so many shifts could have shown, and how many more would show what is worth knowing."""

import numpy as np

from flotation.trials.power import least_effect

MOST_TIMES = 20  # as many shifts again: beyond it, waiting is no answer


def more_shifts(worth, sd, shifts, freedom, *, level=0.05, power=0.8):
    r"""Shifts still needed until an effect shows, decided on as often as so far.

    The standard error falls as :math:`1 / \sqrt n` when the same pattern of decisions goes on
    in the same noise.

    Parameters
    ----------
    worth, sd : float
        Effect to be shown, and standard error of the one found. [unit of the response]
    shifts, freedom : int
        That count so far, and degrees of freedom.
    level, power : float
        Chance of a false alarm, and of showing the effect. [fraction]

    Returns
    -------
    int or None
        0 where there are enough; None where twenty times as many do not do.

    Notes
    -----
    Confirmed against :func:`flotation.trials.power.least_effect`: one shift fewer has too little.

    Examples
    --------
    >>> more_shifts(0.02, 0.01, 100, 88)
    99
    """

    def enough(number):
        error = sd * np.sqrt(shifts / number)
        left = freedom + number - shifts
        return least_effect(error, left + 1, power=power, level=level) <= abs(worth)

    if enough(shifts):
        return 0
    few, many = shifts, MOST_TIMES * shifts
    if not enough(many):
        return None
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if enough(middle) else (middle, many)
    return many - shifts
