r"""The effect of a lever beside all that operators could see: a partially linear regression.

.. math:: y = \theta_1 v + \theta_2\, 4 v (1 - v) + g(w) + e, \qquad
   v = m_1(w) + u_1, \qquad 4 v (1 - v) = m_2(w) + u_2,

where :math:`v` places the lever between two settings and :math:`w` is what operators could see
when they chose it: conditions, the other levers, and the assays and set-points of the shifts
before. The unknown :math:`g, m` are learnt by ridge regression on splines, each time block from
the others with a gap beside it, so that no row explains itself; :math:`\theta` is least squares
of what is left of y on what is left of v [1]_. Intervals hold for errors that go together within
a week (:mod:`flotation.clustered_errors`).

The past set-points must be in :math:`w`: the last assay holds the effect of the last dose, which
resembles this one, and without that dose beside it half of a true effect is explained away.

References
----------
.. [1] Chernozhukov, V., Chetverikov, D., Demirer, M., Duflo, E., Hansen, C., Newey, W. and
   Robins, J. (2018). Double/debiased machine learning for treatment and structural parameters.
   The Econometrics Journal 21, C1-C68. doi:10.1111/ectj.12097
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.preprocessing import SplineTransformer

from flotation.clustered_errors import clustered_sd, few_clusters
from flotation.scores import last_known

KNOTS = 4
PENALTY = 1.0  # on standardised columns
REACH = 4.0  # standard deviations beyond which a column counts no more
EARLIER = 3  # shifts before the last one whose mean operators go by too
FEWEST_ROWS = 100
LEAST_LEFT = 1e-4  # share of the lever's variance: with less left there is no effect to see


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What operators could see at each shift.

    Attributes
    ----------
    now : mapping of str to ndarray of shape (rows, splines)
        Splines of every condition and lever that varies.
    before : ndarray of shape (rows, columns)
        The last assays known and the last set-points, and their means over the shifts before.
    """

    now: Mapping[str, np.ndarray]
    before: np.ndarray

    def beside(self, lever):
        """All of it but the present setting of a lever, shape (rows, columns)."""
        return np.column_stack([*(v for c, v in self.now.items() if c != lever), self.before])


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialEffect:
    """Slope and bend of a lever beside what operators could see.

    Attributes
    ----------
    at : tuple of float
        The low and the high setting compared. [the lever's unit]
    slope, slope_sd, bend, bend_sd : float
        Change between the two settings, height above the straight line midway, and their
        standard errors. [log of fraction]
    """

    at: tuple[float, float]
    slope: float
    slope_sd: float
    bend: float
    bend_sd: float


def what_operators_saw(table, levers, conditions, assays, *, shifts=None, delay=1):
    """The :class:`Seen` of a table, a row a shift in order of time.

    Parameters
    ----------
    table : pandas.DataFrame
    levers, conditions, assays : sequence of str
        Columns. Missing values count as the median.
    shifts : ndarray of int, shape (rows,), default None
        Number of each shift, rising; the rows' own numbers if None.
    delay : int, default 1
        Shifts after which a shift's assays are known.

    Returns
    -------
    Seen
    """
    now = {c: _filled(table[c]) for c in dict.fromkeys([*levers, *conditions])}
    lab = [(_logs(_filled(table[c])), delay) for c in assays]
    past = [*lab, *((now[c], 1) for c in levers)]
    last, *earlier = (
        np.column_stack([_known(x, shifts, first + k) for x, first in past])
        for k in range(EARLIER + 1)
    )
    return Seen(
        now={c: _splines(x) for c, x in now.items() if np.ptp(x) > 1e-9 * np.max(np.abs(x))},
        before=_standard(np.column_stack([last, np.mean(earlier, axis=0)])),
    )


