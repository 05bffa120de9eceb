"""Design a trial: settings, smallest effect, block length, number of pairs, schedule."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.errors import DataError, PlantFileError, RefusedError
from flotation.plant_file import require
from flotation.support import make_region
from flotation.training import TRIAL
from flotation.trials.power import effect_sd, least_effect, pairs_needed, power_of
from flotation.trials.response import (
    Noise,
    Target,
    measured_recoveries,
    target_of,
    without_the_rest,
)
from flotation.trials.schedule import Blocks, check_name, make_schedule, moving_shifts
from flotation.trials.worth import cost_of_change, recent_median, value_of_recovery

LENGTHS = (1, 2, 3, 4, 6, 9)
STEP = 0.1  # of a lever's range, where the plant file names no largest move
DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a trial has to show, and how surely.

    Attributes
    ----------
    lever : str
    gain_points : float or None
        Smallest gain worth having. [points of recovery]
    gain_cny_t : float or None
        The same as money, after what the lever's change costs. [CNY/t ore]
    component, stage : str or None
        As in :func:`flotation.trials.response.target_of`.
    to : float or None
        Setting when on; None: a step from the present one in the expected direction.
    washout : int
        Shifts after each change, when the lever is where it should be, that do not count.
    length : int or None
        Shifts that count in a block; None: the length that takes the fewest shifts.
    power, level : float
        Chance of showing the gain where it is there, and of a false alarm. [fraction]
    sides : {1, 2}
    """

    lever: str
    gain_points: float | None = None
    gain_cny_t: float | None = None
    component: str | None = None
    stage: str | None = None
    to: float | None = None
    washout: int = 1
    length: int | None = None
    power: float = 0.8
    level: float = 0.05
    sides: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A block length with what it takes.

    Attributes
    ----------
    blocks : Blocks
    power : float
        Chance of showing the smallest gain. [fraction]
    sd : float
        Standard error of the effect. [log of fraction]
    """

    blocks: Blocks
    power: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPlan:
    """A designed trial.

    Attributes
    ----------
    asked : Asked
    target : Target
    name : str
    off, on : float
        Settings compared. [the lever's unit]
    covered : bool
        Whether the surveyed region holds both.
    recovery : float
        At present. [fraction]
    gain : float
        Smallest gain worth having. [fraction of the feed's component]
    effect : float
        The same in the response. [log of fraction]
    noise : Noise
    options : tuple of Option
        One per block length, those that reach the power.
    chosen : Option
    schedule : pandas.DataFrame
    seed : int
    """

    asked: Asked
    target: Target
    name: str
    off: float
    on: float
    covered: bool
    recovery: float
    gain: float
    effect: float
    noise: Noise
    options: tuple[Option, ...]
    chosen: Option
    schedule: pd.DataFrame
    seed: int

    @property
    def least_gain(self):
        """Gain that the trial shows with the power asked for, as a fraction."""
        blocks, asked = self.chosen.blocks, self.asked
        effect = least_effect(
            self.chosen.sd, blocks.pairs, power=asked.power, level=asked.level, sides=asked.sides
        )
        return self.recovery * float(np.expm1(effect))


def design_trial(plant, survey, asked, *, name, start=None, seed=0):
    """Design a paired on/off trial of one lever.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
        Tells where the plant stands and how noisy it is.
    asked : Asked
    name : str
        Of the trial: its shifts carry it.
    start : datetime-like, default None
        Of the first shift; the one after the survey's last.
    seed : int, default 0
        Of the drawn orders.

    Returns
    -------
    TrialPlan

    Raises
    ------
    PlantFileError
        If the plant file has no ``trial`` column.
    DataError
        If the lever, the setting or the gain cannot be.
    RefusedError
        If 400 pairs are not enough.
    """
    require(plant, "component", "stream", "stage", "lever", "product")
    require_trial_column(plant)
    check_name(name)
    if asked.lever not in plant.levers:
        raise DataError(
            f"{asked.lever!r} is no lever of the plant file; there are {', '.join(plant.levers)}"
        )
    target = target_of(plant, asked.component, asked.stage)
    recoveries = measured_recoveries(plant, survey, target)
    off, on, covered = _settings(plant, recoveries, asked)
    outside = np.ones(len(recoveries.shifts), dtype=bool)
    noise = without_the_rest(plant, recoveries, asked.lever, outside=outside).noise
    recovery = float(np.exp(np.nanmedian(recoveries.log_recovery[-90:])))
    gain = _smallest_gain(plant, recoveries.table, asked, off, on)
    if not 0.0 < gain < 1.0 - recovery:
        raise DataError(
            f"a gain of {100 * gain:.3g} points is not between 0 and the "
            f"{100 * (1 - recovery):.3g} points that recovery lacks"
        )
    effect = float(np.log1p(gain / recovery))
    options = _options(plant, asked, noise, effect, off, on)
    chosen = min(options, key=lambda option: option.blocks.shifts)
    start = _next_shift(plant, survey) if start is None else start
    return TrialPlan(
        asked=asked,
        target=target,
        name=name,
        off=off,
        on=on,
        covered=covered,
        recovery=recovery,
        gain=gain,
        effect=effect,
        noise=noise,
        options=options,
        chosen=chosen,
        schedule=make_schedule(
            plant, asked.lever, chosen.blocks, off=off, on=on, name=name, start=start, seed=seed
        ),
        seed=seed,
    )


def require_trial_column(plant):
    """Refuse a plant file without the text column that names trials."""
    declared = plant.columns.get(TRIAL)
    if declared is None or declared.kind != "text":
        raise PlantFileError(
            f"the plant file of {plant.name!r} has no column {TRIAL!r} of kind text: add one, so "
            "that the survey can say which shifts were in a trial"
        )


def _settings(plant, recoveries, asked):
    """Present setting, setting when on, and whether the survey covers both."""
    table, lever = recoveries.table, plant.levers[asked.lever]
    here = {column: recent_median(table, column) for column in recoveries.grid.knots}
    off = recent_median(table, asked.lever)
    region = make_region(table, [c for c in plant.levers if c in recoveries.grid.knots])
    on = asked.to
    if on is None:
        way = _expected_way(plant, recoveries.target, lever)
        step = lever.max_move or STEP * (lever.high - lever.low)
        reach = np.linspace(1.0, 0.0, 21)
        tried = np.clip(off + way * step * reach, lever.low, lever.high)
        if asked.lever in region.columns:
            inside = region.contains({**here, asked.lever: tried})
            tried = tried[inside] if inside.any() else tried
        on = float(f"{tried[0]:.{DIGITS}g}")
    if not lever.low <= on <= lever.high:
        raise DataError(
            f"{asked.lever} may be set from {lever.low:g} to {lever.high:g}, not to {on:g}"
        )
    if abs(on - off) < 0.005 * (lever.high - lever.low):
        raise DataError(
            f"{asked.lever} stands at {off:.{DIGITS}g} and has no room in the expected direction; "
            "say where it should go when on (--setting)"
        )
    known = {**here, asked.lever: np.array([off, on])}
    covered = asked.lever in region.columns and bool(region.contains(known).all())
    return off, on, covered


def _expected_way(plant, target, lever):
    """+1 or -1: the way in which recovery is expected to rise; up where that is open."""
    signs = set()
    for stage, outlet in target.path:
        for effect in lever.effect:
            if effect.stage == stage and target.component in effect.on:
                sign = {"rising": 1.0, "falling": -1.0}.get(effect.shape, 0.0)
                signs.add(sign if outlet == "concentrate" else -sign)
    return -1.0 if signs == {-1.0} else 1.0


def _smallest_gain(plant, table, asked, off, on):
    """The gain worth having, as a fraction of the component in the feed."""
    if (asked.gain_points is None) == (asked.gain_cny_t is None):
        raise DataError("say the smallest gain worth having once: in points or in CNY/t")
    if asked.gain_points is not None:
        return asked.gain_points / 100.0
    if asked.stage is not None:
        raise DataError("a gain in CNY/t is one of the whole circuit; leave the stage out")
    component = target_of(plant, asked.component).component
    dearer = cost_of_change(plant, table, asked.lever, off=off, on=on)
    return (asked.gain_cny_t + dearer) / value_of_recovery(plant, table, component)


def _options(plant, asked, noise, effect, off, on):
    """Block lengths that reach the power within 400 pairs."""
    skipped = moving_shifts(on - off, plant.levers[asked.lever].max_move) + asked.washout
    given = {"white_sd": noise.white_sd, "disturbance": noise.disturbance, "skipped": skipped}
    sure = {"level": asked.level, "sides": asked.sides}
    options = []
    for length in LENGTHS if asked.length is None else (asked.length,):
        pairs = pairs_needed(effect, length=length, power=asked.power, **sure, **given)
        if pairs is not None:
            sd = effect_sd(pairs, length=length, **given)
            blocks = Blocks(pairs=pairs, length=length, skipped=skipped)
            options.append(Option(blocks=blocks, power=power_of(effect, sd, pairs, **sure), sd=sd))
    if not options:
        raise RefusedError(
            f"400 pairs of blocks would not show an effect of {100 * effect:.2g} % of the recovery "
            "with this noise; a larger change of the lever, a larger gain or better assays would"
        )
    return tuple(options)


def _next_shift(plant, survey):
    times = pd.to_datetime(survey.table[plant.time_column])
    return times.max() + pd.Timedelta(hours=plant.shift_hours)
