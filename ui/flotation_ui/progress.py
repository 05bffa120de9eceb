"""What a person sees while waiting: a line on stderr, and nothing where nobody looks."""

import contextlib
import sys
from collections.abc import Callable, Iterator

Tell = Callable[[str], None]


@contextlib.contextmanager
def waiting(words: str) -> Iterator[Tell]:
    """Show words, a bar that moves and the time taken while the block runs.

    Yields
    ------
    callable
        Changes the words: ``tell("Fitting the tungsten rougher")``.
    """
    if not sys.stderr.isatty():
        yield _say_nothing
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn("line"), TextColumn("{task.description}", markup=False))
    console = Console(stderr=True, markup=False, highlight=False)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task(words, total=None)
        yield lambda now: progress.update(task, description=now)


def _say_nothing(_words: str) -> None:
    """Tell nobody."""
