"""Questions are read strictly; each mistake is one sentence with its place."""

import pytest

from flotation.errors import DataError
from optimiser.question import Question, parse_question, read_question
from optimiser.question_checks import check_question
from tests.optimiser import plants

WHOLE = b"""
goal = "least_cost"
budget_cny_t = 60.0
confidence = 0.9
free = ["collector_g_t"]
move_limits = true

[target_recovery_pct]
WO3 = 30.0

[ranges.collector_g_t]
low = 60.0
high = 200.0

[prices]
collector = 50000.0

[override]
lead_g_t = "trial of May"
"""


@pytest.fixture(scope="module")
def case():
    plant = plants.plant(2, second_product=True)
    return plant, plants.model(plant)


def test_a_question_is_read_from_toml(tmp_path):
    path = tmp_path / "question.toml"
    path.write_bytes(WHOLE)
    question = read_question(path)
    assert question.target_recovery_pct == {"WO3": 30.0}
    assert question.free == ("collector_g_t",)
    assert question.ranges["collector_g_t"].high == 200.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("goal = 'cheap'", "expected 'least_cost'"),
        ("", "'goal' is missing"),
        ("goal = 'most_margin'\nbudget = 3.0", "did you mean 'budget_cny_t'"),
        ("goal = 'most_margin'\nbudget_cny_t = nan", "budget_cny_t"),
        ("goal = 'most_margin'\nbudget_cny_t = -1.0", "budget_cny_t"),
        ("goal = 'most_margin'\nconfidence = 90.0", "confidence: expected at most 0.99"),
        ("goal = 'most_margin'\ntime_limit_s = 0.0", "time_limit_s"),
        ("goal = 'most_margin'\nwithin_region = false", "needs region_reason"),
        ("goal = 'most_margin'\n[target_recovery_pct]\nWO3 = 101.0", "target_recovery_pct.WO3"),
        ("goal = 'most_margin'\n[ranges.a]\nlow = 2.0\nhigh = 1.0", "needs low <= high"),
        ("goal = 'most_margin'\ngoal = 'least_cost'", "not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, words):
    with pytest.raises(DataError, match=r"question\.toml") as told:
        parse_question(text.encode())
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"component": "W"}, "component: no component of a product is named 'W'"),
        ({"target_recovery_pct": {"Mo2": 50.0}}, "did you mean 'Mo'"),
        ({"min_grade_pct": {"Pb": 5.0}}, "min_grade_pct: no component"),
        ({"fixed": {"colector_g_t": 100.0}}, "did you mean 'collector_g_t'"),
        ({"fixed": {"collector_g_t": 9999.0}}, "outside what the plant allows, 50 to 500 g/t"),
        ({"free": ("x",)}, "free: no lever is named 'x'"),
        ({"present": {"x": 1.0}}, "present: no lever is named 'x'"),
        ({"present": {"collector_g_t": -5.0}}, "outside its plausible range"),
        ({"conditions": {"collector_g_t": 1.0}}, "no condition is named 'collector_g_t'"),
        ({"conditions": {"ambient_c": 99.0}}, "outside its plausible range, -10 to 50"),
        ({"prices": {"gold": 1.0}}, "no price is named 'gold'"),
        ({"override": {"x": "because"}}, "override: no lever is named 'x'"),
    ],
)
def test_a_name_or_value_the_plant_does_not_know_is_told(case, more, words):
    question = Question(goal="most_recovery", **more)
    with pytest.raises(DataError, match="question: ") as told:
        check_question(question, *case)
    assert words in str(told.value)


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_override_without_a_reason_is_refused(reason):
    with pytest.raises(DataError, match="override"):
        parse_question(f'goal = "most_margin"\n[override]\nlead_g_t = "{reason}"\n'.encode())


def test_the_least_cost_of_nothing_is_refused(case):
    with pytest.raises(DataError, match="needs target_recovery_pct"):
        check_question(Question(goal="least_cost"), *case)


def test_a_whole_question_passes(case):
    check_question(parse_question(WHOLE), *case)
