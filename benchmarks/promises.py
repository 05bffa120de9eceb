"""Whether "in 90 % of shifts" holds: plans with a confidence, judged on the surrogate's truth.

Run ``python benchmarks/promises.py --write docs/benchmarks.md`` from the project's root (about two
minutes). Models are trained on surveys that nothing was chosen on. For feeds of other runs of the
plant, one shift of each, a plan of least cost is asked to reach a recovery in 90 % of shifts; the
truth then says what it reaches under 500 values of the ore's unmeasured property, and whether every
minimum grade and every limit is kept. Plans and models know nothing of the type of ore in the feed.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decisions import SEED, fitted_model, held_out_feeds, numbers, written
from flotation.errors import InfeasibleError
from flotation.surrogate.optimum import outcome
from flotation.surrogate.simulation import reference_plant
from optimiser.planning import plan
from optimiser.question import Question

CONFIDENCE = 0.9
ASKED = (0.87, 0.93)  # of all shifts
TARGETS = (60.0, 65.0, 70.0)  # % WO3
ORES = 500  # values of the unmeasured property of the ore
FIRST = 401  # seed of the first survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one plan truly keeps, as the unmeasured property of the ore varies.

    Attributes
    ----------
    target : float
        [%]
    reached : float
        Share of shifts that truly reach it. [fraction]
    grades : mapping of str to float
        Share of shifts in which each product's minimum grade is truly kept. [fraction]
    limits : bool
        Whether the plant's limits on set-points are kept; they do not vary.
    """

    target: float
    reached: float
    grades: dict
    limits: bool


def judged(plant, model, feed, target, confidence=CONFIDENCE):
    """What a plan for a feed truly keeps; None where no set-points promise the target."""
    question = Question(
        goal="least_cost",
        target_recovery_pct={"WO3": target},
        confidence=confidence,
        conditions=numbers(feed),
    )
    try:
        advice = plan(plant, model, question)
    except InfeasibleError:
        return None
    ores = np.random.default_rng(SEED + 2).standard_normal(ORES)
    truth = outcome(plant, advice.setpoints, feed, ore_property=ores).performance
    return Kept(
        target=target,
        reached=float(np.mean(truth.recovery["WO3"] >= target / 100.0)),
        grades={
            p.component: float(np.mean(100.0 * truth.grade[p.component] >= p.min_grade_pct))
            for p in plant.product
            if p.min_grade_pct > 0.0
        },
        limits=all(
            limit.intercept + sum(k * advice.setpoints[j] for j, k in limit.per_unit.items())
            <= limit.high * (1.0 + 1e-9)
            for limit in plant.limit
        ),
    )


def row(name, found, asked):
    """One row of the table: plans made, targets reached, grades and limits kept."""
    made = [kept for kept in found if kept is not None]
    share = {t: [k.reached for k in made if k.target == t] for t in TARGETS}
    by_target = [f"{np.mean(shares):.0%}" if shares else "none" for shares in share.values()]
    grades = [f"{np.mean([k.grades[c] for k in made]):.0%}" for c in made[0].grades]
    kept = f"{sum(k.limits for k in made)} of {len(made)}"
    reached = f"{np.mean([k.reached for k in made]):.1%}"
    cells = [name, f"{len(made)} of {asked}", reached, *by_target, *grades, kept]
    return f"| {' | '.join(cells)} |"


def header(plant):
    """Head of the table, with a column for each product that has a minimum grade."""
    names = [p.component for p in plant.product if p.min_grade_pct > 0.0]
    cells = ["survey", "plans made", "shifts that reach the target"]
    cells += [f"of {t:g} %" for t in TARGETS]
    cells += [f"shifts that keep the {c} grade" for c in names] + ["limits kept"]
    return f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}"


def main():
    """Judge the promises and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--surveys", type=int, default=10)
    parser.add_argument("--feeds", type=int, default=8)
    parser.add_argument("--write", type=Path, nargs="+", metavar="PAGE", default=[])
    options = parser.parse_args()
    plant, lines, everything = reference_plant(), [], []
    feeds = held_out_feeds(options.feeds)
    for seed in range(FIRST, FIRST + options.surveys):
        model = fitted_model(plant, seed)
        found = [judged(plant, model, feed, target) for feed in feeds for target in TARGETS]
        everything += found
        lines.append(row(f"seed {seed}", found, len(found)))
        print(lines[-1], file=sys.stderr, flush=True)
    lines.append(row("**all**", everything, len(everything)))
    text = "\n".join([header(plant), *lines])
    print(text)
    low, high = ASKED
    share = np.mean([kept.reached for kept in everything if kept is not None])
    held = "holds" if low <= share <= high else "DOES NOT hold"
    print(f"promised {CONFIDENCE:.0%}, asked {low:.0%} to {high:.0%}: {held}", file=sys.stderr)
    for page in options.write:
        written(page, "promises", text)


if __name__ == "__main__":
    main()
