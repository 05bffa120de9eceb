"""What Recommend shows of a plan is what the plan says, in both languages."""

from dataclasses import replace

import pytest
from flotation_ui.language import Language
from flotation_ui.views import recommend as view
from flotation_ui.views import recommend_front as fronts

from optimiser.aims import Violation

ZH, EN = Language(code="zh"), Language(code="en")


def outside(answer):
    support = replace(answer.plan.support, inside=False, score=0.0)
    return replace(answer, plan=replace(answer.plan, support=support))


def test_the_status_tells_time_proof_limits_and_support(answer):
    words = view.status_words(answer, EN)
    assert words.startswith("Solved in 1.2 s · proven best (gap below")
    assert f"{len(answer.plan.binding)} limits act" in words
    assert f"support {answer.plan.support.score:.2f} of 1" in words
    assert view.is_sound(answer)


def test_a_plan_outside_or_unproven_is_not_sound_and_says_so(answer):
    assert not view.is_sound(outside(answer))
    assert "OUTSIDE" in view.status_words(outside(answer), EN)
    unproven = replace(answer, plan=replace(answer.plan, status="feasible"))
    assert not view.is_sound(unproven)
    assert "NOT proven best" in view.status_words(unproven, EN)


def test_a_kept_plan_claims_no_time(answer):
    assert view.status_words(replace(answer, seconds=None), EN).startswith("Kept plan · ")


def test_the_cards_are_the_plan_against_now(answer):
    cards = {card.id: card for card in view.cards(answer, EN)}
    plan, now = answer.plan, answer.now
    assert cards["recovery"].value == f"{100 * plan.recovery['WO3'].value:.1f}"
    assert cards["recovery"].change == pytest.approx(
        100 * (plan.recovery["WO3"].value - now.recovery["WO3"]), abs=0.05
    )
    assert cards["cost"].rises == "bad"
    assert cards["margin"].value == f"{plan.margin:.1f}"
    low, high = (float(end) for end in cards["margin"].note.removeprefix("90 %: ").split("–"))
    assert low < plan.margin < high


def test_levers_that_move_come_first_and_those_held_last_with_their_reason(answer):
    held = answer.plan.changes[0].lever
    reason = "the question does not free it"
    locked = replace(answer, plan=replace(answer.plan, locked={held: reason}))
    moves = view.moves(locked, ZH)
    assert len(moves) == len(answer.plant.lever)
    assert moves[-1].stays_because == "本次提问不允许调整"
    assert [move.moved for move in moves[:-1]] == sorted(
        (move.moved for move in moves[:-1]), reverse=True
    )


def test_the_change_is_what_lies_between_now_and_proposed(answer):
    for move in view.moves(answer, EN):
        change = 0.0 if move.change == "–" else float(move.change.replace("−", "-"))
        assert change == pytest.approx(float(move.proposed) - float(move.now), abs=1.01)


@pytest.mark.parametrize("say", [ZH, EN], ids=["zh", "en"])
def test_every_limit_that_acts_has_a_sentence_without_names_of_columns(answer, say):
    lines = view.limit_lines(answer, say)
    assert len(lines) == len(answer.plan.binding)
    assert not any("_" in line for line in lines)


def test_chinese_limits_hold_no_english_words(answer):
    names = ("pH", "CNY", "WO", "sd", "BHA")
    for line in view.limit_lines(answer, ZH):
        for name in names:
            line = line.replace(name, "")
        assert not any(c.isascii() and c.isalpha() for c in line)


def test_a_broken_soft_limit_says_by_how_much_and_what_it_costs(answer):
    broken = Violation(limit="budget_cny_t", by=2.0, unit="CNY/t", price=3.0, paid=6.0)
    soft = replace(answer, plan=replace(answer.plan, violations=(broken,)))
    (line,) = view.broken_lines(soft, EN)
    assert "broken by 2 CNY/t, which costs 6.00 CNY/t" in line
    assert view.broken_lines(answer, EN) == ()


def test_the_steps_add_up_to_what_the_plan_gains(answer):
    gain = 100 * (answer.plan.recovery["WO3"].value - answer.now.recovery["WO3"])
    steps = view.steps(answer, EN)
    unseen = view.SEEN * (len(answer.plan.waterfall) - len(steps))
    assert sum(size for _, size in steps) == pytest.approx(gain, abs=unseen + 0.01)
    assert [abs(size) for _, size in steps] == sorted((abs(s) for _, s in steps), reverse=True)


def test_every_product_has_its_row(answer):
    rows = view.product_rows(answer, EN)
    assert [row["Product"] for row in rows] == ["WO₃", "Mo", "Bi"]


def test_the_question_at_a_point_asks_what_the_point_has(answer, demonstration):
    front = demonstration.brief.front
    asked = fronts.question_at(answer, front, 3)
    assert asked.goal == "least_cost"
    target = asked.target_recovery_pct["WO3"]
    assert 0.0 <= 100 * front.points[3].recovery - target < 0.011


def test_the_front_sets_aside_goal_target_and_budget(answer):
    asked = answer.question.model_copy(
        update={"budget_cny_t": 40.0, "target_recovery_pct": {"WO3": 70.0, "Mo": 70.0}}
    )
    bare = fronts.question_of_front(replace(answer, question=asked))
    assert bare.target_recovery_pct == {"Mo": 70.0}
    assert bare.budget_cny_t is None


def test_only_a_click_on_the_front_itself_is_a_point(demonstration):
    front = demonstration.brief.front
    assert fronts.clicked([{"series_index": 0, "data_indices": [4]}], front) == 4
    assert fronts.clicked([{"series_index": 1, "data_indices": [0]}], front) is None
    assert fronts.clicked([{"series_index": 0, "data_indices": [400]}], front) is None
    assert fronts.clicked([], front) is None


def test_a_question_that_weighs_more_has_no_front_and_says_why(answer):
    soft = answer.question.model_copy(update={"soft": {"budget_cny_t": 2.0}})
    assert "weighs more" in fronts.why_none(replace(answer, question=soft), EN)
    assert fronts.why_none(answer, EN) == ""


def test_the_chart_of_the_front_marks_now_proposed_and_knee(answer, demonstration):
    spec = fronts.chart(answer, demonstration.brief.front, ZH)
    assert [series.get("name") for series in spec["series"][1:]] == ["拐点", "当前", "推荐"]
    assert len(spec["series"][0]["data"]) == len(demonstration.brief.front.points)
