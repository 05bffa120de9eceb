"""From a checked survey to the log share of every leg of the circuit, shift by shift.

Where assays and tonnages are measured, shares come from reconciled balances with their
covariance; where a plant reports a stage's recovery or mass pull itself, from that column.
Shifts that cannot be used are left out, counted and named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.stats import chi2 as chi_square

from flotation.errors import RefusedError
from flotation.flowsheet import SOLIDS, Flowsheet, Leg
from flotation.plant_balance import (
    measured_sd,
    reconcile_plant,
    running_rows,
    without_doubtful,
)

GROSS = 1e-6  # chance of a balance as bad as this by assay errors alone


@dataclass(frozen=True, slots=True, kw_only=True)
class StageShares:
    """Measured log shares of the legs.

    Attributes
    ----------
    legs : tuple of flotation.flowsheet.Leg
    log_share, sd : ndarray of shape (rows, legs)
        With the standard deviation that assay errors give it; NaN where not determined.
    rows : ndarray of int
        Positions in the survey's table of the rows kept.
    shifts : ndarray of int, shape (rows,)
        Number of each shift since the first, rising.
    left_out : mapping of str to int
        Reason to number of rows.
    recovery_sd : mapping of str to ndarray of shape (rows,)
        By component of a product: what assay errors give its log recovery, the errors that
        stages share counted once; NaN where not determined.
    """

    legs: tuple[Leg, ...]
    log_share: np.ndarray
    sd: np.ndarray
    rows: np.ndarray
    shifts: np.ndarray
    left_out: Mapping[str, int]
    recovery_sd: Mapping[str, np.ndarray] = field(default_factory=dict)

    def column(self, leg):
        """``(log share, sd)`` of one leg, shape (rows,) each."""
        i = self.legs.index(leg)
        return self.log_share[:, i], self.sd[:, i]


def legs_of(plant):
    """Legs that decide the products' recoveries and grades, in flow order.

    Where streams return, a stage off a product's path counts too, by its concentrate.
    """
    flowsheet = Flowsheet.of(plant)
    legs = dict.fromkeys(flowsheet.product_legs(plant.product))
    if flowsheet.has_recycle:
        for product in plant.product:
            on_path = dict(flowsheet.path(product.stream))
            for stage in plant.stage:
                for component in (product.component, SOLIDS):
                    outlet = on_path.get(stage.name, "concentrate")
                    legs[Leg(stage.name, component, outlet)] = None
    return tuple(legs)


def measured_stage_shares(plant, table, doubtful=None):
    """Log shares of every leg, from the rows of a survey that carry them.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
        Accepted rows in time order, canonical columns in the plant file's units.
    doubtful : pandas.DataFrame of bool, default None
        Values that must not count: they are taken as not measured.

    Returns
    -------
    StageShares

    Raises
    ------
    RefusedError
        If a leg is determined in no row.
    """
    table = without_doubtful(table, doubtful)
    shifts = shift_numbers(plant, table)
    running = running_rows(plant, table)
    single = np.diff(shifts, prepend=shifts[:1] - 1) > 0
    left_out = {
        "the plant was stopped": int(np.sum(~running)),
        "two rows fall in one shift": int(np.sum(running & ~single)),
    }
    keep = np.flatnonzero(running & single)
    legs = legs_of(plant)
    used = table.iloc[keep]
    share, sd, recovery_sd, gross = _shares(plant, used, legs)
    left_out["the balances do not close, by far"] = int(gross.sum())
    known = np.isfinite(share).any(axis=1)
    left_out["no stage is determined"] = int(np.sum(~known & ~gross))
    _refuse_unmeasured(plant, legs, share)
    return StageShares(
        legs=legs,
        log_share=share[known],
        sd=sd[known],
        rows=keep[known],
        shifts=shifts[keep][known],
        left_out={reason: number for reason, number in left_out.items() if number},
        recovery_sd={c: sd[known] for c, sd in recovery_sd.items()},
    )


def shift_numbers(plant, table):
    """Number of each row's shift since the first row."""
    time = pd.to_datetime(table[plant.time_column])
    hours = (time - time.iloc[0]).dt.total_seconds().to_numpy() / 3600.0
    return np.round(hours / plant.shift_hours).astype(int)


