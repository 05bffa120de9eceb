"""Whether uplift keeps what it promises, on the surrogate plant, whose truth is known.

Run ``python benchmarks/uplift.py --write docs/uplift.md`` from the project's root (about twenty
minutes). Operators of the surrogate are shown advice that moves the reagents of the W section
a little from their own choice of the shift towards good practice. Whether they accept it depends
on the tails they last saw, on what they did the shift before, or on the ore; then they go on
reacting to their assays. The same shift at their own choice is known to the truth, so the mean
effect over the accepted shifts is known too.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decisions import fitted_model, written
from flotation.stage_shares import shifts_a_week
from flotation.surrogate.constants import VALUE
from flotation.surrogate.feeds import draw_conditions, draw_property
from flotation.surrogate.measurement import FAR_OFF, measure, rounded, true_values
from flotation.surrogate.optimum import outcome
from flotation.surrogate.ore_types import ORE_TYPE_COLUMN
from flotation.surrogate.performance import LEVERS, true_performance
from flotation.surrogate.practice import GOOD, USUAL, draw_habits, react, settle
from flotation.surrogate.simulation import WATCHED, reference_plant, watch
from flotation.survey import Survey
from flotation.uplift.comparable import BLOCK_WEEKS
from flotation.uplift.decisions import ACCEPTED, DECLINED
from flotation.uplift.gain import gain_of
from flotation.uplift.outcomes import MARGIN, shift_outcomes

START = "2026-01-01"
ADVISED = tuple(lever for lever in LEVERS if lever.startswith("w_"))
JUDGED = ("WO3", MARGIN)
SURE, CLAIM = 0.9, 0.05
ASKED, MOST_CLAIMS = (0.87, 0.93), 0.07


def after_bad_shifts(given, seen, before):
    """Accepted after bad tails, more so on poor ore and by who accepted the shift before."""
    poor = 0.4 - given["ore_wo3_pct"]
    return 1.0 / (1.0 + np.exp(0.4 - 4.0 * seen["w_tails"] - 15.0 * poor - before))


def after_good_shifts(given, seen, before):
    """Accepted when all goes well."""
    return 1.0 / (1.0 + np.exp(0.4 + 4.0 * seen["w_tails"] - before))


def by_ore(given, seen, before):
    """Accepted on skarn mostly, on marble seldom."""
    share = {"skarn": 0.7, "greisen": 0.35}
    return np.array([share.get(name, 0.15) for name in given[ORE_TYPE_COLUMN]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A way in which advice is followed.

    Attributes
    ----------
    name : str
    accept : callable
        Chance of accepting from conditions, what was seen, and the decision before.
    strength : float
        How far the advice goes towards good practice. [fraction]
    shifts : int
    missing : float
        Share of assays not reported. [fraction]
    """

    name: str
    accept: Callable
    strength: float
    shifts: int = 360
    missing: float = 0.02


