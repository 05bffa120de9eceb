"""A small project folder to try ``dev.py`` in, with a uv that only takes notes."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FAKE_UV = """#!/bin/sh
echo "$*" >> "{log}"
[ "$1" = --version ] && exit 0
sleep {seconds}
exit {code}
"""


def load(path):
    spec = importlib.util.spec_from_file_location("dev_under_test", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Checkout:
    """A small project folder with ``dev.py`` in it and a uv that only takes notes."""

    def __init__(self, folder):
        self.folder = folder / "checkout"
        self.venv = self.folder / ".venv"
        self.log = folder / "uv.log"
        self.bin = folder / "bin"
        self.bin.mkdir()
        (self.folder / "ui" / "flotation_ui").mkdir(parents=True)
        shutil.copy(ROOT / "dev.py", self.folder)
        (self.folder / "ui" / "flotation_ui" / "cli.py").touch()
        (self.folder / "pyproject.toml").write_text("[project]\n")
        (self.folder / "requirements-dev.lock").write_text("nothing==1\n")
        self.uv_takes()

    def uv_takes(self, seconds=0, code=0):
        uv = self.bin / "uv.new"
        uv.write_text(FAKE_UV.format(log=self.log, seconds=seconds, code=code))
        uv.chmod(0o755)
        uv.replace(self.bin / "uv")

    def start(self, *words, **variables):
        path = os.pathsep.join([str(self.bin), os.environ["PATH"]])
        return subprocess.Popen(
            [sys.executable, str(self.folder / "dev.py"), *words],
            env={**os.environ, "PATH": path, "PIP_NO_INDEX": "1", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words, **variables):
        process = self.start(*words, **variables)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def installs(self):
        """Return how often packages were installed; each set-up does so twice."""
        return self.log.read_text().count("pip install") if self.log.exists() else 0


@pytest.fixture
def checkout(tmp_path):
    if sys.platform == "win32":
        pytest.skip("the uv that takes notes is a shell script")
    return Checkout(tmp_path)


@pytest.fixture
def dev(checkout):
    return load(checkout.folder / "dev.py")
