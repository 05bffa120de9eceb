"""The ``flotation`` command; each of its commands is a module of :mod:`flotation_ui.commands`."""

import importlib
from typing import Any

import click

from flotation_ui.shell import Shell

COMMANDS = (
    *("demo", "check", "import", "reconcile", "balance", "shift", "train"),
    *("report", "compare", "plan", "explain", "front", "batch", "schedule", "trial"),
    *("retrain", "models", "history", "uplift", "simulate", "ui", "worker"),
)


class LazyShell(Shell):
    """A group that imports a command's module when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module: Any = importlib.import_module(f"flotation_ui.commands.{cmd_name}")
        return module.command


@click.command(cls=LazyShell)
@click.version_option(package_name="flotation-optimiser", prog_name="flotation")
def main() -> None:
    r"""Turn shift surveys into proven set-points for flotation circuits.

    Example:

    \b
        flotation demo
        flotation check plant.toml survey.csv
        flotation reconcile plant.toml survey.csv -o reconciled.csv
        flotation train plant.toml survey.csv -o model.json
        flotation plan plant.toml model.json --target WO3=70

    Exit codes: 0 done; 1 bad input; 2 usage; 3 no feasible plan; 4 refused, the
    data cannot carry the advice; 5 challenger not promoted; 6 the solver failed;
    7 time ended before a plan was found; 8 unbounded; 130 stopped from the keyboard.
    """


if __name__ == "__main__":
    main()
