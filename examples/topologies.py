"""All valid ways to join n equal units: for each unit, where its concentrate and tails go."""

from itertools import product

from flotation.circuit import Bank, join_banks


def valid_circuits(n):
    """Yield pairs (concentrate, tails) of destinations for each unit; n is product, n + 1 waste.

    Unit 0 takes the feed. No unit feeds itself or sends both outlets to one place; no concentrate
    goes straight to waste, no tails straight to product; every unit is reached and reaches both.
    """
    units = range(n)
    ways = [
        [(c, t) for c in (*units, n) for t in (*units, n + 1) if c != t and u not in (c, t)]
        for u in units
    ]
    for circuit in product(*ways):
        reach = [_reached(circuit, u) for u in units]
        if all({n, n + 1} <= there for there in reach) and set(units) <= reach[0] | {0}:
            yield circuit


def flowsheet_of(circuit):
    """Return the flowsheet of a circuit: ``c2`` is the concentrate of unit 2, ``t2`` its tails."""
    feeds = [["feed"] if unit == 0 else [] for unit in range(len(circuit))]
    for unit, places in enumerate(circuit):
        for outlet, place in zip("ct", places, strict=True):
            if place < len(circuit):
                feeds[place].append(f"{outlet}{unit}")
    banks = [
        Bank(name=f"unit {unit}", feed=tuple(feed), concentrate=f"c{unit}", tails=f"t{unit}")
        for unit, feed in enumerate(feeds)
    ]
    return join_banks(banks, "feed")


def product_flow(circuit, flows):
    """Return the flow of every kind in the final concentrate."""
    n = len(circuit)
    return sum(flows.stream(f"c{unit}") for unit in range(n) if circuit[unit][0] == n)


def _reached(circuit, unit):
    seen, waiting = set(), [unit]
    while waiting:
        for place in circuit[waiting.pop()]:
            if place not in seen:
                seen.add(place)
                waiting += [place] if place < len(circuit) else []
    return seen
