"""What the overview shows is what the shifts say."""

import numpy as np
import pytest
from flotation_ui.flowsheet_drawing import flowsheet_svg
from flotation_ui.language import Language
from flotation_ui.shift_figures import shift_figures
from flotation_ui.stream_flows import stream_flows
from flotation_ui.views import overview as view
from flotation_ui.views.overview_attention import MOST, age_words, concerns
from flotation_ui.views.overview_flows import flow_colours, flowsheet_picture, metal_flows

from flotation.history.advice import Advice
from flotation.history.decisions import DecidedAdvice, make_decision

ZH, EN = Language(code="zh"), Language(code="en")


@pytest.fixture(scope="session")
def surveyed(reference):
    from flotation_ui.first_start import reference_name

    from flotation.history.surveys import stored_survey

    return stored_survey(reference[1], reference_name())


@pytest.fixture(scope="session")
def figures(demonstration, surveyed):
    brief = demonstration.brief
    return shift_figures(brief.plant, brief.model, surveyed, 12)


@pytest.fixture(scope="session")
def flows(demonstration, surveyed):
    return stream_flows(demonstration.brief.plant, surveyed, 9)


def test_figures_are_of_the_last_shifts_in_time_order(figures, surveyed):
    assert len(figures.time) == 12
    assert figures.time.is_monotonic_increasing
    assert figures.time[-1] == surveyed.table["shift_start"].iloc[-1]
    assert figures.feed_t_h[-1] == surveyed.table["feed_t_h"].iloc[-1]


def test_expected_recovery_is_the_models_own(figures, demonstration, surveyed):
    last = {name: surveyed.table[name].to_numpy()[-1:] for name in surveyed.table.columns}
    expected = demonstration.brief.model.predict(last, last).recovery["WO3"]
    assert figures.expected["WO3"][-1] == pytest.approx(100 * float(expected[0]))


def test_the_cards_show_the_last_known_value_and_its_distance_from_the_mean(figures, demonstration):
    cards = {c.id: c for c in view.cards(figures, demonstration.brief.model, "WO3", EN)}
    assert list(cards) == ["recovery", "grade", "feed", "reagents", "energy"]
    feed = figures.feed_t_h
    assert cards["feed"].value == f"{feed[-1]:.0f}"
    assert float(cards["feed"].change) == pytest.approx(feed[-1] - feed[:-1].mean(), abs=0.51)
    assert len(cards["recovery"].low) == 12


def test_a_figure_without_any_value_is_a_dash(figures, demonstration):
    from dataclasses import replace

    empty = replace(figures, feed_t_h=np.full(12, np.nan))
    cards = {c.id: c for c in view.cards(empty, demonstration.brief.model, "WO3", EN)}
    assert (cards["feed"].value, cards["feed"].change, cards["feed"].values) == ("—", None, ())


def test_shifts_with_accepted_advice_are_marked_and_declined_ones_are_not(figures):
    def decided(i, kind):
        advice = Advice(
            id=f"a{i}",
            plan_sha256="",
            plant="",
            shift=figures.time[i].isoformat(),
            shown_to="x",
            at="",
        )
        code = "" if kind == "accepted" else "equipment"
        chosen = {"w_ph": 9.0} if kind == "accepted" else None
        decision = make_decision(f"a{i}", kind, by="x", reason_code=code, setpoints=chosen)
        return DecidedAdvice(advice=advice, decision=decision)

    assert view.accepted_places(figures, [decided(2, "accepted"), decided(5, "declined")]) == (2,)


def test_what_enters_a_section_leaves_it(flows, demonstration):
    for stage in demonstration.brief.plant.stage:
        enters = sum(flows[s].share["WO3"] for s in stage.feed)
        leaves = flows[stage.concentrate].share["WO3"] + flows[stage.tails].share["WO3"]
        if np.isfinite(leaves):
            assert leaves == pytest.approx(enters, abs=1e-6)
    assert flows["ore"].share["WO3"] == pytest.approx(100.0)


@pytest.mark.parametrize("component", ["WO3", "Mo", "Bi"])
def test_the_ends_of_a_sankey_add_up_to_the_ore(flows, demonstration, component):
    plant = demonstration.brief.plant
    links = metal_flows(plant, flows, component, EN)
    sources = {a for a, _, _ in links}
    ends = sum(size for _, target, size in links if target not in sources)
    assert links[0][0] == "ore 100.0 %"
    assert ends == pytest.approx(100.0, abs=0.2)
    colours = flow_colours(plant, flows, component, EN)
    assert list(colours.values()).count("#0b6e6e") == 1


def test_the_flowsheet_shows_every_section_and_every_stream_that_leaves(flows, demonstration):
    plant = demonstration.brief.plant
    picture = flowsheet_picture(plant, flows, "WO3", ZH)
    stages = {node.name for node in picture.nodes if node.is_stage}
    assert stages == {stage.name for stage in plant.stage}
    entering = {stream for stage in plant.stage for stream in stage.feed}
    leaving = {s for stage in plant.stage for s in (stage.concentrate, stage.tails)} - entering
    assert {node.name for node in picture.nodes if not node.is_stage} == leaving | {"ore"}
    places = [(node.column, node.row) for node in picture.nodes]
    assert len(set(places)) == len(places)
    svg = flowsheet_svg(picture, "流程图")
    assert "钨加温精选" in svg
    assert "WO₃" in svg
    assert "<script" not in svg


def test_a_returning_stream_is_drawn_as_one(flows, demonstration):
    plant = demonstration.brief.plant
    rougher = next(stage for stage in plant.stage if stage.name == "w_rougher")
    closed = rougher.model_copy(update={"feed": (*rougher.feed, "w_cleaner_tails")})
    stages = tuple(closed if stage is rougher else stage for stage in plant.stage)
    picture = flowsheet_picture(plant.model_copy(update={"stage": stages}), flows, "WO3", EN)
    assert [link.label for link in picture.links if link.returns] == ["heated cleaning tails"]
    assert "stroke-dasharray" in flowsheet_svg(picture, "x")


def test_hostile_labels_stay_text(flows, demonstration):
    plant = demonstration.brief.plant
    first = plant.stage[0].model_copy(update={"en": "<script>alert(1)</script>"})
    stages = (first, *plant.stage[1:])
    picture = flowsheet_picture(plant.model_copy(update={"stage": stages}), flows, "WO3", EN)
    assert "<script>" not in flowsheet_svg(picture, "x")


def test_at_most_five_concerns_the_gravest_first(workspace_of, figures, monkeypatch):
    monkeypatch.setattr("flotation_ui.workspace.reference_name", lambda: "another")
    found = concerns(workspace_of(), figures, ())
    assert len(found) <= MOST
    assert found[0].level == "grave"
    assert "hours old" in found[0].words


def test_the_example_says_that_it_is_one(workspace_of, figures):
    words = " ".join(c.words for c in concerns(workspace_of("zh"), figures, ()))
    assert "示例" in words
    assert "还没有计算推荐" in words


def test_a_recovery_below_what_the_model_expects_is_a_concern(workspace_of, figures):
    from dataclasses import replace

    low = figures.recovery["WO3"].copy()
    low[-2:] = 1.0
    poor = replace(figures, recovery=figures.recovery | {"WO3": low})
    (concern,) = [c for c in concerns(workspace_of(), poor, ()) if "WO₃" in c.words]
    assert "2 of the last 3 shifts are below" in concern.words
    assert concern.page == "recommend"


def test_age_and_model_are_said(workspace_of):
    words = age_words(workspace_of(), EN)
    assert "2025-12-30 16:00" in words
    assert workspace_of().champion[:8] in words
