"""A batch for the tests to kill: ``python batch_in_a_child.py OUTPUT LOG``."""

import sys
from pathlib import Path

import numpy as np

from optimiser import batch, batch_workers
from optimiser.question import Question
from optimiser.scenarios import scenarios_of
from tests.optimiser import plants

COUNT, CHUNK = 40, 4
QUESTION = Question(goal="least_cost", target_recovery_pct={"WO3": 30.0})


def case():
    """Plant, model and scenarios, some of them without a plan."""
    plant = plants.plant(1)
    model = plants.model(plant)
    rng = np.random.default_rng(3)
    columns = {
        "prices.collector": rng.uniform(2e4, 8e4, COUNT),
        "target_recovery_pct.WO3": rng.uniform(20.0, 75.0, COUNT),
    }
    return plant, model, scenarios_of(columns, plant, model)


def run(output, log):
    """Run or resume the batch; every chunk solved leaves a line in the log."""
    batch.CHUNK = CHUNK
    solve = batch_workers.plan_scenarios

    def logged(shared, chunk):
        with log.open("a") as file:
            file.write(chunk.labels[0] + "\n")
        return solve(shared, chunk)

    batch_workers.plan_scenarios = logged
    plant, model, scenarios = case()
    resume = output.exists() or output.with_name(output.name + ".parts").exists()
    batch.run_batch(
        plant, model, scenarios, output, question=QUESTION, resume=resume, in_process=True
    )


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
