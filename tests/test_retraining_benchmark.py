from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import retraining
from tests.models.conftest import make_plant, make_survey


@pytest.fixture(scope="module")
def table():
    return make_survey(seed=retraining.FIRST, shifts=60).table


@pytest.mark.parametrize("case", retraining.CASES, ids=lambda case: case.what)
def test_a_case_changes_the_shifts_it_speaks_of_and_no_others(table, case):
    rows, rng = np.arange(60) >= 40, np.random.default_rng(0)
    spoiled = (case.newer(table, rows, rng), case.older(table, ~rows, rng))
    assert spoiled[0][~rows].equals(table[~rows])
    assert spoiled[1][rows].equals(table[rows])
    changed = [not one.equals(table) for one in spoiled]
    assert any(changed) == (case.what not in ("nothing changed", retraining.CASES[4].what))
    assert changed[1] <= case.better


def test_backwards_keeps_every_setting_and_moves_it(table):
    rows = np.arange(60) >= 40
    found = retraining.with_settings_backwards(table, rows, None)
    assert found["ph"].to_numpy()[40:].tolist() == table["ph"].to_numpy()[:39:-1].tolist()


def test_a_row_counts_outcomes_and_what_spoke_against():
    verdicts = [
        SimpleNamespace(outcome="keep", reasons=[SimpleNamespace(code="errs more", says="keep")]),
        SimpleNamespace(
            outcome="promote", reasons=[SimpleNamespace(code="errs less", says="promote")]
        ),
        SimpleNamespace(outcome="keep", reasons=[SimpleNamespace(code="errs more", says="keep")]),
    ]
    case = retraining.CASES[0]
    assert retraining.row(case, verdicts) == (
        "| nothing changed | no better | 1 | 0 | 2 | errs more (2) |"
    )


def test_the_champion_knows_only_the_shifts_of_its_case(monkeypatch):
    taught = {}

    def judge(plant, survey, champion, policy, in_process):
        taught["all"] = len(survey.table)
        return SimpleNamespace(verdict=champion)

    monkeypatch.setattr(retraining, "train", lambda plant, survey: len(survey.table))
    monkeypatch.setattr(retraining, "judge", judge)
    known = [retraining.verdict(make_plant(), case, retraining.FIRST) for case in retraining.CASES]
    assert known == [900, 900, 900, 900, 200, 900]
    assert taught == {"all": 1300}
