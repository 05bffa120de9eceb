"""Surveys of the surrogate plant: shifts run by operators, measured with error."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.datasets_path import dataset_folder
from flotation.errors import DataError
from flotation.plant_file import load_plant
from flotation.surrogate.constants import VALUE
from flotation.surrogate.feeds import draw_conditions, draw_property
from flotation.surrogate.measurement import (
    drift,
    duplicate,
    measure,
    rounded,
    spoil,
    true_values,
)
from flotation.surrogate.performance import LEVERS, true_performance
from flotation.surrogate.practice import USUAL, draw_habits, draw_trials, react, trial_windows

START = "2024-01-01 00:00"
LANE = 2190  # shifts simulated one after another; longer surveys join independent runs
FEWEST, MOST = 120, 2_000_000
ORE_STRENGTHS = {"none": 0.0, "moderate": 0.5, "strong": 1.0}
LARGEST_STRENGTH, LARGEST_NOISE = 5, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedSurvey:
    """A survey of the surrogate plant, and what was true behind it.

    Attributes
    ----------
    table : pandas.DataFrame
        As a plant would export it: a row a shift, with error, gaps and faults.
    truth : pandas.DataFrame
        A row a shift without any: settings, conditions, the unmeasured ``ore_property``,
        noise-free measurements, ``stage/component`` shares to the concentrates and
        ``recovery/component``, as fractions.
    """

    table: pd.DataFrame
    truth: pd.DataFrame


def reference_plant():
    """The plant file of the surrogate, as a :class:`~flotation.plant.Plant`."""
    return load_plant(dataset_folder("reference_plant") / "plant.toml")


def simulate(shifts=2190, seed=0, *, ore_strength=1.0, noise=1.0):
    """Run the surrogate plant for some shifts.

    Feeds wander, operators keep their habits and answer bad assays with reagent, trials are
    run in six windows, and everything is measured with error. Equal arguments give equal
    surveys.

    Parameters
    ----------
    shifts : int, default 2190
        Two years at three a day.
    seed : int, default 0
    ore_strength : float, default 1.0
        Standard deviation of the unmeasured ore property, 0 to 5. :data:`ORE_STRENGTHS`
        names three: without it (0), ``moderate`` (0.5), and ``strong`` (1), at which ordinary
        least squares has the sign of a collector wrong in most time blocks.
    noise : float, default 1.0
        Multiplies every error of measurement, 0 to 20; operators see the assays so measured.

    Returns
    -------
    SimulatedSurvey

    Raises
    ------
    DataError
        If an argument lies outside its range.
    """
    _check("shifts", shifts, FEWEST, MOST)
    _check("ore_strength", ore_strength, 0, LARGEST_STRENGTH)
    _check("noise", noise, 0, LARGEST_NOISE)
    rng = np.random.default_rng(seed)
    plant = reference_plant()
    lanes = -(-shifts // LANE)
    steps = min(shifts, LANE)
    conditions = draw_conditions(rng, lanes, steps)
    ore_property = draw_property(rng, lanes, steps, ore_strength)
    measured = [c.name for c in plant.column if c.sd_relative or c.sd_absolute]
    errors = {column: noise * rng.standard_normal((lanes, steps)) for column in measured}
    settings = _operate(rng, plant, conditions, ore_property, errors)
    names = np.full(steps, "", dtype=object)
    for trial, window in trial_windows(steps):
        names[window] = trial.name
    flat = {k: v.ravel()[:shifts] for k, v in {**settings, **conditions}.items()}
    truth = _truth(plant, flat, ore_property.ravel()[:shifts], np.tile(names, lanes)[:shifts])
    errors = {column: value.ravel()[:shifts] for column, value in errors.items()}
    return SimulatedSurvey(table=_survey(rng, plant, truth, errors), truth=truth)


def _check(name, value, low, high):
    """Refuse an argument outside its range."""
    if not low <= value <= high:
        raise DataError(f"{name} must lie in [{low}, {high}], got {value}")


def _operate(rng, plant, conditions, ore_property, noise):
    """Settings of every shift: designed in trials, else chosen from what was seen before."""
    lanes, steps = ore_property.shape
    habits = draw_habits(rng, lanes, steps)
    designed = draw_trials(rng, plant.levers, lanes, steps)
    columns = plant.columns
    settings = {lever: np.empty((lanes, steps)) for lever in LEVERS}
    seen = dict.fromkeys(USUAL, np.zeros(lanes))
    for now in range(steps):
        chosen = react({k: v[:, now] for k, v in habits.items()}, seen, plant.levers)
        for lever in LEVERS:
            plan = designed[lever][:, now]
            settings[lever][:, now] = np.where(np.isnan(plan), chosen[lever], plan)
        given = {k: v[:, now] for k, v in conditions.items()}
        performance = true_performance(
            {k: v[:, now] for k, v in settings.items()}, given, ore_property[:, now]
        )
        values = true_values(performance, given, plant)
        assays = {k: measure(values[k], noise[k][:, now], columns[k]) for k in WATCHED}
        seen = watch(seen, assays)
    return settings


WATCHED = (
    "ore_wo3_pct",
    "ore_mo_pct",
    "ore_bi_pct",
    "w_rougher_tails_wo3_pct",
    "bulk_tails_mo_pct",
    "bulk_tails_bi_pct",
    "w_concentrate_wo3_pct",
)


def watch(seen, assays):
    """What operators go by after a shift's assays, as logs over what is usual."""
    latest = {
        "w_tails": assays["w_rougher_tails_wo3_pct"] / assays["ore_wo3_pct"],
        "mo_tails": assays["bulk_tails_mo_pct"] / assays["ore_mo_pct"],
        "bi_tails": assays["bulk_tails_bi_pct"] / assays["ore_bi_pct"],
        "w_grade": assays["w_concentrate_wo3_pct"] / 100.0,
    }
    memory = VALUE["memory"]
    return {
        what: (1.0 - memory) * seen[what] + memory * np.log(value / USUAL[what])
        for what, value in latest.items()
    }


def _truth(plant, given, ore_property, trial):
    """The truth table of a run."""
    settings = {lever: given[lever] for lever in LEVERS}
    conditions = {k: v for k, v in given.items() if k not in settings}
    performance = true_performance(settings, conditions, ore_property)
    hours = pd.Timedelta(hours=plant.shift_hours)
    columns = {
        "shift_start": pd.date_range(START, periods=len(trial), freq=hours),
        "trial": trial,
        "ore_property": ore_property,
        **settings,
        **true_values(performance, conditions, plant),
    }
    for stage, shares in performance.share.items():
        columns |= {f"{stage}/{what}": share for what, share in shares.items()}
    columns |= {f"recovery/{c}": value for c, value in performance.recovery.items()}
    return pd.DataFrame(columns)


def _survey(rng, plant, truth, noise):
    """The table a plant would export."""
    table = truth[[column.name for column in plant.column]].copy()
    columns = plant.columns
    for column, value in noise.items():
        table[column] = measure(table[column].to_numpy(), value, columns[column])
    drift(table)
    for column in ("temperature_c", "return_water_ratio_pct"):
        table[column] = table[column].round(1)
    for column in noise:
        table[column] = rounded(table[column].to_numpy())
    spoil(rng, table, list(noise))
    table["shift_start"] = table["shift_start"].dt.strftime("%Y-%m-%d %H:%M")
    return duplicate(rng, table)
