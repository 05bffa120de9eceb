"""One demonstration, shared by every test that needs a trained model or a plan."""

import pytest
from click.testing import CliRunner
from flotation_ui.cli import main
from flotation_ui.demonstration import demonstrate

from flotation.model_file import model_bytes


@pytest.fixture(scope="session")
def demonstration():
    """The whole path on the shipped survey, run once."""
    return demonstrate(lambda words: None)


@pytest.fixture
def model_path(tmp_path, demonstration):
    """File of the model of the shipped survey."""
    path = tmp_path / "model.json"
    path.write_bytes(model_bytes(demonstration.brief.model))
    return path


@pytest.fixture
def run():
    """Run one ``flotation`` command line."""

    def run(*words):
        return CliRunner().invoke(main, [str(word) for word in words])

    return run
