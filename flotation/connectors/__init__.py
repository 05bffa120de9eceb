"""Connectors: where a plant's rows come from without anybody carrying a file.

A connector file (TOML) says source, columns, clock, schedule and when data are stale. Every
source has one method, ``tables(request, access)``, that yields tables as bytes; each
of them enters by the same door as a file given by hand, :func:`flotation.survey.read_survey`.
"""

from flotation.connectors.connector_file import Connector, load_connector
from flotation.connectors.reading import Reading, read_connector

__all__ = ["Connector", "Reading", "load_connector", "read_connector"]
