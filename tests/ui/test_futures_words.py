"""What a plan brings in what may come is said with its numbers, in both languages."""

from dataclasses import replace

import pytest
from flotation_ui.words.futures import futures_words
from flotation_ui.words.plan import asked_text

from optimiser.planning import plan
from optimiser.question import Question
from tests.optimiser import plants

MAY_COME = {"drawn": 12, "worst_share": 0.25}


@pytest.fixture(scope="module")
def found():
    plant = plants.plant(1, ("collector_g_t",))
    question = Question(goal="most_margin", futures=MAY_COME)
    return plan(plant, plants.model(plant), question, explained=False, in_process=True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_mean_and_the_worst_are_said_with_their_numbers(found, language):
    mean, worst = futures_words(found, language)
    for number in ("12", f"{found.futures.mean_margin:.2f}", f"{found.futures.mean_cost:.2f}"):
        assert number in mean
    for number in ("25", f"{found.futures.worst_margin:.2f}", f"{found.futures.worst_cost:.2f}"):
        assert number in worst


def test_nothing_is_said_of_what_was_not_asked(found):
    assert futures_words(replace(found, futures=None)) == []
    whole = replace(found, futures=replace(found.futures, worst_share=None))
    assert len(futures_words(whole)) == 1


def test_the_question_says_over_what_the_mean_is():
    asked = Question(goal="most_margin", futures=MAY_COME)
    assert asked_text(asked) == "Most margin, over the worst 25 % of what may come"
    mean = Question(goal="most_margin", futures={"drawn": 12})
    assert asked_text(mean) == "Most margin, over what may come"
