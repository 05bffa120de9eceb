"""A history in files that anything can read: CSV for people, JSON for programs.

Text in CSV is made so that no spreadsheet runs it; JSON holds every value exactly.
"""

import json
from dataclasses import asdict

import pandas as pd
from sqlalchemy import LargeBinary, select

from flotation.csv_cells import csv_text
from flotation.errors import HistoryError
from flotation.history.audit import audit_head
from flotation.history.canonical import canonical
from flotation.history.migration import schema_of
from flotation.history.schema import IMPORTS, METADATA, PLANS
from flotation.history.surveys import stored_survey, survey_span
from flotation.whole_files import write_whole


def export_history(history, folder):
    """Write every table, the surveys as tables of shifts, and the plans byte for byte.

    Parameters
    ----------
    history : flotation.history.History
    folder : pathlib.Path
        There and empty, or made.

    Returns
    -------
    mapping of str to int
        Rows by file, relative to the folder.

    Raises
    ------
    HistoryError
        If the folder holds something already, or cannot be made.
    """
    _make_empty(folder)
    written = {}
    with history.reading() as connection:
        for table in METADATA.sorted_tables:
            columns = [c for c in table.c if not isinstance(c.type, LargeBinary)]
            order = list(table.primary_key.columns)
            rows = connection.execute(select(*columns).order_by(*order)).mappings().all()
            rows = [dict(row) for row in rows]
            written[f"{table.name}.csv"] = written[f"{table.name}.json"] = len(rows)
            header = [column.name for column in columns]
            cells = ([_cell(row[name]) for name in header] for row in rows)
            write_whole(folder / f"{table.name}.csv", csv_text(header, cells))
            write_whole(folder / f"{table.name}.json", _lines(rows))
        surveys = _export_surveys(history, connection, folder)
        about = {
            "schema": schema_of(connection),
            "audit": asdict(audit_head(connection)),
            "plants": {name: plant for name, (plant, _) in surveys.items()},
        }
        write_whole(folder / "export.json", json.dumps(about, indent=2, ensure_ascii=False) + "\n")
        written |= {name: rows for name, (_, rows) in surveys.items()}
        return written | _export_plans(connection, folder)


def _make_empty(folder):
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise HistoryError(f"the folder {folder} is not empty; name a new one")
    except OSError as error:
        raise HistoryError(
            f"the folder {folder} cannot be made ({error.strerror or error}); name another"
        ) from error


def _export_surveys(history, connection, folder):
    plants = connection.execute(select(IMPORTS.c.plant).distinct().order_by(IMPORTS.c.plant))
    written = {}
    for number, plant in enumerate(plants.scalars().all(), 1):
        if not survey_span(history, plant)[0]:
            continue
        table = stored_survey(history, plant).table
        rows = ([_shown(value) for value in row] for row in table.itertuples(index=False))
        name = f"survey-{number}.csv"
        write_whole(folder / name, csv_text(list(table), rows))
        written[name] = (plant, len(table))
    return written


def _export_plans(connection, folder):
    plans = connection.execute(select(PLANS.c.sha256, PLANS.c.content)).all()
    if plans:
        (folder / "plans").mkdir()
    for plan in plans:
        write_whole(folder / "plans" / f"{plan.sha256}.json", plan.content)
    return {f"plans/{plan.sha256}.json": 1 for plan in plans}


def _lines(rows):
    """A JSON array with a row a line."""
    return "[\n" + ",\n".join(map(canonical, rows)) + "\n]\n"


def _cell(value):
    """A value of a table in a cell: structured ones as JSON."""
    return canonical(value) if isinstance(value, dict | list) else value


def _shown(value):
    """A value of a survey in a cell."""
    if isinstance(value, pd.Timestamp):
        return value.isoformat(sep=" ")
    return None if pd.isna(value) else value
