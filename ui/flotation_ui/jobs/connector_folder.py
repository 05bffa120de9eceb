"""The connectors of a server: the TOML files of one folder, by the name in each."""

import os
from pathlib import Path

from flotation.connectors import Connector, load_connector
from flotation.errors import DataError

FOLDER_VARIABLE = "FLOTATION_CONNECTORS"


def connectors() -> dict[str, Connector]:
    """Every connector of the folder ``FLOTATION_CONNECTORS``, by name; none where it is not set.

    Raises
    ------
    DataError
        If a file is wrong, or two have one name.
    """
    folder = os.environ.get(FOLDER_VARIABLE, "")
    if not folder:
        return {}
    found: dict[str, Connector] = {}
    for path in sorted(Path(folder).glob("*.toml")):
        connector = load_connector(path)
        if connector.name in found:
            raise DataError(
                f"two files of {FOLDER_VARIABLE} are named {connector.name!r}; rename one"
            )
        found[connector.name] = connector
    return found


def named_connector(name: str) -> Connector:
    """The connector of a name.

    Raises
    ------
    DataError
        If there is none.
    """
    found = connectors()
    if name not in found:
        known = ", ".join(found) or "none"
        raise DataError(
            f"this server has no connector {name!r}; those in {FOLDER_VARIABLE} are {known}"
        )
    return found[name]
