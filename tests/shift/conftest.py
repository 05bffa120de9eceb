"""What the tests of shift reports share."""

from types import SimpleNamespace

import pytest
from shift.shifts import as_survey, true_shifts

from flotation.surrogate.simulation import reference_plant


@pytest.fixture(scope="session")
def plant():
    return reference_plant()


@pytest.fixture(scope="session")
def truth():
    return true_shifts()


@pytest.fixture
def survey(truth):
    """A survey of them, free to be spoilt."""
    return as_survey(truth.copy())


@pytest.fixture
def spoilt(truth):
    """Surveys of them with some values changed: column to what takes its place."""
    return SimpleNamespace(by=lambda **columns: as_survey(truth.assign(**columns)))
