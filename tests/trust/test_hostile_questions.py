"""Questions and tables of scenarios made to be wrong: each is refused in a sentence."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest

from flotation.errors import DataError, FlotationError
from optimiser.planning import plan
from optimiser.question import Question, parse_question, read_question
from optimiser.question_checks import check_question
from optimiser.scenarios import read_scenarios, scenario_columns, scenario_question, scenarios_of
from tests.optimiser import plants
from tests.plant_variants import changed, hostile_bytes, leaves, toml_text

TEXT = (Path(__file__).parent / "question.toml").read_bytes()
DOCUMENT = tomllib.loads(TEXT.decode())
RISKY = {
    **{name: value for name, value in DOCUMENT.items() if name != "then"},
    "price_risk": {"budget": 1.5, "items": ["collector"]},
}
MIXED = {"goal": "weighted", "weights": {"cost": 1.0, "co2": 0.1}, "soft": {"max_co2_kg_t": 5.0}}
AHEAD = {
    "goal": "most_margin",
    "futures": {
        "drawn": 10,
        "seed": 1,
        "worst_share": 0.2,
        "case": [{"weight": 2.0, "prices": {"wo3": 900.0}, "conditions": {"ambient_c": 5.0}}],
    },
}
NUMBERS = (math.nan, math.inf, -math.inf, "12", True, [1.0], {}, 10**400)
TEXTS = (5, True, [], {}, "x" * 5000, "a\x1b[31m")


@pytest.fixture(scope="module")
def case():
    plant = plants.plant(2, second_product=True)
    return plant, plants.model(plant)


def refusal(text):
    """The sentences that refuse a file of a question, or None."""
    try:
        parse_question(text, name="question.toml")
    except DataError as error:
        return str(error)
    return None


def answer(case, question):
    """The plan, or the sentence in its place."""
    try:
        return plan(*case, question, in_process=True), ""
    except FlotationError as error:
        return None, str(error)


def is_a_sentence(words):
    """Whether the lines of a refusal can be shown to a person."""
    lines = words.splitlines()
    return all(
        line.startswith("question.toml") and line.isprintable() and len(line) < 400
        for line in lines
    ) and not any(odd in words for odd in ("Traceback", "pydantic", "nput should", "object at 0x"))


def _places():
    """(document, (path, value)) of every value of four questions, each once."""
    for path, value in leaves(DOCUMENT):
        yield DOCUMENT, (path, value)
    yield from ((RISKY, place) for place in leaves(RISKY) if place[0][0] == "price_risk")
    for document in (MIXED, AHEAD):
        yield from ((document, place) for place in leaves(document))


def variants():
    """(label, file, what its refusal names) of questions with one mistake each."""
    for document, (path, value) in _places():
        key = next(part for part in reversed(path) if isinstance(part, str))
        if isinstance(value, bool):
            wrong = (1, "yes", [])
        elif isinstance(value, (int, float)):
            wrong = NUMBERS
        elif isinstance(value, str):
            wrong = TEXTS
        else:
            wrong = ("text", 7)
        for each in wrong:
            if "conditions" in path and each == "12":
                continue  # the type of ore is a condition that is a text
            yield f"{path} = {str(each)[:20]!r}", toml_text(changed(document, path, each)), key
        if isinstance(value, dict) and path[-1] in ("price_risk", "collector_g_t", 0):
            more = changed(document, (*path, "colour"), 1)
            yield f"{path} + colour", toml_text(more), "colour"


def test_the_question_uses_the_keys_of_questions():
    assert {*DOCUMENT, *RISKY, *MIXED, *AHEAD} == set(Question.model_fields)
    for document in (DOCUMENT, RISKY, MIXED, AHEAD):
        parse_question(toml_text(document).encode())


def test_every_mistake_in_a_question_is_refused_by_its_key():
    tried = 0
    for label, text, key in variants():
        words = refusal(text.encode())
        assert words is not None, label
        assert key in words, (label, words)
        assert is_a_sentence(words), (label, words)
        tried += 1
    assert tried >= 250


def test_files_that_are_no_question_are_refused():
    for variant in hostile_bytes(TEXT.replace(b"20.0", b"8\n#", 1) + "\n# 班\n".encode()):
        words = refusal(variant.data)
        if variant.label == "large":
            assert words is None  # a remark of 2 MB; files are bounded where they are read
            continue
        assert words is not None, variant.label
        assert is_a_sentence(words), (variant.label, words[:300])


def test_a_file_beyond_the_limit_is_not_read(tmp_path):
    path = tmp_path / "question.toml"
    path.write_bytes(TEXT + b"#" * 20_000_000)
    with pytest.raises(DataError, match="more than 2000000 bytes"):
        read_question(path)


@pytest.mark.parametrize(
    "asked",
    [
        {"goal": "least_cost", "target_recovery_pct": {"WO3": 100.0}},
        {"goal": "most_recovery", "budget_cny_t": 0.0},
        {"goal": "most_margin", "min_grade_pct": {"WO3": 100.0}},
        {"goal": "most_margin", "free": ()},
        {"goal": "most_margin", "max_changes": 0},
        {"goal": "most_margin", "prices": {"wo3": 0.0, "mo": 0.0}},
        {"goal": "most_margin", "prices": {"wo3": 1e12}},
        {"goal": "most_margin", "conditions": {"ore_wo3_pct": 1e-9}},
        {"goal": "most_margin", "max_mass_pull_pct": {"WO3": 1e-6}},
        {"goal": "least_cost", "target_recovery_pct": {"WO3": 0.01}, "time_limit_s": 1.0},
        {"goal": "most_recovery", "stock_kg": {"collector": 1e-12}, "stock_shifts": 1000},
        {"goal": "most_margin", "ranges": {"collector_g_t": {"low": 100.0, "high": 100.0}}},
        {"goal": "most_margin", "fixed": {"collector_g_t": 100.0, "lead_g_t": 225.0}},
        {"goal": "most_margin", "least_change": {"collector_g_t": 1e9}},
    ],
    ids=str,
)
def test_an_absurd_question_ends_in_a_checked_plan_or_a_sentence(case, asked):
    found, words = answer(case, Question(**asked))
    if found is None:
        assert words
        assert "Traceback" not in words
    else:
        assert found.certificate.verified or found.status != "optimal"
        assert all(math.isfinite(value) for value in found.setpoints.values())


def test_names_that_the_plant_does_not_know_are_refused_wherever_they_stand(case):
    plant, model = case
    tables = [name for name, value in DOCUMENT.items() if isinstance(value, dict)]
    for name in sorted({*tables, "free"} - {"price_risk"}):
        value = DOCUMENT[name]
        one = ["nowhere"] if name == "free" else {"nowhere": next(iter(value.values()))}
        question = Question.model_validate({"goal": "most_recovery", name: one})
        with pytest.raises(DataError, match=f"{name}.*'nowhere'"):
            check_question(question, plant, model)


@pytest.mark.parametrize("cell", ["x", "1e999", "nan", "１２", "-", "=1+1", "<5", "5%", "12,5"])
def test_a_scenario_with_a_cell_that_is_no_number_says_so_in_its_row(case, cell, tmp_path):
    plant, model = case
    path = tmp_path / "scenarios.csv"
    path.write_text(f"scenario;prices.collector\ngood;40000\nbad;{cell}\n", encoding="utf-8")
    scenarios = read_scenarios(path, plant, model)
    assert list(scenarios.faults) == [1]
    assert "prices.collector in line 3" in scenarios.faults[1]


def test_every_number_of_a_scenario_is_held_to_the_rules_of_a_question(case):
    plant, model = case
    base = Question(goal="least_cost", target_recovery_pct={"WO3": 30.0})
    for column in scenario_columns(plant, model):
        for value in (-1e9, 1e300):
            scenarios = scenarios_of({column: np.array([value])}, plant, model)
            try:
                question = scenario_question(base, scenarios.row(0))
            except FlotationError:
                continue
            found, words = answer(case, question)
            assert words or value > 0.0, f"{column} = {value} was planned"
