"""How the plant is run: present habits, reactions to bad assays, and designed trials."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from flotation.surrogate.constants import VALUE
from flotation.surrogate.feeds import wander
from flotation.surrogate.performance import LEVERS

# column: present habit, own variation as a share of it, step to which it is set
PRESENT = {
    "grind_kwh_t": (9.4, 0.030, 0.05),
    "bulk_kerosene_g_t": (50.0, 0.08, 1.0),
    "bulk_ddtc_g_t": (42.0, 0.07, 1.0),
    "bulk_frother_g_t": (32.0, 0.06, 0.5),
    "separation_na2s_g_t": (13.0, 0.07, 0.2),
    "w_silicate_g_t": (1700.0, 0.06, 10.0),
    "w_al_sulphate_g_t": (30.0, 0.15, 1.0),
    "w_lead_nitrate_g_t": (155.0, 0.018, 1.0),
    "w_bha_g_t": (118.0, 0.018, 1.0),
    "w_soap_g_t": (20.0, 0.10, 1.0),
    "w_ph": (8.5, 0.012, 0.05),
    "w_air_m3_min": (190.0, 0.04, 1.0),
    "petrov_temperature_c": (82.0, 0.015, 0.5),
    "petrov_silicate_g_t": (4300.0, 0.06, 10.0),
}
GOOD = {
    "grind_kwh_t": 13.8,
    "bulk_kerosene_g_t": 110.0,
    "bulk_ddtc_g_t": 90.0,
    "bulk_frother_g_t": 42.0,
    "separation_na2s_g_t": 20.0,
    "w_silicate_g_t": 3300.0,
    "w_al_sulphate_g_t": 130.0,
    "w_lead_nitrate_g_t": 460.0,
    "w_bha_g_t": 450.0,
    "w_soap_g_t": 100.0,
    "w_ph": 9.2,
    "w_air_m3_min": 285.0,
    "petrov_temperature_c": 88.0,
    "petrov_silicate_g_t": 2800.0,
}
# lever: assay it answers, and log dose per log of assay over its usual value
REACTIONS = {
    "w_bha_g_t": ("w_tails", 1.7),
    "w_lead_nitrate_g_t": ("w_tails", 1.5),
    "w_soap_g_t": ("w_tails", 2.0),
    "bulk_ddtc_g_t": ("bi_tails", 0.8),
    "bulk_kerosene_g_t": ("mo_tails", 0.5),
    "petrov_silicate_g_t": ("w_grade", -1.0),
}
USUAL = {"w_tails": 0.682, "bi_tails": 0.332, "mo_tails": 0.199, "w_grade": 0.646}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A window of shifts whose settings are drawn from a space-filling design.

    Attributes
    ----------
    name : str
    start : float
        Where it starts, as a share of the survey.
    centre : float
        0 for present habits, 1 for :data:`GOOD`.
    width : float
        Of the design's box, as a share of each lever's range.
    along : float, default 0.0
        How far the centre walks along the line from present habits to good ones.
    """

    name: str
    start: float
    centre: float
    width: float
    along: float = 0.0


TRIALS = (
    Trial(name="T1 screening", start=0.10, centre=0.40, width=0.50),
    Trial(name="T2 W reagents", start=0.23, centre=0.75, width=0.50),
    Trial(name="T3 good regime", start=0.37, centre=0.95, width=0.45),
    Trial(name="T4 screening", start=0.52, centre=0.60, width=0.60),
    Trial(name="T5 good regime", start=0.66, centre=1.00, width=0.45),
    Trial(name="T6 ladder", start=0.80, centre=0.50, width=0.30, along=1.0),
)


def trial_windows(steps):
    """``(Trial, slice of shifts)`` for every trial of a run of shifts."""
    length = round(VALUE["trial_length"] * steps)
    return [(t, slice(round(t.start * steps), round(t.start * steps) + length)) for t in TRIALS]


def draw_habits(rng, lanes, steps):
    """Log of operators' own deviation from present habits, per lever."""
    return {
        lever: spread * wander(rng, (lanes, steps), VALUE["habit_days"])
        for lever, (_, spread, _) in PRESENT.items()
    }


def draw_trials(rng, levers, lanes, steps):
    """Settings of the designed trials, not a number outside them.

    Parameters
    ----------
    rng : numpy.random.Generator
    levers : mapping of column to flotation.plant.Lever
    lanes, steps : int

    Returns
    -------
    dict of column to ndarray of shape (lanes, steps)
    """
    designed = {lever: np.full((lanes, steps), np.nan) for lever in LEVERS}
    for lane in range(lanes):
        for trial, window in trial_windows(steps):
            count = window.stop - window.start
            design = qmc.LatinHypercube(len(LEVERS) + 1, rng=rng).random(count)
            place = trial.centre + trial.along * (design[:, -1] - 0.5)
            for i, lever in enumerate(LEVERS):
                habit = PRESENT[lever][0]
                centre = habit + place * (GOOD[lever] - habit)
                reach = trial.width * (levers[lever].high - levers[lever].low)
                drawn = centre + reach * (design[:, i] - 0.5)
                designed[lever][lane, window] = drawn
    return {lever: settle(value, levers[lever]) for lever, value in designed.items()}


def react(habits, seen, levers):
    """Settings of one shift in normal operation.

    Parameters
    ----------
    habits : mapping of column to ndarray
        Log of the operators' own deviation this shift.
    seen : mapping of assay to ndarray
        Assays of the last shifts over the usual ones, in logs.
    levers : mapping of column to flotation.plant.Lever

    Returns
    -------
    dict of column to ndarray
    """
    chosen = {}
    for lever, own in habits.items():
        assay, gain = REACTIONS.get(lever, (None, 0.0))
        answer = gain * seen[assay] if assay else 0.0
        chosen[lever] = settle(PRESENT[lever][0] * np.exp(own + answer), levers[lever])
    return chosen


def settle(value, lever):
    """A setting as it is dialled in: inside the lever's range, in its steps."""
    step = PRESENT[lever.column][2]
    return np.round(np.round(np.clip(value, lever.low, lever.high) / step) * step, 4)
