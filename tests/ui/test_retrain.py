import importlib.util
import json
from pathlib import Path

import pytest
from flotation_ui.words.verdict import TEXT


@pytest.fixture(scope="module")
def little():
    """The little plant of the models' tests."""
    path = Path(__file__).parents[1] / "models" / "conftest.py"
    spec = importlib.util.spec_from_file_location("little_plant", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table(little):
    return little.make_survey(seed=0, shifts=1200).table


@pytest.fixture
def files(little, table, tmp_path):
    """A plant file, an older survey and a newer one that begins with the older one's last day."""
    plant = tmp_path / "plant.toml"
    plant.write_text(little.plant_text(), encoding="utf-8")
    for name, rows in (("old", table.iloc[:900]), ("new", table.iloc[897:])):
        rows.to_csv(tmp_path / f"{name}.csv", index=False)
    return plant, tmp_path / "old.csv", tmp_path / "new.csv"


@pytest.fixture
def retrain(run, files, tmp_path):
    def retrain(*words):
        return run("retrain", files[0], *words, "--store", tmp_path / "store")

    return retrain


@pytest.fixture
def models(run, tmp_path):
    return lambda *words: run("models", *words, "--store", tmp_path / "store")


def answered(result, code):
    assert result.exit_code == code, result.output
    return json.loads(result.stdout, parse_constant=pytest.fail)


def journal(tmp_path):
    return (tmp_path / "store" / "journal.json").read_bytes()


def automatic(plant):
    text = plant.read_text(encoding="utf-8")
    plant.write_text(
        text.replace("[[component]]", "[retraining]\nautomatic = true\n[[component]]", 1),
        encoding="utf-8",
    )


def test_a_model_goes_from_surveys_to_champion_and_back(files, retrain, models, tmp_path):
    plant, old, new = files
    first = answered(retrain(old, "--json"), 5)
    assert first["verdict"]["outcome"] == "promote"
    assert not first["promoted"]
    assert models("approve", first["model"][:12], "--by", "Li Wei").exit_code == 0
    assert answered(retrain(old, "--json"), 0)["verdict"] is None

    second = answered(retrain(old, new, "--json"), 5)
    assert second["champion"] == first["model"] != second["model"]
    assert second["verdict"]["outcome"] in ("keep", "cannot tell")
    assert second["verdict"]["drift"]["newer"] == 300
    assert second["verdict"]["errors"]["rows"] > 150
    before = journal(tmp_path)
    assert answered(retrain(new, old, "--json"), 5) == second
    assert journal(tmp_path) == before

    refused = models("approve", second["model"], "--by", "Li Wei")
    assert refused.exit_code == 1
    assert "give a reason with --why" in refused.stderr
    assert models("approve", second["model"], "--by", "Li Wei", "--why", "same").exit_code == 0
    listed = answered(models("list", "--json"), 0)
    assert listed["champions"] == {"little plant": second["model"]}
    assert len(listed["models"]) == 2
    back = answered(models("rollback", plant, "--by", "Zhao", "--json"), 0)
    assert back["champion"] == first["model"]
    shown = answered(models("show", second["model"][:8], "--json"), 0)
    assert [e["event"] for e in shown["history"]] == ["judged", "promoted", "rolled back"]
    assert shown["history"][2]["by"] == "Zhao"
    again = models("rollback", plant, "--by", "Zhao")
    assert again.exit_code == 1
    assert "none before it" in again.stderr


def test_the_plant_file_may_let_a_verdict_promote(files, retrain, models):
    plant, old, _ = files
    automatic(plant)
    done = answered(retrain(old, "--json"), 0)
    assert done["promoted"]
    text = models("show", done["model"][:12]).stdout
    assert "by flotation retrain, by [retraining] automatic" in text
    assert "champion" in models("list").stdout


def test_a_verdict_is_told_in_both_languages(files, retrain, models):
    plant, old, new = files
    automatic(plant)
    assert retrain(old).exit_code == 0
    english, chinese = retrain(old, new), retrain(old, new, "--language", "zh")
    assert english.exit_code == chinese.exit_code == 5
    for result, place in ((english, 0), (chinese, 1)):
        for key in ("drift", "champion", "challenger", "lever", "covers"):
            assert TEXT[key][place] in result.stdout
        assert "bha_g_t" in result.stdout
    assert "flotation models approve" in english.stdout
    assert "现用" in models("list", "--language", "zh").stdout


def test_a_refused_survey_changes_nothing(files, retrain, tmp_path):
    _, old, new = files
    text = new.read_text().replace("bha_g_t", "bha_kg")
    new.write_text(text)
    result = retrain(old, new)
    assert result.exit_code == 1
    assert "bha_g_t" in result.stderr
    assert not (tmp_path / "store").exists()


def test_a_survey_of_which_little_can_be_used_is_refused(files, retrain, tmp_path, table):
    _, old, new = files
    torn = table.iloc[900:].copy()
    torn["shift_start"] = torn["shift_start"].astype(str)
    torn.iloc[10:, 0] = "?"
    torn.to_csv(new, index=False)
    result = retrain(old, new)
    assert result.exit_code == 1
    assert "fewer than half" in result.stderr or "shift_start" in result.stderr
    assert not (tmp_path / "store").exists()


def test_surveys_that_contradict_each_other_are_refused(files, retrain, table):
    _, old, new = files
    other = table.iloc[897:].copy()
    other.iloc[0, other.columns.get_loc("ph")] += 0.5
    other.to_csv(new, index=False)
    result = retrain(old, new)
    assert result.exit_code == 1
    assert "old.csv" in result.stderr
    assert "new.csv" in result.stderr


def test_a_changed_unit_is_refused(files, retrain):
    plant, old, _ = files
    automatic(plant)
    assert retrain(old).exit_code == 0
    text = plant.read_text(encoding="utf-8")
    text = text.replace('item = "bha"\n[', 'item = "bha"\ng_t_per_unit = 1000.0\n[', 1)
    plant.write_text(text.replace('unit = "g/t"', 'unit = "kg/t"', 1), encoding="utf-8")
    result = retrain(old)
    assert result.exit_code == 1
    assert "bha_g_t is now in kg/t and was in g/t" in result.stderr


def test_a_changed_price_is_no_other_plant(files, retrain):
    plant, old, _ = files
    automatic(plant)
    assert retrain(old).exit_code == 0
    text = plant.read_text(encoding="utf-8")
    plant.write_text(text.replace("value = 10\n", "value = 11\n", 1), encoding="utf-8")
    assert answered(retrain(old, "--json"), 5)["verdict"]["errors"] is None


def test_a_champion_that_changed_meanwhile_is_not_replaced(files, retrain, models, monkeypatch):
    plant, old, new = files
    automatic(plant)
    first = answered(retrain(old, "--json"), 0)["model"]
    second = answered(retrain(old, new, "--json"), 5)["model"]
    said = ("--by", "Li Wei", "--why", "trial")
    assert models("approve", second, *said).exit_code == 0
    assert models("rollback", plant, "--by", "Li Wei").exit_code == 0
    third = answered(retrain(old, new, "--seed", "1", "--json"), 5)["model"]
    assert models("approve", third, *said).exit_code == 0
    late = models("approve", second, *said)
    assert late.exit_code == 5
    assert f"judged against {first[:12]}" in late.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("approve", "123456", "--by", " "), "--by needs the name"),
        (("approve", "123456", "--by", "a\x1b[31m"), "must be printable"),
        (("approve", "123456", "--by", "Li Wei"), "no models in"),
        (("show", "123456"), "no models in"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(models, words, message):
    result = models(*words)
    assert result.exit_code == 1
    assert message in result.stderr


def test_an_approval_needs_a_name(models):
    assert models("approve", "123456").exit_code == 2


def test_an_empty_store_says_so(models):
    assert "no models in" in models("list").stdout
