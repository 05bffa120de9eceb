"""A little plant of two stages whose truth is known, and surveys of it."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from flotation.comparison_training import compare_families
from flotation.plant_file import parse_plant
from flotation.training import train

PLANT = """
schema = 1
name = "little plant"
time_column = "shift_start"
feed_rate = "feed_t_h"
fresh_feed = "ore"
{columns}
[[component]]
name = "WO3"
mineral_grade_pct = 80.5
zh = "三氧化钨"
en = "tungsten trioxide"

[[stream]]
name = "ore"
zh = "原矿"
en = "ore"
solids = "feed_t_h"
assays = {{WO3 = "ore_wo3_pct"}}
[[stream]]
name = "middlings"
zh = "粗精矿"
en = "rougher concentrate"
assays = {{WO3 = "middlings_wo3_pct"}}
[[stream]]
name = "tails"
zh = "尾矿"
en = "tails"
assays = {{WO3 = "tails_wo3_pct"}}
[[stream]]
name = "concentrate"
zh = "精矿"
en = "concentrate"
solids = "concentrate_t_h"
assays = {{WO3 = "concentrate_wo3_pct"}}
[[stream]]
name = "cleaner_tails"
zh = "精选尾矿"
en = "cleaner tails"
assays = {{WO3 = "cleaner_tails_wo3_pct"}}

[[stage]]
name = "rougher"
zh = "粗选"
en = "rougher"
feed = ["ore"]
concentrate = "middlings"
tails = "tails"
[[stage]]
name = "cleaner"
zh = "精选"
en = "cleaner"
feed = ["middlings"]
concentrate = "concentrate"
tails = "cleaner_tails"

[[condition]]
column = "ore_wo3_pct"

[[lever]]
column = "bha_g_t"
low = 50
high = 500
[lever.reagent]
item = "bha"
[[lever.effect]]
stage = "rougher"
on = ["WO3", "solids"]
shape = "rising"
reason = "collector"

[[lever]]
column = "ph"
low = 8
high = 11
[[lever.effect]]
stage = "rougher"
on = ["WO3"]
shape = "peaked"
reason = "window"

[[lever]]
column = "silicate_g_t"
low = 100
high = 4000
[lever.reagent]
item = "silicate"
[[lever.effect]]
stage = "cleaner"
on = ["WO3", "solids"]
shape = "falling"
reason = "depressant"

[[lever]]
column = "frother_g_t"
low = 5
high = 80
[lever.reagent]
item = "bha"
[[lever.effect]]
stage = "rougher"
on = ["WO3"]
shape = "rising"
reason = "said to help; here it does nothing"

[[product]]
stream = "concentrate"
component = "WO3"
price = "wo3"

