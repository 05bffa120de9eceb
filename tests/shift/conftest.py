"""Noise-free shifts of the surrogate plant, whose true recoveries are known."""

from types import SimpleNamespace

import pandas as pd
import pytest

from flotation.surrogate.simulation import reference_plant, simulate
from flotation.survey.report import Survey


def as_survey(table):
    """A table as the door of surveys would hand it on, nothing in doubt."""
    table = table.assign(shift_start=pd.to_datetime(table["shift_start"]))
    doubtful = pd.DataFrame(False, index=table.index, columns=table.columns)
    return Survey(table=table, doubtful=doubtful, report=None)


@pytest.fixture(scope="session")
def plant():
    return reference_plant()


@pytest.fixture(scope="session")
def truth():
    """Twelve shifts from 2024-01-01 00:00, measured without error."""
    table = simulate(120, seed=6).truth.drop_duplicates("shift_start")
    return table.iloc[:12].reset_index(drop=True)


@pytest.fixture
def survey(truth):
    """A survey of them, free to be spoilt."""
    return as_survey(truth.copy())


@pytest.fixture
def spoilt(truth):
    """Surveys of them with some values changed: column to what takes its place."""
    return SimpleNamespace(
        by=lambda **columns: as_survey(truth.assign(**columns)),
    )
