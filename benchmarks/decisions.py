"""What advice is worth: plans for feeds no model has seen, judged on the surrogate's truth.

Run ``python benchmarks/decisions.py`` from the project's root; ``--write README.md
docs/benchmarks.md`` puts the table there too, and ``--surveys 5`` does the same with models of
five surveys that had no part in choosing anything, a row each. A model is trained on the shipped
survey. Feeds are drawn from other runs of the plant, one of each run. For each feed three settings
are compared on the truth: those of the last shifts (*present*), those of the plan, and the truly
best ones. The regret of a plan is

    (best margin - plan's margin) / (best margin - present margin),

where *best* is sought over all the plant's limits, and once more inside the surveyed region.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flotation.datasets_path import dataset_folder
from flotation.surrogate.feeds import draw_conditions
from flotation.surrogate.optimum import best_settings, outcome
from flotation.surrogate.performance import true_performance
from flotation.surrogate.simulation import reference_plant, simulate
from flotation.survey import balance_checks, read_survey
from flotation.training import train
from optimiser.planning import plan
from optimiser.question import Question

SEED = 20_260_923  # no survey of the project is drawn with it
STEPS = 400  # shifts of each run; its last one is the held-out feed
TARGET = 70.0  # % WO3
ORES = 500  # values of the unmeasured property of the ore
UNSEEN = 101  # first seed of the surveys that nothing was chosen on


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Two plans for one feed, and what they truly give.

    Attributes
    ----------
    present, planned, best, best_inside : float
        True margins. [CNY/t ore]
    promised : float
        The margin the plan states. [CNY/t ore]
    recovery, low, high, true_recovery : float
        WO3 of the least-cost plan: stated, its 90 % interval, and true. [fraction]
    covered : float
        Share of shifts truly inside that interval as the unmeasured property of the ore varies.
    limits_kept : bool
        Whether both plans truly keep every limit and minimum grade.
    gap, model_gap, difference : float
        The larger of the two plans': certified gap, stated model gap, and how far the stated
        recoveries lie from the model's own at the set-points.
    inside, proven : bool
    seconds : float
        To plan both.
    """

    present: float
    planned: float
    best: float
    best_inside: float
    promised: float
    recovery: float
    low: float
    high: float
    true_recovery: float
    covered: float
    limits_kept: bool
    gap: float
    model_gap: float
    difference: float
    inside: bool
    proven: bool
    seconds: float

    @property
    def regret(self):
        """Of the attainable margin, against the truly best settings of the plant."""
        return (self.best - self.planned) / (self.best - self.present)

    @property
    def regret_inside(self):
        """The same, against the truly best settings of the surveyed region."""
        return (self.best_inside - self.planned) / (self.best_inside - self.present)

    @property
    def met(self):
        """Whether the truth reaches the target as far as the stated interval promises."""
        return self.true_recovery >= self.low


def surrogate_survey(plant, seed=None):
    """The shipped survey, or one simulated with a seed, through the plant's door."""
    [source] = dataset_folder("reference_plant").glob("survey.csv*")
    if seed is not None:
        source = simulate(seed=seed).table.to_csv(index=False).encode()
    return read_survey(
        source,
        plant.column,
        time_column=plant.time_column,
        feed_rate=plant.feed_rate,
        physics=balance_checks(plant),
    )


def fitted_model(plant, seed=None):
    """The model of such a survey."""
    return train(plant, surrogate_survey(plant, seed))


def held_out_feeds(count):
    """Conditions of one shift of each of some independent runs of the surrogate."""
    drawn = draw_conditions(np.random.default_rng(SEED), count, STEPS)
    return [{column: v[i, -1].item() for column, v in drawn.items()} for i in range(count)]


def numbers(feed):
    """The conditions of a feed that are numbers: all but the name of its ore type."""
    return {column: value for column, value in feed.items() if not isinstance(value, str)}


def judge(plant, model, feed):
    """Plan for one feed, and measure the plans on the truth."""
    started = time.perf_counter()
    known = numbers(feed)
    margin = plan(plant, model, Question(goal="most_margin", conditions=known))
    cheap = plan(
        plant,
        model,
        Question(goal="least_cost", target_recovery_pct={"WO3": TARGET}, conditions=known),
    )
    seconds = time.perf_counter() - started
    given = outcome(plant, margin.setpoints, feed)
    cheaply = outcome(plant, cheap.setpoints, feed)
    both = (margin, cheap)
    return Judged(
        present=float(outcome(plant, model.present_settings, feed).margin),
        planned=float(given.margin),
        best=float(best_settings(plant, feed).margin),
        best_inside=float(best_settings(plant, feed, within=surveyed(model)).margin),
        promised=margin.margin,
        recovery=cheap.recovery["WO3"].value,
        low=cheap.recovery["WO3"].low,
        high=cheap.recovery["WO3"].high,
        true_recovery=float(cheaply.performance.recovery["WO3"]),
        covered=coverage(cheap, feed),
        limits_kept=bool(given.shortfall <= 0.0 and cheaply.shortfall <= 0.0),
        gap=max(each.certificate.gap for each in both),
        model_gap=max(each.certificate.model_gap for each in both),
        difference=max(restated(model, each, known) for each in both),
        inside=all(each.support.inside for each in both),
        proven=all(each.status == "optimal" for each in both),
        seconds=seconds,
    )


def surveyed(model):
    """Which settings lie in the surveyed region and between its percentiles."""

    def within(settings):
        inside = model.region.contains(settings)
        for lever in model.levers:
            low, high = model.domain[lever]
            inside = inside & (settings[lever] >= low) & (settings[lever] <= high)
        return inside

    return within


