"""The card of the reference plant, generated so that it cannot differ from the code."""

import textwrap

from flotation.surrogate.bank_flows import bank_flows
from flotation.surrogate.constants import CONSTANTS, VALUE
from flotation.surrogate.feeds import WANDERING
from flotation.surrogate.measurement import (
    DRIFTS,
    FAR_OFF,
    SILENT,
    STOP_FREE,
    STUCK,
)
from flotation.surrogate.ore_types import HIDDEN, ORE_TYPES
from flotation.surrogate.performance import SECTIONS
from flotation.surrogate.practice import (
    GOOD,
    PRESENT,
    REACTIONS,
    USUAL,
    trial_windows,
)
from flotation.surrogate.published import STANDARD, comparisons
from flotation.surrogate.signs import BLOCKS, least_squares_signs

HEAD = """\
# SURROGATE: a reference W-Mo-Bi plant made by a simulator, not by a mill

No stage-by-stage data of a tungsten-molybdenum-bismuth plant are public. `plant.toml` and
`survey.csv` describe an invented plant of the Shizhuyuan type: grinding, Mo-Bi bulk flotation,
Mo/Bi separation, a tungsten rougher section with lead nitrate and BHA, and heated (Petrov)
cleaning. Nothing here is data of any real plant, and no advice found with it is advice for one.

* `plant.toml`: the plant file; prices carry their dates and sources, or say *assumed*.
* `survey.csv`: {shifts} shifts (two years, three a day), seed {seed}, with errors and faults.
* The truth is a function of settings and conditions, in Python:
  `flotation.surrogate.performance.true_performance`.
* `python -m flotation.surrogate` writes survey and card again; for any other survey:
  `flotation simulate --shifts 2190 --seed 7 -o survey.csv --truth truth.csv`.
* Published figures are in `../literature`, by the source names used here. Licence: that of the
  project.
"""
MODEL = """\
Ten minerals (scheelite, wolframite, molybdenite, bismuthinite, native bismuth, pyrite, fluorite,
calcite, garnet, quartz) in three size classes (coarse, medium, fine) go through every bank:
first-order recovery R = 1 - (1 + kτ)^-N with a rate by mineral and size, a share that is able to
float, and entrainment of the rest with the water by size. Every section is a chain of banks whose
recycles are closed (concentrates one bank up, tails one bank down) and solved exactly; each
mineral and size closes to 1e-9 of the feed at every bank.

Bond's law and a Rosin-Rammler curve set the size classes by grinding energy and work index;
scheelite and fluorite break finer. Lead and BHA make one complex, the scarcer limiting it; it is
shared by Langmuir's law between scheelite, wolframite, fluorite and calcite by their surface, so
that fluorite, calcite, slimes and fine grinding take it from tungsten; excess lead harms. Silicate
disperses, slimes last, and then depresses; aluminium sulphate blocks calcite. Scheelite and
wolframite have a pH window each. Temperature acts on the Mo-Bi section and in heated cleaning;
return water slows sulphides, costs tungsten and speeds gangue."""
UNLIKE = """\
* Petrov doses act per tonne of ore, whatever the rougher concentrate's mass.
* A setting acts at once and fully; there is no carry-over between shifts and no froth or level
  control.
* Return water is a given share; what reagents do to it later is not modelled.
* Pyrite, liberation by size and the ore types' hidden shares do not vary within a type.
* Most dose-response constants are assumed: published figures bound them, they do not determine
  them.
* It is kind to the models it tests: its first edition was made with responses nearly additive in
  logs, trial windows, lever ranges, operators' answers and an unmeasured property that were settled
  while watching the regret and bias of plans on a few seeds, the shipped one among them; the second
  edition was calibrated to the first along the way from present to good settings. Regret found here
  is that of a plant with a sixth of its shifts in good trials, and a lower bound for a mill."""


