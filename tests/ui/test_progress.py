import io
import sys

from flotation_ui.progress import waiting


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_nobody_looking_means_nothing_is_shown(capsys):
    with waiting("Training") as tell:
        tell("Planning")
    shown = capsys.readouterr()
    assert shown.out == shown.err == ""


def test_a_person_sees_on_stderr_what_is_being_done(monkeypatch, capsys):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with waiting("Training") as tell:
        tell("Planning [bold]70 %[/bold]")
    assert "Planning [bold]70 %[/bold]" in terminal.getvalue()
    assert capsys.readouterr().out == ""
