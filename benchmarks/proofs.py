"""How long a proof takes: small programmes against HiGHS, fronts, and plans against boosted trees.

Run ``python benchmarks/proofs.py --write docs/benchmarks.md`` from the project's root (some minutes
of one core); ``--without-trees`` leaves the trees out (half a minute). All times are of the
processor, so that other work on the machine counts little; ratios are of pairs taken one after
another.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decisions import fitted_model, held_out_feeds, written
from benchmarks.family_cases import make_case, simulated_survey
from benchmarks.family_plans import OURS, judge_family
from flotation.surrogate.simulation import reference_plant
from optimiser.highs import Session
from optimiser.planning import front, plan
from optimiser.problem import state_problem
from optimiser.programme import Programme
from optimiser.question import Question
from optimiser.search import Search

TREES = "boosted trees 100 × depth 3"
GAP = 1e-5  # relative, for both
SEED, NOISE, FEEDS, REPEATS = 201, 1.0, 3, 3
FEWEST, MOST = 14, 30  # binaries of a small programme


def cpu(act):
    """``(answer, seconds)`` of the processor; the least of several runs."""
    spent = []
    for _ in range(REPEATS):
        began = time.process_time()
        answer = act()
        spent.append(time.process_time() - began)
    return answer, min(spent)


def small_programmes(plant, model):
    """Questions of the reference plant whose programmes have few binaries."""
    levers = [
        lever.column for lever in plant.lever if model.evidence[lever.column].status == "supported"
    ]
    for size in range(4, len(levers) + 1, 2):
        for target in (45.0, 55.0, 60.0, 65.0):
            question = Question(
                goal="least_cost", target_recovery_pct={"WO3": target}, free=tuple(levers[:size])
            )
            programme = Programme.of(state_problem(plant, model, question))
            if FEWEST <= programme.compiled.integer.sum() <= MOST:
                yield programme, "least_cost"
                yield programme, "most_recovery[WO3]"


def against_highs(programme, objective):
    """``(binaries, our seconds, theirs, our linear programmes, objectives' difference)``."""

    def ours():
        session = Session(programme.compiled, objective, relaxed=True)
        deadline = time.monotonic() + 60.0
        search = Search(session, programme.embedding, allowed, deadline)
        return session, search.run()

    def allowed(value):
        return GAP * max(abs(value), 1e-9)

    def theirs():
        session = Session(programme.compiled, objective)
        for index, values, least in hot.cuts:  # the same tangents: the same programme
            session.add_row(index, values, least)
        return session.solve(time_limit=60.0, relative_gap=GAP)

    (hot, own), own_s = cpu(ours)
    if own.solution is None:
        return None
    other, other_s = cpu(theirs)
    difference = abs(own.objective - other.objective) / max(abs(other.objective), 1e-9)
    return int(programme.compiled.integer.sum()), own_s, other_s, own.nodes, difference


def search_rows(plant, model):
    """Rows on small mixed-integer programmes."""
    found = [against_highs(*case) for case in small_programmes(plant, model)]
    found = np.array([row for row in found if row is not None])
    ratios = found[:, 2] / found[:, 1]
    low, middle, high = np.percentile(ratios, [10, 50, 90])
    return [
        (
            f"search on hot linear programmes against HiGHS's own, {len(found)} programmes of "
            f"{found[:, 0].min():.0f} to {found[:, 0].max():.0f} binaries, gap {GAP:g}",
            f"{1e3 * np.median(found[:, 1]):.1f} against {1e3 * np.median(found[:, 2]):.1f} ms; "
            f"{middle:.1f} × faster in the median, {low:.1f} × to {high:.1f} × in eight of ten, "
            f"{np.sum(found[:, 2]) / np.sum(found[:, 1]):.1f} × over all",
            "at least 5 ×",
        ),
        (
            "linear programmes of that search, median; optima apart, largest",
            f"{np.median(found[:, 3]):.0f}; {found[:, 4].max():.1e}",
            f"at most {2.0 * GAP:g} apart",
        ),
    ]


def front_rows(plant, model):
    """Rows on fronts of 25 points."""
    for name, against, budget in (("cost", None, None), ("Bi within 110 CNY/t", "Bi", 110.0)):
        asked = Question(goal="most_recovery", component="WO3", budget_cny_t=budget)

        def draw(asked=asked, against=against):
            return front(plant, model, asked, against=against, in_process=True)

        drawn, seconds = cpu(draw)
        proven = sum(point.proven for point in drawn.points)
        yield (
            f"front of WO3 against {name} on the reference plant",
            f"{len(drawn.points)} points, {proven} of them proven, in {seconds:.2f} s",
            "25 in under 2 s",
        )


def tree_rows():
    """Rows on a full plan against the same question asked of boosted trees."""
    plant, feeds = reference_plant(), held_out_feeds(FEEDS)
    case = make_case(plant, simulated_survey(plant, SEED, NOISE))
    trees = judge_family(case, TREES, SEED, NOISE, feeds)
    ours = judge_family(case, OURS, SEED, NOISE, feeds)
    ratios = []
    for feed, record in zip(feeds, trees, strict=True):
        question = case.question(feed)
        _, seconds = cpu(
            lambda question=question: plan(plant, case.model, question, in_process=True)
        )
        ratios.append(record.total_s / seconds)
    solved = [other.total_s / own.total_s for own, other in zip(ours, trees, strict=True)]
    lost = [np.mean([r.best - r.planned for r in records]) for records in (ours, trees)]
    return [
        (
            f"whole plan (certificate and worths included) against {TREES}, {FEEDS} feeds",
            f"{', '.join(f'{ratio:.0f}' for ratio in ratios)} × faster",
            "at least 50 ×",
        ),
        (
            "the same, building and search alone on both sides",
            f"{', '.join(f'{ratio:.0f}' for ratio in solved)} × faster",
            "",
        ),
        (
            "mean true regret of those plans, ours and the trees'",
            f"{lost[0]:.0f} and {lost[1]:.0f} CNY/t",
            "no more than the trees'",
        ),
    ]


def main():
    """Take the times and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--without-trees", action="store_true")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    plant = reference_plant()
    with threadpool_limits(limits=1):
        model = fitted_model(plant)
        tables = {"proofs": [*search_rows(plant, model), *front_rows(plant, model)]}
        if not options.without_trees:
            tables["proofs-trees"] = tree_rows()
    for mark, rows in tables.items():
        lines = [f"| {' | '.join(row)} |" for row in rows]
        text = "\n".join(["| what | found | asked |", "|---|---|---|", *lines])
        print(text)
        if options.write:
            written(options.write, mark, text)


if __name__ == "__main__":
    main()
