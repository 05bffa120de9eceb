"""Where a metal goes, as flows between sections, and the flowsheet with its streams."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flotation.flowsheet import Flowsheet
from flotation.plant import Plant, Stream
from flotation_ui.charts import TEAL
from flotation_ui.language import Language
from flotation_ui.stream_flows import StreamFlow
from flotation_ui.units_shown import typeset

LOST = "#a9b8bf"
LEAST = 0.05  # % of the feed's metal: a smaller flow is not drawn
Flows = Mapping[str, StreamFlow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A section, the ore, or a stream that leaves the plant, on the picture's grid.

    Attributes
    ----------
    name : str
        Of the stage or the stream.
    label : str
    lines : tuple of str
        Figures below the label.
    column, row : float
        Place on the grid; rows may lie between two others.
    is_stage : bool
    """

    name: str
    label: str
    lines: tuple[str, ...]
    column: int
    row: float
    is_stage: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A stream from node to node, with its label and figures."""

    source: str
    target: str
    label: str
    lines: tuple[str, ...]
    returns: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The flowsheet on a grid."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


def metal_flows(
    plant: Plant, flows: Flows, component: str, say: Language
) -> tuple[tuple[str, str, float], ...]:
    """Links of a Sankey: from section to section, in % of the metal in the fresh feed."""
    return tuple(_metal_flows(plant, flows, component, say))


def _metal_flows(
    plant: Plant, flows: Flows, component: str, say: Language
) -> Iterator[tuple[str, str, float]]:
    names = _stage_labels(plant, flows, component, say)
    entering = {stream: stage.name for stage in plant.stage for stream in stage.feed}
    for name, source in _made_by(plant):
        share = flows[name].share.get(component, math.nan)
        followed = entering.get(name) in names
        if not share >= LEAST or (source is not None and source not in names):
            continue
        label = f"{say.label(_stream(plant, name))} {share:.1f} %"
        target = names[entering[name]] if followed else label
        yield (label if source is None else names[source]), target, float(f"{share:.4g}")


def _stage_labels(plant: Plant, flows: Flows, component: str, say: Language) -> dict[str, str]:
    """Sections whose division of the metal is known."""
    return {
        stage.name: say.label(stage)
        for stage in plant.stage
        if all(
            math.isfinite(flows[s].share.get(component, math.nan))
            for s in (stage.concentrate, stage.tails)
        )
    }


def _made_by(plant: Plant) -> Iterator[tuple[str, str | None]]:
    """Every stream with the stage that makes it, the fresh feed first."""
    yield plant.fresh_feed, None
    for stage in plant.stage:
        yield stage.concentrate, stage.name
        yield stage.tails, stage.name


def flowsheet_picture(plant: Plant, flows: Flows, component: str, say: Language) -> Picture:
    """Sections from left to right, concentrates above tails, returning streams marked."""
    places = _places(plant)
    entering = {stream: stage.name for stage in plant.stage for stream in stage.feed}
    nodes, links = [], []
    for name, (column, row) in places.items():
        stage = next((stage for stage in plant.stage if stage.name == name), None)
        noun = stage or _stream(plant, name)
        lines = () if stage else _lines(flows[name], component, say)
        nodes.append(
            Node(
                name=name,
                label=say.label(noun),
                lines=lines,
                column=column,
                row=row,
                is_stage=stage is not None,
            )
        )
    for name, source in _made_by(plant):
        target = entering.get(name)
        between = source is not None and target is not None
        returns = (
            source is not None and target is not None and places[target][0] <= places[source][0]
        )
        links.append(
            Link(
                source=source or name,
                target=target or name,
                label=say.label(_stream(plant, name)) if between else "",
                lines=_lines(flows[name], component, say) if between else (),
                returns=returns,
            )
        )
    return Picture(
        nodes=tuple(nodes), links=tuple(link for link in links if link.source != link.target)
    )


def _places(plant: Plant) -> dict[str, tuple[int, float]]:
    """Column and row of every node: a tree from the fresh feed, leaves on rows of their own."""
    flowsheet = Flowsheet.of(plant)
    places: dict[str, tuple[int, float]] = {}
    leaves = iter(range(2 * len(flowsheet.streams)))

    def place(name: str, column: int) -> float:
        """Place a stage or a leaving stream; the row it got."""
        stage = next((stage for stage in plant.stage if stage.name == name), None)
        places[name] = (column, 0.0)  # so that a stream which returns ends here
        rows = []
        for stream in () if stage is None else (stage.concentrate, stage.tails):
            target = next((s.name for s in plant.stage if stream in s.feed), stream)
            if target not in places:
                rows.append(place(target, column + 1))
        row = sum(rows) / len(rows) if rows else float(next(leaves))
        places[name] = (column, row)
        return row

    first = next(stage.name for stage in plant.stage if plant.fresh_feed in stage.feed)
    row = place(first, 1)
    return {plant.fresh_feed: (0, row), **places}


def _lines(flow: StreamFlow, component: str, say: Language) -> tuple[str, ...]:
    """Tonnage and grade, and the share of the metal, as far as they are known."""
    grade, share = (part.get(component, math.nan) for part in (flow.grade, flow.share))
    first = []
    if math.isfinite(flow.solids_t_h):
        first.append(f"{flow.solids_t_h:.3g} t/h")
    if math.isfinite(grade):
        first.append(typeset(f"{component} {grade:.3g} %"))
    lines = [" · ".join(first)] if first else []
    if math.isfinite(share):
        lines.append(say("{share:.1f} % of the metal", share=share))
    return tuple(lines)


def _stream(plant: Plant, name: str) -> Stream:
    return next(stream for stream in plant.stream if stream.name == name)


def flow_colours(plant: Plant, flows: Flows, component: str, say: Language) -> dict[str, str]:
    """Colours of a Sankey's ends: what is sold in teal, what is lost in grey."""
    sold = {product.stream for product in plant.product if product.component == component}
    colours = {}
    for name, source in _made_by(plant):
        share = flows[name].share.get(component, math.nan)
        if source is not None and math.isfinite(share):
            label = f"{say.label(_stream(plant, name))} {share:.1f} %"
            colours[label] = TEAL if name in sold else LOST
    return colours
