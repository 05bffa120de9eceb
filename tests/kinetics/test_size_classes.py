import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from flotation.datasets_path import dataset_folder
from flotation.errors import DataError
from flotation.size_classes import (
    class_distribution,
    class_shares,
    mean_sizes,
    passing,
    recovery_over_classes,
)


def test_eighty_per_cent_pass_the_eighty_per_cent_size():
    assert_allclose(passing(95.0, 95.0, np.array([0.8, 1.2, 3.0])), 0.8)
    assert passing(0.0, 95.0, 1.2) == 0.0


def test_classes_hold_the_whole_feed_and_follow_the_grind():
    shares = class_shares([20.0, 75.0], product_size=np.array([60.0, 95.0, 140.0]), spread=1.2)
    assert shares.shape == (3, 3)
    assert_allclose(shares.sum(axis=-1), 1.0)
    assert (np.diff(shares[:, 0]) < 0.0).all()
    assert_allclose(shares[1, 0], passing(20.0, 95.0, 1.2))


def test_a_mean_size_lies_between_its_edges():
    assert_allclose(mean_sizes([20.0, 80.0], finest=5.0, coarsest=320.0), [10.0, 40.0, 160.0])


def test_the_fluorite_of_a_plant_feed_lies_where_its_size_analysis_says():
    table = pd.read_csv(dataset_folder("literature") / "size_liberation_fluorite.csv")
    held = class_distribution(table["yield_pct"], table["CaF2_pct"])
    assert_allclose(100.0 * held, table["distribution_pct"], atol=0.05)


def test_classes_that_recover_alike_recover_that_together():
    held = class_distribution([0.2, 0.5, 0.3], [0.8, 0.4, 0.2])
    assert_allclose(recovery_over_classes([0.6, 0.6, 0.6], held), 0.6)
    assert_allclose(recovery_over_classes([1.0, 0.0, 0.0], held), held[0])


@pytest.mark.parametrize("edges", [[75.0, 20.0], [0.0, 20.0], [20.0, 20.0]])
def test_edges_that_do_not_rise_are_refused(edges):
    with pytest.raises(DataError, match="must rise from above 0"):
        class_shares(edges, 95.0, 1.2)
