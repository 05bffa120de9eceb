"""The decision table: which regression leads to the best plans, judged on the surrogate's truth.

Run ``python benchmarks/families.py --write docs/benchmarks.md`` from the project's root (half an
hour of one core); ``--quick`` does one survey a noise level. What is done is kept in ``--results``
and not done again unless the surveys change; ``--again FAMILY`` does a family anew,
and ``--only FAMILY`` those named.

For every seed and noise level a survey is simulated and each family is fitted to the same rows of
the same legs of the tungsten circuit. Each is then asked for the plan with the most margin for
feeds of other runs: free are the levers whose effects reach no other product, as far as our
evidence supports them, inside the surveyed region, with the plant's prices, limits and least WO3
grade. The regret of a plan is the margin it loses on the truth against the truly best of the
settings allowed.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decisions import held_out_feeds, written
from benchmarks.family_cases import edition, make_case, simulated_survey
from benchmarks.family_plans import FAMILIES, Judged, judge_family
from flotation.surrogate.simulation import reference_plant

SEEDS, NOISES, FEEDS = (201, 202, 203, 204, 205), (0.5, 1.0, 2.0), 3
FAST_MS = 100.0


def run(plant, path, seeds, feeds, again=(), only=FAMILIES):
    """Records of families on every survey; only those not in the file are made."""
    known = {key: found for key, found in _read(path).items() if key[1] not in again}
    records = []
    for noise in NOISES:
        for seed in seeds:
            survey = simulated_survey(plant, seed, noise)
            name = edition(plant, survey)
            case = None
            for family in only:
                found = known.get((name, family, len(feeds)))
                if found is None:
                    case = case or make_case(plant, survey)
                    found = judge_family(case, family, seed, noise, feeds)
                    _keep(path, found)
                    _tell(found)
                records += found
    return records


def _read(path):
    """Records of earlier runs by survey, family and number of feeds; later ones count."""
    found = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            records = [Judged(**record) for record in json.loads(line)]
            found[records[0].survey, records[0].family, len(records)] = records
    return found


def _keep(path, records):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps([asdict(record) for record in records]) + "\n")


def _tell(records):
    first = records[0]
    regret = ", ".join(f"{r.regret:.0f}" for r in records)
    print(
        f"noise {first.noise:g}, seed {first.seed}, {first.family}: R2 {first.r2_measured:.2f} "
        f"(truth {first.r2_truth:.2f}), regret {regret} CNY/t, solve "
        f"{', '.join(f'{1e3 * r.solve_s:.0f} ms {r.status}' for r in records)}",
        file=sys.stderr,
        flush=True,
    )


def family_table(records):
    """A row a family over all surveys and feeds, as Markdown."""
    lines = [
        "| family | R2 held out, measured | R2, truth | binaries | solve, ms | with building, ms | "
        "stopped at the limit | regret, CNY/t: mean (worst) | of the attainable | "
        "promised above the truth, CNY/t | least grade truly kept | "
        "recovery in the programme off the regression's |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    best = true_bests(records)
    for family in FAMILIES:
        some = [r for r in records if r.family == family]
        if not some:
            continue
        lost = np.array([best[r.survey, r.feed] - r.planned for r in some])
        share = lost / [best[r.survey, r.feed] - r.present for r in some]
        stopped = sum(r.status == "limit" for r in some)
        none = sum(r.status == "no plan" for r in some)
        over = [r.promised_over for r in some if r.status != "no plan"] or [np.nan]
        lines.append(
            f"| {family} | {_mean(some, 'r2_measured'):.2f} | {_mean(some, 'r2_truth'):.2f} | "
            f"{np.median([r.binaries for r in some]):.0f} | {median_ms(some):.0f} | "
            f"{1e3 * np.median([r.total_s for r in some]):.0f} | {stopped} of {len(some)}"
            f"{f', {none} without a plan' if none else ''} | "
            f"{lost.mean():.0f} ({lost.max():.0f}) | {share.mean():.1%} | {np.mean(over):+.0f} | "
            f"{sum(r.grade_kept for r in some)} of {len(some)} | "
            f"{max(r.disagreement for r in some):.1e} |"
        )
    return "\n".join(lines)


def noise_table(records):
    """Mean regret of every family at every noise level, as Markdown."""
    best = true_bests(records)
    levels = sorted({r.noise for r in records})
    lines = [
        "| mean regret, CNY/t | "
        + " | ".join(f"assay errors × {level:g}" for level in levels)
        + " | lowest of the families, of all surveys |",
        "|---" * (len(levels) + 2) + "|",
    ]
    means = mean_regret_by_survey(records)
    for family in (f for f in FAMILIES if any(r.family == f for r in records)):
        cells = []
        for level in levels:
            some = [r for r in records if (r.family, r.noise) == (family, level)]
            lost = [best[r.survey, r.feed] - r.planned for r in some]
            cells.append(f"{np.mean(lost):.0f}" if lost else "-")
        wins = sum(min(found, key=found.get) == family for found in means.values())
        lines.append(f"| {family} | {' | '.join(cells)} | {wins} of {len(means)} |")
    return "\n".join(lines)


def verdict(records):
    """One sentence: who loses least among those that solve in time."""
    best = true_bests(records)
    lost = {
        family: np.mean([best[r.survey, r.feed] - r.planned for r in some])
        for family in FAMILIES
        if (some := [r for r in records if r.family == family])
    }
    fast = [f for f in lost if median_ms([r for r in records if r.family == f]) < FAST_MS]
    overall = min(lost, key=lost.get)
    if not fast:
        return f"No family solves in under {FAST_MS:.0f} ms; {overall} loses least of all."
    first = min(fast, key=lost.get)
    return (
        f"Of the families that solve in under {FAST_MS:.0f} ms, {first} loses least "
        f"({lost[first]:.0f} CNY/t); of all, {overall} ({lost[overall]:.0f} CNY/t)."
    )


def median_ms(records):
    """Median processor time of the solver [ms]."""
    return 1e3 * float(np.median([r.solve_s for r in records]))


def true_bests(records):
    """The best margin known of each survey and feed: the search's, or a plan's that beats it."""
    best = {}
    for r in records:
        key = (r.survey, r.feed)
        best[key] = max(best.get(key, r.best), r.best, r.planned if r.grade_kept else r.best)
    return best


def mean_regret_by_survey(records):
    """Mean regret by survey, and there by family."""
    best, found = true_bests(records), {}
    for r in records:
        lost = found.setdefault(r.survey, {}).setdefault(r.family, [])
        lost.append(best[r.survey, r.feed] - r.planned)
    return {s: {f: float(np.mean(v)) for f, v in by.items()} for s, by in found.items()}


def _mean(records, name):
    return float(np.mean([getattr(r, name) for r in records]))


def main():
    """Judge the families and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one survey a noise level")
    parser.add_argument("--results", type=Path, default=Path("build/families.jsonl"))
    parser.add_argument("--again", nargs="+", default=[], choices=FAMILIES, metavar="FAMILY")
    parser.add_argument("--only", nargs="+", default=FAMILIES, choices=FAMILIES, metavar="FAMILY")
    parser.add_argument("--write", type=Path, nargs="+", metavar="PAGE", default=[])
    options = parser.parse_args()
    seeds = SEEDS[:1] if options.quick else SEEDS
    plant, feeds = reference_plant(), held_out_feeds(FEEDS)
    with threadpool_limits(limits=1):
        records = run(plant, options.results, seeds, feeds, options.again, options.only)
    surveys = len({r.survey for r in records})
    text = "\n\n".join(
        [
            f"{surveys} surveys, {FEEDS} feeds each:",
            family_table(records),
            noise_table(records),
            verdict(records),
        ]
    )
    print(text)
    mark = "families" if tuple(options.only) == FAMILIES else "some-families"
    for page in options.write:
        written(page, mark, text)


if __name__ == "__main__":
    main()
