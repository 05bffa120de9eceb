import numpy as np
import pytest

from flotation.links import LINKS, identity_log_share, logit_log_share

SHARES = np.array([1e-6, 0.02, 0.3, 0.7, 0.97, 1.0 - 1e-9])


@pytest.mark.parametrize("name", LINKS)
def test_a_link_and_its_inverse_give_the_share_back(name):
    link = LINKS[name]
    assert np.exp(link.log_share(link.forward(SHARES))) == pytest.approx(SHARES, rel=1e-9)


@pytest.mark.parametrize("name", LINKS)
def test_the_slope_is_that_of_the_log_share(name):
    link = LINKS[name]
    index = link.forward(SHARES[1:5])
    step = 1e-6
    differences = (link.log_share(index + step) - link.log_share(index - step)) / (2.0 * step)
    assert link.slope(index) == pytest.approx(differences, rel=1e-6)


@pytest.mark.parametrize("name", LINKS)
def test_no_tangent_lies_below_the_log_share(name):
    link = LINKS[name]
    index = np.sort(link.forward(np.linspace(0.01, 0.99, 40)))
    tangents = link.log_share(index)[:, None] + link.slope(index)[:, None] * (
        index[None, :] - index[:, None]
    )
    assert np.all(tangents >= link.log_share(index)[None, :] - 1e-12)
    assert np.all(np.diff(link.log_share(index)) > 0.0)


def test_log_odds_saturate_without_overflow():
    index = np.array([-800.0, 0.0, 800.0])
    assert logit_log_share(index).tolist() == pytest.approx([-800.0, -np.log(2.0), 0.0])
    assert LINKS["logit"].slope(index).tolist() == pytest.approx([1.0, 0.5, 0.0])


def test_nothing_leaves_by_a_leg_whose_share_would_be_negative():
    assert np.exp(identity_log_share([-0.1, 0.0])).tolist() == [0.0, 0.0]
