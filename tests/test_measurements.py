import numpy as np
import pytest
from numpy.testing import assert_allclose

from flotation.errors import DataError
from flotation.measurements import checked_measurements
from flotation.network import Network, Node
from flotation.reconciliation import reconcile

NAN = np.nan
STREAMS = ("ore", "concentrate", "tails")
METALS = ("WO3", "Mo")
ROUGHER = Network(
    streams=STREAMS, nodes=(Node(name="rougher", inputs=STREAMS[:1], outputs=STREAMS[1:]),)
)


def survey(rows=3):
    """Good measurements of a rougher: solids, their sd, grades, their sd."""
    grades = np.tile([[0.008, 0.0005], [0.25, 0.004], [0.0015, 0.0004]], (rows, 1, 1))
    return np.full((rows, 3), NAN), np.full((rows, 3), 0.01), grades, 0.01 * grades


def checked(solids, solids_sd, grades, grades_sd, reference="ore"):
    return checked_measurements(
        STREAMS,
        METALS,
        solids=solids,
        solids_sd=solids_sd,
        grades=grades,
        grades_sd=grades_sd,
        reference=reference,
    )


def test_weights_are_one_over_the_variance_and_zero_where_not_measured():
    solids, solids_sd, grades, sd = survey()
    grades[1, 2, 0], solids[0, 1] = NAN, 0.03
    measured = checked(solids, solids_sd, grades, sd)
    assert_allclose(measured.grades_weight[0, 0, 1], 1.0 / 0.0025**2)
    assert measured.grades_weight[1, 0, 2] == measured.grades[1, 0, 2] == 0.0
    assert_allclose(measured.solids_weight, [[0.0, 1e4, 0.0], [0.0] * 3, [0.0] * 3])
    assert measured.number.tolist() == [7, 5, 6]


def test_one_sd_may_serve_all_values():
    solids, _, grades, _ = survey()
    assert_allclose(checked(solids, NAN, grades, 0.001).grades_weight, 1e6)


@pytest.mark.parametrize(
    ("where", "place", "value", "message"),
    [
        (2, (0, 2, 1), -0.01, r"the Mo grade of tails must lie in \[0, 1\], a fraction"),
        (2, (2, 1, 0), 65.0, r"the WO3 grade of concentrate .* got 65; .* first \[2\]"),
        (2, (2, 1, 0), np.inf, r"the WO3 grade of concentrate must lie in \[0, 1\]"),
        (3, (1, 0, 0), 0.0, r"the WO3 grade of ore needs a standard deviation above 0"),
        (3, (1, 0, 0), NAN, r"the WO3 grade of ore needs a standard deviation above 0"),
        (3, (1, 0, 0), -0.1, r"the WO3 grade of ore needs a standard deviation above 0"),
        (3, (1, 0, 0), np.inf, r"the WO3 grade of ore needs a standard deviation above 0"),
        (0, (1, 2), 0.0, r"the solids of tails must be above 0"),
        (0, (1, 2), np.inf, r"the solids of tails must be finite"),
        (0, (1, 0), 1.0, r"the solids of ore cannot be measured and be the reference"),
    ],
)
def test_a_measurement_that_is_none_is_refused(where, place, value, message):
    given = survey()
    given[where][place] = value
    with pytest.raises(DataError, match=message):
        checked(*given)


def test_a_measured_tonnage_needs_a_standard_deviation():
    solids, _, grades, sd = survey()
    solids[2, 2] = 0.97
    with pytest.raises(DataError, match=r"the solids of tails needs a standard .* first \[2\]"):
        checked(solids, NAN, grades, sd)


def test_arrays_of_another_shape_are_refused():
    solids, solids_sd, grades, sd = survey()
    with pytest.raises(DataError, match=r"grades must have the shape \(rows, 3 streams, 2 comp"):
        checked(solids, solids_sd, grades[:, :2], sd)
    with pytest.raises(DataError, match=r"solids must have the shape .* = \(3, 3\), got \(2, 3\)"):
        checked(solids[:2], solids_sd, grades, sd)
    with pytest.raises(DataError, match=r"solids_sd must fit the shape \(3, 3\) .* got \(2, 2\)"):
        checked(solids, np.ones((2, 2)), grades, sd)


def test_a_reference_that_is_no_stream_is_refused():
    solids, solids_sd, grades, sd = survey()
    with pytest.raises(DataError, match="the reference 'or' is not a stream"):
        reconcile(
            ROUGHER,
            solids=solids,
            solids_sd=solids_sd,
            grades=grades,
            grades_sd=sd,
            reference="or",
        )
