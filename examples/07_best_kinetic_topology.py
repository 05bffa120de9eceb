"""Example 07: the best circuit when a unit that gets more floats less of it.

What floats depends on the residence time, the residence time on what enters, and what enters on
what the other units float. All circuits run together until their flows rest; those that never do
are flooded by what returns. Those that rest are closed and compared.
"""

import numpy as np
from topologies import flowsheet_of, product_flow, valid_circuits

from flotation.circuit import close_circuit
from flotation.kinetics import bank_recovery

RATES = np.array([0.005, 0.0005])[:, None]  # 1/s: valuable, waste
SOLIDS_VOLUME = 10.0 * 0.1  # m3 of solids in a unit of 10 m3
SOLIDS_DENSITY = 3000.0  # kg/m3
FEED = np.array([10.0, 100.0])  # kg/s
WORTH = np.array([100.0, -500.0])  # GBP per kg in the concentrate


def shares_at(inflow):
    """Share of each kind to the concentrate of each unit, given what enters [kg/s]."""
    time = SOLIDS_VOLUME * SOLIDS_DENSITY / inflow.sum(axis=-2, keepdims=True)
    return bank_recovery(time, RATES, cells=1)


def at_rest(circuits, passes=1500):
    """Shares of all circuits at once after many passes, and which have come to rest."""
    circuits = np.array(circuits)
    n = circuits.shape[1]
    to_concentrate, to_tails = np.moveaxis(np.eye(n + 2)[circuits][..., :n], 2, 0)
    source = FEED[:, None] * np.eye(n)[0]
    inflow = np.full((len(circuits), *source.shape), FEED[:, None])
    for _ in range(passes):
        before, share = inflow, shares_at(inflow)
        inflow = source + share * inflow @ to_concentrate + (1.0 - share) * inflow @ to_tails
    return share, np.abs(inflow - before).max(axis=(1, 2)) < 1e-6


for n in (2, 3, 4):
    circuits = list(valid_circuits(n))
    values = {}
    for circuit, share, rests in zip(circuits, *at_rest(circuits), strict=True):
        if rests:
            flows = close_circuit(flowsheet_of(circuit), share, FEED)
            values[circuit] = product_flow(circuit, flows) @ WORTH
    best = max(values, key=values.get)
    print(f"{n} units, {len(values)} circuits come to rest: {values[best]:.6f} GBP/s by {best}")
