from flotation_ui.cli import COMMANDS
from flotation_ui.reference import reference_page


def test_the_page_of_commands_is_current(root):
    page = (root / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == reference_page(), "run python -m flotation_ui.reference docs/commands.md"


def test_the_page_has_every_command_with_its_example():
    page = reference_page()
    for name in COMMANDS:
        assert f"## flotation {name}\n" in page
    assert page.count("Example:") == len(COMMANDS) + 1
