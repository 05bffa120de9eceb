r"""What accepting advice did to a response, however the noise of the plant lasts.

Shift :math:`t` has the response

.. math:: y_t = x_t^\top \beta + \tau a_t + d_t + e_t,

with :math:`a_t` whether the advice was accepted, :math:`x_t` what is known of the shift whatever
was decided (feed, ore, what the model expected at the present settings, a level for every time
block), a disturbance :math:`d` that lasts and white noise :math:`e`
(:mod:`flotation.disturbance`). People accept because of what they saw up to the shift before, and
that carries news of :math:`d_t`; innovations are news to everybody, so generalised least squares
on them does not take the cause of a bad week for the effect of the advice.

How long the disturbance lasts is not known, and few shifts tell little of it. So every
disturbance of a grid gives its own effect, which given the data is Student's t about it, and
counts as the data make it likely (restricted likelihood, no preference beforehand) [1]_. The
interval is that of the mixture: it is wider where the shifts leave open how much they repeat
each other.

References
----------
.. [1] Harville D.A., 1974. Bayesian inference for variance components using only error
   contrasts. Biometrika 61, 383-385, DOI 10.1093/biomet/61.2.383.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr
from scipy.optimize import brentq
from scipy.stats import t as student

from flotation.disturbance import PHI, RATIO, WHITE, Disturbance, whiten, whiten_back
from flotation.errors import RefusedError

FEWEST_LEFT = 10  # shifts beyond the numbers fitted
PASSES = 5  # of looking for gross errors
FAR = 6.0  # robust standard deviations beyond which an innovation is a gross error
SAME = 1e-9
GRID = (WHITE, *(Disturbance(phi=p, ratio=r) for p in PHI if p > 0.0 for r in RATIO[::2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """One generalised least-squares fit for every disturbance of a grid.

    Attributes
    ----------
    effect, sd : ndarray of shape (disturbances,)
        Of acceptance, with its standard error. [unit of the response]
    likely : ndarray of shape (disturbances,)
        Share of each by the data. [fraction]
    freedom : int
        Shifts less numbers fitted.
    """

    effect: np.ndarray
    sd: np.ndarray
    likely: np.ndarray
    freedom: int

    @property
    def mean(self):
        """Mean effect."""
        return float(self.likely @ self.effect)

    @property
    def spread(self):
        """Standard error, what is open of the disturbance included."""
        between = self.likely @ (self.effect - self.mean) ** 2
        return float(np.sqrt(self.likely @ self.sd**2 + between))

    def chance_below(self, value):
        """Chance that the effect lies below a value [fraction]."""
        return float(self.likely @ student.cdf((value - self.effect) / self.sd, self.freedom))

    def quantile(self, chance):
        """The value that the effect lies below with a chance."""
        far = student.isf(min(chance, 1.0 - chance) / 2.0, self.freedom)
        low, high = np.min(self.effect - far * self.sd), np.max(self.effect + far * self.sd)
        return float(brentq(lambda x: self.chance_below(x) - chance, low, high))


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedEffect:
    """What accepting did, in the unit of the response.

    Attributes
    ----------
    effect, sd : float
        Accepted less not accepted, and its standard error.
    low, high : float
        Limits of the interval.
    p_value : float
        Chance of an effect at least as large, either way, where there is none. [fraction]
    freedom : int
        Degrees of freedom.
    disturbance : flotation.disturbance.Disturbance
        The most likely one.
    weight : ndarray of shape (rows,)
        What one unit of each shift's response adds to the effect under that one; 0 where the
        shift was not used. Those of accepted shifts add up to 1, the others' to -1.
    used : ndarray of bool, shape (rows,)
        Shifts that count: known, and no gross error.
    gross : int
        Shifts left out as gross errors.
    """

    effect: float
    sd: float
    low: float
    high: float
    p_value: float
    freedom: int
    disturbance: Disturbance
    weight: np.ndarray
    used: np.ndarray
    gross: int


def accepted_effect(y, accepted, beside, *, shifts, noise, level=0.05, grid=GRID):
    """The effect of accepting on a response.

    Parameters
    ----------
    y : ndarray of shape (rows,)
        Response; NaN where not known.
    accepted : ndarray of bool, shape (rows,)
        Shifts whose mean effect is asked for.
    beside : ndarray of shape (rows, columns)
        What else tells shifts apart, a level among it.
    shifts : ndarray of int, shape (rows,)
        Shift numbers, rising.
    noise : ndarray of shape (rows,)
        Variance of each shift's white noise, relative.
    level : float, default 0.05
        Chance that the interval misses. [fraction]
    grid : sequence of flotation.disturbance.Disturbance
        Disturbances that may be.

    Returns
    -------
    AcceptedEffect

    Raises
    ------
    RefusedError
        If too few shifts are known beside the numbers to fit, or nothing tells accepted shifts
        from the others beside those.

    Notes
    -----
    Confirmed against generalised least squares where the disturbance is given, and against the
    t test of two means where there is none.

    Examples
    --------
    >>> y = np.array([0.60, 0.62, 0.61, 0.63, 0.59, 0.62, 0.60, 0.63, 0.61, 0.62, 0.60, 0.64])
    >>> found = accepted_effect(y, np.arange(12) % 2 == 1, np.ones((12, 1)),
    ...                         shifts=np.arange(12), noise=np.ones(12), grid=(WHITE,))
    >>> round(found.effect, 4), round(found.p_value, 5)
    (0.025, 0.00026)
    """
    used = np.isfinite(y)
    rows = _Rows.of(y, accepted, beside, shifts, noise, used)
    fits, best = _fits(rows, grid)
    known = int(used.sum())
    for _ in range(PASSES):
        far = rows.far(best)
        if not far.any():
            break
        used[np.flatnonzero(used)[far]] = False
        rows = _Rows.of(y, accepted, beside, shifts, noise, used)
    gross = known - int(used.sum())
    if gross:
        fits, best = _fits(rows, grid)
    below = fits.chance_below(0.0)
    weight = np.zeros(len(y))
    weight[used] = rows.weight(best)
    return AcceptedEffect(
        effect=fits.mean,
        sd=fits.spread,
        low=fits.quantile(level / 2.0),
        high=fits.quantile(1.0 - level / 2.0),
        p_value=2.0 * min(below, 1.0 - below),
        freedom=fits.freedom,
        disturbance=best,
        weight=weight,
        used=used,
        gross=gross,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Columns that count, acceptance and the response last, of the shifts that count."""

    table: np.ndarray
    shifts: np.ndarray
    noise: np.ndarray

    @classmethod
    def of(cls, y, accepted, beside, shifts, noise, used):
        beside = _independent(beside[used])
        table = np.column_stack([beside, accepted[used].astype(float), y[used]])
        left = len(table) - table.shape[1] + 1
        if left < FEWEST_LEFT:
            raise RefusedError(
                f"{len(table)} shifts have a known result, and telling accepted shifts from "
                f"others takes {table.shape[1] - 1} numbers beside; at least "
                f"{FEWEST_LEFT - left} more shifts are needed"
            )
        if _independent(table[:, :-1]).shape[1] < table.shape[1] - 1:
            raise RefusedError(
                "no time block has both accepted and comparable not-accepted shifts; "
                "nothing can be compared"
            )
        return cls(table, shifts[used], noise[used])

    def whitened(self, disturbance):
        return whiten(self.table, self.shifts, self.noise, disturbance)

    def far(self, disturbance):
        """Gross errors: the first of shifts in a row, for it spoils what the next are held to."""
        rows, _ = self.whitened(disturbance)
        left = rows[:, -1] - rows[:, :-1] @ np.linalg.lstsq(rows[:, :-1], rows[:, -1])[0]
        spread = np.median(np.abs(left)) / 0.6745
        far = np.abs(left) > FAR * max(spread, SAME * np.max(np.abs(rows[:, -1])))
        return far & ~np.append(False, far[:-1])

    def weight(self, disturbance):
        """What one unit of each response adds to the effect."""
        rows, _ = self.whitened(disturbance)
        others, own = rows[:, :-2], rows[:, -2]
        own = own - others @ np.linalg.lstsq(others, own)[0]
        return whiten_back(own / (own @ own), self.shifts, self.noise, disturbance)