def coverage(advice, feed):
    """Share of ores at which the true WO3 recovery of a plan lies inside its interval."""
    ore_property = np.random.default_rng(SEED + 1).standard_normal(ORES)
    truth = true_performance(advice.setpoints, feed, ore_property).recovery["WO3"]
    stated = advice.recovery["WO3"]
    return float(np.mean((truth >= stated.low) & (truth <= stated.high)))


def restated(model, advice, feed):
    """Largest relative distance between stated recoveries and the model's at the set-points."""
    conditions = model.present_conditions | feed
    predicted = model.predict(advice.setpoints, conditions).recovery
    return max(abs(advice.recovery[c].value / float(predicted[c]) - 1.0) for c in advice.recovery)


def table(judged):
    """The table of what was asked and what was found, as Markdown."""
    regret = np.array([each.regret for each in judged])
    inside = np.array([each.regret_inside for each in judged])
    best = np.array([each.best - each.present for each in judged])
    over = np.array([each.promised - each.planned for each in judged])
    count = len(judged)
    rows = [
        (
            "mean regret of margin plans, against the plant's true best",
            f"{regret.mean():.1%} (worst {regret.max():.1%})",
            "at most 2 %",
        ),
        (
            "the same, against the true best inside the surveyed region",
            f"{inside.mean():.1%} (worst {inside.max():.1%})",
            "",
        ),
        ("attainable margin over the present settings, mean", f"{best.mean():.0f} CNY/t", ""),
        (
            "margin promised above the true one, mean",
            f"{over.mean():+.1f} CNY/t ({over.mean() / best.mean():+.1%} of the attainable)",
            "",
        ),
        (
            f"planned {TARGET:.0f} % WO3 truly met, within the stated 90 % interval",
            f"{sum(each.met for each in judged)} of {count}",
            f"at least {int(np.ceil(0.85 * count))}",
        ),
        (
            "true recovery of those plans",
            f"{100 * min(e.true_recovery for e in judged):.1f} to "
            f"{100 * max(e.true_recovery for e in judged):.1f} %, mean "
            f"{100 * np.mean([e.true_recovery for e in judged]):.1f} %",
            "",
        ),
        (
            "shifts truly inside that interval, the ore's unmeasured property varying",
            f"{np.mean([e.covered for e in judged]):.0%}",
            "about 90 %",
        ),
        ("all minimum grades and limits truly kept", _of(judged, "limits_kept"), ""),
        ("largest certified gap", f"{max(e.gap for e in judged):.1e}", "at most 1e-4"),
        (
            "stated recoveries are the model's, within the model gap",
            f"{sum(e.difference <= e.model_gap + 1e-9 for e in judged)} of {count} "
            f"(largest model gap {max(e.model_gap for e in judged):.1e})",
            "all",
        ),
        ("proven best", _of(judged, "proven"), ""),
        ("set-points inside the surveyed region", _of(judged, "inside"), "all"),
    ]
    lines = [f"| over {count} held-out feeds | found | asked |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {what} | {found} | {asked} |" for what, found, asked in rows)])


def _of(judged, claim):
    return f"{sum(getattr(each, claim) for each in judged)} of {len(judged)}"


def row_of_survey(seed, judged):
    """One survey's row of the table of :data:`SURVEY_HEADER`."""
    regret = np.array([each.regret for each in judged])
    return (
        f"| {seed} | {regret.mean():.1%} (worst {regret.max():.1%}) | {_of(judged, 'met')} | "
        f"{100 * np.mean([e.true_recovery for e in judged]):.1f} % | "
        f"{np.mean([e.covered for e in judged]):.0%} | {max(e.gap for e in judged):.1e} |"
    )


SURVEY_HEADER = (
    "| seed of the survey | mean regret of margin plans | 70 % WO3 met within the interval | "
    "true recovery of those plans, mean | shifts inside the interval | largest gap |\n"
    "|---|---|---|---|---|---|"
)


def written(path, mark, text):
    """Put a table between its marks in a page."""
    begin, end = f"<!-- {mark}:begin -->", f"<!-- {mark}:end -->"
    page = path.read_text(encoding="utf-8")
    before, rest = page.split(begin)
    after = rest.split(end)[1]
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def judged_feeds(plant, model, count):
    """Every held-out feed judged, told one by one on stderr."""
    judged = []
    for i, feed in enumerate(held_out_feeds(count), 1):
        judged.append(judge(plant, model, feed))
        each = judged[-1]
        print(
            f"feed {i}: margin {each.present:.0f} -> {each.planned:.0f} (promised "
            f"{each.promised:.0f}, best inside {each.best_inside:.0f}, best {each.best:.0f}), "
            f"regret {each.regret:.1%}; WO3 stated {each.recovery:.3f} "
            f"[{each.low:.3f}, {each.high:.3f}], true {each.true_recovery:.3f}; "
            f"gap {each.gap:.1e}, {each.seconds:.1f} s to plan",
            file=sys.stderr,
            flush=True,
        )
    return judged


def main():
    """Judge the plans and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--feeds", type=int, default=20)
    parser.add_argument("--surveys", type=int, metavar="N", help="judge models of N unseen surveys")
    parser.add_argument("--write", type=Path, nargs="+", metavar="PAGE", default=[])
    options = parser.parse_args()
    plant = reference_plant()
    if options.surveys:
        rows = []
        for seed in range(UNSEEN, UNSEEN + options.surveys):
            model = fitted_model(plant, seed)
            rows.append(row_of_survey(seed, judged_feeds(plant, model, options.feeds)))
        mark, text = "surveys", "\n".join([SURVEY_HEADER, *rows])
    else:
        model = fitted_model(plant)
        mark, text = "decisions", table(judged_feeds(plant, model, options.feeds))
    print(text)
    for page in options.write:
        written(page, mark, text)


if __name__ == "__main__":
    main()
