"""How long the regression takes: the estimator of one leg, and a whole training.

Run ``python benchmarks/models.py`` from the project's root. The data are drawn: levers that move
freely, a disturbance that lasts, a pair, and 1 % of gross errors; disturbance, roughness and row
weights are all sought. Seconds of processor time on one thread of the machine at hand, the best
of some runs, beside those of an ordinary least squares fit to the same design columns. The last
line is the training of the reference plant on its shipped survey, once.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decisions import surrogate_survey
from flotation.recovery import ShapeConstrainedRecovery
from flotation.surrogate.simulation import reference_plant
from flotation.training import train

LEVERS = 12
SIZES = ((1_500, 3), (10_000, 2), (100_000, 1))  # shifts, runs
ASKED = {1_500: 2.0, 100_000: 60.0}  # s


def made_up_shifts(number, seed=0):
    """Settings and log shares of some shifts."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(size=(number, LEVERS))
    lasting, disturbance = 0.0, np.empty(number)
    for t, news in enumerate(rng.normal(size=number)):
        disturbance[t] = lasting = 0.95 * lasting + 0.3 * news
    y = 0.3 * np.log1p(4.0 * X).sum(axis=1) + 0.4 * np.minimum(X[:, 0], X[:, 1])
    y += 0.1 * disturbance + 0.05 * rng.normal(size=number)
    return X, y + np.where(rng.random(number) < 0.01, 1.0, 0.0)


def estimator():
    """The regression as training asks for it."""
    return ShapeConstrainedRecovery(
        ["rising"] * LEVERS,
        pairs=[(0, 1, "synergy")],
        roughness="blocks",
        outlier=3.5,
        disturbance="fit",
    )


def best_of(runs, work):
    """Least processor time of some runs, in seconds."""
    seconds = []
    for _ in range(runs):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def row(number, runs):
    """One size's row of the table."""
    X, y = made_up_shifts(number)
    model = estimator()
    ours = best_of(runs, lambda: model.fit(X, y))
    columns = np.column_stack([np.ones(number), *(t.columns(X) for t in model.terms_)])
    plain = best_of(runs, lambda: np.linalg.lstsq(columns, y, rcond=None))
    asked = f"at most {ASKED[number]:g} s" if number in ASKED else ""
    found = f"φ = {model.disturbance_.phi:g}, {columns.shape[1]} columns"
    return f"| {number:,} | {ours:.2f} s | {asked} | {ours / plain:.0f} | {found} |"


def training():
    """Shifts of the shipped survey, legs trained, and the seconds that took."""
    plant = reference_plant()
    survey = surrogate_survey(plant)
    started = time.process_time()
    model = train(plant, survey)
    seconds = time.process_time() - started
    shifts, legs = model.card["rows"]["used"], len(model.legs)
    return f"training on {shifts:,} shifts of the reference plant, {legs} legs: {seconds:.1f} s"


def main():
    """Time every size and a training, and print them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--most", type=int, default=SIZES[-1][0], help="largest number of shifts")
    options = parser.parse_args()
    print(f"| shifts × {LEVERS} levers | fit | asked | times least squares | found |")
    print("|---|---|---|---|---|")
    with threadpool_limits(limits=1):
        for number, runs in SIZES:
            if number <= options.most:
                print(row(number, runs), flush=True)
    print(f"\n{training()}")


if __name__ == "__main__":
    main()
