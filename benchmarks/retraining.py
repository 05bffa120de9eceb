"""What verdicts say of challengers that are worse, the same, or better by construction.

Run ``python benchmarks/retraining.py --write docs/retraining.md`` from the project's root (half an
hour of one core; ``--surveys 1`` five minutes). Surveys are those of the two-stage plant of the
tests, whose truth is a function: 900 shifts known to the champion and 400 newer ones, feedback of
the operators and a disturbance that lasts for days in all of them. The newer shifts are spoiled, or
the champion learned from something worse than what the challenger has.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decisions import written
from flotation.retraining import Retraining
from flotation.survey.joined import join_surveys
from flotation.training import train
from optimiser.judgement import judge
from tests.models.conftest import make_plant, make_survey

FIRST = 504  # seed of the first survey; no test draws it
SHIFTS, KNOWN, YOUNG = 1300, 900, 200
ASSAYS = ("ore", "middlings", "tails", "concentrate", "cleaner_tails")
LEVERS = ("bha_g_t", "ph", "silicate_g_t", "frother_g_t")
OUTCOMES = ("promote", "cannot tell", "keep")


def as_they_are(table, rows, rng):
    """Nothing is changed."""
    return table


def with_rich_tails(table, rows, rng):
    """Tails assayed 10 % too high."""
    return _times(table, rows, ["tails_wo3_pct"], 1.1)


def with_noisy_assays(table, rows, rng):
    """Assays with errors three times as large as declared."""
    errors = np.exp(0.06 * rng.normal(size=(int(rows.sum()), len(ASSAYS))))
    return _times(table, rows, [f"{stream}_wo3_pct" for stream in ASSAYS], errors)


def with_settings_backwards(table, rows, rng):
    """Set-points written down last shift first."""
    table = table.copy()
    for lever in LEVERS:
        table.loc[rows, lever] = table.loc[rows, lever].to_numpy()[::-1]
    return table


def _times(table, rows, columns, factor):
    table = table.copy()
    table.loc[rows, columns] = table.loc[rows, columns].to_numpy() * factor
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a challenger is up against.

    Attributes
    ----------
    what : str
        As the table says it.
    better : bool
        Whether a challenger that is promoted does good.
    newer, older : callable
        What becomes of the newer shifts, and of those that the champion learned from.
    known : int
        Shifts that the champion learned from.
    """

    what: str
    better: bool
    newer: Callable = as_they_are
    older: Callable = as_they_are
    known: int = KNOWN


CASES = (
    Case(what="nothing changed", better=False),
    Case(
        what="tails of the newer shifts assayed 10 % too high", better=False, newer=with_rich_tails
    ),
    Case(
        what="assay errors of the newer shifts three times as large",
        better=False,
        newer=with_noisy_assays,
    ),
    Case(
        what="set-points of the newer shifts written down backwards",
        better=False,
        newer=with_settings_backwards,
    ),
    Case(what="the champion knew 200 shifts and no trial", better=True, known=YOUNG),
    Case(
        what="the champion learned from set-points written down backwards",
        better=True,
        older=with_settings_backwards,
    ),
)


def verdict(plant, case, seed):
    """The verdict on the challenger of one survey."""
    rng, table = np.random.default_rng(seed), make_survey(seed=seed, shifts=SHIFTS).table
    number = np.arange(SHIFTS)
    learned = joined(case.older(table, number < case.known, rng)).rows(number < case.known)
    survey = joined(case.newer(table, number >= case.known, rng))
    champion = train(plant, learned)
    return judge(plant, survey, champion, Retraining(), in_process=True).verdict


def joined(table):
    """A table as the survey of a retraining job, nothing in it doubtful."""
    doubtful = pd.DataFrame(False, index=table.index, columns=table.columns)
    return join_surveys({"survey": SimpleNamespace(table=table, doubtful=doubtful)}, "shift_start")


def row(case, verdicts):
    """One row of the table of :data:`HEADER`."""
    outcomes = Counter(found.outcome for found in verdicts)
    against = Counter(
        reason.code for found in verdicts for reason in found.reasons if reason.says != "promote"
    )
    reasons = "; ".join(f"{code} ({count})" for code, count in against.most_common())
    counts = " | ".join(str(outcomes[name]) for name in OUTCOMES)
    return f"| {case.what} | {'better' if case.better else 'no better'} | {counts} | {reasons} |"


HEADER = (
    "| what is judged | the challenger is | to be promoted | left to a person | kept out | "
    "what spoke against it |\n|---|---|---|---|---|---|"
)


def main():
    """Judge the challengers and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--surveys", type=int, default=6, metavar="N")
    parser.add_argument("--write", type=Path, nargs="+", metavar="PAGE", default=[])
    options = parser.parse_args()
    plant, lines = make_plant(), [HEADER]
    for case in CASES:
        verdicts = []
        for seed in range(FIRST, FIRST + options.surveys):
            verdicts.append(verdict(plant, case, seed))
            said = [f"{reason.code}: {reason.says}" for reason in verdicts[-1].reasons]
            print(f"{case.what}, seed {seed}: {said}", file=sys.stderr, flush=True)
        lines.append(row(case, verdicts))
    text = "\n".join(lines)
    print(text)
    for page in options.write:
        written(page, "retraining", text)


if __name__ == "__main__":
    main()