def card(table, shifts, seed):
    """The text of ``CARD.md`` for a survey.

    Parameters
    ----------
    table : pandas.DataFrame
        The shipped survey.
    shifts, seed : int
        What it was simulated with.

    Returns
    -------
    str
    """
    parts = [
        HEAD.format(shifts=shifts, seed=seed),
        f"## The simulator\n\n{MODEL}\n\n{_banks()}",
        f"## Published figures and the surrogate\n\n{_published()}",
        f"## What ordinary least squares finds in normal operation\n\n{_signs(table)}",
        f"## Practice and trials\n\n{_practice(shifts)}",
        f"## What the plant is given\n\n{_feeds()}",
        f"## Errors and faults of the survey\n\n{_faults()}",
        f"## What it is not\n\n{UNLIKE}",
        f"## Constants\n\n{_constants()}",
    ]
    return "\n".join(f"{part.strip()}\n" for part in parts)


def _markdown(header, rows):
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _wrapped(text):
    return textwrap.fill(text, width=100, break_long_words=False, break_on_hyphens=False)


def _banks():
    loads = bank_flows(GOOD, STANDARD)
    rows = []
    for stage, section in SECTIONS.items():
        names = [f"scavenger {i}" for i in range(len(section.scavengers), 0, -1)]
        names += ["rougher", *(f"cleaner {i}" for i in range(1, len(section.cleaners) + 1))]
        own = loads[stage]
        leaving = own.concentrate[-1].sum() + own.tails[0].sum()
        rows += [
            [stage, name, bank.cells, f"{bank.minutes:g}", f"{feed.sum() / leaving:.3f}"]
            for name, bank, feed in zip(names, section.banks, own.feed, strict=True)
        ]
    header = ["section", "bank", "cells", "min a cell (assumed)", "solids in, per section feed"]
    return _markdown(header, rows)


def _published():
    rows = [
        [c.what, c.published, c.source, f"{c.surrogate:.3g}", c.unit, c.role] for c in comparisons()
    ]
    words = (
        "At mean feeds; *good regime* is the one the last trials are centred on. *Calibrated* "
        "figures guided "
        "the choice of constants, *checked* ones did not."
    )
    header = ["figure", "published", "source", "surrogate", "unit", "role"]
    return f"{_wrapped(words)}\n\n{_markdown(header, rows)}"


def _signs(table):
    signs = least_squares_signs(table)
    rows = []
    for block in range(1, BLOCKS + 1):
        here = [sign for sign in signs if sign.block == block]
        rows.append([block, *(f"{100 * s.estimate:+.1f} %{' wrong' * s.wrong}" for s in here)])
    rows.append(["truth", *(f"{100 * s.truth:+.1f} %" for s in signs if s.block == 1)])
    blocks = {sign.block for sign in signs if sign.wrong}
    words = (
        "Change of W recovery in the rougher section with 10 % more reagent, by ordinary least "
        "squares on all "
        f"levers and conditions, trials left out, in {BLOCKS} time blocks. At least one sign is "
        "wrong in "
        f"{len(blocks)} of {BLOCKS}: operators add reagent when tails are high, and an unmeasured "
        "ore property "
        f"lasts for days (e-folding time {VALUE['property_days']:g} days). The strength of that "
        "property is an option of the simulator: none (0), moderate (0.5), strong (1, as here)."
    )
    return f"{_wrapped(words)}\n\n{_markdown(['block', 'BHA', 'lead nitrate'], rows)}"


def _practice(shifts):
    rows = [
        [lever, f"{habit:g}", f"{100 * own:.1f} %", f"{step:g}", _answer(lever), f"{GOOD[lever]:g}"]
        for lever, (habit, own, step) in PRESENT.items()
    ]
    header = ["lever", "present habit", "own variation", "set in steps of", "answer", "good regime"]
    windows = [
        [t.name, f"{w.start + 1}-{w.stop}", f"{t.centre:g}", f"{t.along:g}", f"{t.width:g}"]
        for t, w in trial_windows(shifts)
    ]
    words = (
        "Operators keep present habits, vary them for reasons of their own and answer the assays "
        "of earlier "
        "shifts: the answer is the power of the smoothed assay over its usual value. These are "
        f"{_usual()}. In six windows of "
        f"{round(VALUE['trial_length'] * shifts)} shifts settings are drawn from a Latin "
        "hypercube, a setting a shift, "
        "around a point on the way from present habits (0) to the good regime (1); the width is a "
        "share of "
        "each lever's range, and the centre of the ladder walks along the way."
    )
    trials = _markdown(["trial", "shifts", "centre", "walk", "width"], windows)
    return f"{_wrapped(words)}\n\n{_markdown(header, rows)}\n\n{trials}"


