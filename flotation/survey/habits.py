"""Habits of failing sensors: a column that sticks, that follows a ruler, that spikes."""

import numpy as np

from flotation.survey.report import Message, first_lines

MEASURED = frozenset({"grade", "recovery", "share", "size", "concentration"})
PARTLY_MEASURED = frozenset({"flow", "level", "tonnage", "ratio"})
_SHORTEST = 6
_CHANCE = 0.2
_SPIKE = 10.0
_HALF_WINDOW = 4
_WIGGLING = 0.7
_FEWEST_BENDS = 5
_HIGHEST_CHANCE = 0.3
_SAMPLE = 2000


def runs(same):
    """First position and length of the runs in which each item equals the one before.

    Examples
    --------
    >>> first, length = runs(np.array([False, True, True, False, False]))
    >>> first.tolist(), length.tolist()
    ([0, 3, 4], [3, 1, 1])
    """
    first = np.flatnonzero(~same)
    return first, np.diff(np.append(first, len(same)))


def longer(first, length, shortest):
    """First positions and lengths of the runs of at least ``shortest`` items, as lists."""
    chosen = length >= shortest
    return first[chosen].tolist(), length[chosen].tolist()


def stuck(values, column, lines):
    """Say which runs of one value are too long for chance, given how often values recur.

    Parameters
    ----------
    values : ndarray
        In time order, NaN where missing. [column's unit]
    column : flotation.columns.Column
    lines : ndarray of int

    Yields
    ------
    Message
        Rule ``stuck``, or ``constant`` where a set-point may well stay.
    """
    same = np.append(False, values[1:] == values[:-1])
    first, length = runs(same)
    valid = np.isfinite(values[first])
    first, length = first[valid], length[valid]
    shortest = _shortest_stuck_run(values[first], length)
    found = list(zip(*longer(first, length, shortest), strict=True))
    if not found:
        return
    if column.kind in MEASURED or (column.kind in PARTLY_MEASURED and _wiggles(length)):
        yield _run_message("stuck", column, lines, values, found, "does not move")
    else:
        yield _held_message(column, lines, values, found)


def _wiggles(length):
    """Whether a column moves with nearly every row but for its longest run."""
    others = np.delete(length, np.argmax(length))
    return len(others) > 0 and np.mean(others == 1) > _WIGGLING


