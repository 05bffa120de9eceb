import json

import pytest
from flotation_ui.words.comparison import FAMILIES, comparison_text

from flotation.comparison import FAMILIES as MAKERS
from flotation.comparison_file import read_comparison
from flotation.comparison_training import OURS, Comparison
from flotation.model_card import Score

NOTES = {"en": "A better R2 is not a better decision", "zh": "R2 更高并不等于决策更好"}


def scores(r2):
    return tuple(
        Score(target=target, mae=0.05, bias=0.0, r2_mean=r2, r2_last=r2 / 2, rows=321, blocks=5)
        for target in ("w_rougher/WO3/concentrate", "recovery/WO3")
    )


class Scored:
    def __init__(self, r2):
        self.scores = scores(r2)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_text_has_a_row_a_family_and_says_what_scores_do_not(language):
    models = {name: Scored(0.5 + 0.1 * i) for i, name in enumerate(MAKERS)}
    text = comparison_text(Comparison(ours=scores(0.91), models=models), language)
    assert NOTES[language] in text.replace("\n", " ")
    rows = [line for line in text.splitlines() if "0.0500" in line]
    assert len(rows) == 1 + len(MAKERS)
    assert "recovery/WO3" in rows[0]
    assert "321" in rows[0]
    for row, family, r2 in zip(
        rows, (OURS, *MAKERS), ("+0.91", "+0.50", "+0.60", "+0.70"), strict=True
    ):
        assert FAMILIES[language][family] in row
        assert r2 in row


def test_an_unwritable_place_is_refused_before_any_fit(run, tmp_path, monkeypatch):
    monkeypatch.setattr("flotation.comparison_training.compare_families", pytest.fail)
    (tmp_path / "taken").write_text("a file")
    result = run("compare", "reference", "reference", "-o", tmp_path / "taken")
    assert result.exit_code == 1
    assert "cannot be made" in result.stderr


@pytest.mark.slow
def test_the_command_scores_every_family_and_keeps_its_models(run, tmp_path, demonstration):
    survey, folder = tmp_path / "survey.csv", tmp_path / "kept"
    assert run("simulate", "--shifts", "600", "--seed", "5", "-o", survey).exit_code == 0
    result = run("compare", "reference", survey, "-o", folder, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout, parse_constant=pytest.fail)
    assert set(found["scores"]) == {OURS, *MAKERS}
    assert found["note"].startswith(NOTES["en"])
    for name in MAKERS:
        model = read_comparison(folder / f"{name}.skops", demonstration.brief.plant)
        assert [s.r2_mean for s in model.scores] == [s["r2_mean"] for s in found["scores"][name]]
