"""Example 10: how many on/off shifts show what a lever does, and what a trial then shows.

The survey tells how noisy the plant is. The trial is run in the simulator, whose truth is known.
"""

import numpy as np

from flotation.datasets_path import dataset_folder
from flotation.plant_file import load_plant
from flotation.surrogate.performance import CONDITIONS, LEVERS, true_performance
from flotation.surrogate.simulation import simulate
from flotation.survey import balance_checks, read_survey
from flotation.trial_labels import read_labels
from flotation.trials.design import Asked, design_trial
from flotation.trials.randomisation import on_off_effect

folder = dataset_folder("reference_plant")
plant = load_plant(folder / "plant.toml")
path = next(folder.glob("survey.csv*"))
checks = balance_checks(plant)
survey = read_survey(path, plant.column, time_column=plant.time_column, physics=checks)

asked = Asked(lever="w_bha_g_t", to=125.0, gain_points=1.0, washout=0)
plan = design_trial(plant, survey, asked, name="BHA up", seed=1)
noise, blocks = plan.noise, plan.chosen.blocks
print(f"BHA {plan.off:g} and {plan.on:g} g/t; WO3 recovery is {plan.recovery:.1%} now")
print(
    f"a shift scatters by {100 * noise.white_sd:.1f} % of it "
    f"({100 * noise.assay_sd:.1f} % from assays); "
    f"{100 * noise.lasting_sd:.1f} % last, correlation {noise.disturbance.phi:.2f}"
)
for option in plan.options[:3]:
    shape = option.blocks
    print(f"blocks of {shape.length}: {shape.pairs} pairs, {shape.shifts} shifts")
print(plan.schedule.head(4).to_string(index=False))

weeks = simulate(shifts=300, seed=5).truth.iloc[-blocks.shifts :]
conditions = {column: weeks[column].to_numpy() for column in CONDITIONS}
ordinary = {lever: weeks[lever].to_numpy() for lever in LEVERS}


def recovery(setting):
    """True recovery of these weeks with BHA at a setting."""
    settings = ordinary | {asked.lever: setting}
    return true_performance(settings, conditions, weeks["ore_property"].to_numpy()).recovery["WO3"]


assays = np.random.default_rng(2).normal(scale=noise.assay_sd, size=blocks.shifts)
measured = np.log(recovery(plan.schedule[asked.lever].to_numpy())) + assays
labels = read_labels(plan.schedule["trial"])
shape = {"shifts": np.arange(blocks.shifts), "pair": labels["pair"].to_numpy()}
shape |= {"on": labels["on"].to_numpy(), "noise": np.ones(blocks.shifts)}
found = on_off_effect(measured, disturbance=noise.disturbance, **shape)
gains = [100 * plan.recovery * np.expm1(x) for x in (found.effect, found.low, found.high)]
true = 100 * np.mean(recovery(plan.on) - recovery(plan.off))
print(
    f"\nfound {gains[0]:+.2f} points ({gains[1]:+.2f} to {gains[2]:+.2f}), p = {found.p_value:.4f}"
)
print(f"true  {true:+.2f} points")
