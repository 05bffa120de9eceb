"""The job ``import``: what a connector of this server gives."""

import os
from typing import Any

from flotation.connectors.access import read_access
from flotation.connectors.importing import import_rows
from flotation.file_table import Flag, Label, Name, Table
from flotation_ui.jobs.connector_folder import named_connector
from flotation_ui.jobs.work import Work


class Arguments(Table):
    """Which connector, for which plant."""

    plant: Label
    connector: Name
    replace: Flag = False


def run(arguments: Arguments, work: Work) -> dict[str, Any]:
    """Import, and say what became of the rows and how old the newest is."""
    work.tell(0.0, "reading")
    plant, connector = work.plant(arguments.plant), named_connector(arguments.connector)
    work.tell(0.1, "fetching")
    report = import_rows(
        work.history,
        plant,
        connector,
        read_access(os.environ),
        by=work.by,
        replace=arguments.replace,
    )
    return report.as_dict()
