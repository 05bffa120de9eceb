import numpy as np
import pandas as pd
import pytest
from survey.corpus import COLUMNS, clean, column, csv, read, said

from flotation.errors import DataError

MEASURED = ["feed_wo3_pct", "conc_wo3_pct", "tails_wo3_pct", "grind_p80_um", "feed_rate_t_h"]


@pytest.mark.parametrize("name", MEASURED)
@pytest.mark.parametrize("length", [10, 30])
def test_a_stuck_sensor_is_named_with_its_first_line_and_length(name, length):
    table = clean(120)
    table.loc[40 : 39 + length, name] = table.loc[40, name]
    survey = read(csv(table), physics=[])
    (message,) = said(survey, "stuck")
    assert message.column == name
    assert message.lines == tuple(range(42, 42 + length))
    assert f"{length} rows from line 42 at {table.loc[40, name]:g}" in message.message
    assert survey.doubtful[name].sum() == length


@pytest.mark.parametrize("name", ["w_bha_g_t", "w_ph"])
def test_a_set_point_may_stay_where_it_is(name):
    table = clean(120)
    table.loc[40:79, name] = table.loc[40, name]
    survey = read(csv(table))
    assert survey.report.flagged == ()
    assert said(survey, "constant", name)[0].lines == (42,)
    assert not survey.doubtful[name].any()


def test_a_column_that_moves_in_steps_like_a_set_point_is_not_stuck():
    air = column("w_air_m3_h", "m3/h", "flow", 50, 500, "充气量", "Air")
    table = clean(120)
    table["w_air_m3_h"] = np.repeat([200, 220, 210, 230, 190, 205], 20)
    survey = read(csv(table), (*COLUMNS, air))
    assert survey.report.flagged == ()


def test_a_flow_that_wiggles_and_then_stops_is_stuck():
    air = column("w_air_m3_h", "m3/h", "flow", 50, 500, "充气量", "Air")
    table = clean(120)
    table["w_air_m3_h"] = np.random.default_rng(0).normal(200, 3, 120).round(1)
    table.loc[20:99, "w_air_m3_h"] = 201.3
    survey = read(csv(table), (*COLUMNS, air))
    assert survey.doubtful["w_air_m3_h"].sum() == 80


def test_an_assay_made_once_a_day_is_stuck_only_beyond_its_days():
    table = clean(150)
    daily = np.repeat(np.random.default_rng(1).normal(0.45, 0.04, 50).round(3), 3)
    daily[60:81] = daily[60]
    survey = read(csv(table.assign(feed_wo3_pct=daily)), physics=[])
    (message,) = said(survey, "stuck", "feed_wo3_pct")
    assert message.lines == tuple(range(62, 83))


def test_coarse_readings_that_recur_by_chance_are_not_stuck():
    table = clean(200)
    table["feed_wo3_pct"] = table["feed_wo3_pct"].round(1)
    assert said(read(csv(table), physics=[]), "stuck", "feed_wo3_pct") == []


@pytest.mark.parametrize("name", ["conc_wo3_pct", "w_bha_g_t"])
def test_a_column_that_never_moves_is_named(name):
    survey = read(csv(clean(60).assign(**{name: 65.0})), physics=[])
    assert "in all 60 rows" in said(survey, "constant", name)[0].message


@pytest.mark.parametrize("name", ["conc_wo3_pct", "grind_p80_um"])
@pytest.mark.parametrize("size", [-30.0, 16.0])
def test_a_spike_is_flagged_and_kept(name, size):
    table = clean(120)
    table.loc[50, name] += size if name == "conc_wo3_pct" else 4 * size
    survey = read(csv(table), physics=[])
    found = said(survey, "spike", name) or said(survey, "range", name)
    assert found[0].lines == (52,)
    assert survey.report.flagged == (52,)


def test_a_step_is_no_spike():
    table = clean(120)
    table.loc[60:, "grind_p80_um"] += 60
    assert read(csv(table)).report.flagged == ()


@pytest.mark.parametrize("digits", [3, 4, 6])
def test_an_interpolated_run_is_named(digits):
    table = clean(120)
    table["grind_p80_um"] = np.random.default_rng(5).normal(75, 4, 120)
    table.loc[40:60, "grind_p80_um"] = np.linspace(70, 82, 21)
    survey = read(csv(table.round({"grind_p80_um": digits})))
    (message,) = said(survey, "interpolated")
    assert message.column == "grind_p80_um"
    assert set(message.lines) >= set(range(42, 63))
    assert len(message.lines) <= 24


def test_a_long_gap_is_named_by_first_line_and_length_and_not_filled():
    table = clean(120)
    table.loc[40:59, "tails_wo3_pct"] = np.nan
    survey = read(csv(table))
    (message,) = said(survey, "missing run")
    assert "the longest 20 rows from line 42" in message.message
    assert survey.table["tails_wo3_pct"].isna().sum() == 20


