"""Whether a plant that stays itself is called drifted, and one that loses recovery is found.

Run ``python benchmarks/drift.py --write docs/retraining.md`` from the project's root: of each of
six surveys of the surrogate the first two thirds train a model and the last third is held against
it, as it is and with 15 % of the tungsten lost from its second quarter on (of the recovery that
the balances tell). Seasons, operators' habits and the ore's unmeasured property are in every
survey: columns do move, the plant does not.
"""

import argparse
import dataclasses
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decisions import written
from flotation.drift import VERDICTS, survey_drift
from flotation.measured_recovery import measured_recovery
from flotation.surrogate.simulation import reference_plant, simulate
from flotation.survey import balance_checks, read_survey
from flotation.survey.joined import join_surveys
from flotation.training import train

FIRST = 301  # seed of the first survey; no other benchmark draws it
KEPT = {"nothing": 1.0, "15 % of the tungsten lost": 0.85}
LOSER = "WO3"


def drifts(plant, seed):
    """``{change: Drift}`` of one survey."""
    survey = read_survey(
        simulate(seed=seed).table.to_csv(index=False).encode(),
        plant.column,
        time_column=plant.time_column,
        feed_rate=plant.feed_rate,
        physics=balance_checks(plant),
    )
    joined = join_surveys({"survey": survey}, plant.time_column)
    number = np.arange(len(joined.table))
    model = train(plant, joined.rows(number < 2 * len(number) // 3))
    since = pd.Timestamp(model.card["span"]["last"])
    measured = measured_recovery(plant, joined)
    return {
        change: survey_drift(plant, joined, model, with_loss(measured, since, kept), since)
        for change, kept in KEPT.items()
    }


def with_loss(measured, since, kept):
    """The same shifts, a share of one recovery kept after the newer ones' first quarter."""
    newer = np.flatnonzero(measured.time > since.to_datetime64())
    lost = dict(measured.log_recovery)
    lost[LOSER] = lost[LOSER].copy()
    lost[LOSER][newer[len(newer) // 4] :] += np.log(kept)
    return dataclasses.replace(measured, log_recovery=lost)


def row(change, found):
    """One row of the table of :data:`HEADER`."""
    verdicts = Counter(drift.verdict for drift in found)
    errors = Counter(error.verdict for drift in found for error in drift.errors)
    columns = Counter(c.verdict for drift in found for c in drift.columns)
    parts = [
        "; ".join(f"{counts[v]} {v}" for v in VERDICTS if counts[v])
        for counts in (verdicts, errors, columns)
    ]
    return f"| {change} | {' | '.join(parts)} |"


HEADER = "| what changed | surveys | recoveries | columns |\n|---|---|---|---|"


def main():
    """Judge the surveys and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--surveys", type=int, default=6, metavar="N")
    parser.add_argument("--write", type=Path, nargs="+", metavar="PAGE", default=[])
    options = parser.parse_args()
    plant, found = reference_plant(), []
    for seed in range(FIRST, FIRST + options.surveys):
        found.append(drifts(plant, seed))
        for change, drift in found[-1].items():
            moved = [c.column for c in drift.columns if c.verdict == "drifted"]
            print(
                f"seed {seed}, {change}: {drift.verdict}; {[e.verdict for e in drift.errors]}; "
                f"{moved}",
                file=sys.stderr,
                flush=True,
            )
    text = "\n".join([HEADER, *(row(change, [each[change] for each in found]) for change in KEPT)])
    print(text)
    for page in options.write:
        written(page, "drift", text)


if __name__ == "__main__":
    main()
