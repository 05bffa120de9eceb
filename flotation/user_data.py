"""The folder in which programs keep what belongs to a user."""

import os
from pathlib import Path


def data_folder():
    """Folder of the user's data, by the rule of the system."""
    windows = os.environ.get("LOCALAPPDATA") if os.name == "nt" else None
    data = windows or os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "flotation"
