"""What enters the regression of a leg: columns, shapes, groups, and the knots of all legs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from flotation.errors import DataError
from flotation.flowsheet import Leg
from flotation.shape_basis import MIRROR, spread_knots

LEVER_SEGMENTS = 6
FEWER_SEGMENTS = 3  # tried beside, by held-out time blocks
CONDITION_SEGMENTS = 3
FEWEST_IN_GROUP = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where curves bend and where they end, one grid per column for all legs.

    Attributes
    ----------
    domain : mapping of str to tuple of float
        1st and 99th percentile of each lever and condition. [its unit]
    knots : mapping of str to tuple of float
        From the lower to the upper end of the domain, for columns that vary.
    groups : tuple of str
        Groups with rows enough for an offset of their own; a group's code is its place here.
    """

    domain: Mapping[str, tuple[float, float]]
    knots: Mapping[str, tuple[float, ...]]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegDesign:
    """What enters the regression of a leg.

    Attributes
    ----------
    leg : flotation.flowsheet.Leg
    levers : mapping of str to str
        Column to the shape expected of *this* leg (mirrored on a leg to the tails).
    pairs : mapping of (str, str) to str
    conditions : tuple of str
    link : {"log", "logit", "identity"}
        In which the effects add up.
    varying : mapping of str to str
        Levers whose curve changes with a condition, and that condition.
    group : str
        Column with the name of the group; empty for none.
    segments : int
        Of each lever's curve, at most; fewer than the grid's leave knots out.
    """

    leg: Leg
    levers: Mapping[str, str]
    pairs: Mapping[tuple[str, str], str]
    conditions: tuple[str, ...]
    link: str = "log"
    varying: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    segments: int = LEVER_SEGMENTS

    @property
    def columns(self):
        """Columns of X, in order."""
        return (*self.levers, *self.conditions, *([self.group] if self.group else []))


def make_grid(plant, table):
    """The :class:`Grid` of a plant's levers and conditions in a survey."""
    domain, knots = {}, {}
    segments = dict.fromkeys((c.column for c in plant.condition), CONDITION_SEGMENTS)
    segments |= dict.fromkeys(plant.levers, LEVER_SEGMENTS)
    for column, number in segments.items():
        values = table[column].to_numpy(dtype=float)
        values = values[np.isfinite(values)]
        if not len(values):
            raise DataError(f"column {column} has no usable value in the survey's running shifts")
        low, high = (float(q) for q in np.quantile(values, [0.01, 0.99]))
        domain[column] = (low, high)
        if high - low > 1e-6 * max(abs(low), abs(high)):
            knots[column] = spread_knots(values, low, high, number)
    groups = _groups(plant, table)
    if groups:
        knots[plant.group_column] = tuple(map(float, range(len(groups))))
    return Grid(domain=domain, knots=knots, groups=groups)


def _groups(plant, table):
    """Names of the groups with rows enough; none where there is but one."""
    if not plant.group_column or plant.group_column not in table:
        return ()
    counts = group_names(table[plant.group_column]).value_counts()
    names = sorted(name for name, rows in counts.items() if name and rows >= FEWEST_IN_GROUP)
    return tuple(names) if len(names) > 1 else ()


def group_names(column):
    """Names as they are compared: texts without blanks around them, empty where missing."""
    return column.fillna("").astype(str).str.strip()


def design_of(plant, leg, grid, *, link="log"):
    """The :class:`LegDesign` that the plant file declares for a leg."""
    mirrored = leg.outlet == "tails"
    levers, varying = {}, {}
    for column, lever in plant.levers.items():
        for effect in lever.effect:
            if effect.stage == leg.stage and leg.component in effect.on and column in grid.knots:
                levers[column] = MIRROR[effect.shape] if mirrored else effect.shape
                if effect.varies_with in grid.knots:
                    varying[column] = effect.varies_with
    pairs = {
        pair.levers: MIRROR[pair.kind] if mirrored else pair.kind
        for pair in plant.pair
        if pair.stage == leg.stage
        and leg.component in pair.on
        and all(column in levers for column in pair.levers)
    }
    conditions = tuple(c.column for c in plant.condition if c.column in grid.knots)
    return LegDesign(
        leg=leg,
        levers=levers,
        pairs=pairs,
        conditions=conditions,
        link=link,
        varying=varying,
        group=plant.group_column if grid.groups else "",
    )


def design_rows(design, grid, table):
    """The rows X of a design, groups by their code and -1 where they have none."""
    parts = [table[column].to_numpy(dtype=float) for column in (*design.levers, *design.conditions)]
    if design.group:
        codes = {name: code for code, name in enumerate(grid.groups)}
        names = group_names(table[design.group])
        parts.append(names.map(codes).fillna(-1.0).to_numpy(dtype=float))
    return np.column_stack(parts)
