"""A waterfall begins now, ends at the plan, and shows every step where it belongs."""

import re

from flotation_ui.report.advice import waterfall
from flotation_ui.report.labels import Words
from flotation_ui.report.waterfall_chart import waterfall_chart


def bars(picture):
    found = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', picture)
    return [(float(x), float(x) + float(width)) for x, width in found]


def test_each_step_begins_where_the_one_before_it_stopped():
    picture = waterfall_chart(("now", 50.0), [("a", 20.0), ("b", -5.0)], ("plan", 65.0), "t")
    start, first, second, end = bars(picture)
    assert abs(first[0] - start[1]) < 0.02
    assert abs(second[1] - first[1]) < 0.02
    assert abs(end[1] - second[0]) < 0.02
    assert all(words in picture for words in ("+20.00", "-5.00", "50.0", "65.0"))


def test_names_are_only_text():
    picture = waterfall_chart(("now", 0.0), [("<script>", 1.0)], ("plan", 1.0), "t")
    assert "<script>" not in picture
    assert "&lt;script&gt;" in picture


def test_the_report_draws_every_move_in_its_language(demonstration):
    brief = demonstration.brief
    section = waterfall(brief, Words(language="zh"))
    assert section.count("<svg") == 2
    for step in brief.plan.waterfall:
        assert section.count(f"{100 * step.recovery[brief.component]:+.2f}") >= 1
        assert brief.plant.columns[step.lever].zh in section
