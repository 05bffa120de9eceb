"""Whether trials keep what they promise, on the surrogate plant, whose truth is known.

Run ``python benchmarks/trials.py`` from the project's root (about three minutes). A trial is
planned from a survey for the gain that its lever truly brings; then it is run some hundred times,
each time in other weeks with other drawn orders, measured with error, and analysed. The same weeks
without any change of the lever say how often there is a false alarm.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flotation.surrogate.measurement import measure, rounded, true_values
from flotation.surrogate.ore_types import ORE_TYPE_COLUMN
from flotation.surrogate.performance import CONDITIONS, LEVERS, true_performance
from flotation.surrogate.simulation import LANE, reference_plant, simulate
from flotation.survey import Survey
from flotation.trial_labels import read_labels
from flotation.trials.design import Asked, design_trial
from flotation.trials.randomisation import on_off_effect
from flotation.trials.response import measured_recoveries, target_of, without_the_rest
from flotation.trials.schedule import make_schedule

LEVER, SETTING = "w_bha_g_t", 117.0
TIME = "shift_start"


def survey_of(plant, table):
    """A simulated table as a survey, its times read and rows entered twice left out."""
    table = table.drop_duplicates(TIME).reset_index(drop=True)
    table = table.assign(**{TIME: pd.to_datetime(table[TIME])})
    return Survey(
        table=table, doubtful=pd.DataFrame(False, table.index, table.columns), report=None
    )


def quiet_weeks(truth, shifts):
    """Stretches of ordinary shifts, outside all designed trials, one after another."""
    named = (truth["trial"].to_numpy() != "") | (np.arange(len(truth)) % LANE == 0)
    edges = np.flatnonzero(np.append(named, True))
    for first, last in zip(np.append(-1, edges[:-1]), edges, strict=True):
        for begin in range(first + 1, last - shifts + 1, shifts):
            yield truth.iloc[begin : begin + shifts].reset_index(drop=True)


def performance(rows, setting):
    """True performance of some weeks with the lever at a setting."""
    settings = {lever: rows[lever].to_numpy() for lever in LEVERS} | {LEVER: setting}
    conditions = {c: rows[c].to_numpy() for c in (*CONDITIONS, ORE_TYPE_COLUMN)}
    return true_performance(settings, conditions, rows["ore_property"].to_numpy())


def measured(plant, rows, schedule, setting, rng):
    """The rows of a survey that these weeks would give with the lever at a setting."""
    truth = performance(rows, setting)
    conditions = {c: rows[c].to_numpy() for c in (*CONDITIONS, ORE_TYPE_COLUMN)}
    values = true_values(truth, conditions, plant)
    table = rows[[column.name for column in plant.column]].copy()
    for column in (c for c in plant.column if c.sd_relative or c.sd_absolute):
        noise = rng.standard_normal(len(rows))
        table[column.name] = rounded(measure(values[column.name], noise, column))
    return table.assign(**{LEVER: setting, "trial": schedule["trial"].to_numpy()})


def run_trials(plant, base, plan, count):
    """Base survey, then every trial with the change and without it; true effects of each."""
    rng = np.random.default_rng(7)
    hours = pd.Timedelta(hours=plant.shift_hours)
    time = base.table[TIME].max() + 100 * hours
    lanes = -(-count * plan.chosen.blocks.shifts // 1500)
    weeks = quiet_weeks(simulate(lanes * LANE, seed=77).truth, plan.chosen.blocks.shifts)
    tables, effects = [base.table], []
    for number, rows in zip(range(count), weeks, strict=False):
        drawn = {"off": plan.off, "on": plan.on, "name": f"N{number}", "seed": number}
        schedule = make_schedule(plant, LEVER, plan.chosen.blocks, start=time, **drawn)
        logs = [np.log(performance(rows, s).recovery["WO3"]) for s in (plan.off, plan.on)]
        effects.append(float(np.mean(logs[1] - logs[0])))
        for name, setting in (("E", schedule[LEVER].to_numpy()), ("N", plan.off)):
            labels = schedule.assign(trial=schedule["trial"].str.replace("N", name, n=1))
            times = pd.date_range(time, periods=len(rows), freq=hours)
            table = measured(plant, rows, labels, np.broadcast_to(setting, len(rows)), rng)
            tables.append(table.assign(**{TIME: times}))
            time = times[-1] + 100 * hours
    table = pd.concat(tables, ignore_index=True)
    return Survey(table=table, doubtful=None, report=None), np.array(effects)


def analysed(plant, survey, plan):
    """Trial name to its effect; the plant's noise is learned from the base survey alone."""
    recoveries = measured_recoveries(plant, survey, target_of(plant, "WO3"))
    labels = read_labels(recoveries.table["trial"])
    first = labels["name"].first_valid_index()
    outside = np.arange(len(labels)) < first - plan.chosen.blocks.skipped
    adjusted = without_the_rest(plant, recoveries, LEVER, outside=outside)
    found = {}
    for name, rows in labels.groupby("name").groups.items():
        rows = rows[np.isfinite(adjusted.y[rows])]
        found[name] = on_off_effect(
            adjusted.y[rows],
            shifts=recoveries.shifts[rows],
            pair=labels["pair"].to_numpy()[rows],
            on=labels["on"].to_numpy()[rows],
            noise=adjusted.variance[rows],
            disturbance=adjusted.noise.disturbance,
            sides=plan.asked.sides,
            draws=999,
        )
    return found


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    asked = parser.parse_args()
    plant = reference_plant()
    made = simulate(LANE, seed=3)
    base = survey_of(plant, made.table)
    ordinary = made.truth[made.truth["trial"] == ""]
    question = Asked(lever=LEVER, to=SETTING, gain_points=1.0, washout=0, component="WO3")
    rough = design_trial(plant, base, question, name="rough")
    off, on = (performance(ordinary, s).recovery["WO3"].mean() for s in (rough.off, rough.on))
    question = replace(question, gain_points=100.0 * float(on - off))
    plan = design_trial(plant, base, question, name="trial")
    survey, effects = run_trials(plant, base, plan, asked.trials)
    found = analysed(plant, survey, plan)
    report(plan, effects, found)


def report(plan, effects, found):
    """Print promised and found, a row each."""
    count = len(effects)
    real = [found[f"E{i}"] for i in range(count)]
    none = [found[f"N{i}"] for i in range(count)]
    sd = np.std([f.effect - e for f, e in zip(real, effects, strict=True)])
    blocks = plan.chosen.blocks
    print(
        f"{plan.asked.lever} {plan.off:g} to {plan.on:g}, true gain {100 * plan.gain:.2f} points; "
        f"{blocks.pairs} pairs of blocks of {blocks.length}, {blocks.shifts} shifts"
    )
    print(f"| {count} trials | promised | found |\n|---|---|---|")
    shown = np.mean([f.p_value <= 0.05 for f in real])
    print(f"| gain shown where it is there | {plan.chosen.power:.0%} | {shown:.1%} |")
    alarms = np.mean([f.p_value <= 0.05 for f in none])
    print(f"| something shown where nothing is there | at most 5 % | {alarms:.1%} |")
    held = np.mean([f.low <= e <= f.high for f, e in zip(real, effects, strict=True)])
    print(f"| true effect inside the 95 % interval | 95 % | {held:.1%} |")
    mean = np.mean([f.effect for f in real])
    print(f"| effect, % of the recovery | {100 * np.mean(effects):.2f} | {100 * mean:.2f} |")
    print(
        f"| its standard error, % of the recovery | {100 * plan.chosen.sd:.2f} | {100 * sd:.2f} |"
    )


if __name__ == "__main__":
    main()
