"""Read a connector file: source, columns, clock, schedule, and when its data are stale."""

import datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field, Strict, ValidationError

from flotation.connectors.files import Files
from flotation.connectors.opcua import OpcUa
from flotation.connectors.pi import Pi
from flotation.connectors.row_times import Clock
from flotation.connectors.sql import Sql
from flotation.errors import DataError
from flotation.file_table import Day, Label, Name, Table
from flotation.survey.headers import HeaderMatcher
from flotation.toml_file import parse_toml, read_bounded, sentences

Hours = Annotated[float, Strict(), Field(ge=0.0, le=8784.0, allow_inf_nan=False)]


class Connector(Table):
    """One connector.

    Attributes
    ----------
    name : str
        For the audit and for people.
    source : Files, Sql, Pi or OpcUa
        By its ``kind``.
    columns : mapping of str to str
        Name in the source to column of the plant, with a unit where the source has another:
        ``"FIC101.PV" = "w_bha_g_t (kg/t)"``. Files need it only for headers that the plant
        file does not know.
    utc_offset : str
        Clock of the plant: ``+08:00``.
    first : date
        Where the first import starts.
    overlap_hours : float
        How far before the newest stored row later imports start, for assays that come late. [h]
    stale_after_hours : float
        Age of the newest row from which on the data are stale. [h]
    every_minutes : float or None
        How often the worker imports; None: only when asked.
    """

    name: Name
    source: Annotated[Files | Sql | Pi | OpcUa, Field(discriminator="kind")]
    columns: dict[Label, Label] = Field(default_factory=dict, max_length=500)
    utc_offset: Clock = "+08:00"
    first: Day = datetime.date(2020, 1, 1)
    overlap_hours: Hours = 48.0
    stale_after_hours: Annotated[float, Strict(), Field(ge=0.1, le=8784.0)] = 24.0
    every_minutes: Annotated[float, Strict(), Field(ge=1.0, le=44_640.0)] | None = None


def load_connector(path):
    """The :class:`Connector` in a TOML file; a path in it is relative to the file.

    Parameters
    ----------
    path : str or path-like

    Raises
    ------
    DataError
        One sentence per mistake, each with its path inside the file.
    """
    path = Path(path)
    document = parse_toml(read_bounded(path), path.name)
    try:
        connector = Connector.model_validate(document)
    except ValidationError as error:
        raise DataError(sentences(error, document, path.name, Connector)) from error
    if isinstance(connector.source, Files):
        placed = str(path.absolute().parent / connector.source.path)
        source = connector.source.model_copy(update={"path": placed})
        return connector.model_copy(update={"source": source})
    if not connector.columns:
        raise DataError(f"{path.name}: a source of kind {connector.source.kind} needs [columns]")
    return connector


def plant_columns(connector, plant):
    """Columns of the plant, with the names of a connector's files as further aliases.

    Raises
    ------
    DataError
        If a name is mapped to what is no column of the plant, or two to one.
    """
    matcher = HeaderMatcher(plant.column)
    targets = {}
    for theirs, ours in connector.columns.items():
        match = matcher.find(ours)
        if match is None:
            raise DataError(
                f"connector {connector.name}: {theirs!r} is mapped to {ours!r}, which is no "
                "column of the plant file; correct [columns]"
            )
        twin = targets.setdefault(match.column.name, theirs)
        if twin != theirs:
            raise DataError(
                f"connector {connector.name}: {twin!r} and {theirs!r} are both mapped to "
                f"{match.column.name}; keep one"
            )
    if not isinstance(connector.source, Files):
        return plant.column
    return tuple(
        column.model_copy(update={"aliases": (*column.aliases, targets[column.name])})
        if column.name in targets
        else column
        for column in plant.column
    )
