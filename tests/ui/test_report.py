import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from flotation_ui.report.labels import TEXT, Words
from flotation_ui.report.page import report_html
from flotation_ui.units_shown import percent, setting

from flotation.plant import Plant

HOSTILE = "\"><script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>'&{BHA}"
LIVE = {"script", "img", "link", "iframe", "object", "embed", "form", "a", "base", "video"}


class Elements(HTMLParser):
    """Tags, attributes and texts of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.texts = set(), [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request, demonstration):
    return report_html(demonstration.brief, request.param)


def hostile_brief(brief):
    """The same brief with hostile words wherever words come from a file."""
    content = brief.plant.model_dump(by_alias=True)
    for column in content["column"]:
        column["zh"] = column["en"] = HOSTILE
    content["name"] = content["zh"] = HOSTILE
    locked = {brief.plant.lever[0].column: HOSTILE}
    binding = tuple(
        replace(limit, words=HOSTILE, sentence=f"{HOSTILE}: {HOSTILE}")
        for limit in brief.plan.binding
    )
    evidence = {
        lever: replace(found, sentence=HOSTILE, effects=())
        for lever, found in brief.model.evidence.items()
    }
    return replace(
        brief,
        plant=Plant.model_construct(**{**vars(brief.plant), "name": HOSTILE, "zh": HOSTILE}),
        model=replace(brief.model, evidence=evidence),
        plan=replace(brief.plan, locked=locked, binding=binding),
    )


def test_the_report_asks_nothing_of_anybody(page):
    elements = Elements(page)
    assert not elements.tags & LIVE
    values = [f"{name}={value}" for name, value in elements.attributes]
    assert not [v for v in values if v.startswith(("on", "src=", "href=", "style="))]
    assert set(re.findall(r"https?://[^\"'\s<]+", page)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in page
    assert "@import" not in page


def test_hostile_words_stay_words(demonstration):
    elements = Elements(report_html(hostile_brief(demonstration.brief)))
    assert not elements.tags & LIVE
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    assert sum(HOSTILE in text for text in elements.texts) >= len(demonstration.brief.plan.binding)


def test_every_picture_is_well_formed(page):
    pictures = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(pictures) >= len(TEXT) / 10
    for picture in pictures:
        ET.fromstring(picture)


def test_no_picture_draws_outside_its_frame(page):
    for picture in re.findall(r"<svg.*?</svg>", page, re.S):
        root = ET.fromstring(picture)
        _, _, width, height = map(float, root.get("viewBox").split())
        for element in root.iter():
            for name, most in (("x", width), ("cx", width), ("y", height), ("cy", height)):
                value = element.get(name)
                assert value is None or -1e-6 <= float(value) <= most + 1e-6, (name, value)


def test_each_language_has_its_own_labels(demonstration):
    brief = demonstration.brief
    english, chinese = (report_html(brief, language) for language in ("en", "zh"))
    bha = brief.plant.columns["w_bha_g_t"]
    assert bha.en in english
    assert bha.zh in chinese
    assert bha.zh not in english
    assert 'lang="zh"' in chinese


def test_every_text_of_the_report_exists_in_both_languages_with_the_same_blanks():
    for key, (english, chinese) in TEXT.items():
        blanks = [sorted(re.findall(r"\{(\w+)", words)) for words in (english, chinese)]
        assert blanks[0] == blanks[1], key
        assert english != chinese, key


def test_every_lever_has_its_row_and_its_badge(page, demonstration):
    rows = page.count("<tr>")
    assert rows > 2 * len(demonstration.brief.plant.lever)
    assert page.count('class="badge') == len(demonstration.brief.model.evidence)


def test_the_report_is_the_same_on_every_run(demonstration):
    assert report_html(demonstration.brief) == report_html(demonstration.brief)


def test_without_truth_and_front_their_parts_are_absent(demonstration):
    page = report_html(replace(demonstration.brief, truth=None, front=None))
    words = Words(language="en")
    assert words("truth") not in page
    assert words("front") not in page
    assert words("change") in page


def test_a_plan_that_is_not_proven_says_so_in_another_colour(demonstration):
    plan = replace(demonstration.brief.plan, status="feasible")
    page = report_html(replace(demonstration.brief, plan=plan))
    assert "NOT proven best" in page
    assert "banner unproven" in page


def test_the_table_holds_what_is_now_and_what_is_proposed(page, demonstration):
    for change in demonstration.brief.plan.changes:
        lever = demonstration.brief.plant.levers[change.lever]
        span = lever.high - lever.low
        now, proposed = setting(change.present, span), setting(change.proposed, span)
        assert re.search(f">{now}</td><td[^>]*><b>{proposed}</b>", page), change.lever


def test_the_truth_stands_beside_what_was_stated(page, demonstration):
    brief = demonstration.brief
    for component, value in brief.truth.recovery.items():
        stated = percent(brief.plan.recovery[component].value)
        assert re.search(f">{stated}</td><td[^>]*>[^<]*</td><td[^>]*><b>{percent(value)}</b>", page)
    assert f">{brief.truth.regret:.1f}</td>" in page


def test_set_points_outside_the_survey_are_said_in_another_colour(demonstration):
    support = replace(demonstration.brief.plan.support, inside=False, score=0.0)
    plan = replace(demonstration.brief.plan, support=support)
    page = report_html(replace(demonstration.brief, plan=plan))
    assert "OUTSIDE the surveyed region" in page
    assert "banner unproven" in page


def test_a_lever_without_evidence_stays_with_its_verdict_and_the_sentence_stands_once(
    demonstration,
):
    brief = demonstration.brief
    found = replace(brief.model.evidence["w_ph"], status="not shown", effects=())
    model = replace(brief.model, evidence={**brief.model.evidence, "w_ph": found})
    locked = {
        "w_ph": f"the survey does not support moving it: {found.sentence}",
        "w_bha_g_t": "the question holds it at 300",
    }
    page = report_html(replace(brief, model=model, plan=replace(brief.plan, locked=locked)))
    assert "stays: effect not shown, see the evidence" in page
    assert "stays: the question holds it at 300" in page
    assert page.count("pH, W rougher: supported") == 1
    assert 'class="badge locked"' in page
