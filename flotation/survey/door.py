"""The door for surveys: a file comes in, a vouched-for table and a report go out."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pandas as pd

from flotation.columns import Column
from flotation.errors import DataError
from flotation.survey.balances import checks_from_names
from flotation.survey.body import number_messages, read_body
from flotation.survey.checks import check_values
from flotation.survey.clock import read_times
from flotation.survey.headers import HeaderMatcher
from flotation.survey.order import one_row_a_time
from flotation.survey.report import Survey, SurveyReport
from flotation.survey.source import open_sheet
from flotation.survey.title import find_header

_REASONS_SHOWN = 6


def read_survey(source, columns, *, time_column, physics=None, feed_rate=None, now=None):
    """Read a survey, vouch for it, and say everything that was found.

    Nothing is dropped, filled or clipped silently: a value that cannot be right
    becomes missing, a row that cannot be used is left out, and both are reported
    with their file lines.

    Parameters
    ----------
    source : str, path-like, bytes or binary file
        CSV (also gzipped), Excel workbook (.xlsx) or Parquet; the content decides which.
    columns : sequence of Column, or mapping of str to Column
        The plant's columns.
    time_column : str
        Canonical name of the column with the time of the shift.
    physics : sequence of BalanceCheck, optional
        What assays must obey, see :func:`flotation.survey.balances.balance_checks`.
        Taken from the names of the columns if not given.
    feed_rate : str, optional
        Column with the fresh feed; near zero, the plant stands still.
    now : datetime, optional
        Time of the check, the machine's if not given.

    Returns
    -------
    Survey

    Raises
    ------
    DataError
        If the file as a whole cannot be used.
    """
    columns = _with_time(columns, time_column)
    matcher = HeaderMatcher(columns)
    sheet = open_sheet(source, matcher)
    header, rows, messages = find_header(sheet.rows, matcher)
    heading = matcher.heading(header.line, header.cells)
    body = read_body(rows, header, heading, time_column=time_column)
    present = [m.column for m in heading.matches if m.column.name in body.values]
    messages += [*sheet.messages, *heading.messages, *body.messages]
    messages += number_messages(body, present)
    reasons = []
    try:
        times = read_times(
            body.times, body.lines, name=time_column, epoch=sheet.epoch, now=now or datetime.now()
        )
    except DataError as error:
        reasons.append(str(error))
        times = None
    table = _table(body, times, columns, time_column)
    if times is not None:
        messages += times.messages
        table, said = one_row_a_time(table, time_column)
        messages += said
    if table.empty and not reasons:
        raise DataError(
            "no row of the survey can be used: " + "; ".join(m.message for m in messages if m.flags)
        )
    checks = checks_from_names(columns) if physics is None else physics
    findings = check_values(table, present, checks=checks, feed_rate=feed_rate)
    reasons += findings.reasons
    if reasons:
        raise DataError(_joined(reasons))
    return _survey(findings, [*messages, *findings.messages], body, sheet.description, times.clock)


def _with_time(columns, time_column):
    columns = tuple(columns.values() if isinstance(columns, Mapping) else columns)
    if any(c.name == time_column for c in columns):
        return columns
    time = Column(name=time_column, unit="-", kind="time", zh="时间", en="time")
    return (time, *columns)


def _table(body, times, columns, time_column):
    """Rows that have a time, in file order."""
    data = {}
    for column in columns:
        name = column.name
        if name == time_column:
            data[name] = times.values if times is not None else np.arange(len(body.lines))
        elif name in body.values:
            data[name] = body.values[name]
        elif name in body.texts:
            data[name] = pd.Series(body.texts[name], dtype="object").to_numpy()
    table = pd.DataFrame(data, index=pd.Index(body.lines, name="file_line"))
    return table[table[time_column].notna()]


def _survey(findings, messages, body, source, clock):
    table, doubtful = findings.table, findings.doubtful
    messages = sorted(messages, key=lambda m: (not m.flags, m.rule == "missing"))
    flagged = sorted({line for m in messages if m.flags for line in m.lines})
    accepted = set(table.index.tolist())
    report = SurveyReport(
        source=source,
        clock=clock,
        read=body.read,
        accepted=len(table),
        flagged=tuple(flagged),
        left_out=tuple(line for line in flagged if line not in accepted),
        messages=tuple(messages),
        rows=table,
    )
    return Survey(table=table, doubtful=doubtful, report=report)


def _joined(reasons):
    shown = reasons[:_REASONS_SHOWN]
    more = len(reasons) - len(shown)
    return " | ".join(shown) + (f" | and {more} more columns" if more else "")
