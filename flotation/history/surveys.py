"""Surveys: accepted rows once each, however often their file is imported."""

from dataclasses import asdict, dataclass

import pandas as pd
from sqlalchemy import func, insert, select, update

from flotation.errors import ConflictError, HistoryError
from flotation.history.canonical import digest
from flotation.history.moments import shift_text, utc_text
from flotation.history.rows import add, found
from flotation.history.schema import IMPORTS, SURVEY_ROWS
from flotation.history.survey_difference import SurveyRow, difference, survey_rows
from flotation.survey.joined import JoinedSurvey

PRESENT = SURVEY_ROWS.c.until_import.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What one import of a survey did.

    Attributes
    ----------
    plant : str
        Its name.
    source : str
        Name of the file, or of where the rows came from.
    file_sha256, rows_sha256 : str
        Of the file, and of the rows that it brought: new, amended and replaced ones.
    clock, time_column : str
        The clock of its times, and the column that has them.
    read, accepted : int
        Rows of the file, and those that the door let in.
    new, known, amended, replaced : int
        What became of the accepted ones, see
        :class:`flotation.history.survey_difference.SurveyDifference`.
    columns : list of str
        In the order of the file.
    messages : list of mapping
        What the door said, rejected rows with their reasons included; see
        :class:`flotation.survey.Message`.
    left_out : list of int
        File lines that were rejected.
    by, at : str
        Who imported it, and when in UTC.
    """

    plant: str
    source: str
    file_sha256: str
    rows_sha256: str
    clock: str
    time_column: str
    read: int
    accepted: int
    new: int
    known: int
    amended: int
    replaced: int
    columns: list
    messages: list
    left_out: list
    by: str
    at: str


def keep_survey(
    history, plant, survey, *, time_column, source, file_sha256, by, replace=False, now=None
):
    """Keep the accepted rows of a survey, those that are there already once.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
        Its name.
    survey : flotation.survey.Survey
    time_column, source, file_sha256, by : str
        As in :class:`Import`.
    replace : bool, default False
        Whether rows with other values take the place of stored ones, which are kept as
        replaced.
    now : datetime, optional

    Returns
    -------
    Import

    Raises
    ------
    ConflictError
        If a shift is stored with other values; nothing is kept then.
    """
    with history.writing() as connection:
        found_now = survey_difference(history, plant, survey, time_column=time_column)
        if found_now.conflicts and not replace:
            raise ConflictError(
                f"{len(found_now.replaced)} shifts of {plant!r} are stored with other values "
                f"than in {source}: {found_now.words()}; correct one of them, or replace what "
                "is stored"
            )
        report = survey.report
        brought = [*found_now.new, *found_now.amended, *found_now.replaced]
        kept = Import(
            plant=plant,
            source=source,
            file_sha256=file_sha256,
            rows_sha256=rows_digest(brought),
            clock=report.clock,
            time_column=time_column,
            read=report.read,
            accepted=report.accepted,
            new=len(found_now.new),
            known=len(found_now.known),
            amended=len(found_now.amended),
            replaced=len(found_now.replaced),
            columns=list(survey.table.columns),
            messages=[m.as_dict() | {"flags": m.flags} for m in report.messages],
            left_out=list(report.left_out),
            by=by,
            at=utc_text(now),
        )
        number = add(connection, IMPORTS, kept, action="survey imported", subject=plant)
        _put_away(connection, plant, [*found_now.amended, *found_now.replaced], number)
        _store(connection, plant, brought, number)
    return kept


def survey_difference(history, plant, survey, *, time_column):
    """What :func:`keep_survey` would do: a look before the commit.

    Returns
    -------
    flotation.history.survey_difference.SurveyDifference
    """
    stored = {row.shift: row for row in _stored_rows(history, plant)}
    return difference(survey_rows(survey, time_column), stored)


def stored_survey(history, plant, *, start=None, end=None):
    """Stored shifts of a plant as one survey, in time order.

    Parameters
    ----------
    history : flotation.history.History
    plant : str
    start, end : str or datetime, optional
        First shift, and the first one after the last, in the plant's clock.

    Returns
    -------
    flotation.survey.joined.JoinedSurvey

    Raises
    ------
    HistoryError
        If there is no shift in that time.
    """
    rows = _stored_rows(history, plant, start, end)
    if not rows:
        raise HistoryError(f"no shift of {plant!r} is stored in that time; import a survey first")
    with history.reading() as connection:
        mine = IMPORTS.c.plant == plant
        kept = found(connection, IMPORTS, Import, mine, order=[IMPORTS.c.id])
    time_column = kept[-1].time_column
    columns = list(dict.fromkeys(c for each in kept for c in each.columns))
    columns = [c for c in columns if c == time_column or any(c in r.content for r in rows)]
    return _as_survey(rows, columns, time_column)


def survey_span(history, plant):
    """Number of stored shifts of a plant, the first and the last of them.

    Returns
    -------
    tuple of (int, str or None, str or None)
    """
    shift = SURVEY_ROWS.c.shift
    wanted = select(func.count(), func.min(shift), func.max(shift))
    with history.reading() as connection:
        mine = wanted.where(SURVEY_ROWS.c.plant == plant, PRESENT)
        return tuple(connection.execute(mine).one())


def imports(history, plant, *, newest=None):
    """The imports of a plant, the newest first.

    Returns
    -------
    tuple of Import
    """
    with history.reading() as connection:
        mine, order = IMPORTS.c.plant == plant, [IMPORTS.c.id.desc()]
        return found(connection, IMPORTS, Import, mine, order=order, limit=newest)


def _stored_rows(history, plant, start=None, end=None):
    table = SURVEY_ROWS.c
    conditions = [table.plant == plant, PRESENT]
    if start is not None:
        conditions.append(table.shift >= shift_text(start))
    if end is not None:
        conditions.append(table.shift < shift_text(end))
    with history.reading() as connection:
        return _found_rows(connection, *conditions)


def stored_by(connection, number):
    """The rows that one import brought, whether present or replaced since."""
    return _found_rows(connection, SURVEY_ROWS.c.import_id == number)


def rows_digest(rows):
    """One hash of some rows, whatever their order."""
    return digest([asdict(row) for row in sorted(rows, key=lambda row: row.shift)])


def _found_rows(connection, *conditions):
    table = SURVEY_ROWS.c
    wanted = select(table.shift, table.content, table.doubtful).where(*conditions)
    return [
        SurveyRow(shift=row.shift, content=row.content, doubtful=tuple(row.doubtful))
        for row in connection.execute(wanted.order_by(table.shift))
    ]


def _put_away(connection, plant, rows, number):
    """Mark the stored rows of some shifts as no longer the present ones."""
    for row in rows:
        mine = (SURVEY_ROWS.c.plant == plant) & (SURVEY_ROWS.c.shift == row.shift) & PRESENT
        connection.execute(update(SURVEY_ROWS).where(mine).values(until_import=number))


def _store(connection, plant, brought, number):
    rows = [
        {
            "plant": plant,
            "shift": row.shift,
            "sha256": row.sha256,
            "content": row.content,
            "doubtful": list(row.doubtful),
            "import_id": number,
        }
        for row in brought
    ]
    if rows:
        connection.execute(insert(SURVEY_ROWS), rows)


def _as_survey(rows, columns, time_column):
    values = {c: [row.content.get(c) for row in rows] for c in columns if c != time_column}
    values[time_column] = pd.to_datetime([row.shift for row in rows], format="ISO8601").as_unit(
        "us"
    )
    table = pd.DataFrame({c: values[c] for c in columns})
    for name in columns:
        if name != time_column and not any(isinstance(v, str) for v in values[name]):
            table[name] = table[name].astype(float)
    doubtful = pd.DataFrame({c: [c in row.doubtful for row in rows] for c in columns})
    return JoinedSurvey(table=table, doubtful=doubtful)
