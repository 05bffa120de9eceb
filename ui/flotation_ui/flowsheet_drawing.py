"""The flowsheet as a picture in SVG."""

from collections.abc import Iterator

from flotation_ui.report.markup import tag
from flotation_ui.report.svg import ACCENT, BAND, INK, PAPER, drawing, label
from flotation_ui.views.overview_flows import Link, Node, Picture

COLUMN, ROW = 278.0, 96.0  # px of the grid
WIDE, TALL = 132.0, 46.0  # px of a box
EDGE = 12.0
STREAM = "#8fa3ab"


def flowsheet_svg(picture: Picture, title: str) -> str:
    """A flowsheet on its grid: sections as boxes, streams as lines with their figures."""
    nodes = {node.name: node for node in picture.nodes}
    width = COLUMN * max(node.column for node in picture.nodes) + WIDE + 2 * EDGE
    lowest = ROW * max(node.row for node in picture.nodes) + TALL + 2 * EDGE + 30
    returning = [link for link in picture.links if link.returns]
    height = lowest + 26.0 * len(returning)
    content = [_arrow_head()]
    for link in picture.links:
        if not link.returns:
            content += _forward(link, nodes[link.source], nodes[link.target])
    for number, link in enumerate(returning):
        content += _back(link, nodes[link.source], nodes[link.target], lowest + 26.0 * number)
    content += [part for node in picture.nodes for part in _box(node)]
    return drawing(width, height, title, content)


def _corner(node: Node) -> tuple[float, float]:
    return EDGE + COLUMN * node.column, EDGE + ROW * node.row


def _box(node: Node) -> Iterator[str]:
    x, y = _corner(node)
    fill = BAND if node.is_stage else PAPER
    frame = {"rx": 6.0, "fill": fill, "stroke": ACCENT if node.is_stage else STREAM}
    yield tag("rect", x=x, y=y, width=WIDE, height=TALL, stroke_width=1.2, **frame)
    middle = {"text_anchor": "middle"}
    names = _broken(node.label)
    first = y + TALL / 2 + 4 - 7 * (len(names) - 1)
    for i, part in enumerate(names):
        yield label(x + WIDE / 2, first + 15 * i, part, fill=INK, font_size=12.5, **middle)
    for i, line in enumerate(node.lines):
        yield label(x + WIDE / 2, y + TALL + 13 + 13 * i, line, font_size=11, **middle)


def _broken(words: str, most: int = 20) -> list[str]:
    """A label on at most two lines, broken at a blank near its middle."""
    wide = sum(2 if ord(c) > 0x2E80 else 1 for c in words)
    blanks = [i for i, c in enumerate(words) if c == " "]
    if wide <= most or not blanks:
        return [words]
    at = min(blanks, key=lambda i: abs(i - len(words) / 2))
    return [words[:at], words[at + 1 :]]


def _forward(link: Link, source: Node, target: Node) -> Iterator[str]:
    """A line to the right, with a step between two rows; its words stand over the last part."""
    x1, y1 = _corner(source)
    x2, y2 = _corner(target)
    start, end = (x1 + WIDE, y1 + TALL / 2), (x2, y2 + TALL / 2)
    bend = start[0] + 16.0
    path = f"M{start[0]:.0f} {start[1]:.0f} H{bend:.0f} V{end[1]:.0f} H{end[0] - 3:.0f}"
    yield _line(path)
    if link.label:
        at = (bend + end[0]) / 2
        yield label(at, end[1] - 6, link.label, font_size=11, fill=INK, text_anchor="middle")
        for i, line in enumerate(link.lines):
            yield label(at, end[1] + 13 + 13 * i, line, font_size=10.5, text_anchor="middle")


def _back(link: Link, source: Node, target: Node, depth: float) -> Iterator[str]:
    """A dashed line under everything, back to where the stream returns."""
    x1, y1 = _corner(source)
    x2, y2 = _corner(target)
    start, end = x1 + WIDE * 0.75, x2 + WIDE * 0.25
    path = f"M{start:.0f} {y1 + TALL:.0f} V{depth:.0f} H{end:.0f} V{y2 + TALL + 3:.0f}"
    yield _line(path, stroke_dasharray="5 4")
    words = "  ".join([link.label, *link.lines])
    yield label((start + end) / 2, depth - 5, words, font_size=10.5, text_anchor="middle")


def _line(path: str, **look: object) -> str:
    shared = {"fill": "none", "stroke": STREAM, "stroke_width": 1.6, "marker_end": "url(#tip)"}
    return tag("path", d=path, **(shared | look))


def _arrow_head() -> str:
    tip = tag("path", d="M0 0 L8 4 L0 8 z", fill=STREAM)
    sizes = {"viewBox": "0 0 8 8", "refX": "7", "refY": "4", "orient": "auto"}
    marker = tag("marker", tip, id="tip", markerWidth="7", markerHeight="7", **sizes)
    return tag("defs", marker)
