"""A job's process as its worker sees it: what it said last, whether it lives, how to end it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from flotation.history.jobs import Job

GRACE_S = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a job's process ended.

    Attributes
    ----------
    result : mapping or None
    error : str or None
        One sentence, where the job was refused.
    code : int
        Of the process; below zero, the signal that killed it.
    """

    result: dict[str, Any] | None
    error: str | None
    code: int


class JobProcess:
    """A running job.

    Parameters
    ----------
    job : flotation.history.jobs.Job
    history_url : str or None
        As for :func:`flotation.history.open_history`.
    """

    def __init__(self, job: Job, history_url: str | None):
        self.progress, self.words = 0.0, ""
        self._answer: dict[str, Any] = {}
        self._over = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flotation_ui.jobs.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        asked = {
            "id": job.id,
            "kind": job.kind,
            "arguments": job.arguments,
            "by": job.by,
            "history": history_url,
        }
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        assert self._process.stdin is not None  # it is a pipe
        with contextlib.suppress(BrokenPipeError):  # dead already, which ended() will say
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            self._process.stdin.flush()

    def ended(self) -> Ended | None:
        """How the process ended; None while it runs."""
        if self._process.poll() is None:
            return None
        self._reader.join(GRACE_S)
        self.end()
        answer = self._answer
        return Ended(
            result=answer.get("result"),
            error=answer.get("error"),
            code=self._process.returncode,
        )

    def wait(self, seconds: float) -> bool:
        """Whether the process ends within some seconds."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self) -> None:
        """End the process and all it started: politely, then at once."""
        if self._over:
            return
        self._over = True
        if self._process.poll() is None:
            self._process.terminate()
            self.wait(GRACE_S)
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):  # nothing of it is left
                os.killpg(self._process.pid, signal.SIGKILL)
        elif self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # it is a pipe
        for line in self._process.stdout:
            said = json.loads(line)
            if "progress" in said:
                self.progress, self.words = said["progress"], said["words"]
            else:
                self._answer = said
