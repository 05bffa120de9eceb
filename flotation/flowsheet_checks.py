"""Whether the stages of a plant file make one circuit without loose ends."""

from collections import Counter

from flotation.flowsheet import Flowsheet


def flowsheet_mistakes(plant):
    """Sentences on streams that dangle, meet or never leave.

    Parameters
    ----------
    plant : flotation.plant.Plant

    Yields
    ------
    str
        Beginning with the path inside the file.
    """
    made = Flowsheet.of(plant).streams
    eaten = Counter(name for stage in plant.stage for name in stage.feed)
    for name, count in Counter(made).items():
        if count > 1:
            yield f"stage: stream {name!r} is made more than once; give every outlet its own name"
    for name, count in eaten.items():
        if count > 1:
            yield (
                f"stage: stream {name!r} is taken as feed {count} times; a stream has one "
                "destination"
            )
    yield from _dangling(plant, set(made), set(eaten))
    yield from _not_joined(plant, set(made), set(eaten))


def _dangling(plant, made, eaten):
    for i, stage in enumerate(plant.stage, 1):
        for name in stage.feed:
            if name not in made:
                yield (
                    f"stage[{i}] ({stage.name}).feed: stream {name!r} dangles: no stage makes it "
                    f"and it is not the fresh feed {plant.fresh_feed!r}"
                )
    if plant.stage and plant.fresh_feed not in eaten:
        yield f"fresh_feed: stream {plant.fresh_feed!r} dangles: no stage takes it as feed"
    for i, stream in enumerate(plant.stream, 1):
        if plant.stage and stream.name not in made:
            yield f"stream[{i}] ({stream.name}): the stream dangles: no stage makes or takes it"
    for i, product in enumerate(plant.product, 1):
        where = f"product[{i}] ({product.stream}).stream"
        if product.stream not in made:
            yield f"{where}: stream {product.stream!r} dangles: no stage makes it"
        elif product.stream == plant.fresh_feed:
            yield f"{where}: stream {product.stream!r} is the fresh feed, not a product"
        elif product.stream in eaten:
            yield f"{where}: stream {product.stream!r} is no product: a stage takes it as feed"


def _not_joined(plant, made, eaten):
    reached = _reached(plant, {plant.fresh_feed})
    leaving = _leading_out(plant, made - eaten)
    for i, stage in enumerate(plant.stage, 1):
        if stage.name not in reached:
            yield f"stage[{i}] ({stage.name}): no stream leads from the fresh feed to it"
        elif stage.name not in leaving:
            yield (
                f"stage[{i}] ({stage.name}): what enters it never leaves the circuit; at least "
                "one stream after it must not return"
            )


def _reached(plant, streams):
    """Names of the stages that some streams lead to."""
    takers = {}
    for stage in plant.stage:
        for name in stage.feed:
            takers.setdefault(name, []).append(stage)
    reached, queue = set(), list(streams)
    while queue:
        for stage in takers.get(queue.pop(), ()):
            if stage.name not in reached:
                reached.add(stage.name)
                queue += [stage.concentrate, stage.tails]
    return reached


def _leading_out(plant, ends):
    """Names of the stages from which some streams can be reached."""
    makers = {}
    for stage in plant.stage:
        for name in (stage.concentrate, stage.tails):
            makers.setdefault(name, []).append(stage)
    leading, queue = set(), list(ends)
    while queue:
        for stage in makers.get(queue.pop(), ()):
            if stage.name not in leading:
                leading.add(stage.name)
                queue += stage.feed
    return leading
