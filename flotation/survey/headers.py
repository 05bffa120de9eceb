"""Headers of a file matched to the plant's columns, with the unit each one states."""

import difflib
import unicodedata
from dataclasses import dataclass

from flotation.errors import DataError
from flotation.survey.numerals import code_point
from flotation.survey.report import Message
from flotation.units import WO3_PER_W, Conversion, canonical_unit, conversion, split_unit

_NEAREST_FOR = 40
_LONGEST = 200
_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕһАВЕКМНОРСТУХІЅαοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijshABEKMHOPCTYXISaoABEZHIKMNOPTYX"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A file's column that carries one of the plant's columns.

    Attributes
    ----------
    position : int
        Place in the row.
    column : flotation.columns.Column
    header : str
        As written.
    conversion : Conversion
        From the unit in the header to the column's.
    stated_unit : str or None
        Unit that the header gives.
    """

    position: int
    column: object
    header: str
    conversion: Conversion
    stated_unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A header row understood: columns found, columns ignored, words about both."""

    line: int
    matches: tuple[Match, ...]
    unnamed: tuple[int, ...]
    messages: tuple[Message, ...]


def fold(text):
    """A header without what people vary: case, spaces, punctuation, width.

    Examples
    --------
    >>> fold("Ore WO₃ (％)"), fold("ore_wo3")
    ('orewo3%', 'orewo3')
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("μ", "µ")
    return "".join(c for c in text if c.isalnum() or c in "%+")


def clean_header(cell):
    """A header cell without invisible characters, and those that were in it."""
    text = "" if cell is None else str(cell)[:_LONGEST]
    hidden = [c for c in text if unicodedata.category(c) in ("Cf", "Cc") and c not in "\r\n\t"]
    return "".join(c for c in text if c not in hidden).strip(), hidden


class HeaderMatcher:
    """Finds the plant's columns among headers.

    A header matches a column by its canonical name, alias, Chinese or English
    label, with or without a unit.

    Parameters
    ----------
    columns : sequence of Column
    """

    def __init__(self, columns):
        self.columns = tuple(columns)
        self._full, self._stems, self._metal = {}, {}, {}
        for column in self.columns:
            for name in (column.name, *column.aliases, column.zh, column.en):
                self._full.setdefault(fold(name), []).append((column, name))
                for stem in {fold(name), fold(split_unit(name)[0])} - {""}:
                    if column not in self._stems.setdefault(stem, []):
                        self._stems[stem].append(column)
        for stem, columns_ in self._stems.items():
            self._metal.setdefault(stem.replace("wo3", "w"), []).extend(
                c for c in columns_ if "wo3" in stem and c.kind == "grade"
            )

    def count(self, cells):
        """How many different columns are among these cells, without raising."""
        found = set()
        for i, cell in enumerate(cells):
            if isinstance(cell, str) and cell and len(cell) < 200:
                try:
                    match = self._match(i, clean_header(cell)[0])
                except DataError:
                    continue
                if match is not None:
                    found.add(match.column.name)
        return len(found)

    def heading(self, line, cells):
        """Columns carried by a header row.

        Parameters
        ----------
        line : int
        cells : sequence

        Returns
        -------
        Heading

        Raises
        ------
        DataError
            If a column is there twice or missing, or a header states a unit of another kind.
        """
        matches, messages, unnamed, unknown = {}, [], [], []
        for i, cell in enumerate(cells):
            header, hidden = clean_header(cell)
            if hidden:
                messages.append(_say_hidden(line, header, hidden[0]))
            if not header:
                unnamed.append(i)
                continue
            match = self._match(i, header)
            if match is None:
                self._refuse_look_alike(i, header, line)
                unknown.append(header)
                continue
            twin = matches.setdefault(match.column.name, match)
            if twin is not match:
                raise DataError(
                    f"column {match.column.name} is in the survey twice, as {twin.header!r} and "
                    f"{header!r} (line {line}); delete or rename one of them"
                )
            messages.extend(_say_conversion(match, line))
        self._refuse_missing(matches, unknown, line)
        messages.extend(self._say_unknown(unknown, line))
        return Heading(
            line=line,
            matches=tuple(matches.values()),
            unnamed=tuple(unnamed),
            messages=tuple(messages),
        )

    def find(self, header):
        """The :class:`Match` of one header, or None; raises for a unit of the wrong kind."""
        return self._match(0, clean_header(header)[0])

    def _match(self, position, header):
        """The column a header names, or None; raises for a unit of the wrong kind."""
        label, unit = split_unit(header)
        exact = self._full.get(fold(header), [])
        if len({c.name for c, _ in exact}) == 1:
            column, written = exact[0]
            if column.name == written or unit is None or not _convertible(unit, column):
                return _matched(position, header, column, None)
            return _matched(position, header, column, unit)
        return self._by_stem(position, header, label, unit) or self._as_metal(
            position, header, label, unit
        )

    def _by_stem(self, position, header, label, unit):
        candidates = self._stems.get(fold(label), [])
        if unit is not None:
            fitting = [c for c in candidates if _convertible(unit, c)]
            same = [c for c in fitting if canonical_unit(c.unit) == unit]
            if candidates and not fitting:
                column = candidates[0]
                raise DataError(
                    f"the header {header!r} is in {unit}, but {column.name} is a {column.kind} in "
                    f"{column.unit}; give it in {column.unit} and correct the header"
                )
            candidates = same or fitting
        if len(candidates) > 1:
            names = " or ".join(c.name for c in candidates)
            raise DataError(f"the header {header!r} could be {names}; use one of these names")
        return _matched(position, header, candidates[0], unit) if candidates else None

    def _as_metal(self, position, header, label, unit):
        """A header that says W where the column is WO3."""
        candidates = self._metal.get(fold(label), [])
        fitting = [c for c in candidates if unit is None or _convertible(unit, c)]
        if len(fitting) != 1:
            return None
        scale = _matched(position, header, fitting[0], unit).conversion.scale
        return Match(
            position=position,
            column=fitting[0],
            header=header,
            conversion=Conversion(scale * WO3_PER_W),
            stated_unit=f"{unit or fitting[0].unit} W",
        )

    def _refuse_look_alike(self, position, header, line):
        plain = header.translate(_LOOK_ALIKE)
        if plain != header and self._match(position, plain) is not None:
            strange = next(c for c, p in zip(header, plain, strict=True) if c != p)
            raise DataError(
                f"the header {header!r} (line {line}) holds {code_point(strange)}, which only "
                f"looks like {strange.translate(_LOOK_ALIKE)!r}; retype it, or check the file's "
                "encoding"
            )

    def _refuse_missing(self, matches, unknown, line):
        missing = [c for c in self.columns if c.required and c.name not in matches]
        if not missing:
            return
        words = []
        for column in missing:
            near = self._nearest_header(column, unknown)
            words.append(f"{column.name} ({near!r} is near)" if near else column.name)
        found = "no known column at all" if not matches else f"{len(matches)} known columns"
        raise DataError(
            f"the survey lacks {', '.join(words)}; its header (line {line}) has {found}; add the "
            "missing columns, or rename the ones meant, or list their headers as aliases"
        )

    def _nearest_header(self, column, unknown):
        folded = {fold(h): h for h in unknown[:_NEAREST_FOR]}
        for name in (column.name, *column.aliases, column.zh, column.en):
            near = difflib.get_close_matches(fold(name), folded, n=1, cutoff=0.6)
            if near:
                return folded[near[0]]
        return None

    def _say_unknown(self, unknown, line):
        for i, header in enumerate(unknown):
            near = (
                difflib.get_close_matches(fold(header), self._full, n=1, cutoff=0.7)
                if i < _NEAREST_FOR
                else []
            )
            name = self._full[near[0]][0][0].name if near else None
            yield Message(
                rule="unknown column",
                column=header,
                lines=(line,),
                value=header,
                message=f"the plant file has no column {header!r}; it was not read"
                + (f" (the nearest is {name})" if name else ""),
                remedy=f"rename it to {name} if that is meant" if name else "",
            )


def _convertible(unit, column):
    try:
        conversion(unit, column.unit, column.kind)
    except DataError:
        return False
    return True


def _matched(position, header, column, unit):
    change = conversion(unit, column.unit, column.kind) if unit else Conversion()
    return Match(
        position=position, column=column, header=header, conversion=change, stated_unit=unit
    )


def _say_conversion(match, line):
    if match.conversion == Conversion():
        return
    change, column = match.conversion, match.column
    shift = f" and {change.offset:+.6g} added" if change.offset else ""
    yield Message(
        rule="unit",
        column=column.name,
        lines=(line,),
        value=match.header,
        message=f"{match.header!r} is in {match.stated_unit}: its values were multiplied by "
        f"{change.scale:.6g}{shift} to give {column.unit}",
        remedy=f"give {column.name} in {column.unit} to avoid the conversion",
    )


def _say_hidden(line, header, character):
    return Message(
        rule="encoding",
        column=header or None,
        lines=(line,),
        value=header,
        message=f"the header {header!r} holds the invisible {code_point(character)}; it was "
        "read without it",
        remedy="retype the header",
    )
