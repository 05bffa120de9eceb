r"""What a buyer pays for a concentrate, and what that is worth per tonne of ore.

Money is whatever the price is in; grades are fractions, so one unit of a metal (1 % of a
tonne, one metric ton unit) is 0.01.
"""

from dataclasses import dataclass

import numpy as np

from flotation.economics import price_per_mtu
from flotation.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """A charge for an unwelcome component.

    Attributes
    ----------
    component : str
    free : float
        Grade up to which nothing is charged. [fraction]
    step : float
        Grade above it for which the charge is due once. [fraction]
    charge : float
        Per step, in proportion. [money/t concentrate]
    """

    component: str
    free: float
    step: float
    charge: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SmelterTerms:
    """A contract for a concentrate.

    Attributes
    ----------
    payable : float, default 1.0
        Share of the metal that is paid. [fraction]
    unit_deduction : float, default 0.0
        Grade that is at least not paid: 0.01 is one unit. [fraction]
    treatment_charge : float, default 0.0
        With freight. [money/t concentrate]
    refining_charge : float, default 0.0
        [money/t payable metal]
    penalties : tuple of Penalty
    """

    payable: float = 1.0
    unit_deduction: float = 0.0
    treatment_charge: float = 0.0
    refining_charge: float = 0.0
    penalties: tuple[Penalty, ...] = ()

    def __post_init__(self):
        if not 0.0 < self.payable <= 1.0:
            raise DataError(f"payable must lie in (0, 1], got {self.payable:g}")
        if not 0.0 <= self.unit_deduction < 1.0:
            raise DataError(
                f"unit_deduction must lie in [0, 1) (0.01 is one unit), got {self.unit_deduction:g}"
            )
        for penalty in self.penalties:
            if penalty.step <= 0.0:
                raise DataError(
                    f"the step of the penalty for {penalty.component} must be above zero, "
                    f"got {penalty.step:g}"
                )


def price_per_tonne(price):
    """Price of a tonne of contained metal, from a dated price of a plant file.

    Confirmed against a published price of molybdenum, 5,400 a unit.

    Parameters
    ----------
    price : flotation.market.Price
        Per metric ton unit, or per tonne of concentrate at its basis.

    Returns
    -------
    price : float
        [CNY/t contained]

    Raises
    ------
    DataError
        If the price does not say how much metal it is for.

    Examples
    --------
    >>> from datetime import date
    >>> from flotation.market import Price
    >>> price_per_tonne(Price(item="wo3", value=40, low=30, high=50, unit="CNY/mtu",
    ...                       date=date(2025, 1, 15), source="an example"))
    4000.0
    """
    if price.unit not in ("CNY/mtu", "CNY/t") or (
        price.unit == "CNY/t" and price.basis_pct is None
    ):
        raise DataError(
            f"the price of {price.item} is in {price.unit} and does not say how much metal that "
            "holds; give it per mtu, or per t with basis_pct"
        )
    return 100.0 * price_per_mtu(price)


def payable_grade(grade, terms):
    r"""Grade that is paid: a share of it, or it less the deduction, whichever is less.

    Confirmed against values worked by hand, down to a grade below the deduction.

    .. math:: g_p = \max\left[0, \min(a\,g,\; g - d)\right]

    Parameters
    ----------
    grade : numeric
        Of the concentrate, :math:`g`. [fraction]
    terms : SmelterTerms
        With :math:`a` and :math:`d`.

    Returns
    -------
    grade : numeric
        [fraction]

    Examples
    --------
    >>> terms = SmelterTerms(payable=0.95, unit_deduction=0.01)
    >>> float(payable_grade(0.42, terms)), float(payable_grade(0.10, terms))
    (0.399, 0.09)
    """
    return np.maximum(np.minimum(terms.payable * grade, grade - terms.unit_deduction), 0.0)


def penalty_charge(grades, terms):
    r"""Penalties due on a concentrate.

    Confirmed against charges worked by hand, and none up to the free grade.

    .. math:: \sum_j c_j \max\left(0, \frac{g_j - g_{j,free}}{\Delta_j}\right)

    Parameters
    ----------
    grades : mapping of str to numeric
        Grade of every component that the contract charges for. [fraction]
    terms : SmelterTerms

    Returns
    -------
    charge : numeric
        [money/t concentrate]

    Raises
    ------
    DataError
        If a component is charged for and its grade is not given.

    Examples
    --------
    Arsenic above 0.2 % at 15 per 0.1 %:

    >>> arsenic = Penalty(component="As", free=0.002, step=0.001, charge=15.0)
    >>> terms = SmelterTerms(penalties=(arsenic,))
    >>> float(penalty_charge({"As": 0.004}, terms))
    30.0
    """
    charge = 0.0
    for penalty in terms.penalties:
        if penalty.component not in grades:
            raise DataError(
                f"the contract charges for {penalty.component}; give its grade in the concentrate"
            )
        excess = np.maximum(grades[penalty.component] - penalty.free, 0.0)
        charge = charge + penalty.charge * excess / penalty.step
    return charge


