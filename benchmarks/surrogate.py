"""How fast the surrogate plant is, and how well its best settings are found.

Run ``python benchmarks/surrogate.py`` from the project's root (about two minutes).
"""

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flotation.surrogate.feeds import draw_conditions
from flotation.surrogate.optimum import best_settings
from flotation.surrogate.performance import LEVERS, true_performance
from flotation.surrogate.simulation import reference_plant, simulate

ROWS = 100_000
FEEDS = 10
STARTS = (0, 1, 2)


def timed(call):
    """Return a result and the seconds it took."""
    start = time.perf_counter()
    result = call()
    return result, time.perf_counter() - start


def random_rows(plant):
    """Settings over all ranges, with drawn feeds."""
    rng = np.random.default_rng(0)
    settings = {
        lever: rng.uniform(plant.levers[lever].low, plant.levers[lever].high, ROWS)
        for lever in LEVERS
    }
    drawn = draw_conditions(rng, 1, ROWS)
    return settings, {column: value[0] for column, value in drawn.items()}


def optima(plant):
    """Seconds for each feed, and the relative spread of its best margin over starts."""
    drawn = draw_conditions(np.random.default_rng(1), FEEDS, 2)
    seconds, spread = [], []
    for i in range(FEEDS):
        feed = {column: value[i, 0].item() for column, value in drawn.items()}
        margins = []
        for seed in STARTS:
            best, taken = timed(lambda feed=feed, seed=seed: best_settings(plant, feed, seed=seed))
            margins.append(float(best.margin))
            seconds.append(taken)
        spread.append((max(margins) - min(margins)) / max(margins))
    return seconds, spread


def main():
    """Print the table."""
    plant = reference_plant()
    settings, conditions = random_rows(plant)
    _, truth = timed(lambda: true_performance(settings, conditions))
    _, survey = timed(lambda: simulate(2190, 0))
    _, long = timed(lambda: simulate(ROWS, 0))
    seconds, spread = optima(plant)
    print("| what | found | asked |\n|---|---|---|")
    print(f"| truth, rows a second | {ROWS / truth:,.0f} | at least 20,000 |")
    print(f"| survey of 2,190 shifts | {survey:.1f} s | |")
    print(f"| survey of {ROWS:,} shifts | {long:.0f} s | under 60 s |")
    print(f"| best settings of a feed | {max(seconds):.1f} s at most | at most 5 s |")
    print(f"| spread over {len(STARTS)} starts | {max(spread):.1e} at most | about 1e-3 |")


if __name__ == "__main__":
    main()
