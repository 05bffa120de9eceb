"""Files that a page hands to a job: named by the hash of their content, in one folder."""

import hashlib
from pathlib import Path
from typing import Annotated

from pydantic import Field

from flotation.errors import DataError
from flotation.whole_files import write_whole
from flotation_ui.jobs.work import jobs_folder

LARGEST = 20 << 20
UploadName = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def keep_upload(data: bytes) -> str:
    """Keep a file once; returns its name.

    Raises
    ------
    DataError
        If it is larger than 20 MB.
    """
    if len(data) > LARGEST:
        raise DataError(f"the file has {len(data) >> 20} MB and at most {LARGEST >> 20} are taken")
    name = hashlib.sha256(data).hexdigest()
    path = upload_path(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    return name


def upload_path(name: str) -> Path:
    """Where an upload of a name lies."""
    return jobs_folder() / "uploads" / name
