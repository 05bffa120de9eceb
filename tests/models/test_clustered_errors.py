import numpy as np
import pytest

from flotation.clustered_errors import clustered_sd, few_clusters


def interval_holds(rng, weeks, *, widened):
    """Whether 1.96 standard errors hold the slope of a lever moved once a week."""
    week = np.repeat(np.arange(weeks), 21)
    design = np.column_stack([rng.normal(size=weeks)[week], np.ones(len(week))])
    y = rng.normal(size=weeks)[week] + 0.3 * rng.normal(size=len(week))
    inverse = np.linalg.inv(design.T @ design)
    reach = design @ inverse[:, :1]
    slope = reach[:, 0] @ y
    left = y - design @ (inverse @ (design.T @ y))
    sd = clustered_sd(reach, left, week, 2)
    if widened:
        sd = sd * few_clusters(reach, week)
    return abs(slope) <= 1.96 * sd[0]


def test_few_weeks_hold_what_they_say_only_where_t_widens_them():
    rng = np.random.default_rng(0)
    held = {
        widened: np.mean([interval_holds(rng, 10, widened=widened) for _ in range(1500)])
        for widened in (True, False)
    }
    assert held[True] == pytest.approx(0.95, abs=0.03)
    assert held[False] < 0.90


def test_a_cluster_that_outweighs_the_others_makes_them_few():
    cluster = np.arange(200) // 10
    even, heavy = np.ones((200, 1)), np.ones((200, 1))
    heavy[:10] = 10.0
    assert few_clusters(even, cluster) == pytest.approx(1.068, abs=0.001)  # t of 19
    assert few_clusters(heavy, cluster) > 3.0


def test_errors_of_rows_that_stand_alone_are_whites():
    rng = np.random.default_rng(1)
    reach, left = rng.normal(size=(5000, 2)), rng.normal(size=5000)
    sd = clustered_sd(reach, left, np.arange(5000), 0)
    np.testing.assert_allclose(sd, np.sqrt(np.sum(reach**2, axis=0)), rtol=0.05)