def _usual():
    """What operators compare assays with."""
    tails = ", ".join(f"`{a}` {v:g}" for a, v in USUAL.items() if a.endswith("tails"))
    return (
        f"{tails} (WO3 of the W rougher tails, Bi and Mo of the bulk tails, each over that of the "
        f"ore) and `w_grade` {USUAL['w_grade']:g} (WO3 of the W concentrate, as a fraction)"
    )


def _answer(lever):
    assay, power = REACTIONS.get(lever, ("", 0.0))
    return f"{assay} ^ {power:g}" if assay else "-"


def _feeds():
    rows = [
        [column, f"{mean:g}", f"{spread:g}", f"{days:g}", f"{low:g}-{high:g}"]
        for column, (mean, spread, days, low, high) in WANDERING.items()
    ]
    words = (
        f"Ore types change every {VALUE['shortest_campaign']}-{VALUE['longest_campaign']} days; "
        f"the season moves the temperature by {VALUE['season']:g} °C either way. All assumed."
    )
    header = ["condition", "mean", "sd of wandering", "e-folding days", "range"]
    feeds = f"{_wrapped(words)}\n\n{_markdown(header, rows)}"
    return f"{feeds}\n\n{_ore_types()}"


def _ore_types():
    columns = sorted({column for ore in ORE_TYPES.values() for column in ore.centre})
    rows = [
        [
            name,
            *(f"{ore.centre.get(column, 0.0):+g}" for column in columns),
            *(f"{100.0 * getattr(ore, what):g} %" for what in HIDDEN),
        ]
        for name, ore in ORE_TYPES.items()
    ]
    words = (
        "Dispatch names the ore type (`ore_type`), save for "
        f"{100 * VALUE['nameless']:g} % of the shifts. Each is a cluster of feeds: what differs "
        "from the means above, and three shares that no assay tells (W as wolframite, Bi as "
        "native metal, garnet in the remaining gangue). All assumed."
    )
    header = ["ore type", *columns, "wolframite", "native bismuth", "garnet"]
    return f"{_wrapped(words)}\n\n{_markdown(header, rows)}"


def _faults():
    factors = ", ".join(f"{factor:g}" for factor in FAR_OFF)
    words = (
        f"Noise as the columns of `plant.toml` declare. Per 1,000 shifts about {VALUE['stops']:g} "
        f"stops of 1 to {VALUE['longest_stop']} shifts (none begins in the last {STOP_FREE}), "
        f"{VALUE['gross_errors']:g} gross errors (times {factors}) and {VALUE['duplicates']:g} "
        f"rows entered twice; {100 * VALUE['missing']:.1f} % of measured values are missing. The "
        "faults below begin at a share of the survey; drifts grow to the error given and are put "
        "right. All assumed."
    )
    rows = [
        [f"`{c}`", f"drifts to {100 * end:+.0f} %", f"{start:g}", f"{length:g} of the survey"]
        for c, (start, length, end) in DRIFTS.items()
    ]
    for kind, faults in (("stuck", STUCK), ("no value", SILENT)):
        rows += [[f"`{c}`", kind, f"{s:g}", f"{n} shifts"] for c, (s, n) in faults.items()]
    return f"{_wrapped(words)}\n\n{_markdown(['column', 'fault', 'begins at', 'lasts'], rows)}"


def _constants():
    rows = [[f"`{c.name}`", f"{c.value:g}", c.unit, c.meaning, c.source] for c in CONSTANTS]
    words = (
        "Names in capitals are sources in `../literature/sources.csv`; *calibrated*: fitted to "
        "the figures above and to the first edition between present and good settings; "
        "*assumed*: judgement."
    )
    header = ["constant", "value", "unit", "meaning", "source"]
    return f"{_wrapped(words)}\n\n{_markdown(header, rows)}"
