"""A mill with four columns, a table of its shifts, and requests for them."""

from datetime import datetime, timedelta

import numpy as np

from flotation.connectors.access import Access
from flotation.connectors.fetched import Request
from flotation.plant_file import parse_plant

TEXT = """
schema = 1
name = "Mill"
zh = "厂"
shift_hours = 8
time_column = "shift_start"
feed_rate = "feed_t_h"
fresh_feed = "ore"
[[column]]
name = "shift_start"
unit = "-"
kind = "time"
zh = "shift zh"
en = "Shift"
[[column]]
name = "feed_t_h"
unit = "t/h"
kind = "tonnage"
low = 0
high = 200
zh = "feed zh"
en = "Feed rate"
[[column]]
name = "ore_wo3_pct"
unit = "%"
kind = "grade"
low = 0.05
high = 2.0
zh = "ore zh"
en = "Ore WO3"
[[column]]
name = "bha_g_t"
unit = "g/t"
kind = "dosage"
low = 0
high = 900
zh = "bha zh"
en = "BHA"
required = false
[[stream]]
name = "ore"
zh = "ore"
en = "Ore"
"""
PLANT = parse_plant(TEXT.encode())
FIRST = datetime(2026, 3, 1, 8)
NOW = datetime(2026, 3, 21, 9)
HEADER = ("shift_start", "feed_t_h", "ore_wo3_pct", "bha_g_t")


def shifts(rows=60, seed=0):
    """Rows of a survey: time, feed, grade, dose; noisy, so that no sensor looks stuck."""
    generator = np.random.default_rng(seed)
    return [
        (
            FIRST + timedelta(hours=8 * i),
            round(float(generator.normal(120, 6)), 2),
            round(float(generator.normal(0.5, 0.04)), 4),
            round(float(generator.normal(150, 10)), 1),
        )
        for i in range(rows)
    ]


def csv_bytes(rows, header=HEADER):
    """The rows as a file."""
    lines = [",".join(header), *(",".join(map(str, row)) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def request(columns, since=FIRST, until=NOW):
    """A request of the mill for some columns."""
    return Request(
        name="lab",
        columns=columns,
        time_column="shift_start",
        utc_offset="+08:00",
        since=since,
        until=until,
    )


def allowed(*hosts, **secrets):
    """Access to some hosts, with some secrets."""
    return Access(hosts=frozenset(hosts), secrets=secrets)
