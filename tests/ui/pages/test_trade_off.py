"""The trade-off page: drawn at once, in both languages; what does not fit is said."""

import pytest
from flotation_ui.language import Language
from flotation_ui.views import trade_off as view

from optimiser.planning import front


@pytest.fixture(scope="module")
def drawn(demonstration):
    brief = demonstration.brief
    question = view.front_question("WO3", None)
    return question, front(brief.plant, brief.model, question, 5)


def group(*numbers, series=0):
    return [{"series_index": series, "data_indices": list(numbers)}]


@pytest.mark.parametrize(
    ("selected", "kept", "number"),
    [(group(2), None, 2), ([], 3, 3), (group(2, series=1), 3, 3), (group(99), 1, 1)],
)
def test_a_click_chooses_and_is_kept(drawn, selected, kept, number):
    _, curve = drawn
    assert view.chosen_point(curve, selected, kept) == number


def test_without_a_click_the_knee_is_chosen_and_marked_once(drawn):
    _, curve = drawn
    number = view.chosen_point(curve, [], None)
    assert curve.points[number].knee
    now = type("Now", (), {"recovery": {"WO3": 0.3}, "cost": type("C", (), {"total": 35.0})})
    say = Language(code="en")
    assert set(view.marks_of(curve, now, curve.points[number], say)) == {"now", "proposed"}
    assert set(view.marks_of(curve, now, curve.points[0], say)) == {"knee", "now", "proposed"}


def test_the_prices_that_move_most_are_offered_first(demonstration):
    bands = view.price_bands(demonstration.brief.plant, Language(code="en"))
    items = view.widest(bands, 3)
    ratio = {band.item: band.high / band.low for band in bands}
    assert min(ratio[item] for item in items) >= max(
        ratio[band.item] for band in bands if band.item not in items
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_opens_on_a_front_that_is_drawn(opened, language):
    app = opened("trade_off", language)
    assert not app.exception
    assert [error.value for error in app.error] == []
    moves, points = app.dataframe[0].value, app.dataframe[-1].value
    assert len(moves) == 14
    assert len(points) == view.POINTS
    words = {"zh": "每个点均已证明最优；可点选", "en": "Each point is proven; click one"}
    assert app.subheader[0].value == words[language]


def test_a_component_against_itself_is_not_drawn(opened):
    app = opened("trade_off", "en")
    app.selectbox(key="trade_off_against").set_value("WO3")
    app.button(key="trade_off_run").click().run()
    assert "two different components" in app.info[0].value
    assert not app.dataframe


def test_a_budget_nothing_can_be_bought_for_is_said_in_a_sentence(opened):
    app = opened("trade_off", "en")
    app.number_input(key="trade_off_budget").set_value(0.0)
    app.button(key="trade_off_run").click().run()
    assert not app.exception
    (shown,) = app.error
    assert "budget" in shown.value


def test_another_price_moves_the_margin_on_the_page(opened):
    app = opened("trade_off", "en")
    slider = app.slider(key="trade_off_price_w_concentrate")
    before = app.metric[-1].value
    slider.set_value(slider.min).run()
    assert not app.exception
    assert float(app.metric[-1].value) < float(before)
    assert float(app.metric[-1].delta) < 0.0
