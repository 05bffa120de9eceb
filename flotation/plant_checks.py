"""What one table of a plant file says against another: the graph and the references."""

from difflib import get_close_matches

from flotation.flowsheet import SOLIDS, Flowsheet
from flotation.plant import HeatingEnergy


def mistakes_between_tables(plant):
    """Sentences on streams, names and units that do not fit together.

    Parameters
    ----------
    plant : flotation.plant.Plant
        Each table already valid in itself.

    Returns
    -------
    list of str
        Each begins with the path inside the file; empty where all is well.
    """
    return [*_graph_mistakes(plant), *_reference_mistakes(plant)]


def _graph_mistakes(plant):
    flowsheet = Flowsheet.of(plant)
    made = flowsheet.streams
    for name in sorted({name for name in made if made.count(name) > 1}):
        yield f"stage: stream {name!r} is made more than once; give every outlet its own name"
    for i, stage in enumerate(plant.stage, 1):
        for name in stage.feed:
            if name not in made:
                yield (
                    f"stage[{i}] ({stage.name}).feed: stream {name!r} dangles: no stage makes it "
                    f"and it is not the fresh feed {plant.fresh_feed!r}"
                )
    eaten = [name for stage in plant.stage for name in stage.feed]
    for name in sorted({name for name in eaten if eaten.count(name) > 1}):
        yield f"stage: stream {name!r} feeds more than one stage; a stream has one destination"
    if plant.stage and plant.fresh_feed not in eaten:
        yield f"fresh_feed: stream {plant.fresh_feed!r} dangles: no stage takes it as feed"
    for i, stream in enumerate(plant.stream, 1):
        if plant.stage and stream.name not in made:
            yield f"stream[{i}] ({stream.name}): the stream dangles: no stage makes or takes it"
    yield from _circuit_mistakes(plant, flowsheet)


def _circuit_mistakes(plant, flowsheet):
    eaten = {name for stage in plant.stage for name in stage.feed}
    reached = _reachable(plant)
    for i, stage in enumerate(plant.stage, 1):
        if stage.name not in reached:
            yield f"stage[{i}] ({stage.name}): no stream leads from the fresh feed to it"
    if plant.stage and not set(flowsheet.streams) - eaten:
        yield "stage: every stream returns to a stage; at least one must leave the circuit"


def _reachable(plant):
    reached, queue = set(), [plant.fresh_feed]
    while queue:
        here = queue.pop()
        for stage in plant.stage:
            if here in stage.feed and stage.name not in reached:
                reached.add(stage.name)
                queue += [stage.concentrate, stage.tails]
    return reached


def _reference_mistakes(plant):
    columns, stages = plant.columns, plant.stages
    components = {component.name for component in plant.component}
    yield from _twice(plant)
    for where, column in _column_references(plant):
        if column not in columns:
            close = get_close_matches(column, list(columns), n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            yield f"{where}: no [[column]] is named {column!r}{hint}; declare it"
    for where, stage in _stage_references(plant):
        if stage not in stages:
            yield f"{where}: no [[stage]] is named {stage!r}"
    for where, component in _component_references(plant):
        if component not in components:
            yield f"{where}: no [[component]] is named {component!r}"
    yield from _price_mistakes(plant)
    yield from _lever_mistakes(plant)


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
        names = [getattr(row, key) for row in getattr(plant, table)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{table}: {name!r} is declared {names.count(name)} times; keep one"


def _column_references(plant):
    yield "time_column", plant.time_column
    if plant.feed_rate:
        yield "feed_rate", plant.feed_rate
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
        if lever.energy is not None and lever.energy.law == "bond":
            yield f"lever[{i}] ({lever.column}).energy.work_index", lever.energy.work_index
        if isinstance(lever.energy, HeatingEnergy):
            yield f"lever[{i}] ({lever.column}).energy.ambient", lever.energy.ambient
    for i, condition in enumerate(plant.condition, 1):
        yield f"condition[{i}].column", condition.column


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
        yield f"product[{i}].component", product.component


def _price_mistakes(plant):
    prices = plant.prices
    wanted = [
        (f"product[{i}] ({p.stream}).price", p.price, ("CNY/mtu", "CNY/t"))
        for i, p in enumerate(plant.product, 1)
    ]
    for i, lever in enumerate(plant.lever, 1):
        if lever.reagent:
            wanted.append(
                (
                    f"lever[{i}] ({lever.column}).reagent.item",
                    lever.reagent.item,
                    ("CNY/t", "CNY/kg"),
                )
            )
        if lever.energy:
            wanted.append(
                (f"lever[{i}] ({lever.column}).energy.item", lever.energy.item, ("CNY/kWh",))
            )
    for where, item, units in wanted:
        if item not in prices:
            yield f"{where}: no [[price]] has item {item!r}; add one with its unit and date"
        elif prices[item].unit not in units:
            expected = " or ".join(units)
            yield f"{where}: price {item!r} is in {prices[item].unit}, expected {expected}"
    for i, product in enumerate(plant.product, 1):
        price = prices.get(product.price)
        if price is not None and price.unit == "CNY/t" and price.basis_pct is None:
            yield (
                f"product[{i}] ({product.stream}).price: price {product.price!r} is per tonne of "
                "concentrate; give it basis_pct, the grade of that tonne"
            )


def _lever_mistakes(plant):
    made = Flowsheet.of(plant).streams
    conditions = {condition.column for condition in plant.condition}
    for i, lever in enumerate(plant.lever, 1):
        where = f"lever[{i}] ({lever.column})"
        if not lever.effect:
            yield f"{where}: the lever acts on no stage; add a [[lever.effect]] or remove it"
        if lever.column in conditions:
            yield f"{where}: the column is a condition too; it is either chosen or given"
        for used in (lever.reagent, lever.energy):
            above = getattr(used, "above", None)
            if above is not None and lever.low < above:
                yield f"{where}: low {lever.low:g} lies under its above = {above:g}"
    for i, product in enumerate(plant.product, 1):
        if product.stream not in made:
            yield f"product[{i}].stream: stream {product.stream!r} dangles: no stage makes it"
    for i, pair in enumerate(plant.pair, 1):
        for column in pair.levers:
            if column not in plant.levers:
                yield f"pair[{i}].levers: {column!r} is not a [[lever]]"
    for i, limit in enumerate(plant.limit, 1):
        for column in limit.per_unit:
            if column not in plant.levers:
                yield f"limit[{i}] ({limit.name}).per_unit: {column!r} is not a [[lever]]"
