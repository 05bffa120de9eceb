import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from flotation.kinetics import bank_recovery, batch_recovery


@pytest.mark.parametrize(("cells", "expected"), [(1, 1 / 2), (2, 3 / 4), (3, 7 / 8)])
def test_at_unit_rate_times_time_every_cell_floats_half_of_what_it_gets(cells, expected):
    assert_allclose(bank_recovery(residence_time=2.0, rate=0.5, cells=cells), expected)


def test_many_small_cells_behave_like_plug_flow():
    banks = bank_recovery(8.0 / 100_000, rate=0.4, cells=100_000, ultimate=0.93)
    assert_allclose(banks, batch_recovery(8.0, rate=0.4, ultimate=0.93), rtol=1e-4)


def test_small_recoveries_keep_their_digits():
    assert_allclose(batch_recovery(1e-12, rate=1.0), 1e-12, rtol=1e-9)
    assert_allclose(bank_recovery(1e-12, rate=1.0, cells=3), 3e-12, rtol=1e-9)


def test_recovery_keeps_the_index_of_a_series():
    time = pd.Series([0.0, 1.0, np.nan], index=["a", "b", "c"])
    for recovery in (batch_recovery(time, rate=1.0), bank_recovery(time, rate=1.0, cells=4)):
        assert list(recovery.index) == ["a", "b", "c"]
        assert recovery["a"] == 0.0
        assert np.isnan(recovery["c"])
