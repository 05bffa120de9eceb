"""The real server, and a real browser that is let go nowhere else."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PATIENCE_S = 120.0


@dataclass
class Walk:
    """A page of the browser, where it is, and which hosts it asked."""

    page: object
    address: str
    hosts: set = field(default_factory=set)

    def open(self, path):
        """Open a page of the server and wait until it is drawn."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("[data-testid=stMain] h2")
        self.calm()

    def calm(self):
        """Wait until the script has run and nothing moves."""
        state = "[data-testid=stApp][data-test-script-state=notRunning]"
        self.page.wait_for_timeout(700)
        self.page.wait_for_selector(state, timeout=1000 * PATIENCE_S)
        self.page.wait_for_timeout(500)


@pytest.fixture(scope="session")
def server(ready_store, tmp_path_factory):
    """Address of ``flotation ui`` with the reference plant."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(ready_store.folder / "history.sqlite3", folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = folder / "log.txt"
    words = ["ui", "--port", str(port), "--store", str(ready_store.folder)]
    words += ["--db", str(folder / "history.sqlite3")]
    with told.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flotation_ui.cli", *words],
            stdout=log,
            stderr=log,
            cwd=folder,
            env={**os.environ, "PYTHONWARNINGS": "default"},
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address + "/_stcore/health", process, told)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address, process, told):
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        assert process.poll() is None, told.read_text(encoding="utf-8")
        try:
            urllib.request.urlopen(address, timeout=5)
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    pytest.fail(told.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all walks."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on the path")
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    with sync_playwright() as play:
        options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        found = play.chromium.launch(executable_path=CHROMIUM, args=options)
        yield found
        found.close()


@pytest.fixture
def walk(browser, server):
    """A fresh session at 1366 x 768."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(1000 * PATIENCE_S)
    walk = Walk(page=page, address=server)
    page.on(
        "request", lambda request: walk.hosts.add(request.url.partition("://")[2].split("/")[0])
    )
    yield walk
    page.close()