def test_a_plant_stop_makes_every_value_doubtful():
    table = clean(120)
    stop = slice(50, 55)
    table.loc[stop, "feed_rate_t_h"] = [0.0, 0.0, 1.2, 0.4, 0.0, 3.0]
    table.loc[52, "feed_rate_t_h"] = np.nan
    survey = read(csv(table))
    (message,) = said(survey, "plant stop")
    assert message.lines == tuple(range(52, 58))
    assert "1 stops of the plant, 6 rows" in message.message
    assert survey.doubtful.loc[52:57, "conc_wo3_pct"].all()
    assert survey.doubtful["conc_wo3_pct"].sum() == 6


def test_a_stop_does_not_make_the_whole_column_look_wrong():
    table = clean(100)
    table.loc[30:89, "feed_rate_t_h"] = 0.0
    table.loc[30:89, ["conc_wo3_pct", "feed_wo3_pct", "tails_wo3_pct"]] = 0.0
    survey = read(csv(table))
    assert set(survey.report.flagged) == set(range(32, 92))


def test_a_feed_rate_that_is_never_positive_is_a_mistake_and_no_stop():
    with pytest.raises(DataError, match="feed_rate_t_h must lie in"):
        read(csv(clean(40).assign(feed_rate_t_h=0.0)))


def test_the_feed_rate_may_be_named():
    rate = column("bulk_feed_t_h", "t/h", "tonnage", 0, 300, "粗选给矿", "Bulk feed")
    table = clean(60).assign(bulk_feed_t_h=np.random.default_rng(2).normal(100, 3, 60))
    table.loc[20:29, "bulk_feed_t_h"] = 0.0
    survey = read(csv(table), (*COLUMNS, rate), feed_rate="bulk_feed_t_h")
    assert said(survey, "plant stop")[0].column == "bulk_feed_t_h"


EVENTS = {
    "iron_ore_plant": ("iron_hourly_dev.csv.gz", None),
    "zinc_plant": ("zn_dev.csv.gz", "rougher_input_feed_rate"),
}
KINDS = (
    *(("ph", "ph", "pH"), ("recovery", "recovery", "%"), ("feed_rate", "tonnage", "t/h")),
    *(("feed_size", "size", "µm"), ("level", "level", "mm"), ("air", "flow", "m3/h")),
    *(("flow", "flow", "m3/h"), ("sulfate", "flow", "m3/h"), ("xanthate", "flow", "m3/h")),
    *(("depressant", "flow", "m3/h"), ("density", "ratio", "fraction")),
    *(("ratio", "ratio", "fraction"), ("", "grade", "%")),
)


def own_columns(table):
    """Return columns made for a table of real data, with the range each one has."""
    for header in table.columns.drop("date"):
        folded = "".join(c if c.isalnum() else "_" for c in header.lower()).strip("_")
        name = folded if folded[0].isalpha() else f"x_{folded}"
        kind, unit = next((k, u) for word, k, u in KINDS if word in name)
        low, high = table[header].min(), table[header].max()
        spare = 0.01 * (high - low) + 1e-9
        yield column(name, unit, kind, low - spare, high + spare, f"{header} zh", header)


@pytest.mark.realdata
@pytest.mark.parametrize("plant", EVENTS)
def test_the_known_events_of_a_real_plant_are_found_and_few_others(plant, shared_data):
    file, feed_rate = EVENTS[plant]
    table = pd.read_csv(shared_data / plant / file, parse_dates=["date"])
    columns = list(own_columns(table))
    survey = read(
        *(shared_data / plant / file, columns), time_column="date", physics=[], feed_rate=feed_rate
    )
    events = pd.read_csv(
        shared_data / plant / "known_quality_events.csv", parse_dates=["start", "end"]
    )
    events = events[(events.start >= table.date.min()) & (events.end <= table.date.max())]
    by_header = {c.en: c.name for c in columns}
    known, found = survey.doubtful & False, []
    for event in events.itertuples():
        during = survey.table["date"].between(event.start, event.end)
        name = by_header.get(event.col, feed_rate)
        found.append(survey.doubtful.loc[during, name].mean() > 0.9)
        known.loc[during, list(known) if name == feed_rate else [name]] = True
    assert np.mean(found) >= 0.9
    strangers = [
        m.column
        for m in said(survey, "stuck")
        for line in m.lines
        if not known.loc[line, m.column]
        and (line - 1 not in m.lines or known.loc[line - 1, m.column])
    ]
    assert len(strangers) <= len(table) * len(columns) / 1000
    spikes = sum(len(m.lines) for m in said(survey, "spike"))
    assert spikes <= len(table) * len(columns) / 1000


@pytest.mark.realdata
def test_the_mangled_spreadsheet_of_the_iron_plant_is_refused_for_the_right_reasons(shared_data):
    folder = shared_data / "iron_ore_plant"
    table = pd.read_csv(folder / "iron_hourly_dev.csv.gz", parse_dates=["date"])
    with pytest.raises(ValueError, match="two-digit years") as refusal:
        read(
            *(folder / "iron_20s_excel_mangled.csv.gz", list(own_columns(table))),
            time_column="date",
        )
    assert "'10/3/17 1:00'" in str(refusal.value)
    assert "amina_flow must lie in" in str(refusal.value)
    assert "decimal separators were lost" in str(refusal.value)
