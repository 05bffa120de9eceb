"""The benchmark of advice, on two feeds: what it finds must hold, and it must be able to fail."""

import dataclasses

import pytest

from benchmarks import decisions

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plant():
    return decisions.reference_plant()


@pytest.fixture(scope="module")
def judged(plant):
    model = decisions.fitted_model(plant)
    feeds = decisions.held_out_feeds(2)
    return [decisions.judge(plant, model, feed) for feed in feeds]


def test_advice_gains_most_of_what_can_be_gained(judged):
    for each in judged:
        assert each.present < each.planned <= each.best * (1.0 + 1e-3)
        assert each.best_inside <= each.best * (1.0 + 1e-3)
        assert each.regret < 0.05


def test_plans_are_certified_supported_and_restated(judged):
    for each in judged:
        assert each.proven
        assert each.inside
        assert each.gap <= 1e-4
        assert each.difference <= each.model_gap + 1e-9


def test_the_truth_keeps_the_promise_of_the_interval(judged):
    assert all(each.met for each in judged)
    assert all(each.low < decisions.TARGET / 100.0 < each.high for each in judged)


def test_the_table_tells_a_plan_that_misses_its_target(judged):
    missed = dataclasses.replace(judged[0], true_recovery=judged[0].low - 0.01)
    assert not missed.met
    assert "| 1 of 2 | at least 2 |" in decisions.table([missed, judged[1]])


def test_present_settings_lose_all_that_could_be_gained(judged):
    idle = dataclasses.replace(judged[0], planned=judged[0].present)
    assert idle.regret == pytest.approx(1.0)


def test_a_survey_is_one_row_of_its_table(judged):
    row = decisions.row_of_survey(101, judged)
    assert row.startswith("| 101 | ")
    assert row.count("|") == decisions.SURVEY_HEADER.partition("\n")[0].count("|")


def test_the_page_keeps_what_stands_around_the_table(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- a:begin -->\nold\n<!-- a:end -->\nafter\n", encoding="utf-8")
    decisions.written(page, "a", "new")
    assert page.read_text(encoding="utf-8") == (
        "before\n<!-- a:begin -->\nnew\n<!-- a:end -->\nafter\n"
    )


def test_the_readme_quotes_the_table_of_the_benchmarks(root):
    quoted, printed = (
        (root / page).read_text(encoding="utf-8").split("<!-- decisions:")[1]
        for page in ("README.md", "docs/benchmarks.md")
    )
    assert "mean regret" in quoted
    assert quoted == printed
