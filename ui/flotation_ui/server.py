"""The pages and the routes beside them, as one server."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.routing import Route

from flotation_ui.health import health
from optimiser.worker import warm_workers

SCRIPT = Path(__file__).with_name("app.py")
SETTINGS = SCRIPT.parent / ".streamlit" / "config.toml"

app = st.App(SCRIPT, routes=[Route("/api/health", health)])


def serve(host: str, port: int) -> None:
    """Serve until stopped, with the settings beside the pages whatever the working folder.

    The workers start at once, so that the first question need not wait for them.
    """
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "")  # the peer's own address: docs/sign_in.md
    warm_workers("optimiser.planning")
    app.run(config={**settings(), "server.address": host, "server.port": port})


def settings() -> dict[str, Any]:
    """The settings file, by dotted names.

    Examples
    --------
    >>> settings()["browser.gatherUsageStats"]
    False
    """
    return dict(_dotted(tomllib.loads(SETTINGS.read_text(encoding="utf-8")), ""))


def _dotted(table: dict[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