def partial_effect(x, y, seen, at, *, block, shifts, week):
    """Slope and bend of a lever by cross-fitting over time blocks.

    Parameters
    ----------
    x, y : ndarray of shape (rows,)
        Settings, and log shares.
    seen : ndarray of shape (rows, columns)
        What operators could see, the lever left out.
    at : tuple of float
        Settings to compare, low and high.
    block, shifts : ndarray of int, shape (rows,)
        Time block, and number of the shift.
    week : int
        Shifts whose errors may go together; also the gap beside a held-out block.

    Returns
    -------
    PartialEffect or None
        None where there are too few rows or nothing is left of the lever.
    """
    v = np.clip((x - at[0]) / (at[1] - at[0]), -0.25, 1.25)
    targets = np.column_stack([v, 4.0 * v * (1.0 - v), y])
    left = left_over(targets, seen, block=block, shifts=shifts, gap=week)
    rows = np.isfinite(left[:, 0])
    if rows.sum() < FEWEST_ROWS or np.var(left[rows, 0]) <= LEAST_LEFT * np.var(v):
        return None
    (slope, bend), (slope_sd, bend_sd) = _clustered(left[rows], shifts[rows] // week)
    return PartialEffect(
        at=(float(at[0]), float(at[1])),
        slope=float(slope),
        slope_sd=float(slope_sd),
        bend=float(bend),
        bend_sd=float(bend_sd),
    )


def left_over(targets, seen, *, block, shifts, gap):
    """What columns leave over of targets in time blocks they were not learnt on.

    Parameters
    ----------
    targets : ndarray of shape (rows, targets)
    seen : ndarray of shape (rows, columns)
    block, shifts : ndarray of int, shape (rows,)
    gap : int
        Shifts on either side of a block that teach nothing.

    Returns
    -------
    ndarray of shape (rows, targets)
        NaN in blocks beside which nothing is left to learn from.
    """
    left = np.full(targets.shape, np.nan)
    for number in np.unique(block):
        inside = block == number
        first, last = shifts[inside][[0, -1]]
        others = (shifts < first - gap) | (shifts > last + gap)
        if np.sum(others) >= FEWEST_ROWS:
            learnt = Ridge(alpha=PENALTY, solver="cholesky").fit(seen[others], targets[others])
            left[inside] = targets[inside] - learnt.predict(seen[inside])
    return left


def _clustered(left, weeks):
    """Least squares of the last column on the two before it, with cluster-robust errors."""
    design, y = left[:, :2], left[:, 2]
    scale = np.maximum(np.sqrt(np.mean(design**2, axis=0)), 1e-12)
    design = design / scale
    inverse = np.linalg.inv(design.T @ design + 1e-9 * len(y) * np.eye(2))
    reach = design @ inverse
    number = reach.T @ y
    wrong = y - design @ number
    sd = clustered_sd(reach, wrong, weeks, 0) * few_clusters(reach, weeks)
    return number / scale, sd / scale


def _filled(column):
    values = np.array(column, dtype=float)
    known = values[np.isfinite(values)]
    return np.where(np.isfinite(values), values, np.median(known) if len(known) else 0.0)


def _logs(values):
    return np.log(values) if np.min(values) > 0.0 else values


def _known(values, shifts, delay):
    """The last value known so many shifts later; the mean before there is one."""
    return np.nan_to_num(last_known(values, shifts, delay), nan=np.mean(values))


def _splines(x):
    transformer = SplineTransformer(
        n_knots=KNOTS, degree=1, knots="quantile", extrapolation="constant", include_bias=False
    )
    return _standard(transformer.fit_transform(x[:, None]))


def _standard(columns):
    """Columns of mean 0 and variance 1, those that do not vary left out."""
    spread = np.std(columns, axis=0)
    varies = spread > 1e-9 * np.maximum(np.max(np.abs(columns), axis=0), 1e-300)
    scaled = (columns - np.mean(columns, axis=0))[:, varies] / spread[varies]
    return np.clip(scaled, -REACH, REACH)
