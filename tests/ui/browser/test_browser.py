"""What only a real browser shows: no sideways scroll, no other host, clicks on a chart."""

import json
import urllib.request

import pytest
from flotation_ui.pages import PAGES

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.slow]
WIDTHS = """() => {
    const main = document.querySelector("[data-testid=stMain]")
    return [main.scrollWidth, main.clientWidth, document.documentElement.scrollWidth]
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_a_small_screen_asks_no_other_host_and_shows_no_error(walk, language):
    for page in PAGES:
        walk.open(f"/{page.id}" + ("?lang=en" if language == "en" else ""))
        heading = walk.page.inner_text("[data-testid=stMain] h2 >> nth=0")
        assert heading == (page.zh if language == "zh" else page.en)
        needed, there, whole = walk.page.evaluate(WIDTHS)
        assert needed <= there, page.id
        assert whole <= 1366, page.id
        assert walk.page.query_selector("[data-testid=stException]") is None, page.id
    assert walk.hosts == {walk.address.removeprefix("http://")}


def test_the_health_route_solves(server):
    with urllib.request.urlopen(server + "/api/health", timeout=60) as answer:
        assert json.load(answer)["status"] == "healthy"


def test_a_question_is_run_a_point_of_the_front_clicked_and_the_plan_declined(walk):
    walk.open("/recommend?lang=en")
    page = walk.page
    page.click(".st-key-recommend_go button")
    page.wait_for_selector("text=Solved in")
    walk.calm()
    before = page.input_value(".st-key-recommend_target_WO3 input")
    for across in (0.35, 0.45, 0.6, 0.75, 0.9):  # the line rises to the right; some column hits
        click_a_point(page, across)
        walk.calm()
        if page.input_value(".st-key-recommend_target_WO3 input") != before:
            break
    assert page.input_value(".st-key-recommend_target_WO3 input") != before
    page.wait_for_selector("text=Solved in")
    walk.calm()
    page.click(".st-key-recommend_decline button >> nth=0")
    page.click(".st-key-recommend_decline_go button")
    page.wait_for_selector("text=Declined by local")


def click_a_point(page, across):
    """Click where the pointer becomes a hand, from the top of the chart downwards."""
    chart = page.locator(".st-key-recommend_front canvas").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    for up in range(20):
        page.mouse.move(box["x"] + across * box["width"], box["y"] + up / 20 * box["height"])
        hand = chart.evaluate("canvas => getComputedStyle(canvas.parentElement).cursor")
        if hand == "pointer":
            page.mouse.down()
            page.mouse.up()
            return
