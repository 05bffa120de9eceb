"""One report with everything in it: a gap, a doubt, advice taken, changed and declined."""

from datetime import datetime

import numpy as np
import pytest
from flotation_ui.report.font import report_font
from shift.shifts import as_survey, true_shifts

from flotation.errors import DataError
from flotation.shift_advice import AdviceGiven, AdvisedMove
from flotation.shift_report import shift_report
from flotation.surrogate.simulation import reference_plant

DAY = datetime(2024, 1, 2)
ADVICE = (
    AdviceGiven(shift=DAY, asked="成本最低；WO3回收率不低于 70 %", recovery={"WO3": 0.7}),
    AdviceGiven(
        shift=DAY.replace(hour=8),
        asked="Least cost; WO3 recovery at least 70 %",
        moves=(
            AdvisedMove(lever="w_bha_g_t", present=114.0, proposed=302.6, decided=200.0),
            AdvisedMove(lever="w_ph", present=8.5, proposed=8.82),
        ),
        recovery={"WO3": 0.7, "Mo": 0.741},
        decision="changed",
        reason_code="move_too_large",
        reason="先调一半，看尾矿再说",
        by="王工",
        at=datetime(2024, 1, 2, 9),
    ),
)


@pytest.fixture(scope="session")
def plant():
    return reference_plant()


@pytest.fixture(scope="session")
def survey():
    """Twelve true shifts, one assay missing and one in doubt on the second day."""
    found = as_survey(true_shifts().copy())
    found.table.loc[4, "w_concentrate_wo3_pct"] = np.nan
    found.doubtful.loc[5, "mo_concentrate_mo_pct"] = True
    return found


@pytest.fixture(scope="session")
def report(plant, survey):
    return shift_report(plant, survey, at=DAY, advice=ADVICE)


@pytest.fixture(scope="session")
def font():
    """A font with Chinese letters; see :mod:`flotation_ui.report.font`."""
    try:
        return report_font()
    except DataError as error:
        pytest.skip(str(error))