def _shortest_stuck_run(levels, length):
    """Rows a run must have to be no coincidence.

    Neighbouring runs differ by construction, so the chance that two readings
    agree is taken from runs two to five apart. A column that is held between
    samples has one reading in as many rows as nine runs of ten last.
    """
    hold = int(np.quantile(length, 0.9, method="lower"))
    pairs = [(levels[k:] == levels[:-k]).mean() for k in range(2, 6) if len(levels) > k]
    chance = max(float(np.mean(pairs)) if pairs else 0.0, 1.0 / max(4 * len(levels), 4))
    readings = max(float(np.sum(np.maximum(length // hold, 1))), 1.0)
    repeats = 1.0 + np.log(_CHANCE / readings) / np.log(min(chance, 0.95))
    return max(hold * max(int(np.ceil(repeats)), 2 if hold > 1 else 1), _SHORTEST)


def _held_message(column, lines, values, found):
    a, n = max(found, key=lambda run: run[1])
    return Message(
        rule="constant",
        column=column.name,
        lines=(int(lines[a]),),
        value=f"{values[a]:.6g}",
        message=f"{column.name} stays at {values[a]:.6g} {column.unit} for {n} rows from line "
        f"{lines[a]}, as a set-point may",
        remedy="if it is measured, check the sensor",
    )


def _run_message(rule, column, lines, values, found, verb):
    where = tuple(sorted(int(lines[i]) for a, n in found for i in range(a, a + n)))
    shown = [f"{n} rows from line {lines[a]} at {values[a]:.6g}" for a, n in found[:5]]
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    return Message(
        rule=rule,
        column=column.name,
        lines=where,
        value=f"{values[found[0][0]]:.6g}",
        message=f"{column.name} {verb}: {'; '.join(shown)}{more}; these values are no evidence",
        remedy="check the sensor, or leave out what was not measured",
        flags=True,
    )


def interpolated(values, column, lines):
    """Say where steps are equal, as far as digits tell: straight lines, not measurements.

    Parameters and yields as in :func:`stuck`.
    """
    steps = np.diff(values)
    bends = np.abs(np.diff(steps))
    if not np.isfinite(bends).any():
        return
    digit = _last_digit(values)
    usual = float(np.nanmedian(bends))
    # Rounding each of three points can bend a straight line by two last digits.
    slack = max(2.0 * digit, 1e-6 * float(np.nanmax(np.abs(values)))) * 1.001
    chance = 0.7 * slack / usual if usual > 0.0 else 1.0
    if chance > _HIGHEST_CHANCE:
        return
    needed = max(int(np.ceil(np.log(0.01 / len(values)) / np.log(chance))), _FEWEST_BENDS)
    with np.errstate(invalid="ignore"):
        straight = (bends <= slack) & (steps[1:] + steps[:-1] != 0.0)
    first, length = runs(np.append(False, straight))
    found = [
        (a, n + 1)
        for a, n in zip(*longer(first, length, needed + 1), strict=True)
        if abs(values[a + n] - values[a]) > n * digit
    ]
    if found:
        yield _run_message("interpolated", column, lines, values, found, "follows a straight line")


def _last_digit(values):
    """Smallest step that the values are rounded to; 0 if to none we can see."""
    sample = values[np.isfinite(values)][:_SAMPLE]
    for digit in (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5):
        if np.allclose(sample / digit, np.round(sample / digit), rtol=0.0, atol=1e-4):
            return digit
    return 0.0


def spikes(values, column, lines):
    """Say which single readings are far from both neighbours and from those around them.

    Parameters and yields as in :func:`stuck`.
    """
    n = len(values)
    if n < 5 * _HALF_WINDOW:
        return
    padded = np.pad(values, _HALF_WINDOW, constant_values=np.nan)
    window = np.lib.stride_tricks.sliding_window_view(padded, 2 * _HALF_WINDOW + 1)
    centre = _row_median(np.delete(window, _HALF_WINDOW, axis=1))
    away = values - centre
    size = np.abs(away)
    beside = np.delete(window[:, _HALF_WINDOW - 1 : _HALF_WINDOW + 2], 1, axis=1)
    usual = 1.4826 * np.nanmedian(size)
    # A column that often jumps is not one with spikes: its own tail sets the scale.
    tail = np.nanquantile(size, 1.0 - max(0.01, 3.0 / n))
    spread = 1.4826 * np.nanmedian(np.abs(values - np.nanmedian(values)))
    threshold = max(_SPIKE * usual, 5.0 * spread, 3.0 * tail)
    if not usual > 0.0:
        return
    with np.errstate(invalid="ignore"):
        alone = (np.abs(beside - values[:, None]) > 0.7 * size[:, None]) | np.isnan(beside)
        rows = np.flatnonzero((size > threshold) & alone.all(axis=1))
    if len(rows):
        where = tuple(sorted(int(n) for n in lines[rows]))
        yield Message(
            rule="spike",
            column=column.name,
            lines=where,
            value=f"{values[rows[0]]:.6g}",
            message=f"{column.name} jumps away and back at {first_lines(where)}: first "
            f"{values[rows[0]]:.6g} where {centre[rows[0]]:.6g} is usual; kept, but doubtful",
            remedy="check the value",
            flags=True,
        )


def _row_median(window):
    """Median of each row, NaN apart; rows without a value give NaN."""
    ordered = np.sort(window, axis=1)  # NaN last
    count = np.isfinite(ordered).sum(axis=1)
    rows = np.arange(len(ordered))
    low, high = np.maximum((count - 1) // 2, 0), np.minimum(count // 2, ordered.shape[1] - 1)
    return np.where(count > 0, 0.5 * (ordered[rows, low] + ordered[rows, high]), np.nan)
