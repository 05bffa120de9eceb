import numpy as np
import pandas as pd
import pytest

from flotation.partial_effect import left_over, partial_effect, what_operators_saw

WEEK = 21


def plant_with_feedback(seed, shifts=1200, effect=0.3):
    """Shifts in which a dose answers the last assay, and lasts; ore trouble lasts too."""
    rng = np.random.default_rng(seed)
    trouble, own, assay, rows = 0.0, 0.0, 0.0, []
    for _ in range(shifts):
        trouble = 0.95 * trouble + 0.3 * rng.normal()
        own = 0.7 * own + 0.35 * rng.normal()
        dose = 2.0 + 0.5 * assay + own
        recovery = effect * dose - trouble + 0.1 * rng.normal()
        assay = -recovery + 0.1 * rng.normal()
        rows.append({"dose": dose, "assay": assay, "y": recovery, "ph": 9 + rng.normal()})
    return pd.DataFrame(rows)


def estimated(table, at=(1.0, 3.0)):
    saw = what_operators_saw(table, ["dose"], ["ph"], ["assay"])
    number = np.arange(len(table))
    return partial_effect(
        table["dose"].to_numpy(),
        table["y"].to_numpy(),
        saw.beside("dose"),
        at,
        block=number * 5 // len(table),
        shifts=number,
        week=WEEK,
    )


def test_feedback_that_turns_the_plain_sign_does_not_turn_this_one():
    found = []
    for seed in range(30):
        table = plant_with_feedback(seed)
        plain = np.polyfit(table["dose"], table["y"], 1)[0]
        effect = estimated(table)
        assert plain < 0.0 < effect.slope
        assert effect.at == (1.0, 3.0)
        found.append((effect.slope, effect.slope_sd))
    slopes, errors = np.transpose(found)
    assert np.mean(slopes) == pytest.approx(0.6, abs=0.05)
    assert np.std(slopes) == pytest.approx(np.mean(errors), rel=0.4)


def test_an_idle_lever_is_given_no_effect():
    for seed in (1, 2):
        effect = estimated(plant_with_feedback(seed, effect=0.0))
        assert abs(effect.slope) < 3.0 * effect.slope_sd


def test_a_bend_is_told_from_a_slope():
    rng = np.random.default_rng(3)
    table = plant_with_feedback(3)
    dose = rng.uniform(1.0, 3.0, len(table))
    y = 0.4 * (1.0 - (dose - 2.0) ** 2) + 0.1 * rng.normal(size=len(table))
    effect = estimated(table.assign(dose=dose, y=y))
    assert effect.bend == pytest.approx(0.4, abs=3.0 * effect.bend_sd)
    assert abs(effect.slope) < 3.0 * effect.slope_sd
    assert effect.bend_sd < 0.05


def test_no_shift_explains_itself_or_its_neighbours():
    rng = np.random.default_rng(0)
    seen, y = rng.normal(size=(500, 3)), rng.normal(size=(500, 2))
    shifts = np.arange(500)
    block = shifts // 100
    changed = y.copy()
    changed[300 - WEEK : 400 + WEEK] += 50.0
    one, two = (
        left_over(t, seen, block=block, shifts=shifts, gap=WEEK)[300:400] for t in (y, changed)
    )
    np.testing.assert_allclose(two - one, 50.0)


def test_what_operators_saw_is_the_past_and_not_the_shift_itself():
    table = plant_with_feedback(0, shifts=200)
    later = table.copy()
    later.loc[150, "assay"] += 5.0
    a, b = (what_operators_saw(t, ["dose"], [], ["assay"]).before for t in (table, later))
    differs = np.flatnonzero(np.abs(b - a).max(axis=1) > 0.3)
    assert differs.tolist() == [151, 152, 153, 154]
    late, later = (
        what_operators_saw(t, ["dose"], [], ["assay"], delay=3).before for t in (table, later)
    )
    assert np.flatnonzero(np.abs(later - late).max(axis=1) > 0.3)[0] == 153


def test_a_lever_that_follows_from_what_was_seen_has_no_estimate():
    table = plant_with_feedback(1)
    table["ph"] = np.random.default_rng(5).uniform(8.0, 10.0, len(table))
    assert estimated(table.assign(dose=table["ph"] - 7.0)) is None
    assert estimated(table.head(60)) is None
