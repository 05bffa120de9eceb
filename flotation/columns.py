"""The columns of a survey: name, unit, kind, plausible range and labels.

The unit is part of a column's name (``w_bha_g_t``) and is declared once more in
the plant file, so that the two can be held against each other.
"""

from typing import Literal

from pydantic import Field, model_validator

from flotation.file_table import ColumnName, Finite, Flag, Fraction, Label, NonNegative, Table

__all__ = ["Column", "Finite", "Kind"]

Kind = Literal[
    "time",
    "text",
    "grade",
    "recovery",
    "share",
    "dosage",
    "specific_energy",
    "tonnage",
    "temperature",
    "ph",
    "size",
    "flow",
    "level",
    "concentration",
    "ratio",
]


class Column(Table):
    """One column of a survey table.

    Attributes
    ----------
    name : str
        Canonical name, unit included: ``ore_wo3_pct``.
    unit : str
        Unit of the values in files, as in ``docs/nomenclature.md``: ``%``.
    kind : str
        What sort of quantity it is; two columns may share a unit but not a kind.
    low, high : float
        Range outside which a value is taken to be a mistake; every kind but
        ``time`` and ``text`` needs it. [unit]
    zh, en : str
        Labels for people.
    aliases : tuple of str
        Other headers under which files carry this column.
    required : bool
        Whether a survey without this column is refused.
    sd_relative, sd_absolute : float
        Standard deviation of one measurement: the root of
        ``(sd_relative * value)**2 + sd_absolute**2``. [fraction], [unit]
    """

    name: ColumnName
    unit: Label
    kind: Kind
    low: Finite | None = None
    high: Finite | None = None
    zh: Label
    en: Label
    aliases: tuple[Label, ...] = Field(default=(), max_length=50)
    required: Flag = True
    sd_relative: Fraction = 0.0
    sd_absolute: NonNegative = 0.0

    @model_validator(mode="after")
    def _range_is_ordered(self):
        if self.kind in ("time", "text"):
            return self
        if self.low is None or self.high is None:
            raise ValueError(
                f"column {self.name} needs low and high, the range of plausible values"
            )
        if self.low >= self.high:
            raise ValueError(
                f"column {self.name} needs low < high, got {self.low:g} >= {self.high:g}"
            )
        return self