def shifts_a_week(plant):
    """Shifts in a week, at least two: how long errors may go together."""
    return max(2, round(168.0 / plant.shift_hours))


def _shares(plant, table, legs):
    """Log shares and sd of the legs, sd of log recoveries, and rows that fail grossly."""
    balance = [leg for leg in legs if _direct_column(plant, leg) is None]
    share = np.full((len(table), len(legs)), np.nan)
    sd, gross = share.copy(), np.zeros(len(table), dtype=bool)
    result = reconcile_plant(plant, table) if balance else None
    if balance:
        gross = _fails_grossly(result.chi2, result.degrees)
        places = [legs.index(leg) for leg in balance]
        share[:, places], sd[:, places] = _balanced(plant, result, balance, gross)
    for i, leg in enumerate(legs):
        if leg not in balance:
            share[:, i], sd[:, i] = _direct(plant, table, leg)
    recovery_sd = {
        product.component: _recovery_sd(plant, result, product, legs, sd)
        for product in plant.product
    }
    return share, sd, recovery_sd, gross


def _recovery_sd(plant, result, product, legs, sd):
    """Sd of a product's log recovery; columns that give recoveries err independently."""
    component = product.component
    acting = [i for i, leg in enumerate(legs) if leg.component == component]
    if result is None or any(_direct_column(plant, legs[i]) for i in acting):
        return np.sqrt(np.sum(sd[:, acting] ** 2, axis=1))
    value, error = result.split(None, product.stream, component)
    with np.errstate(invalid="ignore"):
        return np.where(value > 0.0, error / value, np.nan)


def _direct_column(plant, leg):
    stage = plant.stages[leg.stage]
    return stage.mass_pull if leg.component == SOLIDS else stage.recovery.get(leg.component)


def _direct(plant, table, leg):
    """Log share and sd from a column that gives the recovery itself."""
    column = _direct_column(plant, leg)
    share = table[column].to_numpy(dtype=float) / 100.0
    sd = measured_sd(plant, table, column) / 100.0
    share = share if leg.outlet == "concentrate" else 1.0 - share
    share = np.where((share > 0.0) & (share < 1.0), share, np.nan)
    return np.log(share), sd / share


def _balanced(plant, result, legs, gross):
    """Log shares and sd of legs from reconciled balances."""
    share, sd = np.full((2, len(gross), len(legs)), np.nan)
    for i, leg in enumerate(legs):
        if leg.component != SOLIDS and leg.component not in result.components:
            continue
        stream = getattr(plant.stages[leg.stage], leg.outlet)
        what = None if leg.component == SOLIDS else leg.component
        value, error = result.split(leg.stage, stream, what)
        with np.errstate(invalid="ignore"):
            good = (value > 0.0) & (value < 1.0) & ~gross
        share[good, i] = np.log(value[good])
        sd[good, i] = error[good] / value[good]
    return share, sd


def _fails_grossly(chi2, degrees):
    """Rows whose balances fail by more than declared errors and the usual excess explain."""
    redundant = degrees > 0
    if not redundant.any():
        return np.zeros(len(chi2), dtype=bool)
    usual = np.nanmedian(chi2[redundant] / chi_square.median(degrees[redundant]))
    limit = chi_square.isf(GROSS, np.maximum(degrees, 1)) * max(usual, 1.0)
    return redundant & (np.nan_to_num(chi2) > limit)


def _refuse_unmeasured(plant, legs, share):
    """Say which legs no row determines, and what would."""
    missing = [leg for i, leg in enumerate(legs) if not np.isfinite(share[:, i]).any()]
    if missing:
        raise RefusedError(
            f"the survey determines no share of {', '.join(leg.key for leg in missing)} "
            f"(stage/component/outlet) in any of {len(share)} running shifts; each stage needs its "
            "component assayed in feed, concentrate and tails, or a recovery column in the plant "
            f"file of {plant.name!r}",
            reasons={leg.key: _remedy(leg) for leg in missing},
        )


def _remedy(leg):
    what = "its mass pull" if leg.component == SOLIDS else f"the recovery of {leg.component}"
    return (
        f"{what} in stage {leg.stage} follows from no balance: assay a component in its feed, "
        "concentrate and tails, or measure the tonnages"
    )
