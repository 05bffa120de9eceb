r"""The balance of a separation as plants report it: yield, grade and recovery of every product.

In Chinese reports these are 产率 :math:`\gamma`, 品位 :math:`\beta` (of the feed
:math:`\alpha`) and 回收率 :math:`\varepsilon`, with :math:`\varepsilon = \gamma\beta/\alpha`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.balance import enrichment_ratio, separation_efficiency
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
    pull_recovery_covariance : ndarray of shape (products, components)
        Of each product's yield with its recovery of each component.
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
    pull_recovery_covariance: np.ndarray


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
    covariance = split_covariance(result, SEPARATION, products, components)
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
        pull_recovery_covariance=covariance[0],
    )
    return balance, float(chance_of_misfit(result)[0])


def split_covariance(result, node, outlets, components):
    """Covariance of mass pulls with recoveries to the same stream.

    Parameters
    ----------
    result : flotation.reconciliation.Reconciliation
    node : str or None
        As for :meth:`flotation.reconciliation.Reconciliation.split`.
    outlets, components : sequence of str

    Returns
    -------
    covariance : ndarray of shape (rows, outlets, components)
        NaN where one of the two is not determined.

    Notes
    -----
    Confirmed against the covariance of a two-product recovery and mass pull.

    Examples
    --------
    >>> streams, grades = ("feed", "concentrate", "tails"), np.array([[0.008], [0.25], [0.0015]])
    >>> balance, _ = balance_from_grades(streams, ("WO3",), grades, 0.01 * grades)
    >>> float(balance.pull_recovery_covariance[0, 0])
    7.29e-07
    """
    covariance = np.empty((len(result.chi2), len(outlets), len(components)))
    for i, outlet in enumerate(outlets):
        pull = result.split(node, outlet)[0]
        for k, component in enumerate(components):
            splits = [(node, outlet, None), (node, outlet, component)]
            of_logs = result.covariance_of_log_splits(splits)[:, 0, 1]
            covariance[:, i, k] = of_logs * pull * result.split(node, outlet, component)[0]
    return covariance


def component_table(balance, component, mineral=np.nan):
    r"""Return the balance of one component as plants print it, closing to 1.

    Parameters
    ----------
    balance : ProductBalance
    component : str
    mineral : float, default NaN
        Grade of the pure mineral, for the separation efficiency. [fraction]

    Returns
    -------
    table : pandas.DataFrame
        A line a product: ``product``, ``pull``, ``grade``, ``recovery``, ``enrichment``
        (times the feed) and ``efficiency``, each but the first with its standard deviation as
        ``pull_sd`` and so on; fractions. Products that are not told apart share one line, their
        names joined by `` + ``; they have no sd. The last line is the feed.

    Notes
    -----
    Enrichment is :math:`\varepsilon/\gamma` and the efficiency
    :math:`(\varepsilon - \gamma)/(1 - \alpha/m)`, so that their errors follow from those of
    yield, recovery and the covariance of the two; the feed's grade over the mineral's is taken as
    exact, which costs the error of the efficiency some per cent of itself. Confirmed against
    closure (yields, recoveries and metal add up to 1e-12) and, for the errors, against the
    two-product formulae of :mod:`flotation.balance_error`.

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
    common = np.full(len(table), np.nan)
    common[: told.sum()] = balance.pull_recovery_covariance[told, k]
    return _with_ratios(table, alpha, mineral, common)


def _with_ratios(table, alpha, mineral, covariance):
    """The table with enrichment and separation efficiency, and their errors."""
    pull, recovery = table["pull"], table["recovery"]
    squares = (table["pull_sd"] / pull) ** 2 + (table["recovery_sd"] / recovery) ** 2
    relative = np.sqrt(np.maximum(squares - 2.0 * covariance / (pull * recovery), 0.0))
    apart = table["pull_sd"] ** 2 + table["recovery_sd"] ** 2 - 2.0 * covariance
    enrichment = enrichment_ratio(alpha, table["grade"])
    return table.assign(
        enrichment=enrichment,
        enrichment_sd=enrichment * relative,
        efficiency=separation_efficiency(alpha, table["grade"], recovery, mineral),
        efficiency_sd=np.sqrt(np.maximum(apart, 0.0)) / (1.0 - alpha / mineral),
    )


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
