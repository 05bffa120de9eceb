r"""The balance of a separation as plants report it: yield, grade and recovery of every product.

In Chinese reports these are 产率 :math:`\gamma`, 品位 :math:`\beta` (of the feed
:math:`\alpha`) and 回收率 :math:`\varepsilon`, with :math:`\varepsilon = \gamma\beta/\alpha`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.balance import enrichment_ratio
from flotation.errors import DataError
from flotation.network import Network, Node
from flotation.reconciliation import reconcile
from flotation.redundancy import chance_of_misfit, reconciled_sd

SEPARATION = "separation"
TOGETHER = " + "  # joins the names of products that are not told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductBalance:
    r"""Yield, grades and recoveries of every product, each with its standard deviation.

    All are fractions. NaN marks what the measurements do not tell; the products that are
    not told apart share what is left, see :func:`untold_recovery`.

    Attributes
    ----------
    feed : str
    products, components : tuple of str
    pull, pull_sd : ndarray of shape (products,)
        Yield :math:`\gamma`.
    feed_grade, feed_grade_sd : ndarray of shape (components,)
    grade, grade_sd : ndarray of shape (products, components)
        :math:`\beta`.
    recovery, recovery_sd : ndarray of shape (products, components)
        :math:`\varepsilon`.
    """

    feed: str
    products: tuple[str, ...]
    components: tuple[str, ...]
    pull: np.ndarray
    pull_sd: np.ndarray
    feed_grade: np.ndarray
    feed_grade_sd: np.ndarray
    grade: np.ndarray
    grade_sd: np.ndarray
    recovery: np.ndarray
    recovery_sd: np.ndarray


def balance_from_grades(streams, components, grades, sd):
    r"""Return the balance of one separation from the grades of its feed and products.

    With one component less than products the grades determine it exactly; with more, all
    grades are adjusted by their own errors until the balances close
    (:func:`flotation.reconciliation.reconcile`).

    Parameters
    ----------
    streams : sequence of str
        The feed, then the products, the tails last.
    components : sequence of str
    grades, sd : array-like of shape (streams, components)
        Assays and their standard deviations. [fraction]; NaN where not assayed.

    Returns
    -------
    balance : ProductBalance
    chance : float
        Of a worse misfit if the sd are true; NaN where nothing is assayed twice over.

    Raises
    ------
    DataError
        If the grades are too few, or allow no balance.

    Notes
    -----
    Confirmed against the two- and three-product formulae and the first-order error of a
    two-product recovery.

    Examples
    --------
    >>> streams, grades = ("feed", "concentrate", "tails"), np.array([[0.008], [0.25], [0.0015]])
    >>> balance, _ = balance_from_grades(streams, ("WO3",), grades, 0.01 * grades)
    >>> float(balance.pull[0]), float(balance.recovery[0, 0]), float(balance.recovery_sd[0, 0])
    (0.0262, 0.8174, 0.0026)
    """
    feed, *products = streams
    grades, sd = np.asarray(grades, dtype=float), np.asarray(sd, dtype=float)
    _check_numbers(products, components)
    node = Node(name=SEPARATION, inputs=(feed,), outputs=tuple(products))
    result = reconcile(
        Network(streams=tuple(streams), nodes=(node,)),
        solids=np.full((1, len(streams)), np.nan),
        solids_sd=np.nan,
        grades=grades[None],
        grades_sd=sd[None],
        reference=feed,
        components=components,
    )
    if not result.converged[0] or not np.isfinite(result.solids).all():
        raise DataError(_no_balance(streams, components, grades))
    pull, pull_sd = _splits(result, products, [None])
    recovery, recovery_sd = _splits(result, products, components)
    grade, grade_sd = result.grades[0], reconciled_sd(result).grades[0]
    balance = ProductBalance(
        feed=feed,
        products=tuple(products),
        components=tuple(components),
        pull=pull[:, 0],
        pull_sd=pull_sd[:, 0],
        feed_grade=grade[0],
        feed_grade_sd=grade_sd[0],
        grade=grade[1:],
        grade_sd=grade_sd[1:],
        recovery=recovery,
        recovery_sd=recovery_sd,
    )
    return balance, float(chance_of_misfit(result)[0])


def component_table(balance, component):
    """Return the balance of one component as plants print it, closing to 1.

    Parameters
    ----------
    balance : ProductBalance
    component : str

    Returns
    -------
    table : pandas.DataFrame
        A line a product: ``product``, ``pull``, ``pull_sd``, ``grade``, ``grade_sd``,
        ``recovery``, ``recovery_sd`` and ``enrichment`` (times the feed); fractions.
        Products that are not told apart share one line, their names joined by `` + ``; they
        have no sd. The last line is the feed.

    Notes
    -----
    Confirmed against closure: yields, recoveries and metal add up to 1e-12.

    Examples
    --------
    >>> streams, grades = ("feed", "concentrate", "tails"), np.array([[0.008], [0.25], [0.0015]])
    >>> balance, _ = balance_from_grades(streams, ("WO3",), grades, 0.01 * grades)
    >>> component_table(balance, "WO3")[["product", "pull", "grade", "recovery", "enrichment"]]
           product    pull   grade  recovery  enrichment
    0  concentrate  0.0262  0.2500    0.8174       31.25
    1        tails  0.9738  0.0015    0.1826      0.1875
    2         feed  1.0000  0.0080    1.0000        1.00
    """
    k = balance.components.index(component)
    alpha, told = balance.feed_grade[k], np.isfinite(balance.recovery[:, k])
    lines = [
        (name, balance.pull[i], balance.pull_sd[i], balance.grade[i, k], balance.grade_sd[i, k])
        + (balance.recovery[i, k], balance.recovery_sd[i, k])
        for i, name in enumerate(balance.products)
        if told[i]
    ]
    if not told.all():
        names = TOGETHER.join(np.array(balance.products)[~told])
        pull, recovery = 1.0 - balance.pull[told].sum(), 1.0 - balance.recovery[told, k].sum()
        lines.append((names, pull, np.nan, alpha * recovery / pull, np.nan, recovery, np.nan))
    lines.append((balance.feed, 1.0, 0.0, alpha, balance.feed_grade_sd[k], 1.0, 0.0))
    columns = ["product", "pull", "pull_sd", "grade", "grade_sd", "recovery", "recovery_sd"]
    table = pd.DataFrame(lines, columns=columns)
    return table.assign(enrichment=enrichment_ratio(alpha, table["grade"]))


def _check_numbers(products, components):
    """Refuse fewer components than the products need."""
    if len(products) < 2:
        raise DataError("a balance needs a feed and at least two products, the tails among them")
    if len(components) < len(products) - 1:
        raise DataError(
            f"{len(products)} products need the grades of at least {len(products) - 1} components, "
            f"got {len(components)}; assay more components"
        )


def _splits(result, products, components):
    """Shares of the feed and their sd, shape (products, components), of the only row."""
    found = [[result.split(SEPARATION, p, c) for c in components] for p in products]
    pairs = np.array([[(value[0], sd[0]) for value, sd in line] for line in found])
    return pairs[..., 0], pairs[..., 1]


def _no_balance(streams, components, grades):
    """Say which component, if one does, makes a balance impossible."""
    for component, column in zip(components, grades.T, strict=True):
        feed, others = column[0], column[1:]
        if np.isfinite(column).all() and not others.min() < feed < others.max():
            return (
                f"the {component} grade of {streams[0]} ({100.0 * feed:.4g} %) must lie between "
                f"those of the products ({100.0 * others.min():.4g} to "
                f"{100.0 * others.max():.4g} %); check these assays"
            )
    return (
        f"the grades of {', '.join(components)} determine no amounts of {', '.join(streams[1:])}: "
        "products must differ in grade, and in other proportions for each component"
    )
