"""How long a schedule of 30 shifts takes, how near its bound it is, and what it gains.

Run ``python benchmarks/horizon.py`` from the project's root (about two minutes); with
``--model FILE`` of ``flotation train`` the training is left out. The question is
``examples/horizon/ten_days.toml`` at the reference plant, with and without its stock of BHA, and
with a forecast that makes every shift a problem of its own.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flotation.model_file import read_model
from flotation.plant_file import load_plant
from flotation.survey import balance_checks, read_survey
from flotation.training import train
from optimiser.periods.horizon import read_horizon
from optimiser.periods.horizon_planning import plan_horizon

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "datasets" / "reference_plant"
LIMIT_S = 600.0  # wall, so that a busy machine ends it nowhere


def questions():
    """Name and question of each row."""
    asked = read_horizon(ROOT / "examples" / "horizon" / "ten_days.toml")
    asked = asked.model_copy(update={"time_limit_s": LIMIT_S})
    horizon = asked.horizon
    free = horizon.model_copy(update={"reagent": ()})
    warming = tuple(12.0 + 0.1 * t for t in range(horizon.shifts))
    every = free.model_copy(update={"forecast": {"temperature_c": warming}})
    yield "stock of BHA", asked
    yield "no stock", asked.model_copy(update={"horizon": free})
    yield "no stock, every shift different", asked.model_copy(update={"horizon": every})


def trained(plant):
    """The reference plant's model, from its own survey."""
    survey = read_survey(
        DATA / "survey.csv",
        plant.column,
        time_column=plant.time_column,
        feed_rate=plant.feed_rate,
        physics=balance_checks(plant),
    )
    return train(plant, survey)


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    given = parser.parse_args()
    plant = load_plant(DATA / "plant.toml")
    model = trained(plant) if given.model is None else read_model(given.model, plant)
    print("| 30 shifts, 3 stockpiles | CPU, s | wall, s | gap | better than one by one |")
    print("|---|---|---|---|---|")
    for name, question in questions():
        wall, cpu = time.perf_counter(), time.process_time()
        found = plan_horizon(plant, model, question, in_process=True).certificate
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        alone = found.one_by_one
        gain = "it breaks a limit" if alone is None else f"{found.objective / alone - 1.0:.2%}"
        print(f"| {name} | {cpu:.1f} | {wall:.1f} | {found.gap:.3%} | {gain} |", flush=True)


if __name__ == "__main__":
    main()