CASES = (
    Case(name="accepted after bad shifts", accept=after_bad_shifts, strength=0.02),
    Case(name="the same, no effect", accept=after_bad_shifts, strength=0.0),
    Case(name="accepted after good shifts", accept=after_good_shifts, strength=0.02),
    Case(name="the same, no effect", accept=after_good_shifts, strength=0.0),
    Case(name="accepted by type of ore", accept=by_ore, strength=0.02),
    Case(name="the same, no effect", accept=by_ore, strength=0.0),
    Case(
        name="few shifts, many assays missing",
        accept=after_bad_shifts,
        strength=0.02,
        shifts=120,
        missing=0.1,
    ),
    Case(
        name="the same, no effect",
        accept=after_bad_shifts,
        strength=0.0,
        shifts=120,
        missing=0.1,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Simulated shifts, and what is true of them.

    Attributes
    ----------
    survey : flotation.survey.Survey
    accepted : ndarray of bool, shape (shifts,)
    truth : mapping of str to ndarray of shape (shifts,)
        What the settings that were run really brought beyond the operators' own choice.
    """

    survey: Survey
    accepted: np.ndarray
    truth: dict


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One result of one simulation beside its truth."""

    covered: bool
    claimed: bool
    wrong: bool
    effect: float
    truth: float
    sd: float


def advice(chosen, strength, levers):
    """The operators' own choice, the W reagents moved towards good practice."""
    return {
        lever: settle(value + strength * (GOOD[lever] - value), levers[lever])
        if lever in ADVISED
        else value
        for lever, value in chosen.items()
    }


def runs(plant, case, count, seed):
    """Independent runs of the plant in which advice is accepted or not."""
    rng = np.random.default_rng(seed)
    shape = (count, case.shifts)
    conditions = draw_conditions(rng, *shape)
    hidden = draw_property(rng, *shape)
    habits, luck = draw_habits(rng, *shape), rng.random(shape)
    measured = [c.name for c in plant.column if c.sd_relative or c.sd_absolute]
    errors = {column: rng.standard_normal(shape) for column in measured}
    own, run = ({lever: np.empty(shape) for lever in LEVERS} for _ in range(2))
    accepted, before = np.zeros(shape, dtype=bool), np.zeros(count)
    seen = dict.fromkeys(USUAL, np.zeros(count))
    for now in range(case.shifts):
        given = {k: v[:, now] for k, v in conditions.items()}
        chosen = react({k: v[:, now] for k, v in habits.items()}, seen, plant.levers)
        before = luck[:, now] < case.accept(given, seen, before)
        accepted[:, now] = before
        better = advice(chosen, case.strength, plant.levers)
        for lever in LEVERS:
            own[lever][:, now] = chosen[lever]
            run[lever][:, now] = np.where(before, better[lever], chosen[lever])
        performance = true_performance(
            {k: v[:, now] for k, v in run.items()}, given, hidden[:, now]
        )
        values = true_values(performance, given, plant)
        assays = {k: measure(values[k], errors[k][:, now], plant.columns[k]) for k in WATCHED}
        seen = watch(seen, assays)
    flat = [{k: v.ravel() for k, v in each.items()} for each in (run, own, conditions, errors)]
    return _split(rng, plant, case, flat, hidden.ravel(), accepted)


def _split(rng, plant, case, flat, hidden, accepted):
    """The runs one by one, measured with error, each with its truth."""
    run, own, conditions, errors = flat
    with_advice, without = (
        outcome(plant, settings, conditions, ore_property=hidden) for settings in (run, own)
    )
    truth = {
        c: np.log(with_advice.performance.recovery[c] / without.performance.recovery[c])
        for c in with_advice.performance.recovery
    } | {MARGIN: with_advice.margin - without.margin}
    table = pd.DataFrame(run | true_values(with_advice.performance, conditions, plant))
    for column, error in errors.items():
        table[column] = rounded(measure(table[column].to_numpy(), error, plant.columns[column]))
        table.loc[rng.random(len(table)) < case.missing, column] = np.nan
    for row in np.flatnonzero(rng.random(len(table)) < VALUE["gross_errors"] / 1000.0):
        table.loc[row, rng.choice(list(errors))] *= rng.choice(FAR_OFF)
    times = pd.date_range(START, periods=case.shifts, freq=pd.Timedelta(hours=plant.shift_hours))
    for i, chosen in enumerate(accepted):
        here = slice(i * case.shifts, (i + 1) * case.shifts)
        shifts = table.iloc[here].reset_index(drop=True).assign(**{plant.time_column: times})
        yield Run(
            survey=Survey(table=shifts, doubtful=None, report=None),
            accepted=chosen,
            truth={name: value[here] for name, value in truth.items()},
        )


def judge(plant, model, run):
    """What uplift says of a run beside the truth, by name of the result."""
    outcomes = shift_outcomes(plant, model, run.survey, own=~run.accepted)
    decision = np.where(run.accepted[outcomes.rows], ACCEPTED, DECLINED)
    found = {}
    for name in JUDGED:
        response = outcomes.margin if name == MARGIN else outcomes.recovery[name]
        gain = gain_of(
            outcomes,
            response,
            decision,
            together=BLOCK_WEEKS * shifts_a_week(plant),
            level=1.0 - SURE,
            logs=name != MARGIN,
        )
        effect = gain.found
        truth = float(np.mean(run.truth[name][outcomes.rows][gain.compared]))
        claimed = effect.p_value <= CLAIM
        found[name] = Judged(
            covered=effect.low <= truth <= effect.high,
            claimed=claimed,
            wrong=claimed and np.sign(effect.effect) != np.sign(truth),
            effect=gain.shown(effect.effect),
            truth=gain.shown(truth),
            sd=gain.shown(effect.sd),
        )
    return found


HEADER = """| 200 simulations a row | result | shifts | true effect | found | sd found | sd stated \
| inside the 90 % interval | claimed |
|---|---|---|---|---|---|---|---|---|"""


def row(case, name, judged):
    """A line of the table."""
    unit = "CNY/t" if name == MARGIN else "points"
    effect, truth, sd = (
        np.array([getattr(j, what) for j in judged]) for what in ("effect", "truth", "sd")
    )
    covered, claimed = (np.mean([getattr(j, w) for j in judged]) for w in ("covered", "claimed"))
    return (
        f"| {case.name} | {name}, {unit} | {case.shifts} | {truth.mean():.2f} | "
        f"{effect.mean():.2f} | {np.std(effect - truth):.2f} | {sd.mean():.2f} | "
        f"{covered:.1%} | {claimed:.1%} |"
    )


def main():
    """Print the table, and say whether what was asked holds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, nargs="+", metavar="PAGE", default=[])
    options = parser.parse_args()
    plant = reference_plant()
    model = fitted_model(plant)
    lines, held = [HEADER.replace("200", str(options.simulations))], True
    for number, case in enumerate(CASES):
        seed = options.seed + number
        judged = [judge(plant, model, r) for r in runs(plant, case, options.simulations, seed)]
        for name in JUDGED:
            mine = [each[name] for each in judged]
            lines.append(row(case, name, mine))
            print(lines[-1], file=sys.stderr, flush=True)
            held &= ASKED[0] <= np.mean([j.covered for j in mine]) <= ASKED[1]
            if not case.strength:
                held &= np.mean([j.claimed for j in mine]) <= MOST_CLAIMS
    text = "\n".join(lines)
    print(text)
    print(f"what was asked {'holds' if held else 'DOES NOT hold in every row'}", file=sys.stderr)
    for page in options.write:
        written(page, "uplift", text)


if __name__ == "__main__":
    main()
