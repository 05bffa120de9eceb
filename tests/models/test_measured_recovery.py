import numpy as np
import pytest

from flotation.flowsheet import Flowsheet, Leg
from flotation.measured_recovery import log_share_of, measured_recovery


def test_errors_are_what_the_model_says_of_itself_on_its_own_shifts(plant, survey, model):
    found = measured_recovery(plant, survey)
    error = found.errors(model)["WO3"]
    assert len(found.time) == len(found.shifts) == len(error)
    low, high = model.intervals["WO3"].two_sided(0.9)
    assert np.mean((error > low) & (error < high)) == pytest.approx(0.9, abs=0.06)
    assert abs(np.nanmedian(error)) < 0.05


def test_a_doubtful_setting_predicts_nothing(plant, survey, model, survey_of):
    doubtful = survey.table.notna() & False
    doubtful.loc[5, "bha_g_t"] = True
    again = survey_of()
    again.doubtful = doubtful
    found = measured_recovery(plant, again)
    place = found.table.index.get_loc(5)
    assert np.isnan(found.errors(model)["WO3"][place])
    assert np.isfinite(found.log_recovery["WO3"][place])


@pytest.mark.parametrize("outlet", ["concentrate", "tails"])
def test_a_closed_circuit_recovers_what_its_returned_tails_bring(model, outlet):
    """The cleaner's tails go back to the rougher: R = r c / (1 - r (1 - c))."""
    first = model.flowsheet.stages[0].model_copy(update={"feed": ("ore", "cleaner_tails")})
    closed = Flowsheet(stages=(first, model.flowsheet.stages[1]), fresh_feed="ore")
    r, c = np.array([0.5, 0.7]), np.array([0.9, 0.6])
    shares = {
        Leg("rougher", "WO3", "concentrate"): np.log(r),
        Leg("cleaner", "WO3", outlet): np.log(c if outlet == "concentrate" else 1.0 - c),
    }
    found = np.exp(log_share_of(closed, "WO3", "concentrate", shares))
    assert found == pytest.approx(r * c / (1.0 - r * (1.0 - c)))
