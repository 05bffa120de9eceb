"""When a lever is on and off: blocks, wash-out and moves, shift by shift."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.errors import DataError
from flotation.training import TRIAL
from flotation.trial_labels import LABEL
from flotation.trials.power import counted_shifts


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The shape of a trial.

    Attributes
    ----------
    pairs : int
    length : int
        Shifts that count in a block; a pair is two blocks.
    skipped : int
        Shifts at the start of each block that do not: the lever's moves and the wash-out.
    """

    pairs: int
    length: int
    skipped: int

    @property
    def shifts(self):
        """Shifts that the whole trial takes."""
        return 2 * self.pairs * (self.length + self.skipped)


def moving_shifts(change, max_move):
    """Shifts before the one in which a lever reaches a new setting.

    Parameters
    ----------
    change : float
        [the lever's unit]
    max_move : float or None
        Largest change from one shift to the next; None: any.

    Returns
    -------
    int

    Examples
    --------
    >>> moving_shifts(40.0, None), moving_shifts(40.0, 40.0), moving_shifts(-50.0, 20.0)
    (0, 0, 2)
    """
    if max_move is None:
        return 0
    return max(0, int(np.ceil(abs(change) / max_move - 1e-9)) - 1)


def drawn_orders(pairs, seed):
    """Whether each pair begins with the lever on, drawn at random.

    Examples
    --------
    >>> drawn_orders(6, seed=1).tolist()
    [True, True, False, True, False, False]
    """
    return np.random.default_rng(seed).random(pairs) >= 0.5


def make_schedule(plant, lever, blocks, *, off, on, name, start, seed):
    """A trial as a table in the survey's own columns, a row a shift.

    Parameters
    ----------
    plant : flotation.plant.Plant
    lever : str
    blocks : Blocks
    off, on : float
        Settings; the lever is at ``off`` before. [the lever's unit]
    name : str
        Of the trial.
    start : datetime-like
        Start of its first shift.
    seed : int
        Of the orders.

    Returns
    -------
    schedule : pandas.DataFrame
        The time column, ``trial`` (empty in shifts that do not count), the lever, and ``block``.
    """
    shifts, pair, second = counted_shifts(
        blocks.pairs, length=blocks.length, skipped=blocks.skipped
    )
    first_on = drawn_orders(blocks.pairs, seed)
    label = np.full(blocks.shifts, "", dtype=object)
    digits = len(str(blocks.pairs))
    for shift, number, later in zip(shifts, pair, second, strict=True):
        arm = "on" if first_on[number] != later else "off"
        label[shift] = f"{name} {number + 1:0{digits}d} {arm}"
    block = np.arange(blocks.shifts) // (blocks.length + blocks.skipped)
    on_blocks = first_on[block // 2] != (block % 2 == 1)
    wanted = np.where(on_blocks, on, off)
    return pd.DataFrame(
        {
            plant.time_column: pd.date_range(
                start, periods=blocks.shifts, freq=pd.Timedelta(hours=plant.shift_hours)
            ),
            TRIAL: label,
            lever: _moved(wanted, off, plant.levers[lever].max_move),
            "block": block + 1,
        }
    )


def check_name(name):
    """Refuse a trial's name that its labels could not be read back from."""
    if not name.strip() or LABEL.fullmatch(name.strip()) or len(name) > 60:
        raise DataError(
            f"the trial cannot be called {name!r}; give up to 60 characters that do not end "
            "in a number and on or off"
        )


def _moved(wanted, present, max_move):
    """Settings that follow the wanted ones within the largest move per shift."""
    if max_move is None:
        return wanted.astype(float)
    settings = []
    for goal in wanted.tolist():
        present += float(np.clip(goal - present, -max_move, max_move))
        settings.append(round(present, 10))
    return np.array(settings)
