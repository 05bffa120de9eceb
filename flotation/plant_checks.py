"""What one table of a plant file says against another: names, prices, ranges, roles."""

from collections import Counter
from difflib import get_close_matches
from itertools import chain

from flotation.flowsheet import SOLIDS
from flotation.flowsheet_checks import flowsheet_mistakes
from flotation.lever_checks import guess, lever_mistakes
from flotation.plant import HeatingEnergy
from flotation.unit_checks import unit_mistakes


def mistakes_between_tables(plant):
    """Sentences on streams, names, units and prices that do not fit together.

    Parameters
    ----------
    plant : flotation.plant.Plant
        Each table already valid in itself.

    Returns
    -------
    iterator of str
        Each begins with the path inside the file; none where all is well.
    """
    return chain(
        _twice(plant),
        _headers_twice(plant),
        flowsheet_mistakes(plant),
        _unknown_columns(plant),
        _unknown_names(plant),
        unit_mistakes(plant),
        _price_mistakes(plant),
        lever_mistakes(plant),
        _tariff_mistakes(plant),
        _role_mistakes(plant),
        _limit_mistakes(plant),
        _grade_mistakes(plant),
    )


def _twice(plant):
    for table, key in (
        ("column", "name"),
        ("component", "name"),
        ("stream", "name"),
        ("stage", "name"),
        ("lever", "column"),
        ("condition", "column"),
        ("product", "component"),
        ("price", "item"),
        ("limit", "name"),
    ):
        counts = Counter(getattr(row, key) for row in getattr(plant, table))
        for name, count in counts.items():
            if count > 1:
                yield f"{table}: {name!r} is declared {count} times; keep one"


def _headers_twice(plant):
    owner = {}
    for i, column in enumerate(plant.column, 1):
        for header in (column.name, *column.aliases, column.zh, column.en):
            other = owner.setdefault(header.strip().casefold(), column.name)
            if other != column.name:
                yield (
                    f"column[{i}] ({column.name}): the header {header!r} stands for the column "
                    f"{other!r} too; a name, alias or label belongs to one column"
                )


