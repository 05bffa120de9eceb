"""A batch in words: how far it is, and how it ended."""

from collections.abc import Mapping

from optimiser.batch import Progress

STATUSES = {
    "optimal": "planned, proven best",
    "feasible": "planned, not proven best",
    "infeasible": "without a plan: the limits cannot hold together",
    "refused": "refused: the survey cannot carry the advice",
    "bad input": "not understood",
    "no answer": "without an answer from the solver",
}


def progress_text(progress: Progress) -> str:
    """Scenarios done, their rate and the time left.

    Examples
    --------
    >>> progress_text(Progress(done=300, total=1000, rate=20.0, seconds_left=35.0))
    '300 of 1000 scenarios, 20/s, 35 s left'
    """
    words = f"{progress.done} of {progress.total} scenarios"
    if not progress.rate:
        return words
    return f"{words}, {progress.rate:.3g}/s, {_duration(progress.seconds_left)} left"


def _duration(seconds: float) -> str:
    if seconds < 100.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60.0:.0f} min" if seconds < 6000.0 else f"{seconds / 3600.0:.1f} h"


def counts_text(counts: Mapping[str, int], name: str) -> str:
    """How many scenarios ended how."""
    if not counts:
        return f"{name} was complete already"
    lines = [f"{counts[s]} {words}" for s, words in STATUSES.items() if s in counts]
    return "\n".join([*lines, f"results in {name}"])
