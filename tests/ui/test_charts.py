import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from flotation_ui.report import advice, background
from flotation_ui.report.background import responses, strongest
from flotation_ui.report.block_chart import block_chart
from flotation_ui.report.cost_chart import cost_chart
from flotation_ui.report.front_chart import front_chart
from flotation_ui.report.labels import Words
from flotation_ui.report.markup import tag
from flotation_ui.report.move_bar import Move, move_bar
from flotation_ui.report.response_chart import response_chart
from flotation_ui.report.svg import ACCENT, FADED, NOW, Scale, ticks

SVG = "{http://www.w3.org/2000/svg}"


def dots(picture):
    """Middles of the dots of what is proposed."""
    found = ET.fromstring(picture).iter(f"{SVG}circle")
    return [(float(c.get("cx")), float(c.get("cy"))) for c in found if c.get("fill") == ACCENT]


def diamonds(picture, colour=NOW):
    """Middles of the diamonds of what is now."""
    middles = []
    for shape in ET.fromstring(picture).iter(f"{SVG}polygon"):
        if shape.get("fill") == colour:
            corners = np.array(
                [[float(v) for v in point.split(",")] for point in shape.get("points").split()]
            )
            middles.append(tuple(corners.mean(axis=0)))
    return middles


def rects(picture):
    return [dict(r.attrib) for r in ET.fromstring(picture).iter(f"{SVG}rect")]


def words(picture):
    return "".join(ET.fromstring(picture).itertext())


NAMES = (("cost", "recovery"), ("front", "now", "proposed"))


def test_the_front_puts_a_proposed_point_of_its_own_on_its_line():
    points = [(30.0, 20.0), (40.0, 60.0), (60.0, 80.0)]
    picture = front_chart(points, (45.0, 30.0), points[1], *NAMES)
    line = next(ET.fromstring(picture).iter(f"{SVG}polyline")).get("points").split()
    assert dots(picture)[0] == pytest.approx([float(v) for v in line[1].split(",")], abs=0.06)
    (now_x, now_y), (x, y) = diamonds(picture)[0], dots(picture)[0]
    assert now_x > x
    assert now_y > y  # a lower recovery stands lower on the page


def test_a_front_without_a_plan_shows_its_line_alone():
    picture = front_chart([(30.0, 20.0), (40.0, 60.0)], None, None, *NAMES)
    assert dots(picture) == diamonds(picture) == []


def test_a_move_bar_goes_from_now_to_proposed_within_the_range():
    move = Move(now=10.0, proposed=30.0, low=0.0, high=40.0, surveyed=(5.0, 35.0))
    picture = move_bar(move, "BHA")
    assert dots(picture)[0][0] - diamonds(picture)[0][0] == pytest.approx((260 - 16) / 2, abs=0.2)


def test_a_locked_lever_has_a_grey_mark_and_no_proposal():
    move = Move(now=10.0, proposed=10.0, low=0.0, high=40.0, surveyed=(5.0, 35.0), locked=True)
    picture = move_bar(move, "BHA")
    assert dots(picture) == diamonds(picture) == []
    assert len(diamonds(picture, FADED)) == 1


def test_cost_bars_are_as_long_as_the_costs():
    bars = [("now", {"a": 10.0, "b": 5.0}), ("plan", {"a": 20.0, "b": 10.0})]
    with pytest.raises(ValueError, match="argument 2 is longer"):
        cost_chart(bars, "cost", "CNY/t")
    parts = {"reagents": 10.0, "energy": 5.0, "CO2": 1.0, "water": 0.0}
    double = {name: 2.0 * value for name, value in parts.items()}
    picture = cost_chart([("now", parts), ("plan", double)], "cost", "CNY/t")
    wide = [float(r["width"]) for r in rects(picture) if r["height"] == "30"]
    assert wide[4:] == pytest.approx([2.0 * w for w in wide[:4]], abs=0.02)
    assert wide[0] == pytest.approx(2.0 * wide[1], abs=0.02)
    assert "16.0 CNY/t" in words(picture)


def test_a_block_chart_has_both_marks_of_each_block_measured_first():
    picture = block_chart([("spring", 30.0, 32.0), ("autumn", 40.0, 35.0)], "recovery")
    measured, predicted = diamonds(picture), dots(picture)
    assert [m[0] < p[0] for m, p in zip(measured, predicted, strict=True)] == [True, False]


