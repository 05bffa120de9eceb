"""The page Recommend in its states: worked example, answer, refusal, mistake, decided."""

import pytest
from flotation_ui import solved
from flotation_ui.first_start import reference_name
from flotation_ui.views import recommend_deeds as deeds

from flotation.errors import InfeasibleError, SolverError
from flotation.history import open_history
from flotation.history.decisions import decided_advice
from flotation.history.questions import keep_question, saved_questions
from flotation.store import ModelStore
from optimiser.question import Question
from optimiser.question_text import question_toml
from optimiser.relaxation import Alternative


@pytest.fixture
def recommend(opened, demonstration, monkeypatch):
    """Open the page; its answer and its front are those of the demonstration."""
    solved.plans.clear()
    solved.fronts.clear()
    monkeypatch.setattr(solved, "front", lambda *_, **__: demonstration.brief.front)
    monkeypatch.setattr(solved, "plan", lambda *_, **__: demonstration.brief.plan)
    yield lambda language="zh", **address: opened("recommend", language, **address)
    solved.plans.clear()
    solved.fronts.clear()


def said(app):
    kinds = (app.info, app.warning, app.error, app.success, app.caption, app.markdown)
    return " ".join(element.value for kind in kinds for element in kind).replace("\\", "")


def run(app):
    return app.button(key="recommend_go").click().run()


@pytest.mark.parametrize(("language", "word"), [("zh", "已证明最优"), ("en", "proven best")])
def test_the_first_sight_is_a_worked_example(recommend, language, word):
    app = recommend(language)
    assert not app.exception
    assert not app.error
    assert word in app.info[0].value
    assert app.number_input(key="recommend_target_WO3").value == 70.0
    assert [metric.value for metric in app.metric][0] == "70.0"
    assert app.button(key="recommend_accept").disabled


def test_what_was_run_can_be_accepted_once_and_the_history_knows_by_whom(recommend, history_file):
    app = run(recommend("en"))
    assert "Solved in" in app.info[0].value
    app.button(key="recommend_accept").click().run()
    assert "Accepted by local" in app.success[0].value
    assert app.button(key="recommend_accept").disabled
    (given,) = decided_advice(open_history(history_file), reference_name())
    assert given.decision.kind == "accepted"
    assert len(given.decision.setpoints) == 14
    assert given.advice.shift == "2025-12-31T00:00:00"


def test_a_plan_is_declined_with_a_reason(recommend, history_file):
    app = run(recommend())
    app.selectbox(key="recommend_reason").select("equipment")
    app.text_area(key="recommend_words").set_value("浮选机检修").run()
    app.button(key="recommend_decline_go").click().run()
    assert "浮选机检修" in app.success[0].value
    (given,) = decided_advice(open_history(history_file), reference_name())
    assert (given.decision.kind, given.decision.reason_code) == ("declined", "equipment")


def test_another_reason_needs_words(recommend, history_file):
    app = run(recommend("en"))
    app.selectbox(key="recommend_reason").select("other").run()
    app.button(key="recommend_decline_go").click().run()
    assert "needs words" in said(app)
    (given,) = decided_advice(open_history(history_file), reference_name())
    assert given.decision is None


def test_a_changed_question_takes_the_buttons_away_until_it_is_run(recommend):
    app = run(recommend("en"))
    app.number_input(key="recommend_budget").set_value(60.0).run()
    assert "press Run to answer it" in said(app)
    assert app.button(key="recommend_accept").disabled


def test_numbers_that_are_no_question_are_a_sentence_and_nothing_is_solved(recommend, monkeypatch):
    app = recommend("en")
    monkeypatch.setattr(solved, "plan", lambda *_, **__: pytest.fail("was solved"))
    app.number_input(key="recommend_target_WO3").set_value(170.0).run()
    app = run(app)
    assert "target_recovery_pct" in said(app)
    assert not app.exception


