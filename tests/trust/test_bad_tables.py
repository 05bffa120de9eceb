"""Every bad survey through the command: its exit code, one sentence, the line; nothing stored."""

import json
import re
from collections import Counter

import pytest
from click.testing import CliRunner
from flotation_ui.cli import main
from plant_variants import toml_text
from survey.corpus import COLUMNS
from trust.bad_binaries import binary_files
from trust.bad_tables import text_files

FILES = [*text_files(), *binary_files()]


@pytest.fixture(scope="module")
def plant_path(tmp_path_factory):
    """A plant file with the columns of the corpus."""
    columns = [column.model_dump(mode="json", exclude_none=True) for column in COLUMNS]
    columns = [{k: v for k, v in each.items() if v not in ((), [])} for each in columns]
    document = {"schema": 1, "name": "Corpus", "time_column": "time", "column": columns}
    path = tmp_path_factory.mktemp("plant") / "plant.toml"
    path.write_text(toml_text(document), encoding="utf-8")
    return path


def test_the_corpus_is_large_and_names_each_file_once():
    assert len(FILES) >= 210
    assert max(Counter((file.family, file.label) for file in FILES).values()) == 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.family}: {file.label}")
def test_a_bad_survey_is_refused_or_told(file, plant_path, tmp_path):
    path = tmp_path / "survey.dat"
    path.write_bytes(file.data)
    done = CliRunner().invoke(main, ["check", str(plant_path), str(path), "--json"])
    assert "Traceback" not in done.output
    assert isinstance(done.exception, (SystemExit, type(None))), done.exception
    assert [each.name for each in tmp_path.iterdir()] == ["survey.dat"]
    answer = json.loads(done.stdout)
    if file.verdict == "refused":
        assert done.exit_code == 1
        sentence = answer["error"]["message"]
        assert re.search(file.says, sentence), sentence
        assert sentence.isprintable()
        assert len(sentence) < 1000
    else:
        assert done.exit_code == 0, answer
        rules = file.rule.split("|")
        messages = [m for m in answer["messages"] if m["rule"] in rules]
        assert messages, [m["rule"] for m in answer["messages"]]
        assert any(re.search(file.says, m["message"]) for m in messages), messages
        assert set(file.lines) <= {line for m in messages for line in m["lines"]}
