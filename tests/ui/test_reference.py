import click
from flotation_ui.cli import COMMANDS
from flotation_ui.reference import _blocks, reference_page
from flotation_ui.shell import Group


def test_the_page_of_commands_is_current(root):
    page = (root / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == reference_page(), "run python -m flotation_ui.reference docs/commands.md"


def test_the_page_has_every_command_with_its_example():
    page = reference_page()
    for name in COMMANDS:
        assert f"## flotation {name}\n" in page
    assert page.count("Example:") == page.count("## flotation")


def test_the_commands_of_a_group_stand_below_it():
    inner = click.Command("approve", help="Approve one.")
    group = Group("models", commands={"approve": inner}, help="Stored models.")
    blocks = list(_blocks("flotation models", group, None))
    assert [block.splitlines()[0] for block in blocks] == [
        "## flotation models",
        "## flotation models approve",
    ]
    assert "Approve one." in blocks[1]
