"""What a survey would change in the stored rows: new, known, amended, or in conflict."""

from dataclasses import dataclass

import pandas as pd

from flotation.history.canonical import digest
from flotation.history.moments import shift_text

SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRow:
    """One shift, as it is stored.

    Attributes
    ----------
    shift : str
        Its start in the plant's clock.
    content : mapping of str to value
        By column; a missing value is not in it.
    doubtful : tuple of str
        Columns whose value must not count as evidence.
    """

    shift: str
    content: dict
    doubtful: tuple[str, ...]

    @property
    def sha256(self):
        """Of the values: the same values have the same hash in every file."""
        return digest(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One value that is stored otherwise than it is given."""

    shift: str
    column: str
    stored: object
    given: object

    def __str__(self):
        return f"{self.column} at {self.shift} is {self.stored} here and {self.given} there"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDifference:
    """What keeping a survey would do.

    Attributes
    ----------
    new : tuple of SurveyRow
        Shifts that are not stored yet.
    known : tuple of SurveyRow
        Shifts whose values are all stored.
    amended : tuple of SurveyRow
        Shifts that get values which were missing, or doubts, and lose nothing.
    replaced : tuple of SurveyRow
        Shifts with other values than are stored; values that are not given stay.
    conflicts : tuple of Conflict
        Those values.
    """

    new: tuple[SurveyRow, ...]
    known: tuple[SurveyRow, ...]
    amended: tuple[SurveyRow, ...]
    replaced: tuple[SurveyRow, ...]
    conflicts: tuple[Conflict, ...]

    def words(self):
        """The conflicts in words, the first of many."""
        told = "; ".join(str(conflict) for conflict in self.conflicts[:SHOWN])
        more = len(self.conflicts) - SHOWN
        return told + (f"; and {more} more values" if more > 0 else "")


def survey_rows(survey, time_column):
    """The rows of a survey.

    Parameters
    ----------
    survey : flotation.survey.Survey or flotation.survey.joined.JoinedSurvey
    time_column : str

    Returns
    -------
    tuple of SurveyRow
    """
    shifts = [shift_text(time) for time in survey.table[time_column]]
    table = survey.table.drop(columns=time_column)
    doubtful = survey.doubtful.reindex(columns=table.columns, fill_value=False)
    names = list(table.columns)
    values = zip(*(table[name].tolist() for name in names), strict=True) if names else ()
    doubts = doubtful.to_numpy(dtype=bool)
    return tuple(
        SurveyRow(
            shift=shift,
            content={
                name: plain for name, plain in zip(names, row, strict=True) if not pd.isna(plain)
            },
            doubtful=tuple(name for name, bad in zip(names, flags, strict=True) if bad),
        )
        for shift, row, flags in zip(shifts, values, doubts, strict=True)
    )


def difference(rows, stored):
    """The :class:`SurveyDifference` between given and stored rows.

    Parameters
    ----------
    rows : sequence of SurveyRow
    stored : mapping of str to SurveyRow
        By shift.
    """
    new, known, amended, replaced, conflicts = [], [], [], [], []
    for row in rows:
        before = stored.get(row.shift)
        if before is None:
            new.append(row)
            continue
        found = _conflicts(before, row)
        if found:
            conflicts += found
            replaced.append(_replaced(before, row))
            continue
        both = _together(before, row)
        (known if both == before else amended).append(both)
    parts = (new, known, amended, replaced, conflicts)
    names = ("new", "known", "amended", "replaced", "conflicts")
    return SurveyDifference(**{name: tuple(part) for name, part in zip(names, parts, strict=True)})


def _conflicts(before, row):
    return [
        Conflict(shift=row.shift, column=name, stored=before.content[name], given=value)
        for name, value in row.content.items()
        if name in before.content and before.content[name] != value
    ]


def _together(before, row):
    """A stored row with the values and doubts that another reading of it adds."""
    content = before.content | row.content
    doubtful = before.doubtful + tuple(c for c in row.doubtful if c not in before.doubtful)
    return SurveyRow(shift=row.shift, content=content, doubtful=doubtful)


def _replaced(before, row):
    """A stored row with the values of another reading in the place of its own."""
    kept = tuple(name for name in before.doubtful if name not in row.content)
    doubtful = kept + tuple(name for name in row.doubtful if name not in kept)
    return SurveyRow(shift=row.shift, content=before.content | row.content, doubtful=doubtful)