def _fits(rows, grid):
    effect, sd, log_likelihood = np.empty((3, len(grid)))
    freedom = len(rows.table) - rows.table.shape[1] + 1
    for i, disturbance in enumerate(grid):
        whitened, scale = rows.whitened(disturbance)
        corner = np.linalg.qr(whitened, mode="r")
        left = max(abs(corner[-1, -1]), 1e-300)
        effect[i] = corner[-2, -1] / corner[-2, -2]
        sd[i] = left / np.sqrt(freedom) / abs(corner[-2, -2])
        log_likelihood[i] = (
            -freedom * np.log(left)
            - np.sum(np.log(scale))
            - np.sum(np.log(np.abs(np.diag(corner)[:-1])))
        )
    likely = np.exp(log_likelihood - log_likelihood.max())
    fits = Fits(effect=effect, sd=sd, likely=likely / likely.sum(), freedom=freedom)
    return fits, grid[int(np.argmax(likely))]


def _independent(columns):
    """Columns that are no sums of others."""
    size = np.sqrt(np.sum(columns**2, axis=0))
    columns = columns[:, size > 0.0] / size[size > 0.0]
    if not columns.shape[1]:
        return columns
    corner, order = qr(columns, mode="r", pivoting=True)
    kept = np.abs(np.diag(corner)) > SAME
    return columns[:, np.sort(order[: len(kept)][kept])]