def conflict(asked):
    nearer = asked.model_copy(update={"target_recovery_pct": {"WO3": 66.0}})
    offer = Alternative(
        words="lower target_recovery_pct.WO3 from 70 to 66 %",
        changes={"target_recovery_pct.WO3": 66.0},
        by_word=False,
        size=0.1,
        toml=question_toml(nearer),
    )
    return InfeasibleError(
        "no set-points meet every limit",
        conflict=("WO3 recovery at least 70 %", "cost at most 40 CNY/t"),
        alternatives=(offer,),
    )


@pytest.mark.parametrize(
    ("language", "limit", "change"),
    [
        ("zh", "成本不超过 40 元/吨", "70 改为 66"),
        ("en", "cost at most 40 CNY/t", "70 to 66"),
    ],
)
def test_a_refusal_names_the_limits_and_one_click_asks_what_has_a_plan(
    recommend, demonstration, monkeypatch, language, limit, change
):
    asked = []

    def plan(plant, model, question, on_wait):
        asked.append(question)
        if len(asked) == 1:
            raise conflict(question)
        return demonstration.brief.plan

    monkeypatch.setattr(solved, "plan", plan)
    app = run(recommend(language))
    assert limit in said(app)
    assert change in said(app)
    app.button(key="recommend_offer_0").click().run()
    assert not app.error
    assert asked[1].target_recovery_pct == {"WO3": 66.0}
    assert app.number_input(key="recommend_target_WO3").value == 66.0


def test_a_solver_that_fails_is_a_sentence(recommend, monkeypatch):
    def plan(*_, **__):
        raise SolverError("the process that solves died twice")

    monkeypatch.setattr(solved, "plan", plan)
    assert "died twice" in said(run(recommend("en")))


def test_whoever_waits_sees_how_many_are_before(recommend, demonstration, monkeypatch):
    def plan(*_, on_wait):
        on_wait(1)
        raise SolverError("enough seen")

    shown = []
    real = deeds.ask
    monkeypatch.setattr(solved, "plan", plan)
    monkeypatch.setattr(
        deeds, "ask", lambda w, q, tell: real(w, q, lambda n: (shown.append(n), tell(n)))
    )
    run(recommend("en"))
    assert shown == [1]


def test_a_link_opens_a_saved_question_with_what_the_fields_do_not_show(recommend, history_file):
    question = Question(
        goal="most_margin", budget_cny_t=44.0, ranges={"w_ph": {"low": 8.5, "high": 9.0}}
    )
    with open_history(history_file) as history:
        name = reference_name()
        kept = keep_question(history, name, "narrow pH", question_toml(question), by="Li Wei")
    app = recommend("en", question=kept.id)
    assert app.number_input(key="recommend_budget").value == 44.0
    assert "Also asked: ranges" in said(app)
    app.button(key="recommend_drop").click().run()
    assert "Also asked" not in said(app)
    assert app.number_input(key="recommend_budget").value == 44.0


def test_a_question_is_kept_under_a_name(recommend, history_file):
    app = recommend("en")
    app.text_input(key="recommend_name").set_value("week 12").run()
    app.button(key="recommend_save_go").click().run()
    (kept,) = saved_questions(open_history(history_file), reference_name())
    assert (kept.name, kept.by) == ("week 12", "local")
    assert kept.id in said(app)


def test_a_viewer_may_look_and_nothing_more(recommend, monkeypatch):
    monkeypatch.setenv("FLOTATION_SIGN_IN_LOCAL_ROLE", "viewer")
    app = recommend("en")
    assert "Your role may look" in said(app)
    assert "ask an administrator" in said(run(app))


def test_the_language_changes_and_the_answer_stays(recommend):
    app = run(recommend("en"))
    app.segmented_control(key="frame_language").set_value("zh").run()
    assert "求解" in app.info[0].value
    assert not app.button(key="recommend_accept").disabled


def test_without_a_model_the_page_says_where_to_get_one(opened, monkeypatch, tmp_path):
    monkeypatch.setattr("flotation_ui.session.is_ready", lambda *_: True)
    empty = ModelStore(tmp_path / "empty")
    monkeypatch.setattr("flotation_ui.session.current_store", lambda: empty)
    app = opened("recommend", "en")
    assert "has no model yet" in app.info[0].value
    assert not app.exception
