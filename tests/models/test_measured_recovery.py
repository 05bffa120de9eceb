import numpy as np
import pytest

from flotation.measured_recovery import measured_recovery


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
