"""Published figures, and what the surrogate gives where they can be compared."""

from dataclasses import dataclass

import numpy as np

from flotation.comminution import bond_product_size
from flotation.economics import heating_energy
from flotation.surrogate.constants import VALUE
from flotation.surrogate.feeds import WANDERING
from flotation.surrogate.ore import MINERALS, SCHEELITE, WOLFRAMITE
from flotation.surrogate.performance import mineral_flows, true_performance
from flotation.surrogate.practice import GOOD, PRESENT

STANDARD = {column: row[0] for column, row in WANDERING.items()}
HABITS = {lever: row[0] for lever, row in PRESENT.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One published figure beside the surrogate's.

    Attributes
    ----------
    what, published, source : str
    surrogate : float
    unit : str
    role : {"calibrated", "checked"}
        Whether constants were chosen to meet it.
    """

    what: str
    published: str
    source: str
    surrogate: float
    unit: str
    role: str


def comparisons():
    """Every comparison of the card, at mean feeds.

    Returns
    -------
    tuple of Comparison
    """
    return (*_whole_plant(), *_sections(), *_responses(), *_minerals())


def _compare(what, published, source, surrogate, unit="%", role="calibrated"):
    return Comparison(
        what=what,
        published=published,
        source=source,
        surrogate=float(surrogate),
        unit=unit,
        role=role,
    )


def _whole_plant():
    """Recoveries and grades of the products."""
    habit, good = true_performance(HABITS, STANDARD), true_performance(GOOD, STANDARD)
    yield _compare("WO3 recovery, present habits", "26.8", "CGS2026", 100.0 * habit.recovery["WO3"])
    yield _compare("WO3 recovery, good regime", "> 70", "CGS2026", 100.0 * good.recovery["WO3"])
    yield _compare("the same, lab closed circuit", "77.98", "HICA", 100.0 * good.recovery["WO3"])
    yield _compare("W concentrate, WO3", "65.56", "HICA", 100.0 * good.grade["WO3"])
    yield _compare(
        "W concentrate, share of the ore",
        "0.51",
        "HICA",
        100.0 * good.solids["w_concentrate"],
        role="checked",
    )
    yield _compare(
        "Mo recovery, good regime", "88.49 (Cu-Mo ore)", "LIU2012", 100.0 * good.recovery["Mo"]
    )
    yield _compare("Mo concentrate, Mo", "45-50 (sold as)", "SMM20260930", 100.0 * good.grade["Mo"])
    yield _compare("Bi recovery, present habits", "55", "PGS2019", 100.0 * habit.recovery["Bi"])
    yield _compare("Bi concentrate, Bi", "15 (design)", "PGS2019", 100.0 * good.grade["Bi"])


def _sections():
    """Splits at the sections of the high-calcium scheelite flowsheet."""
    good = true_performance(GOOD, STANDARD)
    lost = good.share["mo_bi_bulk"]["WO3"]
    kept = (1.0 - lost) * good.share["w_rougher"]["WO3"]
    yield _compare("WO3 lost to the sulphides", "1.72", "HICA", 100.0 * lost)
    yield _compare("WO3 in the W rougher concentrate, of the ore", "89.25", "HICA", 100.0 * kept)
    yield _compare(
        "W rougher concentrate, share of the ore",
        "12.97",
        "HICA",
        100.0 * good.solids["w_rougher_concentrate"],
    )
    yield _compare(
        "W rougher concentrate, WO3",
        "2.96 (ore 0.43)",
        "HICA",
        100.0 * good.assay["w_rougher_concentrate"]["WO3"],
        role="checked",
    )
    yield _compare(
        "WO3 kept in heated cleaning",
        "87.4 (77.98 / 89.25)",
        "HICA",
        100.0 * good.share["w_cleaner"]["WO3"],
    )
    yield _compare(
        "cleaning tails, WO3",
        "0.39",
        "HICA",
        100.0 * good.assay["w_cleaner_tails"]["WO3"],
        role="checked",
    )


def _responses():
    """What temperature, grind and heating do."""
    bulk = [
        true_performance(GOOD, {**STANDARD, "temperature_c": celsius}).share["mo_bi_bulk"]["Mo"]
        for celsius in (3.0, 25.0)
    ]
    yield _compare(
        "Mo recovery, 25 °C less 3 °C", "3.27", "LI2021MO", 100.0 * (bulk[1] - bulk[0]), "points"
    )
    size = bond_product_size(
        STANDARD["work_index_kwh_t"], feed_size=VALUE["mill_feed_f80"], energy=GOOD["grind_kwh_t"]
    )
    yield _compare("80 % passing, good regime", "75", "HICA", size, "µm", "checked")
    fine = {**GOOD, "grind_kwh_t": GOOD["grind_kwh_t"] + 1.5}
    gain = true_performance(fine, STANDARD).share["w_rougher"]["WO3"]
    gain = gain - true_performance(GOOD, STANDARD).share["w_rougher"]["WO3"]
    yield _compare(
        "WO3 gained by 1.5 kWh/t more grinding",
        "finer gives little",
        "HICA",
        100.0 * gain,
        "points",
        "checked",
    )
    pull = true_performance(GOOD, STANDARD).solids["w_rougher_concentrate"]
    yield _compare(
        "heat for cleaning, 20 to 90 °C, 65 % solids, no losses",
        "7.69 (at 12.97 % pull)",
        "DERIVED",
        pull * heating_energy(90.0, 20.0, solids_fraction=0.65),
        "kWh/t ore",
        "checked",
    )


def _minerals():
    """What single minerals do."""
    grid = {**GOOD, "w_ph": np.linspace(8.0, 10.5, 251)}
    flows = mineral_flows(grid, STANDARD)
    for mineral, published, source, role in (
        (WOLFRAMITE, "8.5 (Pb-BHA)", "LIUC2019", "calibrated"),
        (SCHEELITE, "9.7-10.3 (731)", "ZHANG2014", "checked"),
    ):
        kept = flows["w_rougher_concentrate"][MINERALS.index(mineral)].sum(axis=0)
        best = grid["w_ph"][np.argmax(kept)]
        yield _compare(f"best pH of {mineral}", published, source, best, "-", role)
    for words, published, na2s in (
        ("Bi in the Mo concentrate, nothing to depress it", "50.14 (no H2O2)", 0.0),
        ("the same, good regime", "4.64 (H2O2)", GOOD["separation_na2s_g_t"]),
    ):
        share = true_performance({**GOOD, "separation_na2s_g_t": na2s}, STANDARD).share
        followed = share["mo_bi_bulk"]["Bi"] * share["mo_bi_separation"]["Bi"]
        yield _compare(words, published, "H2O2MOBI", 100.0 * followed, role="checked")
