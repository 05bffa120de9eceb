"""Whether the service can do its work: a route that solves a tiny plan.

A server whose solver hangs still answers requests, so that an answer alone says nothing.
"""

import logging
import time
from threading import Lock

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse

from flotation.errors import SolverError
from optimiser.sentinel import solve_sentinel
from optimiser.worker import waiting

PATIENCE_S = 20.0  # to wait for a worker: long solves may have both of them
FRESH_S = 5.0  # an answer is not asked for again within this time
_log = logging.getLogger("flotation_ui")
_one = Lock()
_last: tuple[float, str | None] | None = None


async def health(_request: Request) -> JSONResponse:
    """200 where a plan was solved a moment ago, 503 with the reason where none could be."""
    trouble = await to_thread.run_sync(why_unhealthy)
    content = {"status": "unhealthy" if trouble else "healthy", "waiting": waiting()}
    if trouble:
        return JSONResponse({**content, "reason": trouble}, status_code=503)
    return JSONResponse(content)


def why_unhealthy() -> str | None:
    """Why no plan can be solved; None where one was."""
    global _last
    with _one:
        if _last is None or time.monotonic() - _last[0] > FRESH_S:
            _last = (time.monotonic(), _trouble())
        return _last[1]


def _trouble() -> str | None:
    try:
        solve_sentinel(patience=PATIENCE_S)
    except SolverError as error:
        _log.error("unhealthy: %s", error)
        return str(error)
    return None
