"""What the instruments and the laboratory make of the truth: noise, drift, stops and faults."""

import numpy as np

from flotation.surrogate.constants import VALUE
from flotation.surrogate.ore_types import ORE_TYPE_COLUMN

STOP_FREE = 66  # shifts at the end in which no stop begins
FAR_OFF = (0.1, 0.5, 2.0, 10.0)  # factors of gross errors
# column: where it starts and how long it lasts (shares of the survey), log drift at its end
DRIFTS = {
    "w_rougher_concentrate_t_h": (0.30, 0.06, 0.07),
    "w_rougher_tails_wo3_pct": (0.58, 0.05, 0.05),
    "ore_caf2_pct": (0.72, 0.06, 0.04),
}
# column: where it starts (share of the survey), shifts it lasts
STUCK = {
    "w_rougher_concentrate_t_h": (0.185, 18),
    "ore_caco3_pct": (0.445, 21),
    "bulk_tails_bi_pct": (0.615, 15),
    "bulk_concentrate_t_h": (0.90, 16),
}
# column: where it starts (share of the survey), shifts without a value
SILENT = {"mo_concentrate_t_h": (0.275, 14), "w_cleaner_tails_wo3_pct": (0.755, 17)}


def true_values(performance, conditions, plant):
    """Noise-free values of every measured column.

    Parameters
    ----------
    performance : flotation.surrogate.performance.Performance
    conditions : mapping of column to ndarray
    plant : flotation.plant.Plant

    Returns
    -------
    dict of column to ndarray
        In the columns' units.
    """
    values = dict(conditions)
    for stream in plant.stream:
        if stream.solids:
            values[stream.solids] = performance.solids[stream.name] * conditions["feed_t_h"]
        for component, column in stream.assays.items():
            values[column] = 100.0 * performance.assay[stream.name][component]
    return values


def measure(value, noise, column):
    """A true value as measured: multiplied by a log-normal error of the column's sd.

    Parameters
    ----------
    value : ndarray
    noise : ndarray
        Standard normal.
    column : flotation.columns.Column
    """
    spread = np.hypot(column.sd_relative, column.sd_absolute / value)
    return value * np.exp(spread * noise)


def drift(table):
    """Let some instruments drift, and be put right again; the table is changed in place."""
    steps = len(table)
    for column, (start, length, end) in DRIFTS.items():
        first, count = round(start * steps), round(length * steps)
        factor = np.ones(steps)
        factor[first : first + count] = np.exp(np.linspace(0.0, end, count))
        table[column] = table[column] * factor


def spoil(rng, table, measured):
    """Stops, stuck, silent and missing values, gross errors, in place in the table.

    Parameters
    ----------
    rng : numpy.random.Generator
    table : pandas.DataFrame
    measured : list of str
        Columns with measurement error.
    """
    steps = len(table)
    for column, (start, length) in STUCK.items():
        first = round(start * steps)
        table.loc[first : first + length - 1, column] = table.loc[first, column]
    for column, (start, length) in SILENT.items():
        first = round(start * steps)
        table.loc[first : first + length - 1, column] = np.nan
    for column in measured:
        table.loc[rng.random(steps) < VALUE["missing"], column] = np.nan
    table.loc[rng.random(steps) < VALUE["nameless"], ORE_TYPE_COLUMN] = ""
    for _ in range(round(VALUE["gross_errors"] * steps / 1000.0)):
        row, column = int(rng.integers(steps)), measured[int(rng.integers(len(measured)))]
        table.loc[row, column] = table.loc[row, column] * rng.choice(FAR_OFF)
    for _ in range(round(VALUE["stops"] * steps / 1000.0)):
        first = int(rng.integers(steps - STOP_FREE))
        length = int(rng.integers(1, VALUE["longest_stop"] + 1))
        blank = [c for c in table.columns if c not in ("shift_start", "trial", "feed_t_h")]
        table.loc[first : first + length - 1, blank] = np.nan
        table.loc[first : first + length - 1, "feed_t_h"] = 0.0


def duplicate(rng, table):
    """The table with a few rows entered twice."""
    count = round(VALUE["duplicates"] * len(table) / 1000.0)
    twice = rng.choice(len(table), size=count, replace=False)
    order = np.sort(np.concatenate([np.arange(len(table)), twice]))
    return table.iloc[order].reset_index(drop=True)


def rounded(value):
    """A measured value to the figures a report carries."""
    scale = 10.0 ** (VALUE["digits"] - 1 - np.floor(np.log10(np.where(value > 0.0, value, 1.0))))
    return np.round(value * scale) / scale
