"""Grades that a person types or keeps in a small table, made ready for a balance."""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from flotation.errors import DataError
from flotation.stoichiometry import USUAL_CARRIERS, carrier_grade

FEED, CONCENTRATE, TAILS = "feed", "concentrate", "tails"
GRADE, SD = "_pct", "_sd_pct"
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GradesGiven:
    """Streams with grades, the feed first and the tails last.

    Attributes
    ----------
    streams, components : tuple of str
    grades, sd : ndarray of shape (streams, components)
        [fraction]; NaN where none is given.
    """

    streams: tuple[str, ...]
    components: tuple[str, ...]
    grades: np.ndarray
    sd: np.ndarray

    def as_arguments(self) -> tuple[tuple[str, ...], tuple[str, ...], np.ndarray, np.ndarray]:
        """In the order of :func:`flotation.product_balance.balance_from_grades`."""
        return self.streams, self.components, self.grades, self.sd


def grades_from_words(
    feed: str, concentrates: Sequence[str], tails: str, relative: float
) -> GradesGiven:
    """Grades as typed: ``WO3=0.43,Mo=0.05`` for each stream.

    Parameters
    ----------
    feed, tails : str
    concentrates : sequence of str
    relative : float
        Standard deviation of an assay. [fraction of its value]

    Examples
    --------
    >>> given = grades_from_words("WO3=0.43", ["WO3=2.96"], "WO3=0.053", 0.02)
    >>> given.streams, given.components
    (('feed', 'concentrate', 'tails'), ('WO3',))
    """
    single = len(concentrates) == 1
    names = [CONCENTRATE if single else f"{CONCENTRATE} {i + 1}" for i in range(len(concentrates))]
    streams = {FEED: feed, **dict(zip(names, concentrates, strict=True)), TAILS: tails}
    typed = {
        stream: _pairs(words, f"the grades of the {stream}") for stream, words in streams.items()
    }
    components = tuple(dict.fromkeys(c for pairs in typed.values() for c in pairs))
    grades = np.array([[pairs.get(c, np.nan) for c in components] for pairs in typed.values()])
    return _checked(tuple(streams), components, grades, np.full_like(grades, np.nan), relative)


def grades_from_file(path: Path, relative: float) -> GradesGiven:
    """Grades from a CSV: a line a stream, columns ``WO3_pct`` and, optionally, ``WO3_sd_pct``.

    Raises
    ------
    DataError
        With the line and column that cannot be used.
    """
    header, *lines = _lines(path)
    columns = [name.strip() for name in header]
    components = tuple(
        name.removesuffix(GRADE) for name in columns if name.endswith(GRADE) and not _is_sd(name)
    )
    known = {f"{c}{ending}" for c in components for ending in (GRADE, SD)}
    strange = [name for name in columns[1:] if name not in known]
    if not components or strange or len(set(columns)) < len(columns):
        raise DataError(
            f"{path}: the first line must name the stream and then columns such as WO3_pct and "
            f"WO3_sd_pct, each once; got {', '.join(columns)}"
        )
    streams, values = [], []
    for number, line in lines:
        if len(line) != len(columns):
            raise DataError(
                f"{path}, line {number}: {len(columns)} values are expected, got {len(line)}"
            )
        streams.append(line[0].strip())
        row = dict(zip(columns[1:], line[1:], strict=True))
        values.append({c: _number(v, f"{path}, line {number}, {c}") for c, v in row.items()})
    grades = np.array([[v[c + GRADE] for c in components] for v in values])
    sd = np.array([[v.get(c + SD, np.nan) for c in components] for v in values])
    if len(streams) < 3 or len(set(streams)) < len(streams) or not all(streams):
        raise DataError(
            f"{path} must name a feed and at least two products, the tails last, each once; "
            f"got {', '.join(streams) or 'no line'}"
        )
    return _checked(tuple(streams), components, grades, sd, relative)


def minerals_from_words(words: str | None, components: Sequence[str]) -> Mapping[str, float]:
    """Grades of the pure minerals, given or usual; components without one are left out.

    Returns
    -------
    mapping of str to float
        [fraction]
    """
    usual = {c: carrier_grade(c)[1] for c in components if c in USUAL_CARRIERS}
    if words is None:
        return usual
    given = _pairs(words, "--mineral")
    for component in given:
        if component not in components:
            raise DataError(
                f"--mineral names {component!r}, of which no grade is given; there are "
                f"{', '.join(components)}"
            )
    return usual | {c: value / 100.0 for c, value in given.items()}


def _is_sd(name: str) -> bool:
    return name.endswith(SD)


def _lines(path: Path) -> list:
    """The header, then ``(line number, cells)`` of every line that is not blank."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DataError(f"{path} is larger than 1 MB; a table of grades has a line a stream")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text; save it as CSV UTF-8"
        raise DataError(f"{path} cannot be read: {reason}") from error
    try:
        rows = list(enumerate(csv.reader(text.splitlines(), strict=True), start=1))
    except csv.Error as error:
        raise DataError(f"{path} is no table of comma-separated values: {error}") from error
    filled = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise DataError(f"{path} is empty; its first line names the columns")
    return [filled[0][1], *filled[1:]]


def _pairs(words: str, what: str) -> dict[str, float]:
    """Component to per cent, from ``WO3=0.43,Mo=0.05``."""
    found: dict[str, float] = {}
    for part in words.split(","):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals or not name or name in found:
            raise DataError(f"{what} must read like WO3=0.43 or Pb=3,Zn=6 (%), got {words!r}")
        found[name] = _number(value, f"{what}, {name}")
        if math.isnan(found[name]):
            raise DataError(f"{what}, {name}: a number is missing after the = sign")
    return found


def _number(text: str, where: str) -> float:
    """A number from 0 to 100; NaN for a blank."""
    if not text.strip():
        return math.nan
    try:
        value = float(text)
    except ValueError as error:
        raise DataError(
            f"{where}: {text.strip()!r} is no number; write per cent as 0.43"
        ) from error
    if not 0.0 <= value <= 100.0:
        raise DataError(f"{where} must lie in [0, 100] (%), got {text.strip()}")
    return value


def _checked(
    streams: tuple[str, ...],
    components: tuple[str, ...],
    grades: np.ndarray,
    sd: np.ndarray,
    relative: float,
) -> GradesGiven:
    """Fractions, with an error for every grade."""
    errors = np.where(np.isfinite(sd), sd, relative * grades)
    for stream, line, error in zip(streams, grades, errors, strict=True):
        for component, grade, spread in zip(components, line, error, strict=True):
            if np.isfinite(grade) and not spread > 0.0:
                raise DataError(
                    f"the {component} grade of {stream} is {grade:g} % with no error; no assay is "
                    f"exact: give its detection limit as {component}{SD} in a table (--grades)"
                )
    return GradesGiven(
        streams=streams, components=components, grades=grades / 100.0, sd=errors / 100.0
    )
