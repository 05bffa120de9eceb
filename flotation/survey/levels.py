"""A unit that changes in the middle of a file: the level jumps by a known factor."""

import numpy as np

from flotation.survey.ranges import FACTORS, explain_factor
from flotation.survey.report import Message, first_lines
from flotation.units import WO3_PER_W

_SMALLEST_JUMP = np.log(8.0)
_WINDOW = 7
_LONG_WINDOW = 15
_FEWEST = 5
_MOST_SWITCHES = 4
_STRAY = 0.35
_TUNGSTEN = np.log(WO3_PER_W)


def level_messages(table, columns, running):
    """What is said of columns whose level jumps as a change of unit makes it.

    Parameters
    ----------
    table : pandas.DataFrame
        In time order, indexed by file line.
    columns : sequence of Column
    running : ndarray of bool
        Rows at which the plant runs.

    Yields
    ------
    Message
    """
    lines = table.index.to_numpy()
    for column in columns:
        values = table[column.name].to_numpy(dtype=float)
        used = np.flatnonzero(np.isfinite(values) & (values > 0.0) & running)
        if len(used) < 2 * _FEWEST:
            continue
        logs = np.log(values[used])
        low, factor = _two_levels(logs)
        if factor is not None:
            minority = low if low.mean() <= 0.5 else ~low
            text = explain_factor(factor if minority is low else 1.0 / factor, column)
            yield _message(column, lines[used[minority]], f"{text} there")
        elif column.kind == "grade" and "wo3" in column.name:
            low = _tungsten_levels(logs)
            if low is not None:
                yield _message(
                    column,
                    lines[used[low]],
                    "values look like W instead of WO3 (factor 0.793) there",
                )


def _two_levels(logs):
    """Rows of the lower of two levels a known factor apart, and the factor (below 1)."""
    ordered = np.sort(logs)
    gaps = np.diff(ordered)
    k = int(np.argmax(gaps))
    low = logs <= ordered[k]
    if (
        min(low.sum(), (~low).sum()) < _FEWEST
        or np.sum(np.diff(low.astype(int)) != 0) > _MOST_SWITCHES
    ):
        return None, None
    jump = float(np.median(logs[low]) - np.median(logs[~low]))
    near = min((f for f in FACTORS if f < 1.0), key=lambda f: abs(np.log(f) - jump))
    # Both levels must be tight against the jump, or it is only a long tail.
    spread = max(np.ptp(np.quantile(part, (0.1, 0.9))) for part in (logs[low], logs[~low]))
    if -jump < _SMALLEST_JUMP or abs(np.log(near) - jump) > _STRAY or spread > -jump / 3:
        return None, None
    return low, near


def _tungsten_levels(logs):
    """Rows of the lower level, where the grade steps once by 0.793 and stays there."""
    n, w = len(logs), _LONG_WINDOW
    if n < 4 * w:
        return None
    medians = np.median(np.lib.stride_tricks.sliding_window_view(logs, w), axis=1)
    steps = medians[w:] - medians[:-w]
    noise = 1.4826 * np.median(np.abs(steps - np.median(steps)))
    k = int(np.argmax(np.abs(steps)))
    jump, cut = float(steps[k]), k + w
    whole = float(np.median(logs[cut:]) - np.median(logs[:cut]))
    significant = abs(jump) > 6.0 * noise
    near = abs(abs(jump) - _TUNGSTEN) < 0.06 and abs(abs(whole) - _TUNGSTEN) < 0.08
    if not (significant and near and jump * whole > 0.0):
        return None
    low = np.zeros(n, dtype=bool)
    low[cut:] = jump < 0.0
    low[:cut] = jump > 0.0
    return low


def _message(column, lines, explanation):
    where = tuple(int(n) for n in lines)
    return Message(
        rule="unit change",
        column=column.name,
        lines=where,
        message=f"the level of {column.name} changes within the file ({first_lines(where)}): "
        f"{explanation}; they are kept, but doubtful",
        remedy=f"give every row in {column.unit}",
        flags=True,
    )
