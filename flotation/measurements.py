"""Measurements for a reconciliation: checked once, then weights by 1/sd²."""

from dataclasses import dataclass

import numpy as np

from flotation.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Measured values and their weights, 1/sd²; both 0 where nothing was measured.

    Attributes
    ----------
    solids, solids_weight : ndarray of shape (rows, streams)
    grades, grades_weight : ndarray of shape (rows, components, streams)
    """

    solids: np.ndarray
    solids_weight: np.ndarray
    grades: np.ndarray
    grades_weight: np.ndarray

    @property
    def number(self):
        """How many measurements each row has."""
        return (self.solids_weight > 0.0).sum(axis=1) + (self.grades_weight > 0.0).sum(axis=(1, 2))

    def of(self, rows):
        """The same for some rows."""
        return Measured(
            solids=self.solids[rows],
            solids_weight=self.solids_weight[rows],
            grades=self.grades[rows],
            grades_weight=self.grades_weight[rows],
        )


def checked_measurements(
    streams, components, *, solids, solids_sd, grades, grades_sd, reference=None
):
    """Return measurements fit for reconciliation, or say what is wrong with them.

    Parameters
    ----------
    streams, components : sequence
        Names, in the order of the arrays.
    solids, solids_sd : array-like of shape (rows, streams)
        NaN where not measured. [t/h, or multiples of the reference]
    grades, grades_sd : array-like of shape (rows, streams, components)
        NaN where not measured. [fraction]
    reference : str, default None
        The stream whose solids are 1 and so cannot be measured.

    Returns
    -------
    measured : Measured

    Raises
    ------
    DataError
        Naming the stream, the component and the first rows.
    """
    solids, grades = np.asarray(solids, dtype=float), np.asarray(grades, dtype=float)
    if grades.ndim != 3 or grades.shape[1:] != (len(streams), len(components)):
        raise DataError(
            f"grades must have the shape (rows, {len(streams)} streams, {len(components)} "
            f"components), got {grades.shape}"
        )
    if solids.shape != grades.shape[:2]:
        raise DataError(
            f"solids must have the shape (rows, streams) = {grades.shape[:2]}, got {solids.shape}"
        )
    grades_sd = _sd_like(grades, grades_sd, "grades_sd")
    solids_sd = _sd_like(solids, solids_sd, "solids_sd")
    for position, stream in enumerate(streams):
        _check_solids(stream, solids[:, position], solids_sd[:, position], stream == reference)
        for last, component in enumerate(components):
            what = f"the {component} grade of {stream}"
            _check_grade(what, grades[:, position, last], grades_sd[:, position, last])
    grades, grades_weight = _weighted(grades, grades_sd)
    solids, solids_weight = _weighted(solids, solids_sd)
    return Measured(
        solids=solids,
        solids_weight=solids_weight,
        grades=np.ascontiguousarray(grades.swapaxes(1, 2)),
        grades_weight=np.ascontiguousarray(grades_weight.swapaxes(1, 2)),
    )


def _sd_like(values, sd, name):
    """Standard deviations in the shape of the values."""
    try:
        return np.broadcast_to(np.asarray(sd, dtype=float), values.shape)
    except ValueError as error:
        raise DataError(
            f"{name} must fit the shape {values.shape} of the values, got {np.shape(sd)}"
        ) from error


def _check_solids(stream, values, sd, is_reference):
    what = f"the solids of {stream}"
    if is_reference and np.isfinite(values).any():
        raise DataError(
            f"{what} cannot be measured and be the reference (exactly 1) at once; give NaN and "
            f"the other solids relative to it, or reference=None for t/h"
        )
    _refuse(values <= 0.0, f"{what} must be above 0; leave a stopped stream out", values)
    _check_sd(what, values, sd)


def _check_grade(what, values, sd):
    outside = (values < 0.0) | (values > 1.0)
    _refuse(outside, f"{what} must lie in [0, 1], a fraction and not per cent", values)
    _check_sd(what, values, sd)


def _check_sd(what, values, sd):
    """Refuse infinite values and standard deviations that are no weight."""
    _refuse(np.isinf(values), f"{what} must be finite, or NaN where not measured", values)
    bad = np.isfinite(values) & ~((sd > 0.0) & np.isfinite(sd))
    _refuse(
        bad,
        f"{what} needs a standard deviation above 0, also where it reads 0: add an absolute part; "
        f"no assay is exact",
        sd,
    )


def _refuse(bad, message, values):
    if bad.any():
        rows = np.flatnonzero(bad)
        raise DataError(
            f"{message}; got {values[rows[0]]:g}; see {len(rows)} rows, first {rows[:3].tolist()}"
        )


def _weighted(values, sd):
    """Values and 1/sd², 0 where not measured."""
    given = np.isfinite(values)
    return np.where(given, values, 0.0), np.where(given, 1.0 / np.where(given, sd, 1.0) ** 2, 0.0)
