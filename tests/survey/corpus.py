"""Clean surveys to damage: columns, a generator, and the ways to write one to a file."""

import io
from datetime import datetime

import numpy as np
import pandas as pd

from flotation.columns import Column
from flotation.survey import read_survey

NOW = datetime(2025, 1, 1)


def column(name, unit, kind, low, high, zh, en, **more):
    """Return a column in one line."""
    return Column(name=name, unit=unit, kind=kind, low=low, high=high, zh=zh, en=en, **more)


COLUMNS = (
    Column(name="time", unit="-", kind="time", zh="时间", en="Time", aliases=("日期",)),
    column("feed_rate_t_h", "t/h", "tonnage", 50, 300, "给矿量", "Feed rate"),
    column("feed_wo3_pct", "%", "grade", 0.1, 1.5, "原矿WO3品位", "Feed WO3"),
    column("conc_wo3_pct", "%", "grade", 20, 80, "精矿WO3品位", "Concentrate WO3"),
    column("tails_wo3_pct", "%", "grade", 0.01, 1.0, "尾矿WO3品位", "Tails WO3"),
    column(
        "recovery_wo3_pct", "%", "recovery", 0, 100, "WO3回收率", "WO3 recovery", required=False
    ),
    column("w_bha_g_t", "g/t", "dosage", 50, 900, "捕收剂BHA", "BHA collector", aliases=("BHA",)),
    column("grind_p80_um", "µm", "size", 30, 200, "磨矿细度P80", "Grind P80"),
    column("w_ph", "pH", "ph", 7, 11, "矿浆pH", "Pulp pH"),
    Column(name="ore_type", unit="-", kind="text", zh="矿石类型", en="Ore type", required=False),
)


def clean(rows=120, seed=0):
    """Return a survey without a fault, as a table of numbers and ISO times."""
    rng = np.random.default_rng(seed)
    feed = np.exp(rng.normal(np.log(0.45), 0.08, rows))
    grade = rng.normal(62.0, 2.0, rows)
    tails = feed * rng.normal(0.32, 0.03, rows)
    recovery = 100 * grade * (feed - tails) / (feed * (grade - tails))
    times = pd.date_range("2023-01-01", periods=rows, freq="8h")
    return pd.DataFrame(
        {
            "time": times.strftime("%Y-%m-%d %H:%M"),
            "feed_rate_t_h": rng.normal(150, 8, rows).round(1),
            "feed_wo3_pct": feed.round(4),
            "conc_wo3_pct": grade.round(2),
            "tails_wo3_pct": tails.round(4),
            "recovery_wo3_pct": (recovery + rng.normal(0, 0.3, rows)).round(2),
            "w_bha_g_t": rng.normal(350, 30, rows).round(1),
            "grind_p80_um": rng.normal(75, 4, rows).round(1),
            "w_ph": rng.normal(9.0, 0.15, rows).round(2),
            "ore_type": rng.choice(["A", "B"], rows),
        }
    )


def csv(table, encoding="utf-8", **options):
    """Return a table as the bytes of a CSV file."""
    options.setdefault("lineterminator", "\n")
    return table.to_csv(index=False, **options).encode(encoding)


def workbook(table, **options):
    """Return a table as the bytes of a workbook."""
    file = io.BytesIO()
    table.to_excel(file, index=False, engine="xlsxwriter", **options)
    return file.getvalue()


def parquet(table):
    """Return a table as the bytes of a Parquet file."""
    file = io.BytesIO()
    table.to_parquet(file)
    return file.getvalue()


def read(source, columns=COLUMNS, **options):
    """Read a survey by the columns above, at a fixed time of the check."""
    options.setdefault("time_column", "time")
    options.setdefault("now", NOW)
    return read_survey(source, columns, **options)


def damaged(cells, rows=40, seed=0):
    """Return a clean CSV with some cells replaced: ``{(row, column): text}``, row 0 first."""
    table = clean(rows, seed).astype(object)
    for (row, name), text in cells.items():
        table.loc[row, name] = text
    return csv(table)


def said(survey, rule, column=None):
    """Return the messages of a rule."""
    return [
        m
        for m in survey.report.messages
        if m.rule == rule and (column is None or m.column == column)
    ]


def flagged_values(survey):
    """Return the (line, column) of table cells that are doubtful or missing."""
    table = survey.doubtful | survey.table.isna()
    return {(line, name) for name in table for line in table.index[table[name]]}
