"""What every test may use: the folder of real data, and the promise of ``.ci/run``."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root():
    """Folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data():
    """Folder of the real plant data, which are no part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real plant data are not there: ../shared/data is absent")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Report a skipped test as failed where ``.ci/run`` promised what it needs."""
    report = yield
    marker = item.get_closest_marker("needs")
    promised = marker is not None and os.environ.get("FLOTATION_CI") == "1"
    if promised and marker.args[0] in os.environ.get("FLOTATION_CI_LACKS", "").split():
        promised = False  # .ci/run could not install it, and has said so
    if promised and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, although .ci/run provides {marker.args[0]}: {report.longrepr}"
    return report
