"""Whether intervals hold what they promise: 90 % asked, on the surrogate and on real plants.

Run ``python benchmarks/coverage.py`` from the project's root (some minutes); ``--write
docs/models.md`` puts the table there too. A model is trained on the first two thirds of each
survey. *Blocks*: held-out time blocks of those two thirds, each judged by the others. *Still*: the
last third, by the interval as trained. *Following*: the same shifts, the interval recalibrated
with every shift once it is measured. *True*: the noise-free recovery of the last third inside
``true_bounds``, following; known on the surrogate only.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decisions import written
from flotation.errors import RefusedError
from flotation.intervals import ASKED, recalibrated
from flotation.measured_recovery import measured_recovery
from flotation.plant_file import load_plant
from flotation.surrogate.simulation import reference_plant, simulate
from flotation.survey import balance_checks, read_survey
from flotation.training import train

ROOT = Path(__file__).resolve().parents[1]
FIRST_SEED = 201  # the pace of recalibration was chosen on others
REAL = {"zinc": "zinc_plant/zn_dev.csv.gz", "iron": "iron_ore_plant/iron_hourly_dev.csv.gz"}
HEADER = (
    "| survey | recovery of | link | blocks | among the best tenth | still | following | true | "
    "mean width, following |\n|---|---|---|---|---|---|---|---|---|"
)
ASKED_ROW = "| *asked of the surrogate* | | | *87 to 93 %* | | | *87 to 93 %* | | |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Coverage of one product's 90 % interval, as fractions."""

    link: str
    blocks: float
    best: float
    still: float
    following: float
    true: float
    width: float


def read(plant, source):
    """A survey through the plant's door."""
    return read_survey(
        source,
        plant.column,
        time_column=plant.time_column,
        feed_rate=plant.feed_rate,
        physics=balance_checks(plant),
    )


def rows_of(survey, rows):
    """Some rows of a survey."""
    doubtful = None if survey.doubtful is None else survey.doubtful.iloc[rows]
    return SimpleNamespace(table=survey.table.iloc[rows], doubtful=doubtful)


def judged(plant, survey, truth=None):
    """Coverage by component, of a model of the first two thirds."""
    cut = 2 * len(survey.table) // 3
    model = train(plant, rows_of(survey, slice(0, cut)))
    measured = measured_recovery(plant, rows_of(survey, slice(cut, None)))
    errors = measured.errors(model)
    found = {}
    for component, interval in model.intervals.items():
        logs = measured.log_recovery[component]
        recovery, predicted = np.exp(logs), np.exp(logs - errors[component])
        known = np.isfinite(recovery) & np.isfinite(predicted)
        true = np.full(len(logs), np.nan)
        if truth is not None:
            true = truth[f"recovery/{component}"].reindex(pd.DatetimeIndex(measured.time))
            true = true.to_numpy()
        found[component] = coverage(interval, recovery[known], predicted[known], true[known])
    return found


def coverage(interval, recovery, predicted, true):
    """One product's shifts, in time order."""
    low, high = interval.bounds(predicted, ASKED)
    still = (recovery >= low) & (recovery <= high)
    following, truly, width, moving = [], [], [], interval
    for measured, expected, fact in zip(recovery, predicted, true, strict=True):
        low, high = moving.bounds(expected, ASKED)
        following.append(low <= measured <= high)
        width.append(high - low)
        if np.isfinite(fact):
            low, high = moving.true_bounds(expected, ASKED)
            truly.append(low <= fact <= high)
        moving = recalibrated(moving, [interval.residual(measured, expected)])
    return Covered(
        link=interval.link,
        blocks=interval.coverage[f"{ASKED:g}"],
        best=interval.coverage_at_best,
        still=float(np.mean(still)),
        following=float(np.mean(following)),
        true=float(np.mean(truly)) if truly else float("nan"),
        width=float(np.mean(width)),
    )


def row(name, component, covered):
    """One line of the table of :data:`HEADER`."""
    shares = [f"{getattr(covered, part):.0%}" for part in ("blocks", "best", "still", "following")]
    true = "" if np.isnan(covered.true) else f"{covered.true:.0%}"
    width = f"{100.0 * covered.width:.1f} points"
    return "| " + " | ".join([name, component, covered.link, *shares, true, width]) + " |"


def total_row(judgements):
    """Mean, and least and most, over all recoveries of the surrogate's surveys."""
    cells = []
    for part in ("blocks", "best", "still", "following", "true"):
        values = [getattr(covered, part) for covered in judgements]
        cells.append(f"{np.mean(values):.0%} ({min(values):.0%} to {max(values):.0%})")
    return f"| **surrogate, all** | {len(judgements)} recoveries | | {' | '.join(cells)} | |"


def surveys(seeds, data):
    """Name, plant, survey and truth of every survey to judge; real ones where their data are."""
    plant = reference_plant()
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        made = simulate(seed=seed)
        truth = made.truth.set_index(pd.to_datetime(made.truth[plant.time_column]))
        truth = truth[~truth.index.duplicated()]
        survey = read(plant, made.table.to_csv(index=False).encode())
        yield f"surrogate, seed {seed}", plant, survey, truth
    for name, path in REAL.items():
        source = data / path
        if source.exists():
            real = load_plant(ROOT / "examples" / "plants" / f"{name}.toml")
            yield f"real {name} plant", real, read(real, source), None


def main():
    """Judge every survey and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--write", type=Path, nargs="+", metavar="PAGE", default=[])
    options = parser.parse_args()
    lines, surrogate = [HEADER], []
    for name, plant, survey, truth in surveys(options.seeds, options.data):
        try:
            found = judged(plant, survey, truth)
        except RefusedError as refusal:
            print(f"{name}: {refusal}", file=sys.stderr)
            lines.append(
                f"| {name} | refused: its survey determines no share of a stage |" + 7 * " |"
            )
            continue
        for component, covered in found.items():
            lines.append(row(name, component, covered))
            print(lines[-1], file=sys.stderr, flush=True)
        surrogate += found.values() if truth is not None else ()
    lines += [total_row(surrogate), ASKED_ROW] if surrogate else []
    text = "\n".join(lines)
    print(text)
    for page in options.write:
        written(page, "coverage", text)


if __name__ == "__main__":
    main()
