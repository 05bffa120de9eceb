"""Cells that are neither plain text nor plain numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Percent:
    """A number shown with a per cent sign.

    Attributes
    ----------
    share : float
        The number stored. [fraction]
    """

    share: float

    def __str__(self):
        return f"{100 * self.share:g}%"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell without a usable value.

    Attributes
    ----------
    why : str
        ``error`` or ``formula``.
    text : str
        What the cell shows.
    remark : str
        What it is, in words.
    """

    why: str
    text: str
    remark: str

    def __str__(self):
        return self.text
