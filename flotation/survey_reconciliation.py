"""A whole survey reconciled: every running shift, what its balances contradict, what they lack."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.errors import DataError, RefusedError
from flotation.gross_errors import closure_without, find_gross_errors
from flotation.plant import Plant
from flotation.plant_balance import (
    reconcile_plant,
    require_assays,
    running_rows,
    without_doubtful,
)
from flotation.plant_file import require
from flotation.reconciliation import Reconciliation

USUAL = 0.5  # share of the shifts in which a quantity is determined, to count as usual


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyReconciliation:
    """A survey in balance, a row a running shift.

    Attributes
    ----------
    plant : flotation.plant.Plant
    times : pandas.Series
        Start of each shift, indexed by file line.
    tested : flotation.reconciliation.Reconciliation
        With all measurements: what the tests speak about.
    result : flotation.reconciliation.Reconciliation
        What is reported: the same, or with the suspected measurements left out.
    suspects : pandas.DataFrame
        As in :class:`flotation.gross_errors.GrossErrors`.
    closure : pandas.DataFrame or None
        As from :func:`flotation.gross_errors.closure_without`; None for one component.
    level : float
        Chance at which a true shift may fail a test. [fraction]
    stopped : int
        Shifts left out because the plant stood still.
    doubtful : int
        Values taken as not measured because the check of the survey doubts them.
    window : int
        Shifts searched together for an error that they share.
    """

    plant: Plant
    times: pd.Series
    tested: Reconciliation
    result: Reconciliation
    suspects: pd.DataFrame
    closure: pd.DataFrame | None
    level: float
    stopped: int
    doubtful: int
    window: int = 1

    @property
    def quantities(self):
        """``(stream, quantity)`` in the order of :meth:`flat`: the solids of a stream first."""
        names = ("solids", *self.result.components)
        return tuple((stream, name) for stream in self.result.network.streams for name in names)

    def flat(self, values):
        """Solids and grades side by side, shape (rows, quantities).

        Parameters
        ----------
        values : object with ``solids`` and ``grades``
            Of shapes (rows, streams) and (rows, streams, components).
        """
        both = np.concatenate([values.solids[:, :, None], values.grades], axis=2)
        return both.reshape(len(both), -1)


def reconcile_survey(plant, survey, *, level=0.05, leave_out_suspects=False, window=1):
    """Reconcile every running shift of a survey.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
        Its doubtful values count as not measured.
    level : float, default 0.05
        Chance at which a true shift may fail a test. [fraction]
    leave_out_suspects : bool, default False
        Whether suspected measurements are left out of the flows reported.
    window : int, default 1
        Consecutive running shifts that share an error, as an assayer's bias; see
        :func:`flotation.gross_errors.find_gross_errors`.

    Returns
    -------
    reconciliation : SurveyReconciliation

    Raises
    ------
    PlantFileError
        If the plant file has no stages or no assays.
    DataError
        If the survey has no running shift, or `level` or `window` cannot be.
    RefusedError
        If no shift tells how any stage divides its feed.
    """
    require(plant, "stage", "component")
    require_assays(plant)
    table = without_doubtful(survey.table, survey.doubtful)
    running = running_rows(plant, table)
    if not running.any():
        raise DataError(
            f"none of the {len(table)} shifts has the plant running; "
            f"{plant.feed_rate} says when it runs: check that column"
        )
    tested = reconcile_plant(plant, table[running])
    _refuse_unknown(tested)
    found = find_gross_errors(tested, level=level, window=window)
    return SurveyReconciliation(
        plant=plant,
        times=pd.to_datetime(table.loc[running, plant.time_column]),
        tested=tested,
        result=found.reconciliation if leave_out_suspects else tested,
        suspects=found.suspects,
        closure=closure_without(tested, level=level) if len(tested.components) > 1 else None,
        level=level,
        stopped=int(np.sum(~running)),
        doubtful=_doubtful_values(plant, survey, running),
        window=window,
    )


def missing_quantities(reconciliation):
    """Name what is never determined, and what is missing in single shifts.

    Parameters
    ----------
    reconciliation : SurveyReconciliation

    Returns
    -------
    never : mapping of str to tuple of str
        Stream to the quantities that fewer than half of the shifts determine.
    sometimes : pandas.DataFrame
        Columns ``stream``, ``quantity``, ``shifts`` in which a quantity that is determined
        usually is not, most first.
    complete : ndarray of bool, shape (rows,)
        Shifts in which all that is determined usually is determined.
    """
    known = np.isfinite(reconciliation.flat(reconciliation.result))
    usual = known.mean(axis=0) >= USUAL
    never, sometimes = {}, []
    for (stream, quantity), often, column in zip(
        reconciliation.quantities, usual, known.T, strict=True
    ):
        if not often:
            never[stream] = (*never.get(stream, ()), quantity)
        elif not column.all():
            sometimes.append((stream, quantity, int(np.sum(~column))))
    table = pd.DataFrame(sometimes, columns=["stream", "quantity", "shifts"])
    table = table.sort_values("shifts", ascending=False, kind="stable", ignore_index=True)
    return never, table, known[:, usual].all(axis=1)


def _refuse_unknown(result):
    """Refuse a survey in which no stage's division of solids or of a component is known."""
    known = any(
        np.isfinite(result.split(node.name, node.outputs[0], what)[0]).any()
        for node in result.network.nodes
        for what in (None, *result.components)
    )
    if not known:
        raise RefusedError(
            f"the measurements tell in none of {len(result.chi2)} running shifts how a stage "
            "divides its feed: assay a component in the feed, concentrate and tails of a stage",
            reasons=_measured_nowhere(result),
        )


def _measured_nowhere(result) -> Mapping[str, str]:
    """Streams without any measurement of a component."""
    assayed = (result.measured.grades_weight > 0.0).any(axis=0)
    reasons = {}
    for i, stream in enumerate(result.network.streams):
        missing = [c for c, seen in zip(result.components, assayed[:, i], strict=True) if not seen]
        if missing:
            reasons[stream] = f"never assayed for {', '.join(missing)}"
    return reasons


def _doubtful_values(plant, survey, running):
    """How many values of the balances' columns the check of the survey doubts."""
    columns = [s.solids for s in plant.stream if s.solids]
    columns += [column for s in plant.stream for column in s.assays.values()]
    columns = [c for c in dict.fromkeys(columns) if c in survey.doubtful]
    doubted = survey.doubtful[columns].astype(bool) & survey.table[columns].notna()
    return int(doubted[running].to_numpy().sum())