{prices}
"""

PRICE = """
[[price]]
item = "{}"
value = 10
low = 1
high = 20
unit = "{}"
date = 2026-01-01
source = "assumed"
"""

COLUMNS = {
    "shift_start": ("time", "time", None, None, 0.0, 0.0),
    "trial": ("text", "text", None, None, 0.0, 0.0),
    "feed_t_h": ("t/h", "tonnage", 0.0, 300.0, 0.01, 0.0),
    "concentrate_t_h": ("t/h", "tonnage", 0.0, 300.0, 0.02, 0.0),
    "ore_wo3_pct": ("%", "grade", 0.0, 5.0, 0.02, 0.0),
    "middlings_wo3_pct": ("%", "grade", 0.0, 60.0, 0.02, 0.0),
    "tails_wo3_pct": ("%", "grade", 0.0, 5.0, 0.02, 0.0),
    "concentrate_wo3_pct": ("%", "grade", 0.0, 80.0, 0.01, 0.0),
    "cleaner_tails_wo3_pct": ("%", "grade", 0.0, 20.0, 0.02, 0.0),
    "bha_g_t": ("g/t", "dosage", 0.0, 1000.0, 0.0, 0.0),
    "ph": ("pH", "ph", 5.0, 12.0, 0.0, 0.0),
    "silicate_g_t": ("g/t", "dosage", 0.0, 9000.0, 0.0, 0.0),
    "frother_g_t": ("g/t", "dosage", 0.0, 200.0, 0.0, 0.0),
}


def _column(name):
    unit, kind, low, high, relative, absolute = COLUMNS[name]
    lines = ["[[column]]", f'name = "{name}"', f'unit = "{unit}"', f'kind = "{kind}"']
    if low is not None:
        lines += [f"low = {low}", f"high = {high}"]
        lines += [f"sd_relative = {relative}", f"sd_absolute = {absolute}"]
    return "\n".join([*lines, f'zh = "{name}"', f'en = "{name}"'])


def plant_text():
    return PLANT.format(
        columns="\n".join(_column(name) for name in COLUMNS),
        prices="\n".join(
            PRICE.format(item, unit)
            for item, unit in (("bha", "CNY/t"), ("silicate", "CNY/t"), ("wo3", "CNY/mtu"))
        ),
    )


def make_plant():
    return parse_plant(plant_text().encode())


def true_log_shares(settings):
    """Log shares to concentrate: rougher WO3 and solids, cleaner WO3 and solids."""
    bha, ph = settings["bha_g_t"], settings["ph"]
    silicate = settings["silicate_g_t"]
    collected = 1.0 - np.exp(-(bha - 50.0) / 150.0)
    return {
        "rougher/WO3": -0.75 + 0.55 * collected - 0.15 * (ph - 9.5) ** 2,
        "rougher/solids": -2.4 + 0.25 * collected,
        "cleaner/WO3": -0.08 - 0.15 * (1.0 - np.exp(-silicate / 1500.0)),
        "cleaner/solids": -1.5 - 0.5 * (1.0 - np.exp(-silicate / 1500.0)),
    }


def make_survey(seed=0, shifts=900, trials=True, noise=1.0):
    """A survey in which operators add collector after bad tails, with trials in one window."""
    rng = np.random.default_rng(seed)
    phi, hidden, worry, rows = np.exp(-1 / 15), 0.0, 0.0, []
    for t in range(shifts):
        hidden = phi * hidden + 0.12 * np.sqrt(1 - phi**2) * rng.normal()
        settings = {
            "bha_g_t": np.clip(150.0 + 250.0 * worry + 12.0 * rng.normal(), 55.0, 450.0),
            "ph": np.clip(9.2 + 0.25 * rng.normal(), 8.2, 10.8),
            "silicate_g_t": np.clip(900.0 + 150.0 * rng.normal(), 200.0, 3500.0),
            "frother_g_t": np.clip(30.0 + 6.0 * rng.normal(), 6.0, 70.0),
        }
        named = trials and 300 <= t < 420
        if named:
            low = {"bha_g_t": 60.0, "ph": 8.3, "silicate_g_t": 300.0, "frother_g_t": 10.0}
            high = {"bha_g_t": 450.0, "ph": 10.7, "silicate_g_t": 3300.0, "frother_g_t": 65.0}
            settings = {key: rng.uniform(low[key], high[key]) for key in low}
        row = _shift(settings, hidden, rng, noise)
        worry = np.log(row["tails_wo3_pct"] / 0.3)
        start = pd.Timestamp("2025-01-01") + pd.Timedelta(hours=8 * t)
        rows.append({"shift_start": start, "trial": "doses" if named else ""} | settings | row)
    table = pd.DataFrame(rows)[list(COLUMNS)]
    return SimpleNamespace(table=table, doubtful=None)


def _shift(settings, hidden, rng, noise):
    share = {key: np.exp(value) for key, value in true_log_shares(settings).items()}
    share["rougher/WO3"] *= np.exp(hidden)
    ore = 0.5 * np.exp(0.08 * rng.normal())
    middlings = ore * share["rougher/WO3"] / share["rougher/solids"]
    concentrate = middlings * share["cleaner/WO3"] / share["cleaner/solids"]
    truth = {
        "feed_t_h": 100.0,
        "concentrate_t_h": 100.0 * share["rougher/solids"] * share["cleaner/solids"],
        "ore_wo3_pct": ore,
        "middlings_wo3_pct": middlings,
        "tails_wo3_pct": ore * (1 - share["rougher/WO3"]) / (1 - share["rougher/solids"]),
        "concentrate_wo3_pct": concentrate,
        "cleaner_tails_wo3_pct": middlings
        * (1 - share["cleaner/WO3"])
        / (1 - share["cleaner/solids"]),
    }
    return {
        key: value * (1.0 + noise * COLUMNS[key][4] * rng.normal()) for key, value in truth.items()
    }


@pytest.fixture(scope="session")
def plant():
    return make_plant()


@pytest.fixture(scope="session")
def survey_of():
    return make_survey


@pytest.fixture(scope="session")
def truth():
    return true_log_shares


@pytest.fixture(scope="session")
def survey():
    return make_survey()


@pytest.fixture(scope="session")
def model(plant, survey):
    return train(plant, survey)


@pytest.fixture(scope="session")
def comparison(plant, survey):
    """Families of comparison models beside ours, on the survey of the little plant."""
    return compare_families(plant, survey)
