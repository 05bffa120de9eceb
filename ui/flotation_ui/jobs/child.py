"""The process that runs one job for a worker, and nothing after it.

It is told of its job in the first line of stdin, which then stays open as a lifeline: when the
worker dies, however it dies, the line ends and this process ends with all it started. What it has
to say goes out as lines of JSON; everything else that is printed goes to stderr. A bug crashes it.
"""

import json
import os
import signal
import sys
import threading
from typing import Any, TextIO

from flotation.errors import FlotationError
from flotation.history import open_history
from flotation_ui.jobs.registry import checked_arguments, kind_of
from flotation_ui.jobs.work import Work


def main() -> None:
    """Run the job of stdin."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    _say(out, answer(asked, out))


def answer(asked: dict[str, Any], out: TextIO) -> dict[str, Any]:
    """The last line of a job: its result, or the sentence with which it failed."""
    try:
        with open_history(asked["history"]) as history:
            work = Work(
                job=asked["id"],
                by=asked["by"],
                history=history,
                tell=lambda progress, words: _say(out, {"progress": progress, "words": words}),
            )
            arguments = checked_arguments(asked["kind"], asked["arguments"])
            return {"result": kind_of(asked["kind"]).run(arguments, work)}
    except FlotationError as error:
        return {"error": str(error)}


def _say(out: TextIO, line: dict[str, Any]) -> None:
    out.write(json.dumps(line, allow_nan=False) + "\n")
    out.flush()


def _end_with_the_worker() -> None:
    while os.read(0, 1 << 12):
        pass
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
