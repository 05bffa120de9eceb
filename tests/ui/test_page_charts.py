"""Chart options of the pages: JSON without NaN, every mark with a name and a shape of its own."""

import json

import pytest
from flotation_ui import charts
from flotation_ui.figures import block_figures, response_figures

FRONT = [(31.7, 24.4), (35.0, 40.0), (48.8, 70.0)]


def plain(spec):
    """The options as the browser gets them."""
    return json.loads(json.dumps(spec, allow_nan=False))


def test_the_front_keeps_its_points_in_order_and_names_its_marks():
    marks = {"now": ("当前", (35.2, 28.8)), "proposed": ("推荐", (48.8, 70.0))}
    spec = plain(charts.front_chart(FRONT, ("成本", "回收率"), marks))
    line, *others = spec["series"]
    assert line["data"] == [[31.7, 24.4], [35.0, 40.0], [48.8, 70.0]]
    assert [mark["name"] for mark in others] == ["当前", "推荐"]
    assert len({mark["symbol"] for mark in others}) == 2
    assert all(mark["label"]["show"] for mark in others)


@pytest.mark.parametrize(
    "steps", [[("a", 3.0), ("b", -1.0)], [("a", -2.0), ("b", 5.0)], [("a", -2.0), ("b", -1.0)]]
)
def test_the_bars_of_a_waterfall_end_where_the_next_begins(steps):
    series = plain(charts.waterfall_chart(steps, "CNY/t", start=1.0))["series"]
    assert {s["stackStrategy"] for s in series} == {"all"}
    below, rises, falls = (s["data"] for s in series)
    level = 1.0
    for i, (_, size) in enumerate(steps):
        bar = rises[i] or falls[i]
        assert (rises[i] is None) == (size < 0.0)
        assert [below[i], below[i] + bar["value"]] == sorted((level, level + size))
        assert bar["label"]["formatter"] == f"{size:+.2f}"
        level += size


def test_a_gap_in_a_trend_stays_a_gap():
    spec = plain(
        charts.trend_chart(["1", "2"], {"a": [1.0, None]}, "%", ([0.5, None], [2.0, None]))
    )
    assert spec["series"][0]["data"] == [1.0, None]
    assert [s["data"] for s in spec["series"][1:]] == [[0.5, None], [1.5, None]]


def test_lines_of_a_trend_differ_in_more_than_colour():
    spec = charts.trend_chart(["1"], {"a": [1.0], "b": [2.0]}, "%")
    assert len({line["lineStyle"]["type"] for line in spec["series"]}) == 2
    assert spec["legend"]["show"]


def test_each_node_of_a_sankey_stands_once():
    flows = [("feed", "rougher", 100.0), ("rougher", "con", 70.0), ("rougher", "tails", 30.0)]
    (series,) = plain(charts.sankey_chart(flows))["series"]
    assert [node["name"] for node in series["data"]] == ["feed", "rougher", "con", "tails"]
    assert sum(link["value"] for link in series["links"]) == 200.0


def test_figures_of_a_model_become_charts(demonstration):
    brief = demonstration.brief
    response = response_figures(brief.plant, brief.model)[0]
    spec = plain(charts.response_chart(response, ("BHA, g/t", "WO3, %"), "now"))
    curve = spec["series"][3]
    assert len(curve["data"]) == len(response.settings)
    assert spec["series"][4]["data"] == [pytest.approx(response.now)]
    block = plain(charts.block_chart(block_figures(brief.model)[0], ("measured", "predicted"), "%"))
    assert len(block["series"][0]["data"]) == len(block["xAxis"]["data"])
