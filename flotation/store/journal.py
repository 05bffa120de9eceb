"""The journal of a store: what was judged, promoted and rolled back, by whom, when and why."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

EVENTS = ("judged", "promoted", "rolled back")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal.

    Attributes
    ----------
    plant : str
        Its name.
    event : {"judged", "promoted", "rolled back"}
    model : str
        SHA-256 of the model's file: judged, promoted, or come back to.
    champion : str or None
        The champion before this entry.
    by, why : str
        Who decided, and the reason given.
    when : str
        Time of day in UTC, ISO 8601.
    verdict : mapping
        Of a judgement: its outcome, reasons and numbers.
    """

    plant: str
    event: str
    model: str
    champion: str | None
    by: str
    why: str
    when: str
    verdict: Mapping = field(default_factory=dict)

    def as_dict(self):
        """Plain values."""
        return asdict(self)

    def says_the_same(self, other):
        """Whether two entries differ in their time only."""
        return self.as_dict() | {"when": ""} == other.as_dict() | {"when": ""}


def champions(entries, plant):
    """Champions of a plant, the first ever first and the present one last.

    A promotion adds one, a roll-back takes the last away.

    Parameters
    ----------
    entries : sequence of Entry
    plant : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> said = {"plant": "mill", "champion": None, "by": "", "why": "", "when": ""}
    >>> def entry(event, model):
    ...     return Entry(event=event, model=model, **said)
    >>> promoted = [entry("promoted", "a"), entry("promoted", "b")]
    >>> champions([*promoted, entry("judged", "c"), entry("rolled back", "a")], "mill")
    ['a']
    """
    stack = []
    for entry in entries:
        if entry.plant != plant:
            continue
        if entry.event == "promoted":
            stack.append(entry.model)
        elif entry.event == "rolled back":
            stack.pop()
    return stack


def last_judgement(entries, plant, model):
    """The latest judgement of a model, or None."""
    found = [e for e in entries if (e.plant, e.event, e.model) == (plant, "judged", model)]
    return found[-1] if found else None
