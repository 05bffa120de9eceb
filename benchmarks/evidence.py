"""Whether the evidence tells the truth about levers, on surveys whose truth is known.

Run ``python benchmarks/evidence.py --write docs/models.md`` from the project's root: a model of
each of ten surveys at each of three strengths of the ore's unmeasured property. Counted against the
surrogate's truth:

* A lever is *truly useful* if one of its declared effects is larger than what the assays of the
  trial shifts can show. The true effect of a lever on a leg is the mean change of the leg's true
  log share between the two settings that the model compares (10th and 90th percentile of the
  trials), over the trial shifts as they were, their ore included; and, for an effect that may
  peak, its height above the straight line midway. What assays can show is 3.24 standard errors
  (5 % two-sided, 90 % power) of least squares on that leg in those trial shifts if nothing but
  assays erred.
* A lever is *supported against its true direction* if a supported effect has the other sign
  than its true one.
* A plan of most margin is *better than present practice* if its true margin at a held-out feed is
  above that of the present set-points.
"""

import argparse
import dataclasses
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decisions import held_out_feeds, numbers, written
from flotation.errors import RefusedError
from flotation.surrogate.optimum import outcome
from flotation.surrogate.ore_types import ORE_TYPE_COLUMN
from flotation.surrogate.performance import CONDITIONS, LEVERS, true_performance
from flotation.surrogate.signs import least_squares_signs
from flotation.surrogate.simulation import reference_plant, simulate
from flotation.survey import balance_checks, read_survey
from flotation.training import train, training_rows
from optimiser.planning import plan
from optimiser.question import Question

STRENGTHS = {"none": 0.0, "moderate": 0.75, "strong": 1.5}
COLLECTOR = "w_bha_g_t"
FIRST = 201  # seed of the first survey; no survey of the project is drawn with these
POWER = 3.24  # standard errors: 5 % two-sided, 90 % power


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueEffect:
    """What a lever truly does to a leg, and what assays could show of it.

    Attributes
    ----------
    slope, bend : float
        As the model's evidence means them. [log of fraction]
    slope_shown, bend_shown : float
        The least that the trials' assays can show. [log of fraction]
    """

    slope: float
    bend: float
    slope_shown: float
    bend_shown: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One survey's evidence and plans against the truth.

    Attributes
    ----------
    useful, found : int
        Truly useful levers, and those of them that are supported.
    supported, against : int
        Supported levers, and those of them with an effect supported against its true direction.
    contradicted : int
        Truly useful levers that are contradicted.
    inside, effects : int
        Declared effects whose 95 % interval holds the true one, and all.
    better, plans, refused : int
    wrong, blocks : int
        Time blocks in which ordinary regression has the collector's sign wrong, and all.
    """

    useful: int
    found: int
    supported: int
    against: int
    contradicted: int
    inside: int
    effects: int
    better: int
    plans: int
    refused: int
    wrong: int
    blocks: int


def judge(plant, seed, strength, feeds, *, trials=True):
    """Train on one simulated survey and count."""
    simulated = simulate(seed=seed, ore_strength=strength)
    table = simulated.table
    if not trials:
        table = table[table["trial"].fillna("") == ""]
    survey = read_survey(
        table.to_csv(index=False).encode(),
        plant.column,
        time_column=plant.time_column,
        feed_rate=plant.feed_rate,
        physics=balance_checks(plant),
    )
    model = train(plant, survey)
    truth = true_effects(plant, model, training_rows(plant, survey), simulated.truth)
    counts = counted_evidence(model, truth)
    better, plans, refused = counted_plans(plant, model, feeds)
    signs = [s for s in least_squares_signs(simulated.table) if s.lever == COLLECTOR]
    return Judged(
        **counts,
        better=better,
        plans=plans,
        refused=refused,
        wrong=sum(sign.wrong for sign in signs),
        blocks=len(signs),
    )


def true_effects(plant, model, rows, truth):
    """``{(lever, leg): TrueEffect}`` of every effect that the model judges."""
    tried = rows.trial > 0 if np.any(rows.trial) else np.ones(len(rows.trial), bool)
    truth = truth.drop_duplicates(plant.time_column).set_index(plant.time_column)
    real = truth.loc[pd.to_datetime(rows.table[plant.time_column]).to_numpy()[tried]]
    found = {}
    for lever, evidence in model.evidence.items():
        for effect in evidence.effects:
            low, high = effect.at
            ends = [log_share(real, effect.leg, **{lever: x}) for x in (low, high)]
            middle = log_share(real, effect.leg, **{lever: (low + high) / 2.0})
            sd = np.nanmedian(rows.shares.column(effect.leg)[1][tried])
            shown = POWER * sd * standard_errors(real, lever, effect.at)
            found[lever, effect.leg] = TrueEffect(
                slope=float(np.mean(ends[1] - ends[0])),
                bend=float(np.mean(middle - (ends[0] + ends[1]) / 2.0)),
                slope_shown=float(shown[0]),
                bend_shown=float(shown[1]),
            )
    return found


def log_share(real, leg, **changed):
    """True log share of a leg at some shifts, levers changed."""
    settings = {lever: changed.get(lever, real[lever].to_numpy()) for lever in LEVERS}
    conditions = {c: real[c].to_numpy() for c in (*CONDITIONS, ORE_TYPE_COLUMN)}
    performance = true_performance(settings, conditions, real["ore_property"].to_numpy())
    share = performance.share[leg.stage][leg.component]
    return np.log(share if leg.outlet == "concentrate" else 1.0 - share)


def standard_errors(real, lever, at):
    """Of a lever's slope and bend by least squares beside all levers, for errors of sd 1."""
    v = (real[lever].to_numpy() - at[0]) / (at[1] - at[0])
    others = real[[column for column in LEVERS if column != lever]].to_numpy()
    others = (others - others.mean(axis=0)) / others.std(axis=0)
    design = np.column_stack([v, 4.0 * v * (1.0 - v), np.ones(len(v)), others])
    return np.sqrt(np.diag(np.linalg.inv(design.T @ design))[:2])


