"""Habits of failing sensors: stuck, interpolated, spiking or silent, and plants that stop."""

import numpy as np

from flotation.survey.report import Message, first_lines

STOP_SHARE = 0.2
"""A feed rate below this share of its median means that the plant stands still."""

MEASURED = frozenset({"grade", "recovery", "share", "size", "concentration"})
PARTLY_MEASURED = frozenset({"flow", "level", "tonnage", "ratio"})
_SHORTEST = 6
_CHANCE = 0.2
_FEED_WORDS = ("feed", "ore", "throughput", "mill")
_SILENT = 8
_SPIKE = 10.0
_HALF_WINDOW = 4
_WIGGLING = 0.7
_FEWEST_BENDS = 5
_HIGHEST_CHANCE = 0.3
_SAMPLE = 2000


def feed_column(columns, feed_rate):
    """Name of the column with the fresh feed, or None."""
    if feed_rate is not None:
        return feed_rate
    rates = [c.name for c in columns if c.kind == "tonnage"]
    named = [n for n in rates if any(w in n.split("_") for w in _FEED_WORDS)]
    return (named or rates or [None])[0]


def stopped(table, columns, feed_rate=None):
    """Rows at which the plant stands still: the feed rate is near zero.

    Parameters
    ----------
    table : pandas.DataFrame
    columns : sequence of Column
    feed_rate : str, optional

    Returns
    -------
    ndarray of bool
    """
    name = feed_column(columns, feed_rate)
    if name not in table:
        return np.zeros(len(table), dtype=bool)
    rate = table[name].to_numpy(dtype=float)
    running = rate[rate > 0.0]
    low = rate < STOP_SHARE * np.median(running) if len(running) else rate <= 0.0
    # A rate that is missing beside a stop belongs to the stop.
    quiet = low | np.isnan(rate)
    first, length = runs(np.append(False, quiet[1:] == quiet[:-1]))
    for a, n in zip(first, length, strict=True):
        if quiet[a] and low[a : a + n].any():
            low[a : a + n] = True
    return low


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


def sensor_findings(table, columns, halted, feed_rate=None):
    """What sensors did that no process does.

    Parameters
    ----------
    table : pandas.DataFrame
        In time order, indexed by file line.
    columns : sequence of Column
    halted : ndarray of bool
    feed_rate : str, optional

    Yields
    ------
    message : Message
    names : tuple of str
        Columns that are doubtful at the message's lines.
    """
    lines = table.index.to_numpy()
    if halted.any():
        names = tuple(c.name for c in columns)
        yield _stop_message(table, lines, halted, feed_column(columns, feed_rate)), names
    for column in columns:
        values = np.where(halted, np.nan, table[column.name].to_numpy(dtype=float))
        for found in _column_findings(values, column, lines, halted):
            yield found, (column.name,)


def _column_findings(values, column, lines, halted):
    known = np.isfinite(values)
    yield from _silent(known | halted, column, lines)
    if known.sum() < _SHORTEST:
        return
    if np.ptp(values[known]) == 0.0:
        yield _constant_message(values[known][0], column, lines[known])
        return
    yield from _stuck(values, column, lines)
    if column.kind in MEASURED | PARTLY_MEASURED:
        yield from _interpolated(values, column, lines)
        yield from _spikes(values, column, lines)


def _stop_message(table, lines, halted, name):
    first, length = runs(np.append(False, (halted[1:] == halted[:-1])))
    stops = [(a, n) for a, n in zip(first, length, strict=True) if halted[a]]
    where = tuple(sorted(int(n) for n in lines[halted]))
    return Message(
        rule="plant stop",
        column=name,
        lines=where,
        value=f"{table[name].to_numpy()[halted][0]:.6g}",
        message=f"{name} is near zero: {len(stops)} stops of the plant, {halted.sum()} rows, the "
        f"longest {max(n for _, n in stops)} rows; all values there are doubtful",
        remedy="nothing is trained on these rows",
        flags=True,
    )


def _silent(present, column, lines):
    """Long runs without a value."""
    first, length = runs(np.append(False, ~present[1:] & ~present[:-1]))
    found = [(a, n) for a, n in zip(first, length, strict=True) if n >= _SILENT and not present[a]]
    if not found or not present.any():
        if found:
            yield _silent_message(column, lines, found, "no value in any row")
        return
    a, n = max(found, key=lambda run: run[1])
    yield _silent_message(
        column, lines, found, f"{len(found)} gaps, the longest {n} rows from line {lines[a]}"
    )


def _silent_message(column, lines, found, words):
    where = tuple(sorted(int(lines[i]) for a, n in found for i in range(a, a + n)))
    return Message(
        rule="missing run",
        column=column.name,
        lines=where,
        message=f"{column.name} is missing for {_SILENT} rows or more: {words}; nothing was "
        "filled in",
        remedy="check the sampler or the line to the sensor",
    )


def _constant_message(value, column, lines):
    return Message(
        rule="constant",
        column=column.name,
        lines=(int(lines[0]),),
        value=f"{value:.6g}",
        message=f"{column.name} is {value:.6g} {column.unit} in all {len(lines)} rows from line "
        f"{lines[0]}; a column that never moves shows no effect",
        remedy="check that it is measured",
        flags=False,
    )


def _stuck(values, column, lines):
    """Runs of one value that are too long for chance, given how often values recur."""
    same = np.append(False, values[1:] == values[:-1])
    first, length = runs(same)
    valid = np.isfinite(values[first])
    first, length = first[valid], length[valid]
    shortest = _shortest_stuck_run(values[first], length)
    found = [(a, n) for a, n in zip(first, length, strict=True) if n >= shortest]
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


def _interpolated(values, column, lines):
    """Straight lines between measurements: steps that are equal, as far as digits tell."""
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
        for a, n in zip(first, length, strict=True)
        if n > needed and abs(values[a + n] - values[a]) > n * digit
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


def _spikes(values, column, lines):
    """Single readings far from both neighbours and from the readings around them."""
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
