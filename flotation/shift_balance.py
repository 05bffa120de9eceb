"""The balance of some shifts in tonnes: every product's mass, grade, metal and recovery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from flotation.period_balance import PeriodBalance, period_balance
from flotation.product_balance import TOGETHER, component_table
from flotation.survey_reconciliation import reconcile_survey


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceLine:
    r"""One component in one product, in balance.

    Attributes
    ----------
    component : str
    streams : tuple of str
        The product; several that the measurements do not tell apart; the feed in the last line.
    tonnes, metal : float
        NaN where no stream is weighed. [t]
    pull, pull_sd : float
        Yield :math:`\gamma`. [fraction]
    grade, grade_sd : float
        :math:`\beta`. [fraction]
    recovery, recovery_sd : float
        :math:`\varepsilon`. [fraction]
    """

    component: str
    streams: tuple[str, ...]
    tonnes: float
    metal: float
    pull: float
    pull_sd: float
    grade: float
    grade_sd: float
    recovery: float
    recovery_sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A measurement that the balances of its shift contradict.

    Attributes
    ----------
    time : datetime
        Start of the shift.
    stream, quantity : str
        ``solids`` or a component.
    measured, without : float
        As measured, and what the others make it. [t/h, or fraction]
    alone : bool
        Whether no other measurement explains the misfit as well.
    """

    time: datetime
    stream: str
    quantity: str
    measured: float
    without: float
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftBalance:
    """Some shifts in balance.

    Attributes
    ----------
    period : flotation.period_balance.PeriodBalance
    lines : tuple of BalanceLine
        Every component that is followed, its products and then the feed.
    suspects : tuple of Suspect
    by_shift : mapping of str to ndarray of shape (rows,)
        Balanced recovery of each shift by component, NaN where not determined. [fraction]
    rows : ndarray
        File lines of these shifts.
    solids : mapping of str to ndarray of shape (rows,)
        Solids entering each stage. [t/t of fresh feed]
    feed : ndarray of shape (rows,)
        Fresh feed, weighed or told by the others. [t]
    """

    period: PeriodBalance
    lines: tuple[BalanceLine, ...]
    suspects: tuple[Suspect, ...]
    by_shift: Mapping[str, np.ndarray]
    rows: np.ndarray
    solids: Mapping[str, np.ndarray]
    feed: np.ndarray


def shift_balance(plant, survey, followed):
    """Return the balance of all running shifts of a survey, each reconciled, then summed.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
    followed : sequence of (component, stream)
        See :func:`flotation.shift_recovery.followed_products`.

    Returns
    -------
    ShiftBalance

    Raises
    ------
    RefusedError
        If no shift tells the feed and a product.
    """
    found = reconcile_survey(plant, survey)
    period = period_balance(found)
    result, place = found.result, found.result.network.streams.index(plant.fresh_feed)
    weighed = result.solids[:, place] * plant.shift_hours
    return ShiftBalance(
        period=period,
        lines=balance_lines(period, {component for component, _ in followed}),
        suspects=_suspects(found),
        by_shift={
            component: result.split(None, stream, component)[0]
            for component, stream in followed
            if component in result.components
        },
        rows=found.times.index.to_numpy(),
        solids={stage.name: _entering(result, stage) for stage in plant.stage},
        feed=np.full(len(weighed), np.nan) if result.reference else weighed,
    )


def balance_lines(period, components):
    """Lines of a balance, in tonnes where the feed is weighed.

    Parameters
    ----------
    period : flotation.period_balance.PeriodBalance
    components : collection of str
        Those to list; the others are left out.

    Returns
    -------
    tuple of BalanceLine

    Notes
    -----
    Confirmed against closure: masses and metals of the products add up to those of the feed.
    """
    feed = np.nan if period.tonnes is None else period.tonnes
    return tuple(
        BalanceLine(
            component=component,
            streams=tuple(line.product.split(TOGETHER)),
            tonnes=feed * line.pull,
            metal=feed * line.pull * line.grade,
            pull=line.pull,
            pull_sd=line.pull_sd,
            grade=line.grade,
            grade_sd=line.grade_sd,
            recovery=line.recovery,
            recovery_sd=line.recovery_sd,
        )
        for component in period.balance.components
        if component in components
        for line in component_table(period.balance, component).itertuples()
    )


def _suspects(found):
    times = found.times.reset_index(drop=True)
    return tuple(
        Suspect(
            time=times[line.row].to_pydatetime(),
            stream=line.stream,
            quantity=line.quantity,
            measured=float(line.measured),
            without=float(line.reconciled),
            alone=not line.or_else,
        )
        for line in found.suspects.itertuples()
    )


def _entering(result, stage):
    """Solids entering a stage per tonne of fresh feed, shape (rows,)."""
    return sum(result.split(None, stream)[0] for stream in stage.feed)
