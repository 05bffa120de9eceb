import configparser
import re

import pytest
from click import Context
from flotation_ui.cli import main

FOLDER = "examples/retraining"


@pytest.fixture
def unit(root):
    def read(name):
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str
        parser.read_string((root / FOLDER / name).read_text(encoding="utf-8"))
        return parser

    return read


def test_the_timer_starts_its_service(unit):
    assert unit("flotation-retrain.timer")["Timer"]["OnCalendar"] == "Mon 06:30"
    service = unit("flotation-retrain.service")["Service"]
    assert service["SuccessExitStatus"] == "5"


def test_the_examples_call_the_command_as_it_is(root, unit):
    command = main.get_command(Context(main), "retrain")
    lines = [
        (root / FOLDER / "crontab").read_text(encoding="utf-8"),
        unit("flotation-retrain.service")["Service"]["ExecStart"],
    ]
    for line in lines:
        words = re.search(r"flotation retrain ([^'\")]+?)(?: 2>&1)?['\")]", line)[1].split()
        context = command.make_context("retrain", words)
        assert context.params["plant"] == "/srv/flotation/plant.toml"
        assert context.params["surveys"] == ("/srv/flotation/surveys/*.csv",)


def test_a_percent_sign_in_the_crontab_is_escaped(root):
    text = (root / FOLDER / "crontab").read_text(encoding="utf-8")
    assert not re.search(r"(?<!\\)%", text)


def test_the_page_names_what_is_there(root):
    page = (root / "docs" / "retraining.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", page):
        assert (root / "docs" / link).exists(), link