def concentrate_value(grade, price, terms, impurities=None):
    r"""Worth of one tonne of concentrate.

    Confirmed against the price of a concentrate at its basis.

    .. math:: v = g_p\,(p - r) - T - \sum penalties

    Parameters
    ----------
    grade : numeric
        [fraction]
    price : numeric
        :math:`p`. [money/t metal]
    terms : SmelterTerms
    impurities : mapping of str to numeric, default None
        Grades of what the contract charges for. [fraction]

    Returns
    -------
    value : numeric
        [money/t concentrate]; negative where charges exceed the metal.

    Examples
    --------
    >>> float(concentrate_value(0.42, 8500.0, SmelterTerms(unit_deduction=0.01,
    ...                                                    treatment_charge=385.0)))
    3100.0
    """
    paid = payable_grade(grade, terms) * (price - terms.refining_charge)
    return paid - terms.treatment_charge - penalty_charge(impurities or {}, terms)


def net_smelter_return(feed, grade, recovery, price, terms, impurities=None):
    r"""Worth of the concentrate of one tonne of ore.

    .. math:: NSR = \frac{f R}{g}\,v

    Parameters
    ----------
    feed, grade : numeric
        Of the ore and of the concentrate, :math:`f` and :math:`g`. [fraction]
    recovery : numeric
        :math:`R`. [fraction]
    price : numeric
        [money/t metal]
    terms : SmelterTerms
    impurities : mapping of str to numeric, default None
        [fraction]

    Returns
    -------
    value : numeric
        [money/t ore]

    Notes
    -----
    Confirmed against the tin example of [1]_ (48.08, 53.14 and 48.84 per t; the first is
    48.07 unless it is rounded on the way), a grade-recovery-profit table, and a scheelite
    ore worth 27.20 per t.

    References
    ----------
    .. [1] B. A. Wills and J. A. Finch, Wills' Mineral Processing Technology,
       8th ed., 2016, chapter 1, doi:10.1016/C2010-0-65478-2.

    Examples
    --------
    >>> terms = SmelterTerms(unit_deduction=0.01, treatment_charge=385.0)
    >>> float(net_smelter_return(0.01, 0.42, 0.72, 8500.0, terms))
    53.14
    """
    return feed * recovery / grade * concentrate_value(grade, price, terms, impurities)


def switch_price(feed, rich, poor, terms):
    r"""Price at which a rich and a poor concentrate of one ore are worth the same.

    Both returns are linear in the price, :math:`NSR_i = a_i p - b_i`, so

    .. math:: p = \frac{b_{poor} - b_{rich}}{a_{poor} - a_{rich}}

    Parameters
    ----------
    feed : numeric
        [fraction]
    rich, poor : pair of numeric
        Grade and recovery of each concentrate. [fraction]
    terms : SmelterTerms
        Without penalties.

    Returns
    -------
    price : numeric
        Above it the poorer concentrate, with its higher recovery, pays. [money/t metal]

    Raises
    ------
    DataError
        If the terms hold penalties, or the poorer concentrate is not paid for more metal.

    Notes
    -----
    Confirmed against the tin example: 3,032.53 and 19,250.00.

    Examples
    --------
    >>> terms = SmelterTerms(unit_deduction=0.01, treatment_charge=385.0)
    >>> float(switch_price(0.01, (0.63, 0.62), (0.42, 0.72), terms))
    3032.53
    """
    if terms.penalties:
        raise DataError("a switch price holds for terms without penalties; compare returns instead")
    fixed = [
        net_smelter_return(feed, grade, recovery, 0.0, terms) for grade, recovery in (rich, poor)
    ]
    paid = [
        feed * recovery / grade * payable_grade(grade, terms) for grade, recovery in (rich, poor)
    ]
    if not np.all(paid[1] > paid[0]):
        raise DataError(
            "the poorer concentrate must be paid for more metal than the richer one; give the "
            "richer first, then the poorer with its higher recovery"
        )
    return (fixed[0] - fixed[1]) / (paid[1] - paid[0])
