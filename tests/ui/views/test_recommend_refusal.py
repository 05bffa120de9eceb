"""A refusal in the reader's language, and the questions it offers."""

import pytest
from flotation_ui.language import Language
from flotation_ui.views.recommend_refusal import conflict_lines, offered_question, offers

from flotation.errors import InfeasibleError
from optimiser.question import Question
from optimiser.question_text import question_toml
from optimiser.relaxation import WORD, Alternative

ZH, EN = Language(code="zh"), Language(code="en")
ASKED = Question(goal="least_cost", target_recovery_pct={"WO3": 82.0}, budget_cny_t=40.0)


def alternative(changes, words="", by_word=False, **update):
    nearer = ASKED.model_copy(update=update)
    return Alternative(
        words=words, changes=changes, by_word=by_word, size=1.0, toml=question_toml(nearer)
    )


@pytest.fixture
def plant(demonstration):
    return demonstration.brief.plant


def test_limits_in_conflict_are_said_in_both_languages(plant):
    error = InfeasibleError("no", conflict=("WO3 recovery at least 82 %", "cost at most 40 CNY/t"))
    assert conflict_lines(error, plant, ZH) == ("WO3回收率不低于 82 %", "成本不超过 40 元/吨")
    assert conflict_lines(error, plant, EN) == error.conflict


def test_changed_numbers_say_from_where_to_where(plant):
    changes = {"budget_cny_t": 45.1, "target_recovery_pct.WO3": 65.8, "min_grade_pct.WO3": 50.0}
    error = InfeasibleError("no", alternatives=(alternative(changes),))
    (offer,) = offers(error, ASKED, plant, EN)
    own = next(p.min_grade_pct for p in plant.product if p.component == "WO3")
    assert offer.words == (
        "budget, CNY/t ore: 40 to 45.1; WO₃ recovery at least, %: 82 to 65.8; "
        f"WO₃ grade at least, %: {own:g} to 50"
    )


def test_a_lifted_rule_is_said_in_the_optimisers_words(plant):
    words = "leave the surveyed region, on your word: the model is not known to hold there"
    rule = alternative({"within_region": False, "region_reason": WORD}, words, by_word=True)
    error = InfeasibleError("no", alternatives=(rule,))
    assert offers(error, ASKED, plant, EN)[0].words == words
    assert offers(error, ASKED, plant, ZH)[0].words.startswith("凭您的决定离开数据覆盖范围")


def test_a_persons_reason_takes_the_place_kept_for_it():
    rule = alternative({}, by_word=True, within_region=False, region_reason=WORD)
    assert offered_question(rule, " trial of May ").region_reason == "trial of May"


def test_an_offer_of_numbers_is_its_own_question():
    nearer = alternative({}, target_recovery_pct={"WO3": 65.8})
    assert offered_question(nearer).target_recovery_pct == {"WO3": 65.8}