def _unknown_columns(plant):
    columns = plant.columns
    for where, column in _column_references(plant):
        if column not in columns:
            close = get_close_matches(column, list(columns), n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            yield f"{where}: no [[column]] is named {column!r}{hint}; declare it"


def _column_references(plant):
    yield "time_column", plant.time_column
    if plant.feed_rate:
        yield "feed_rate", plant.feed_rate
    if plant.group_column:
        yield "group_column", plant.group_column
    for i, stream in enumerate(plant.stream, 1):
        if stream.solids:
            yield f"stream[{i}] ({stream.name}).solids", stream.solids
        for component, column in stream.assays.items():
            yield f"stream[{i}] ({stream.name}).assays.{component}", column
    for i, stage in enumerate(plant.stage, 1):
        if stage.mass_pull:
            yield f"stage[{i}] ({stage.name}).mass_pull", stage.mass_pull
        for component, column in stage.recovery.items():
            yield f"stage[{i}] ({stage.name}).recovery.{component}", column
    for i, lever in enumerate(plant.lever, 1):
        yield f"lever[{i}].column", lever.column
    for i, condition in enumerate(plant.condition, 1):
        yield f"condition[{i}].column", condition.column


def _unknown_names(plant):
    stages = plant.stages
    components = {component.name for component in plant.component}
    for where, stage in _stage_references(plant):
        if stage not in stages:
            yield f"{where}: no [[stage]] is named {stage!r}{guess(stage, stages)}"
    for where, component in _component_references(plant):
        if component not in components:
            yield (
                f"{where}: no [[component]] is named {component!r}{guess(component, components)}"
            )


def _stage_references(plant):
    for i, lever in enumerate(plant.lever, 1):
        for j, effect in enumerate(lever.effect, 1):
            yield f"lever[{i}] ({lever.column}).effect[{j}].stage", effect.stage
        if isinstance(lever.energy, HeatingEnergy):
            yield f"lever[{i}] ({lever.column}).energy.stage", lever.energy.stage
    for i, pair in enumerate(plant.pair, 1):
        yield f"pair[{i}].stage", pair.stage


def _component_references(plant):
    for i, stream in enumerate(plant.stream, 1):
        for component in stream.assays:
            yield f"stream[{i}] ({stream.name}).assays", component
    for i, stage in enumerate(plant.stage, 1):
        for component in stage.recovery:
            yield f"stage[{i}] ({stage.name}).recovery", component
    for i, lever in enumerate(plant.lever, 1):
        for j, effect in enumerate(lever.effect, 1):
            for component in effect.on:
                if component != SOLIDS:
                    yield f"lever[{i}] ({lever.column}).effect[{j}].on", component
    for i, pair in enumerate(plant.pair, 1):
        for component in pair.on:
            if component != SOLIDS:
                yield f"pair[{i}].on", component
    for i, product in enumerate(plant.product, 1):
        yield f"product[{i}] ({product.stream}).component", product.component


def _price_mistakes(plant):
    prices = plant.prices
    for where, item, units in _prices_wanted(plant):
        if item not in prices:
            yield f"{where}: no [[price]] has item {item!r}; add one with its unit and date"
        elif prices[item].unit not in units:
            expected = " or ".join(units)
            yield f"{where}: price {item!r} is in {prices[item].unit}, expected {expected}"
    for i, price in enumerate(plant.price, 1):
        unit = {"electricity": "CNY/kWh", "co2": "CNY/t", "water": "CNY/m3"}.get(price.item)
        if unit is not None and price.unit != unit:
            yield f"price[{i}] ({price.item}).unit: got {price.unit}, expected {unit}"
    for i, product in enumerate(plant.product, 1):
        price = prices.get(product.price)
        if price is not None and price.unit == "CNY/t" and price.basis_pct is None:
            yield (
                f"product[{i}] ({product.stream}).price: price {product.price!r} is per tonne of "
                "concentrate; give it basis_pct, the grade of that tonne"
            )


def _tariff_mistakes(plant):
    taken = {}
    for i, band in enumerate(plant.tariff, 1):
        where = f"tariff[{i}] ({band.item})"
        if band.item not in plant.prices:
            close = guess(band.item, plant.prices)
            yield f"{where}.item: no [[price]] has item {band.item!r}{close}"
        for begin, end in _day_parts(band):
            for other, low, high in taken.get(band.item, []):
                if begin < high and low < end:
                    yield f"{where}: its hours overlap those of tariff[{other}]"
            taken.setdefault(band.item, []).append((i, begin, end))


def _day_parts(band):
    if band.from_hour < band.to_hour:
        return ((band.from_hour, band.to_hour),)
    return ((band.from_hour, 24.0), (0.0, band.to_hour))


def _prices_wanted(plant):
    for i, product in enumerate(plant.product, 1):
        yield f"product[{i}] ({product.stream}).price", product.price, ("CNY/mtu", "CNY/t")
    for i, lever in enumerate(plant.lever, 1):
        where = f"lever[{i}] ({lever.column})"
        if lever.reagent:
            yield f"{where}.reagent.item", lever.reagent.item, ("CNY/t", "CNY/kg")
        if lever.energy:
            yield f"{where}.energy.item", lever.energy.item, ("CNY/kWh",)


def _role_mistakes(plant):
    conditions = {condition.column for condition in plant.condition}
    measured = {column: where for where, column in _results(plant)}
    for i, lever in enumerate(plant.lever, 1):
        where = f"lever[{i}] ({lever.column})"
        if lever.column in conditions:
            yield f"{where}: the column is a condition too; it is either chosen or given"
        if lever.column in measured:
            yield f"{where}: the column is a result ({measured[lever.column]}), not a set-point"
        for key in ("work_index", "ambient"):
            column = getattr(lever.energy, key, None)
            if column is not None and column not in conditions:
                yield f"{where}.energy.{key}: {column!r} is not a [[condition]]; declare it"
    for i, condition in enumerate(plant.condition, 1):
        if condition.column in measured:
            yield (
                f"condition[{i}] ({condition.column}): the column is a result "
                f"({measured[condition.column]}); a condition is known before the shift's results"
            )


def _results(plant):
    for stream in plant.stream:
        if stream.name != plant.fresh_feed:
            for column in stream.assays.values():
                yield f"an assay of stream {stream.name!r}", column
            if stream.solids:
                yield f"the solids of stream {stream.name!r}", stream.solids
    for stage in plant.stage:
        for column in stage.recovery.values():
            yield f"a recovery of stage {stage.name!r}", column
        if stage.mass_pull:
            yield f"the mass pull of stage {stage.name!r}", stage.mass_pull


def _limit_mistakes(plant):
    for i, limit in enumerate(plant.limit, 1):
        where = f"limit[{i}] ({limit.name})"
        levers = {column: plant.levers.get(column) for column in limit.per_unit}
        for column, lever in levers.items():
            if lever is None:
                yield (
                    f"{where}.per_unit: {column!r} is not a [[lever]]{guess(column, plant.levers)}"
                )
        if None not in levers.values():
            least = limit.intercept + sum(
                min(each * levers[column].low, each * levers[column].high)
                for column, each in limit.per_unit.items()
            )
            if least > limit.high:
                yield f"{where}.high: no set-points meet it; the least possible is {least:g}"


def _grade_mistakes(plant):
    purest = {component.name: component.mineral_grade_pct for component in plant.component}
    for i, product in enumerate(plant.product, 1):
        most = purest.get(product.component, 100.0)
        if product.min_grade_pct >= most:
            yield (
                f"product[{i}] ({product.stream}).min_grade_pct: {product.min_grade_pct:g} % "
                f"cannot be reached; the purest mineral has {most:g} %"
            )
        price = plant.prices.get(product.price)
        if price is not None and price.basis_pct is not None and price.basis_pct > most:
            yield (
                f"product[{i}] ({product.stream}).price: basis_pct {price.basis_pct:g} % is more "
                f"than the {most:g} % of the purest mineral"
            )
