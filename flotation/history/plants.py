"""Versions of plant files: the newest of a plant is the one in use."""

from dataclasses import dataclass

from sqlalchemy import func, select

from flotation.errors import ConflictError
from flotation.history.canonical import digest, storable
from flotation.history.moments import utc_text
from flotation.history.rows import add, found
from flotation.history.schema import PLANT_VERSIONS
from flotation.plant_file import parse_plant


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantVersion:
    """One version of a plant file.

    Attributes
    ----------
    plant : str
        Its name.
    number : int
        From 1.
    sha256 : str
        Of the text.
    toml : str
        The file, as written.
    by, comment, at : str
        Who kept it, why, and when in UTC.
    """

    plant: str
    number: int
    sha256: str
    toml: str
    by: str
    comment: str
    at: str

    def parsed(self):
        """The :class:`flotation.plant.Plant` it describes."""
        return parse_plant(self.toml.encode("utf-8"), f"{self.plant}, version {self.number}")


def keep_plant(history, toml, *, by, comment="", expected=None, now=None):
    """Keep a plant file and make it the one in use; nothing happens where it is that already.

    Parameters
    ----------
    history : flotation.history.History
    toml : str
    by, comment : str
        Who, and why.
    expected : int, optional
        Number of the version that was edited; refused if another is in use by now.
    now : datetime, optional

    Returns
    -------
    PlantVersion

    Raises
    ------
    PlantFileError
        If the text is no plant file.
    ConflictError
        If somebody kept another version meanwhile.
    """
    name = parse_plant(storable(toml).encode("utf-8")).name
    with history.writing() as connection:
        present = plant_in_use(history, name)
        if present and present.toml == toml:
            return present
        if present and expected is not None and present.number != expected:
            raise ConflictError(
                f"the plant file of {name!r} was changed by {present.by} at {present.at} "
                f"(version {present.number}, you edited {expected}); look at that one first"
            )
        kept = PlantVersion(
            plant=name,
            number=present.number + 1 if present else 1,
            sha256=digest(toml),
            toml=toml,
            by=by,
            comment=comment,
            at=utc_text(now),
        )
        add(connection, PLANT_VERSIONS, kept, action="plant kept", subject=name)
    return kept


def plant_in_use(history, plant):
    """The newest :class:`PlantVersion` of a plant, or None."""
    versions = plant_versions(history, plant)
    return versions[-1] if versions else None


def plant_versions(history, plant):
    """All versions of a plant, oldest first."""
    mine = PLANT_VERSIONS.c.plant == plant
    with history.reading() as connection:
        order = [PLANT_VERSIONS.c.number]
        return found(connection, PLANT_VERSIONS, PlantVersion, mine, order=order)


def plant_names(history):
    """Names of the plants of a history, the one kept last first."""
    wanted = select(PLANT_VERSIONS.c.plant).group_by(PLANT_VERSIONS.c.plant)
    with history.reading() as connection:
        rows = connection.execute(wanted.order_by(func.max(PLANT_VERSIONS.c.id).desc()))
        return tuple(row.plant for row in rows)
