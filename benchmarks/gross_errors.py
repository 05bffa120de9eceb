"""How many planted gross errors the balances find, beside how many any test could find.

Run ``python benchmarks/gross_errors.py`` from the project's root. The circuit has three stages,
two recycles, seven streams with four components each, and tonnages of both products: 30
measurements, 11 of them redundant. Every trial plants one wrong assay. *Named* are the trials in
which it is a suspect or named beside one as as likely; *false* those with another suspect.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from scipy.stats import norm

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flotation.gross_errors import find_gross_errors
from flotation.network import Network, Node, split_flows
from flotation.reconciliation import reconcile
from flotation.redundancy import standardised_adjustments

NAN = np.nan
SIZE = 5.0  # sd: of the adjustment, or of the assay
LEVEL = 0.05
COMPONENTS = ("WO3", "Mo", "CaF2", "SiO2")
CIRCUIT = Network(
    streams=("ore", "rc", "rt", "sc", "tails", "concentrate", "ct"),
    nodes=(
        Node(name="rougher", inputs=("ore", "sc", "ct"), outputs=("rc", "rt")),
        Node(name="scavenger", inputs=("rt",), outputs=("sc", "tails")),
        Node(name="cleaner", inputs=("rc",), outputs=("concentrate", "ct")),
    ),
)
# In the ore, and to the concentrate of rougher, scavenger and cleaner; solids last.
FLOWS = (
    (0.003, 0.75, 0.4, 0.7),
    (0.0004, 0.3, 0.2, 0.3),
    (0.2, 0.08, 0.05, 0.1),
    (0.4, 0.04, 0.03, 0.05),
    (1.0, 0.09, 0.06, 0.2),
)


def truth(rows):
    """Solids (rows, streams) and grades (rows, streams, components) without error."""
    flows = []
    for feed, rougher, scavenger, cleaner in FLOWS:
        shares = [feed, rougher, 1 - rougher, scavenger, 1 - scavenger, cleaner, 1 - cleaner]
        flows.append(split_flows(CIRCUIT, shares))
    *components, solids = flows
    grades = np.transpose(components) / solids[:, None]
    return np.tile(solids, (rows, 1)), np.tile(grades, (rows, 1, 1))


def survey(rows, seed, relative=0.03):
    """Assays with errors, and tonnages of both products relative to the ore, with their sd."""
    rng = np.random.default_rng(seed)
    solids, grades = truth(rows)
    tonnes = np.full(solids.shape, NAN)
    tonnes[:, 4:6] = solids[:, 4:6] * (1.0 + 0.02 * rng.normal(size=(rows, 2)))
    assays = grades * (1.0 + relative * rng.normal(size=grades.shape))
    return tonnes, 0.02 * solids, assays, relative * grades


def reconciled(tonnes, tonnes_sd, assays, assays_sd):
    """The surveys in balance."""
    return reconcile(
        CIRCUIT,
        solids=tonnes,
        solids_sd=tonnes_sd,
        grades=assays,
        grades_sd=assays_sd,
        reference="ore",
        components=COMPONENTS,
    )


def seen_by_balances(result):
    """Sd of each assay's adjustment, in sd of the assay: (rows, streams, components)."""
    return np.abs(result.grades_adjustment / standardised_adjustments(result).grades)


def planted(rows, seed, size=SIZE, least=0.5):
    """One wrong assay a row, `size` sd of its own adjustment beyond its truth, and which.

    Only assays whose adjustment has at least `least` of their own sd are made wrong.
    """
    tonnes, tonnes_sd, assays, sd = survey(rows, seed)
    root = seen_by_balances(reconciled(tonnes, tonnes_sd, assays, sd))
    rng, wrong = np.random.default_rng(seed + 1), []
    for row in range(rows):
        seen = np.argwhere(root[row] > least)
        stream, component = seen[rng.integers(len(seen))]
        step = size * sd[row, stream, component] / root[row, stream, component]
        assays[row, stream, component] += step * rng.choice([-1.0, 1.0])
        wrong.append((CIRCUIT.streams[stream], COMPONENTS[component]))
    return reconciled(tonnes, tonnes_sd, np.clip(assays, 0.0, 1.0), sd), wrong


def biased(windows, window, seed, least):
    """Assays 5 of their own sd off for whole windows, which, and the shares of sd of them all."""
    tonnes, tonnes_sd, assays, sd = survey(windows * window, seed)
    clean = reconciled(tonnes, tonnes_sd, assays, sd)
    shares = np.nanmedian(seen_by_balances(clean), axis=0)
    seen = np.argwhere(shares >= least)
    rng, wrong = np.random.default_rng(seed + 1), []
    for first in range(0, len(assays), window):
        stream, component = seen[rng.integers(len(seen))]
        step = SIZE * sd[0, stream, component] * rng.choice([-1.0, 1.0])
        assays[first : first + window, stream, component] += step
        wrong.append((CIRCUIT.streams[stream], COMPONENTS[component]))
    return reconciled(tonnes, tonnes_sd, np.clip(assays, 0.0, 1.0), sd), wrong, shares


def named_and_false(result, wrong, window=1):
    """Trials in which the wrong assay is the suspect, is named at all, and with a false suspect."""
    suspects = find_gross_errors(result, level=LEVEL, window=window).suspects
    true = [wrong[line.row // window] for line in suspects.itertuples()]
    itself = np.array(
        [(s.stream, s.quantity) == t for s, t in zip(suspects.itertuples(), true, strict=True)],
        dtype=bool,
    )
    beside = np.array([t in s for s, t in zip(suspects["or_else"], true, strict=True)], dtype=bool)
    return [suspects.loc[which, "row"].nunique() for which in (itself, itself | beside)] + [
        suspects.loc[~(itself | beside), "row"].nunique()
    ]


def chance_for_any_test(shares, window, looks):
    """Share of trials in which the best test of each assay alone finds its error.

    An error of 5 sd moves the pooled adjustment by ``5 sqrt(window) share`` of its own sd; with
    one look the test is told which assay may be wrong, with more it must ask all at the level.
    """
    critical = norm.isf((1.0 - (1.0 - LEVEL) ** (1.0 / looks)) / 2.0)
    moved = SIZE * np.sqrt(window) * shares
    return np.mean(norm.sf(critical - moved) + norm.cdf(-critical - moved))


def main():
    """Print errors in sd of the adjustment, then lasting ones in sd of the assay."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, nargs="+", default=[1, 4, 8, 21, 42])
    asked = parser.parse_args()
    for rows, seed in ((200, 11), (600, 100)):
        itself, named, false = named_and_false(*planted(rows, seed))
        words = f"named {named} ({itself} itself), false {false}"
        print(f"5 sd of the adjustment, {rows} surveys: {words}")
    clean = find_gross_errors(reconciled(*survey(2000, 10)), level=LEVEL).suspects
    print(f"2000 surveys without an error: {clean['row'].nunique() / 2000:.1%} have a suspect")
    print("5 sd of the assay, 200 windows: named, false; told which assay, asked all")
    for window in asked.windows:
        for least in (0.5, 0.2, 0.1, 0.0):
            result, wrong, shares = biased(200, window, 31, least)
            _, named, false = named_and_false(result, wrong, window)
            group = shares[shares >= least]
            told, all_asked = (200 * chance_for_any_test(group, window, n) for n in (1, 30))
            print(
                f"{window:3} shifts, {group.size} assays (share >= {least}): "
                f"{named:4} {false:4} {told:6.0f} {all_asked:6.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
