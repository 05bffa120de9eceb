"""Example 06: the best way to join a few units, by trying every valid circuit.

Every unit sends the same shares of ore and gangue to its concentrate; what differs is where its
outlets go. The search is exact: each circuit is closed, and none is left out.
"""

import numpy as np
from topologies import flowsheet_of, product_flow, valid_circuits

from flotation.circuit import close_circuit

TO_CONCENTRATE = np.array([0.20, 0.05])  # valuable, waste
FEED = np.array([10.0, 100.0])  # kg/s
WORTH = np.array([100.0, -500.0])  # GBP per kg in the concentrate


def value(circuit):
    """Worth of the concentrate that a circuit makes, in GBP/s."""
    shares = np.repeat(TO_CONCENTRATE[:, None], len(circuit), axis=1)
    return product_flow(circuit, close_circuit(flowsheet_of(circuit), shares, FEED)) @ WORTH


for n in (2, 3, 4):
    values = {circuit: value(circuit) for circuit in valid_circuits(n)}
    best = max(values, key=values.get)
    print(f"{n} units, {len(values)} valid circuits: {values[best]:.6f} GBP/s by {best}")
