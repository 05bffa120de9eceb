"""Analyse a paired on/off trial: the effect, its interval, what it is worth, what it proves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from flotation.errors import DataError, RefusedError
from flotation.model_card import Evidence
from flotation.plant_file import require
from flotation.training import TRIAL, train
from flotation.trial_labels import read_labels
from flotation.trials.design import require_trial_column
from flotation.trials.power import least_effect
from flotation.trials.randomisation import OnOffEffect, fewest_pairs, on_off_effect
from flotation.trials.response import (
    Adjusted,
    Recoveries,
    Target,
    measured_recoveries,
    target_of,
    without_the_rest,
)
from flotation.trials.worth import cost_of_change, value_of_recovery

FAR = 6.0  # robust standard deviations from the trial's middle
POWER = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """What a trial showed.

    Attributes
    ----------
    lever, name : str
    target : Target
    off, on : float
        Median settings in the two arms. [the lever's unit]
    pairs, shifts : int
        That count.
    left_out : mapping of str to int
        Reason to number of labelled shifts.
    recovery : float
        With the lever off. [fraction]
    found : OnOffEffect
        [log of fraction]
    least : float
        Smallest effect that the trial would have shown in four of five cases. [log of fraction]
    level : float
        Chance that the interval misses. [fraction]
    sides : {1, 2}
    dearer : float or None
        What the change costs. [CNY/t ore]
    value : float or None
        What all of the component would earn. [CNY/t ore at 100 % recovery]
    """

    lever: str
    name: str
    target: Target
    off: float
    on: float
    pairs: int
    shifts: int
    left_out: Mapping[str, int]
    recovery: float
    found: OnOffEffect
    least: float
    level: float
    sides: int
    dearer: float | None
    value: float | None

    @property
    def shown(self):
        """Whether the trial shows an effect at its level."""
        return self.found.p_value <= self.level

    def gain(self, effect):
        """Gain of recovery that an effect in logs means, as a fraction."""
        return self.recovery * float(np.expm1(effect))

    def net(self, effect):
        """Gain in money after the cost of the change, or None [CNY/t ore]."""
        return None if self.value is None else self.value * self.gain(effect) - self.dearer


def analyse_trial(plant, survey, lever, name, *, component=None, stage=None, level=0.05, sides=2):
    """The effect of a lever in a trial that :func:`flotation.trials.design.design_trial` drew.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
        With the trial's labels in its ``trial`` column.
    lever, name : str
    component, stage : str, optional
        As in :func:`flotation.trials.response.target_of`.
    level : float, default 0.05
        Chance that the interval misses. [fraction]
    sides : {1, 2}, default 2

    Returns
    -------
    TrialResult

    Raises
    ------
    DataError
        If the survey has no such trial, or the lever is none.
    RefusedError
        If too few pairs can be used, or the lever was not moved as drawn.
    """
    require(plant, "component", "stream", "stage", "lever", "product")
    require_trial_column(plant)
    if lever not in plant.levers:
        raise DataError(f"{lever!r} is no lever of the plant file: {', '.join(plant.levers)}")
    target = target_of(plant, component, stage)
    labelled = _labelled(survey.table, name)
    recoveries = measured_recoveries(plant, survey, target)
    labels = read_labels(recoveries.table[TRIAL])
    in_trial = (labels["name"] == name).to_numpy()
    adjusted = without_the_rest(
        plant, recoveries, lever, outside=_untouched(recoveries.shifts, in_trial)
    )
    used, lost = _usable(adjusted, in_trial, labelled)
    on = labels["on"].to_numpy()
    settings = recoveries.table[lever].to_numpy(dtype=float)
    off_at, on_at = _arms(settings, used, on, lever, name)
    pairs = _whole_pairs(labels["pair"].to_numpy(), used, on)
    if pairs < fewest_pairs(level, sides):
        raise RefusedError(
            f"trial {name!r} has {pairs} pairs with a usable shift both on and off; nothing "
            f"can be shown at {100 * level:g} % with fewer than {fewest_pairs(level, sides)}"
        )
    found = _effect(adjusted, recoveries, labels, used, level, sides)
    dearer, value = _money(plant, recoveries.table, target, lever, off_at, on_at)
    least = least_effect(found.sd, pairs, power=POWER, level=level, sides=sides)
    return TrialResult(
        lever=lever,
        name=name,
        target=target,
        off=off_at,
        on=on_at,
        pairs=pairs,
        shifts=int(used.sum()),
        left_out=lost,
        recovery=float(np.exp(np.mean(recoveries.log_recovery[used & ~on]))),
        found=found,
        least=least,
        level=level,
        sides=sides,
        dearer=dearer,
        value=value,
    )


def evidence_before_and_after(plant, survey, lever, name):
    """What training says of a lever without the shifts of a trial, and with them.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.Survey
    lever, name : str

    Returns
    -------
    before, after : flotation.model_card.Evidence
    """
    return _evidence(plant, without_trial(survey, name), lever), _evidence(plant, survey, lever)


def without_trial(survey, name):
    """A survey without the shifts from a trial's first to its last, wash-outs included."""
    places = np.flatnonzero(read_labels(survey.table[TRIAL])["name"] == name)
    kept = np.ones(len(survey.table), dtype=bool)
    kept[places.min() : places.max() + 1] = False
    doubtful = None if survey.doubtful is None else survey.doubtful[kept]
    return replace(survey, table=survey.table[kept], doubtful=doubtful)


def _evidence(plant, survey, lever) -> Evidence:
    return train(plant, survey).evidence[lever]


def _labelled(table, name):
    """How many rows carry the trial's labels; the trials there are, where none does."""
    names = read_labels(table[TRIAL])["name"] if TRIAL in table else pd.Series([], dtype=object)
    count = int((names == name).sum())
    if not count:
        there = sorted(set(names.dropna()))
        raise DataError(
            f"the survey's column {TRIAL!r} names no on/off trial {name!r}; "
            + (f"there are {', '.join(there)}" if there else "labels look like 'BHA up 07 on'")
        )
    return count


def _untouched(shifts, in_trial):
    """Shifts before the trial's first and after its last: its wash-outs do not count."""
    here = shifts[in_trial]
    if not len(here):
        return np.ones(len(shifts), dtype=bool)
    return (shifts < here.min()) | (shifts > here.max())


def _usable(adjusted: Adjusted, in_trial, labelled):
    """Shifts of the trial that count, and why others do not; arms are not looked at."""
    known = in_trial & np.isfinite(adjusted.y)
    used = known.copy()
    if known.any():
        off = np.abs(adjusted.y - np.median(adjusted.y[known]))
        spread = np.median(off[known]) / 0.6745
        used &= off <= FAR * max(spread, 1e-12)
    lost = {
        "plant stopped, or balances that do not close": labelled - int(in_trial.sum()),
        "recovery not determined": int(np.sum(in_trial & ~known)),
        f"recovery beyond {FAR:g} robust standard deviations": int(np.sum(known & ~used)),
    }
    return used, {reason: number for reason, number in lost.items() if number}


def _arms(settings, used, on, lever, name):
    """Median settings off and on; refused where the lever was not moved."""
    arms = [settings[used & ~on], settings[used & on]]
    arms = [arm[np.isfinite(arm)] for arm in arms]
    if not all(len(arm) for arm in arms):
        raise RefusedError(f"trial {name!r} has no usable shift with {lever} on, or none off")
    off_at, on_at = (float(np.median(arm)) for arm in arms)
    middle, side = (off_at + on_at) / 2.0, np.sign(on_at - off_at)
    kept = np.mean(np.concatenate([side * (middle - arms[0]), side * (arms[1] - middle)]) > 0.0)
    if side == 0.0 or kept < 0.8:
        raise RefusedError(
            f"in trial {name!r} {lever} stood on its own side of {middle:.4g} in "
            f"{100 * kept:.0f} % of the shifts; it was not moved as drawn, and nothing follows"
        )
    return off_at, on_at


def _whole_pairs(pair, used, on):
    """Pairs with a usable shift in each arm."""
    return len(set(pair[used & on]) & set(pair[used & ~on]))


def _effect(adjusted, recoveries: Recoveries, labels, used, level, sides):
    return on_off_effect(
        adjusted.y[used],
        shifts=recoveries.shifts[used],
        pair=labels["pair"].to_numpy()[used],
        on=labels["on"].to_numpy()[used],
        noise=adjusted.variance[used],
        disturbance=adjusted.noise.disturbance,
        level=level,
        sides=sides,
    )


def _money(plant, table, target, lever, off, on):
    """What the change costs and what recovery earns, where the plant file says both."""
    priced = plant.products[target.component].price in plant.prices
    ore = plant.streams.get(plant.fresh_feed)
    if target.stage is not None or not priced or not ore or target.component not in ore.assays:
        return None, None
    dearer = cost_of_change(plant, table, lever, off=off, on=on)
    return dearer, value_of_recovery(plant, table, target.component)