def test_a_response_is_dashed_where_no_shift_has_been():
    curve = [(float(x), 50.0 + x) for x in range(11)]
    picture = response_chart(curve, (2.0, 8.0), (3.0, 53.0), (7.0, 57.0), "BHA", (45.0, 65.0))
    dashed, seen = ET.fromstring(picture).iter(f"{SVG}polyline")
    assert dashed.get("stroke-dasharray")
    assert len(dashed.get("points").split()) == 11
    assert len(seen.get("points").split()) == 7
    band = rects(picture)[0]
    start = float(seen.get("points").split()[0].split(",")[0])
    assert float(band["x"]) == pytest.approx(start, abs=0.06)


def test_a_response_passes_through_what_the_plan_expects(demonstration):
    brief = demonstration.brief
    for lever in brief.moving:
        component, recovery = strongest(brief, lever)
        x = np.linspace(*(getattr(brief.plant.levers[lever], end) for end in ("low", "high")), 61)
        at_plan = np.interp(brief.plan.setpoints[lever], x, recovery) / 100.0
        assert at_plan == pytest.approx(brief.plan.recovery[component].value, rel=5e-3)


def test_a_lever_is_shown_with_the_recovery_it_moves_most(demonstration):
    brief = demonstration.brief
    assert strongest(brief, "w_bha_g_t")[0] == "WO3"
    assert strongest(brief, "separation_na2s_g_t")[0] in ("Mo", "Bi")


def test_a_lever_that_does_nothing_is_not_drawn(demonstration):
    brief = demonstration.brief
    legs = tuple(replace(leg, levers={}, pairs=()) for leg in brief.model.legs)
    still = replace(brief, model=replace(brief.model, legs=legs))
    assert responses(still, Words(language="en")) == ""


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.0), (28.0, 81.0), (-3.0, 3.0), (1e-6, 2e-6), (99.9, 100.1)]
)
def test_ticks_are_few_even_and_inside(low, high):
    found = ticks(low, high)
    assert 3 <= len(found) <= 12
    assert low <= found[0] < found[-1] <= high
    steps = {
        round((b - a) / (found[1] - found[0]), 6) for a, b in zip(found, found[1:], strict=False)
    }
    assert steps == {1.0}


def test_a_scale_keeps_what_lies_beyond_it_at_its_ends():
    scale = Scale(low=0.0, high=10.0, start=100.0, end=200.0)
    assert [scale(-5.0), scale(5.0), scale(50.0)] == [100.0, 150.0, 200.0]
    assert Scale(low=1.0, high=1.0, start=0.0, end=10.0)(1.0) == 5.0


def test_no_attribute_ends_before_its_end():
    picture = tag("text", "", class_='"><script>', title="'&<")
    assert ET.fromstring(picture).attrib == {"class": '"><script>', "title": "'&<"}


def test_the_report_marks_now_and_proposed_where_they_are(demonstration):
    brief = demonstration.brief
    front = advice.front_picture(brief, Words(language="en"))
    (now_x, now_y), (x, y) = diamonds(front)[0], dots(front)[0]
    dearer = brief.plan.cost.total - brief.now.cost.total
    more = brief.plan.recovery["WO3"].value - brief.now.recovery["WO3"]
    points = brief.front.points
    wide = max(p.cost for p in points) - min(p.cost for p in points)
    high = max(p.recovery for p in points) - min(p.recovery for p in points)
    across, up = (520.0 - 80.0) / 1.12, (340.0 - 96.0) / 1.12
    assert x - now_x == pytest.approx(across * dearer / wide, abs=0.3)
    assert now_y - y == pytest.approx(up * more / high, abs=0.3)
    table = advice.changes(brief, Words(language="en"))
    bars = re.findall(r"<svg.*?</svg>", table, re.S)
    for bar, change in zip(bars, brief.plan.changes, strict=True):
        moved = dots(bar)[0][0] - diamonds(bar)[0][0]
        lever = brief.plant.levers[change.lever]
        share = change.change / (lever.high - lever.low)
        assert moved == pytest.approx((260.0 - 16.0) * share, abs=0.2)


def test_the_report_marks_what_was_measured_with_the_diamond(demonstration):
    brief = demonstration.brief
    blocks = [b for b in brief.model.card["blocks"] if b["target"] == "recovery/WO3"]
    page = background.scores(brief, Words(language="en"))
    picture = re.findall(r"<svg.*?</svg>", page, re.S)[0]
    marks = zip(diamonds(picture), dots(picture), blocks, strict=True)
    for measured, predicted, block in marks:
        assert (measured[0] > predicted[0]) == (block["measured"] > block["predicted"])
