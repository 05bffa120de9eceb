"""How much faster a year of hourly surveys is reconciled at once than row by row.

Run ``python benchmarks/reconciliation.py`` from the project's root. The year is 8,760 rows of a
closed circuit of four stages, nine streams and five components with 3 % assay errors. The row by
row method is one call of ``scipy.optimize.least_squares`` a row on the same independent flows, once
with SciPy's own differences and once with the exact Jacobian handed to it. It is favoured: it
starts from the true flows, while the batch starts from even splits.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flotation.network import Network, Node, balance_basis, split_flows
from flotation.reconciliation import reconcile

STREAMS = ("ore", "rc", "rt", "sc", "tails", "c1c", "c1t", "concentrate", "c2t")
CIRCUIT = Network(
    streams=STREAMS,
    nodes=(
        Node(name="rougher", inputs=("ore", "sc", "c1t"), outputs=("rc", "rt")),
        Node(name="scavenger", inputs=("rt",), outputs=("sc", "tails")),
        Node(name="cleaner", inputs=("rc", "c2t"), outputs=("c1c", "c1t")),
        Node(name="recleaner", inputs=("c1c",), outputs=("concentrate", "c2t")),
    ),
)
# WO3, Mo, Bi, CaF2, CaCO3, solids: in the ore, and to the concentrate of each stage.
FEED = (0.003, 0.0003, 0.0004, 0.20, 0.05, 1.0)
TO_CONCENTRATE = (
    (0.75, 0.30, 0.30, 0.08, 0.10, 0.08),
    (0.40, 0.20, 0.20, 0.05, 0.05, 0.06),
    (0.70, 0.30, 0.30, 0.10, 0.10, 0.12),
    (0.75, 0.40, 0.40, 0.10, 0.10, 0.35),
)


def surveys(rows, seed=0, relative=0.03):
    """Noisy assays and their sd, (rows, streams, 5); true flows with the solids last."""
    rng = np.random.default_rng(seed)
    flows = np.empty((rows, len(STREAMS), 6))
    for last in range(6):
        shares = np.full((rows, len(STREAMS)), FEED[last])
        for stage, middle in enumerate(TO_CONCENTRATE):
            share = np.minimum(middle[last] * np.exp(0.1 * rng.normal(size=rows)), 0.97)
            shares[:, 1 + 2 * stage], shares[:, 2 + 2 * stage] = share, 1.0 - share
        flows[..., last] = split_flows(CIRCUIT, shares)
    grades = flows[..., :5] / flows[..., 5:]
    assays = np.clip(grades * (1.0 + relative * rng.normal(size=grades.shape)), 0.0, 1.0)
    return assays, relative * grades, flows


def all_at_once(assays, sd):
    """Reconciled solids of every row."""
    unmeasured = np.full(assays.shape[:2], np.nan)
    return reconcile(
        CIRCUIT,
        solids=unmeasured,
        solids_sd=np.nan,
        grades=assays,
        grades_sd=sd,
        reference="ore",
    ).solids


def one_row(assays, sd, start, *, exact):
    """Reconciled solids of one row by SciPy."""
    basis, names = balance_basis(CIRCUIT, independent="ore")
    free = [STREAMS.index(name) for name in names]

    def flows(v):
        return np.append(1.0, v).reshape(6, 5) @ basis.T

    def off(v):
        m, *f = flows(v)
        return ((np.transpose(f) / m[:, None] - assays) / sd).ravel()

    def jacobian(v):
        m, *f = flows(v)
        slope = np.zeros((*assays.shape, 6, 5))
        for c, flow in enumerate(f):
            slope[:, c, 0] = -(flow / m**2 / sd[:, c])[:, None] * basis
            slope[:, c, 1 + c] = basis / (m * sd[:, c])[:, None]
        return slope.reshape(assays.size, 30)[:, 1:]

    begin = start[free][:, [5, 0, 1, 2, 3, 4]].T.ravel()[1:]
    found = least_squares(
        off, begin, jac=jacobian if exact else "2-point", x_scale="jac", xtol=1e-10, ftol=1e-10
    )
    return flows(found.x)[0]


def main():
    """Print rows, seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=8760)
    parser.add_argument("--sample", type=int, default=40, help="rows solved one by one")
    asked = parser.parse_args()
    assays, sd, true = surveys(asked.rows)
    begun = time.perf_counter()
    solids = all_at_once(assays, sd)
    batch = (time.perf_counter() - begun) / asked.rows
    print(
        f"all at once: {asked.rows} rows in {batch * asked.rows:.2f} s, {1e3 * batch:.3f} ms a row"
    )
    print(f"median error of the concentrate's mass pull: {median_error(solids, true[..., 5]):.2%}")
    rows = [(assays[i], sd[i], true[i]) for i in range(min(asked.sample, asked.rows))]
    for exact, words in ((False, "differences"), (True, "exact Jacobian")):
        begun = time.perf_counter()
        found = np.array([one_row(*row, exact=exact) for row in rows])
        each = (time.perf_counter() - begun) / len(found)
        apart = np.abs(found - solids[: len(found)]).max()
        print(
            f"least_squares, {words}: {1e3 * each:.1f} ms a row, {each / batch:.0f} times slower; "
            f"largest difference of solids {apart:.1e}"
        )


def median_error(solids, truth):
    """Median relative error of the final concentrate's solids."""
    place = STREAMS.index("concentrate")
    return np.median(np.abs(solids[:, place] / truth[:, place] - 1.0))


if __name__ == "__main__":
    main()
