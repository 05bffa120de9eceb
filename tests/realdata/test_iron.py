"""The real iron plant: its known events are named, its ruined spreadsheet is refused."""

import pandas as pd
import pytest

from flotation.errors import DataError, FlotationError
from flotation.plant_file import load_plant
from flotation.survey import balance_checks, read_survey
from flotation.training import train

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def plant(root):
    return load_plant(root / "examples" / "plants" / "iron.toml")


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "iron_ore_plant"


@pytest.fixture(scope="module")
def survey(plant, folder):
    return read(plant, folder / "iron_hourly_dev.csv.gz")


def read(plant, path):
    return read_survey(
        path, plant.column, time_column=plant.time_column, physics=balance_checks(plant)
    )


def lines_said(survey, column, *rules):
    """File lines that messages of some rules name for a column."""
    said = (m for m in survey.report.messages if m.column == column and m.rule in rules)
    return {line for message in said for line in message.lines}


def test_the_hourly_file_passes_the_check(survey):
    assert survey.report.read == survey.report.accepted == 2763


def test_every_known_stuck_event_is_named(plant, survey, folder):
    names = {alias: column.name for column in plant.column for alias in column.aliases}
    times = survey.table[plant.time_column]
    events = pd.read_csv(folder / "known_quality_events.csv", parse_dates=["start", "end"])
    events = events[events.end <= times.max()]
    missed = []
    for event in events.itertuples():
        during = set(times.index[(times >= event.start) & (times <= event.end)])
        said = lines_said(survey, names[event.col], "stuck", "interpolated")
        if len(during & said) < 0.9 * len(during):
            missed.append(f"{event.col} {event.start}")
    assert len(events) >= 25
    assert not missed


def test_stuck_values_are_no_evidence(survey):
    stuck = lines_said(survey, "feed_fe_pct", "stuck")
    assert len(stuck) > 1000
    assert survey.doubtful.loc[sorted(stuck), "feed_fe_pct"].all()


def test_amine_never_becomes_advice(plant, survey):
    with pytest.raises(FlotationError, match=r"no share of reverse_flotation/Fe/tails"):
        train(plant, survey)


def test_the_ruined_spreadsheet_is_refused_with_the_right_reasons(plant, folder):
    with pytest.raises(DataError, match="decimal separators were lost") as caught:
        read(plant, folder / "iron_20s_excel_mangled.csv.gz")
    reasons = str(caught.value)
    assert "hour has two-digit years" in reasons
    assert "day, month and year cannot be told apart" in reasons
    assert "e+12 is what it makes of a long row of digits" in reasons
    assert "amine must lie in [150, 1000]" in reasons
    assert "export the survey again with a decimal point" in reasons
