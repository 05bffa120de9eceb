"""What was decided about the advice for every shift of a survey."""

import numpy as np
import pandas as pd

from flotation.columns import Column
from flotation.errors import DataError
from flotation.survey import read_survey

ACCEPTED, DECLINED, OTHER = "accepted", "not accepted", "changed"
WORDS = {
    **dict.fromkeys(
        ("accepted", "accept", "yes", "y", "true", "1", "接受", "采纳", "是"), ACCEPTED
    ),
    **dict.fromkeys(
        ("not accepted", "declined", "decline", "rejected", "no", "n", "false", "0"), DECLINED
    ),
    **dict.fromkeys(("未接受", "拒绝", "未采纳", "否", "none", ""), DECLINED),
    **dict.fromkeys(("changed", "changed to", "partly", "修改", "部分采纳", "部分接受"), OTHER),
}
COLUMN = "decision"


def read_decisions(source, *, time_column, column=COLUMN):
    """Decisions by shift, from a table with a column that says them.

    Parameters
    ----------
    source : str, path-like, bytes or binary file
        Any file that a survey may be; the survey itself will do.
    time_column : str
        Column with the time of the shift.
    column : str, default ``decision``
        Column with the decision: accepted, declined or changed, yes or no, 1 or 0, 接受, 拒绝 or
        修改.

    Returns
    -------
    dict of pandas.Timestamp to str
        :data:`ACCEPTED`, :data:`DECLINED` or :data:`OTHER`.

    Raises
    ------
    DataError
        If the file cannot be read, or a decision is none of these words.
    """
    kinds = ((time_column, "time"), (column, "text"))
    columns = [Column(name=n, unit="-", kind=kind, zh=n, en=n) for n, kind in kinds]
    table = read_survey(source, columns, time_column=time_column, physics=()).table
    written = table[column].fillna("").astype(str).str.strip().str.casefold()
    known = written.map(WORDS)
    wrong = table.index[known.isna()]
    if len(wrong):
        raise DataError(
            f"{column} must say accepted, declined or changed (yes or no will do), got "
            f"{written[wrong[0]]!r} at line {wrong[0]}"
            + (f" and others in {len(wrong) - 1} more lines" if len(wrong) > 1 else "")
        )
    return dict(zip(pd.to_datetime(table[time_column]), known, strict=True))


def decided(decisions, time):
    """What was decided for each of some shifts; what was not is not accepted.

    Parameters
    ----------
    decisions : mapping of pandas.Timestamp to str
    time : array-like of datetime64, shape (rows,)

    Returns
    -------
    ndarray of str, shape (rows,)

    Raises
    ------
    DataError
        If no shift that was decided on is among them.

    Examples
    --------
    >>> shifts = pd.to_datetime(["2026-01-05 00:00", "2026-01-05 08:00"])
    >>> decided({shifts[1]: ACCEPTED}, shifts)
    array(['not accepted', 'accepted'], dtype='<U12')
    """
    times = pd.to_datetime(pd.Series(time))
    if decisions and not times.isin(list(decisions)).any():
        raise DataError(
            f"no decision is for a shift of the survey: decisions start {min(decisions)}, the "
            f"survey's first shift {times.min()}; both need the same clock"
        )
    return np.array([decisions.get(t, DECLINED) for t in times], dtype="<U12")