def counted_evidence(model, truth):
    """The counts of :class:`Judged` that are about levers."""
    counts = dict.fromkeys(
        ("useful", "found", "supported", "against", "contradicted", "inside", "effects"), 0
    )
    for lever, evidence in model.evidence.items():
        useful = any(is_useful(e.expected, truth[lever, e.leg]) for e in evidence.effects)
        supported = evidence.status == "supported"
        counts["useful"] += useful
        counts["found"] += useful and supported
        counts["contradicted"] += useful and evidence.status == "contradicted"
        counts["supported"] += supported
        counts["against"] += supported and any(
            e.status == "supported" and e.estimate * getattr(truth[lever, e.leg], e.about) < 0.0
            for e in evidence.effects
        )
        for effect in evidence.effects:
            true = getattr(truth[lever, effect.leg], effect.about)
            counts["inside"] += effect.low <= true <= effect.high
            counts["effects"] += 1
    return counts


def is_useful(expected, true):
    """Whether a true effect is larger than what assays can show."""
    sloped = abs(true.slope) > true.slope_shown
    return sloped or (expected not in ("rising", "falling") and abs(true.bend) > true.bend_shown)


def counted_plans(plant, model, feeds):
    """Plans truly better than present practice, plans made, and refusals."""
    better = plans = refused = 0
    for feed in feeds:
        try:
            advice = plan(
                plant,
                model,
                Question(goal="most_margin", conditions=numbers(feed)),
                in_process=True,
            )
        except RefusedError:
            refused += 1
            continue
        planned = outcome(plant, advice.setpoints, feed).margin
        better += bool(planned > outcome(plant, model.present_settings, feed).margin)
        plans += 1
    return better, plans, refused


def total(judged):
    """The sums of some :class:`Judged`."""
    names = [f.name for f in dataclasses.fields(Judged)]
    return Judged(**{name: sum(getattr(each, name) for each in judged) for name in names})


def row(name, strength, judged):
    """One row of the table of :data:`HEADER`."""
    t = total(judged)
    refused = f"; {t.refused} refused" if t.refused else ""
    return (
        f"| {name} ({strength:g}) | {share(t.wrong, t.blocks)} | {share(t.found, t.useful)} | "
        f"{t.against} of {t.supported} | {t.contradicted} | "
        f"{share(t.better, t.plans)}{refused} | {share(t.inside, t.effects)} |"
    )


def share(part, whole):
    """``9 of 10 (90 %)``."""
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "none"


COLUMNS = (
    "unmeasured ore property",
    "time blocks in which ordinary regression has the collector's sign wrong",
    "truly useful levers supported",
    "levers supported against their true direction",
    "useful levers contradicted",
    "plans truly better than present practice",
    "true effects inside the 95 % interval",
)
HEADER = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
ASKED = "| *asked* | *strong: most* | *at least 90 %* | *0* | | *at least 95 %* | |"


def main():
    """Judge the surveys and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--surveys", type=int, default=10, metavar="N")
    parser.add_argument("--feeds", type=int, default=4, metavar="N", help="plans for each model")
    parser.add_argument("--without-trials", action="store_true")
    parser.add_argument("--write", type=Path, nargs="+", metavar="PAGE", default=[])
    options = parser.parse_args()
    plant, feeds = reference_plant(), held_out_feeds(options.feeds)
    rows = []
    for name, strength in STRENGTHS.items():
        judged = []
        for seed in range(FIRST, FIRST + options.surveys):
            started = time.perf_counter()
            judged.append(judge(plant, seed, strength, feeds, trials=not options.without_trials))
            seconds = time.perf_counter() - started
            print(
                f"{name}, seed {seed}, {seconds:.0f} s: {judged[-1]}", file=sys.stderr, flush=True
            )
        rows.append(row(name, strength, judged))
    text = "\n".join([HEADER, *rows, ASKED])
    print(text)
    for page in options.write:
        written(page, "evidence-untried" if options.without_trials else "evidence", text)


if __name__ == "__main__":
    main()
