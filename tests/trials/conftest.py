"""A plant of one stage whose recovery is a column, and surveys of it with a trial in them."""

import numpy as np
import pandas as pd
import pytest

from flotation.plant_file import parse_plant
from flotation.survey import Survey

COLUMNS = {
    "shift_start": ("time", "time", ""),
    "trial": ("text", "text", ""),
    "ore_wo3_pct": ("%", "grade", "low = 0\nhigh = 5\nsd_relative = 0.02"),
    "bha_g_t": ("g/t", "dosage", "low = 0\nhigh = 1000"),
    "soap_g_t": ("g/t", "dosage", "low = 0\nhigh = 1000"),
    "recovery_pct": ("%", "recovery", "low = 0\nhigh = 100\nsd_absolute = 0.5"),
    "mass_pull_pct": ("%", "share", "low = 0\nhigh = 100\nsd_absolute = 0.05"),
}
PLANT = """
schema = 1
name = "one stage"
time_column = "shift_start"
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
assays = {{WO3 = "ore_wo3_pct"}}
[[stage]]
name = "rougher"
zh = "粗选"
en = "rougher"
feed = ["ore"]
concentrate = "concentrate"
tails = "tails"
recovery = {{WO3 = "recovery_pct"}}
mass_pull = "mass_pull_pct"
[[condition]]
column = "ore_wo3_pct"
[[lever]]
column = "bha_g_t"
low = 50
high = 300
max_move = {max_move}
reagent = {{item = "bha"}}
effect = [{{stage = "rougher", on = ["WO3"], shape = "rising", reason = "collector"}}]
[[lever]]
column = "soap_g_t"
low = 0
high = 200
effect = [{{stage = "rougher", on = ["WO3"], shape = "falling", reason = "foams"}}]
[[product]]
stream = "concentrate"
component = "WO3"
price = "wo3"
[[price]]
item = "bha"
value = 20000
low = 1
high = 90000
unit = "CNY/t"
date = 2026-01-01
source = "assumed"
[[price]]
item = "wo3"
value = 2000
low = 1
high = 9000
unit = "CNY/mtu"
date = 2026-01-01
source = "assumed"
"""
PHI, LASTING, WHITE = 0.9, 0.06, 0.02  # of log recovery
PRESENT = 100.0


def plant_text(max_move=60.0):
    parts = [
        f'[[column]]\nname = "{name}"\nunit = "{unit}"\nkind = "{kind}"\n{more}\n'
        f'zh = "{name}"\nen = "{name}"'
        for name, (unit, kind, more) in COLUMNS.items()
    ]
    return PLANT.format(columns="\n".join(parts), max_move=max_move)


def lasting_noise(rng, shifts, phi=PHI, sd=LASTING):
    noise, news = np.empty(shifts), sd * np.sqrt(1.0 - phi**2) * rng.normal(size=shifts)
    noise[0] = sd * rng.normal()
    for t in range(1, shifts):
        noise[t] = phi * noise[t - 1] + news[t]
    return noise


def make_survey(seed=0, shifts=400, schedule=None, effect=0.0):
    """Shifts at present settings, then those of a schedule, whose lever adds ``effect``."""
    rng = np.random.default_rng(seed)
    total = shifts + (0 if schedule is None else len(schedule))
    start = pd.date_range("2026-01-01", periods=total, freq="8h")
    bha = PRESENT + 4.0 * rng.normal(size=total)
    trial = np.full(total, "", dtype=object)
    if schedule is not None:
        bha[shifts:], trial[shifts:] = schedule["bha_g_t"], schedule["trial"]
    soap = 60.0 + 6.0 * rng.normal(size=total)
    ore = 0.5 * np.exp(0.1 * rng.normal(size=total))
    log_recovery = np.log(0.6) + 0.3 * np.log(ore / 0.5) - 0.001 * (soap - 60.0)
    if schedule is not None:
        on = bha.max() if schedule["bha_g_t"].max() > PRESENT + 20.0 else bha.min()
        log_recovery += effect * (bha - PRESENT) / (on - PRESENT) * (np.arange(total) >= shifts)
    log_recovery += lasting_noise(rng, total) + WHITE * rng.normal(size=total)
    table = pd.DataFrame(
        {
            "shift_start": start,
            "trial": trial,
            "ore_wo3_pct": ore,
            "bha_g_t": bha,
            "soap_g_t": soap,
            "recovery_pct": 100.0 * np.exp(log_recovery),
            "mass_pull_pct": 8.0 * np.exp(0.05 * rng.normal(size=total)),
        }
    )
    return Survey(table=table, doubtful=None, report=None)


@pytest.fixture(scope="session")
def plant():
    return parse_plant(plant_text().encode())


@pytest.fixture(scope="session")
def plant_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("plant") / "plant.toml"
    path.write_text(plant_text(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def survey_of():
    return make_survey


@pytest.fixture(scope="session")
def lasting():
    return lasting_noise
