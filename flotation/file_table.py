"""What all tables of the files people write have in common: strict keys and values.

A number is a number (``true`` and ``"12"`` are not), finite and of a size that a plant can
have; a text is short and printable; an unknown key is an error. Nothing is converted silently.
"""

import datetime
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict

LARGEST_NUMBER = 1e12
SMALLEST_POSITIVE = 1e-9
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def printable(text):
    r"""The text itself, if it holds no control, invisible or unassigned characters.

    Examples
    --------
    >>> printable("捕收剂 BHA")
    '捕收剂 BHA'
    >>> printable("red\x1b[31m")
    Traceback (most recent call last):
    ...
    ValueError: a text must be printable, got the character U+001B
    """
    for character in text:
        if unicodedata.category(character) in _UNPRINTABLE:
            raise ValueError(f"a text must be printable, got the character U+{ord(character):04X}")
    return text


def _printable_lines(text):
    printable(text.replace("\n", " "))
    return text


def _in_living_memory(date):
    if not 1990 <= date.year <= 2100:
        raise ValueError(f"a date must lie between 1990 and 2100, got {date}")
    return date


Finite = Annotated[
    float, Strict(), Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, allow_inf_nan=False)
]
Positive = Annotated[
    float, Strict(), Field(ge=SMALLEST_POSITIVE, le=LARGEST_NUMBER, allow_inf_nan=False)
]
NonNegative = Annotated[float, Strict(), Field(ge=0.0, le=LARGEST_NUMBER, allow_inf_nan=False)]
Fraction = Annotated[float, Strict(), Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Percent = Annotated[float, Strict(), Field(ge=0.0, le=100.0, allow_inf_nan=False)]
Grade = Annotated[float, Strict(), Field(ge=1e-6, le=100.0, allow_inf_nan=False)]
Paid = Annotated[float, Strict(), Field(ge=1e-6, le=1.0, allow_inf_nan=False)]
Flag = Annotated[bool, Strict()]
Day = Annotated[datetime.date, Strict(), AfterValidator(_in_living_memory)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64)]
ColumnName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Label = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(printable)]
Sentence = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_printable_lines)]


class Table(BaseModel):
    """A table of a file: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
