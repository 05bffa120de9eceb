"""Noise-free shifts of the surrogate plant, whose true recoveries are known."""

from functools import lru_cache

import pandas as pd

from flotation.surrogate.simulation import simulate
from flotation.survey.report import Survey


@lru_cache(maxsize=1)
def true_shifts():
    """Twelve shifts from 2024-01-01 00:00, measured without error; not to be changed."""
    table = simulate(120, seed=6).truth.drop_duplicates("shift_start")
    return table.iloc[:12].reset_index(drop=True)


def as_survey(table):
    """A table as the door of surveys would hand it on, nothing in doubt."""
    table = table.assign(shift_start=pd.to_datetime(table["shift_start"]))
    doubtful = pd.DataFrame(False, index=table.index, columns=table.columns)
    return Survey(table=table, doubtful=doubtful, report=None)
