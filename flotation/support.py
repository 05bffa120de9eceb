"""Where the model holds: a rotated box around the surveyed set-points, and the nearest shifts."""

import numpy as np

from flotation.model_card import History, Region

MOST_SHIFTS = 800
EDGES = (0.005, 0.995)


def make_region(table, columns):
    """A rotated box around set-points: principal components between two quantiles.

    Parameters
    ----------
    table : pandas.DataFrame
    columns : sequence of str
        Levers that vary.

    Returns
    -------
    Region
    """
    values = table[list(columns)].to_numpy(dtype=float)
    values = values[np.isfinite(values).all(axis=1)]
    centre, scale = values.mean(axis=0), values.std(axis=0)
    standard = (values - centre) / scale
    correlation = standard.T @ standard / len(standard)
    _, vectors = np.linalg.eigh(correlation)
    rotation = vectors.T[::-1]
    largest = np.argmax(np.abs(rotation), axis=1)
    rotation = rotation * np.sign(rotation[np.arange(len(rotation)), largest])[:, None]
    low, high = np.quantile(standard @ rotation.T, EDGES, axis=0)
    return Region(
        columns=tuple(columns),
        centre=_plain(centre),
        scale=_plain(scale),
        rotation=tuple(_plain(row) for row in rotation),
        low=_plain(low),
        high=_plain(high),
    )


def make_history(table, columns, labels, trial):
    """Set-points of past shifts: those of trials first, then evenly through time.

    Parameters
    ----------
    table : pandas.DataFrame
    columns : sequence of str
    labels : sequence of str
    trial : ndarray of bool

    Returns
    -------
    History
    """
    values = table[list(columns)].to_numpy(dtype=float)
    whole = np.isfinite(values).all(axis=1)
    trials, others = np.flatnonzero(whole & trial), np.flatnonzero(whole & ~trial)
    chosen = np.sort(
        np.concatenate([_thin(trials, MOST_SHIFTS // 2), _thin(others, MOST_SHIFTS // 2)])
    )
    return History(
        columns=tuple(columns),
        labels=tuple(labels[i] for i in chosen),
        values=tuple(tuple(float(f"{v:.6g}") for v in values[i]) for i in chosen),
    )


def nearest_shifts(model, settings, count=3):
    """Past shifts whose set-points were nearest to those of a plan.

    Parameters
    ----------
    model : flotation.circuit_model.CircuitModel
    settings : mapping of str to float
    count : int, default 3

    Returns
    -------
    list of (str, float)
        Start of the shift and its distance: root mean square over levers, in the standard
        deviations of the survey. [-]
    """
    region = model.region
    places = [model.history.columns.index(column) for column in region.columns]
    past = np.asarray(model.history.values)[:, places]
    here = np.array([float(settings[column]) for column in region.columns])
    distance = np.sqrt(np.mean(((past - here) / np.asarray(region.scale)) ** 2, axis=1))
    nearest = np.argsort(distance, kind="stable")[:count]
    return [(model.history.labels[i], float(distance[i])) for i in nearest]


def setting_percentiles(model, settings):
    """Share of past shifts with a lower set-point, by lever [fraction].

    Parameters
    ----------
    model : flotation.circuit_model.CircuitModel
    settings : mapping of str to float

    Returns
    -------
    dict of str to float
        Half of the equal ones count as lower.
    """
    past = np.asarray(model.history.values)
    found = {}
    for place, column in enumerate(model.history.columns):
        below = np.mean(past[:, place] < settings[column])
        found[column] = round(float(below + np.mean(past[:, place] <= settings[column])) / 2.0, 4)
    return found


def _thin(places, most):
    if len(places) <= most:
        return places
    return places[np.linspace(0, len(places) - 1, most).round().astype(int)]


def _plain(values):
    return tuple(float(f"{value:.10g}") for value in values)
