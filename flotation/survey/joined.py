"""Several surveys of one plant as one: in time order, each shift once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.errors import DataError
from flotation.survey.order import repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedSurvey:
    """Shifts of one or more surveys, in time order.

    Attributes
    ----------
    table : pandas.DataFrame
        As in a :class:`~flotation.survey.Survey`, but numbered from 0.
    doubtful : pandas.DataFrame of bool
        True where a value is doubtful in any of the surveys.
    """

    table: pd.DataFrame
    doubtful: pd.DataFrame

    def rows(self, kept):
        """The same with some of its rows only, by a mask of shape (rows,)."""
        table = self.table[kept].reset_index(drop=True)
        return JoinedSurvey(table=table, doubtful=self.doubtful[kept].reset_index(drop=True))


def join_surveys(surveys, time_column):
    """The shifts of several surveys, those that are in more than one counted once.

    Parameters
    ----------
    surveys : mapping of str to flotation.survey.Survey
        By the name of the file, for sentences about it.
    time_column : str

    Returns
    -------
    JoinedSurvey

    Raises
    ------
    DataError
        If two surveys say different things of one shift.
    """
    tables = [survey.table for survey in surveys.values()]
    names = np.repeat(list(surveys), [len(table) for table in tables])
    table = pd.concat(tables, ignore_index=True)
    flags = [s.doubtful.reindex(columns=table.columns, fill_value=False) for s in surveys.values()]
    doubtful = pd.concat(flags, ignore_index=True)
    order = np.argsort(table[time_column].to_numpy(), kind="stable")
    table, doubtful = (each.iloc[order].reset_index(drop=True) for each in (table, doubtful))
    kept, doubt = np.ones(len(table), dtype=bool), doubtful.to_numpy(copy=True)
    for group in repeated(table[time_column].to_numpy()):
        _refuse_contradiction(table.iloc[group], names[order][group], time_column)
        doubt[group[0]] = doubt[group].any(axis=0)
        kept[group[1:]] = False
    doubtful = pd.DataFrame(doubt, columns=doubtful.columns)
    return JoinedSurvey(table=table, doubtful=doubtful).rows(kept)


def _refuse_contradiction(rows, names, time_column):
    first = rows.iloc[0]
    for (_, row), name in zip(rows.iloc[1:].iterrows(), names[1:], strict=True):
        for column in rows.columns:
            one, other = first[column], row[column]
            if one != other and not (pd.isna(one) and pd.isna(other)):
                raise DataError(
                    f"{column} at {first[time_column]} is {one} in {names[0]} and {other} in "
                    f"{name}; correct one of them, or leave that shift out of one"
                )
