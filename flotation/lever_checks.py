"""What a plant file says of levers, pairs and groups against its other tables."""

from collections import Counter
from difflib import get_close_matches
from itertools import chain


def lever_mistakes(plant):
    """Sentences on levers, what their effects vary with, pairs and groups that do not fit.

    Parameters
    ----------
    plant : flotation.plant.Plant
        Each table already valid in itself.

    Returns
    -------
    iterator of str
        Each begins with the path inside the file.
    """
    return chain(
        _range_mistakes(plant),
        _varying_mistakes(plant),
        _group_mistakes(plant),
        _pair_mistakes(plant),
    )


def _range_mistakes(plant):
    for i, lever in enumerate(plant.lever, 1):
        where = f"lever[{i}] ({lever.column})"
        if not lever.effect:
            yield f"{where}: the lever acts on no stage; add a [[lever.effect]] or remove it"
        acts = Counter((effect.stage, name) for effect in lever.effect for name in effect.on)
        for (stage, name), count in acts.items():
            if count > 1:
                yield f"{where}.effect: the effect on {stage}/{name} is given {count} times"
        for used in (lever.reagent, lever.energy):
            above = getattr(used, "above", None)
            if above is not None and lever.low < above:
                yield f"{where}.low: {lever.low:g} lies under its above = {above:g}"
        column = plant.columns.get(lever.column)
        if column is None or column.low is None:
            continue
        if lever.low < column.low or lever.high > column.high:
            yield (
                f"{where}: its range {lever.low:g} to {lever.high:g} reaches outside "
                f"{column.low:g} to {column.high:g}, the plausible values of its column"
            )


def _varying_mistakes(plant):
    conditions = {condition.column for condition in plant.condition}
    for i, lever in enumerate(plant.lever, 1):
        for j, effect in enumerate(lever.effect, 1):
            if effect.varies_with is not None and effect.varies_with not in conditions:
                yield (
                    f"lever[{i}] ({lever.column}).effect[{j}].varies_with: "
                    f"{effect.varies_with!r} is not a [[condition]]"
                    f"{guess(effect.varies_with, conditions)}; declare it"
                )


def _group_mistakes(plant):
    column = plant.columns.get(plant.group_column)
    if column is not None and column.kind != "text":
        yield (
            f"group_column: {column.name!r} is a column of kind {column.kind}; "
            'groups have names, give it kind = "text"'
        )
    if plant.group_column == "trial":
        yield "group_column: 'trial' names designed trials; groups need a column of their own"


def _pair_mistakes(plant):
    levers, told = plant.levers, set()
    for i, pair in enumerate(plant.pair, 1):
        if pair.levers[0] == pair.levers[1]:
            yield f"pair[{i}].levers: {pair.levers[0]!r} is paired with itself"
        for column in pair.levers:
            if column not in levers:
                yield f"pair[{i}].levers: {column!r} is not a [[lever]]{guess(column, levers)}"
        for name in pair.on:
            key = (frozenset(pair.levers), pair.stage, name)
            if key in told:
                yield f"pair[{i}]: the pair is given twice for {pair.stage}/{name}"
            told.add(key)


def guess(name, known):
    """A question that names the known name most like one that is not, or nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""
