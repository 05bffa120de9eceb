"""The zip directory of a workbook, judged before anything is unpacked."""

import io
import zipfile

from flotation.errors import DataError

LARGEST_FILE = 64 << 20
LARGEST_UNPACKED = 256 << 20
LARGEST_PART = 192 << 20
_MOST_PARTS = 2000
_HIGHEST_RATIO = 250
_SMALL_PART = 4 << 20
_OTHER_KINDS = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "content.xml": "an OpenDocument file",
}


def check_package(data):
    """Refuse a zip file that is no workbook, or that unpacks to more than a table would.

    Parameters
    ----------
    data : bytes

    Raises
    ------
    DataError
    """
    if len(data) > LARGEST_FILE:
        raise DataError(
            f"the workbook has {len(data) >> 20} MB and at most {LARGEST_FILE >> 20} MB are read; "
            "save the sheet as CSV"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DataError(
            f"the workbook is damaged or cut off ({error}); open it in Excel and save it again"
        ) from error
    _check_names([part.filename for part in parts])
    _check_sizes(parts)


def _check_names(names):
    if "xl/workbook.xml" not in names:
        kind = next((what for name, what in _OTHER_KINDS.items() if name in names), "a zip archive")
        raise DataError(f"the survey is {kind}, not a table; save it as .xlsx or CSV")
    if len(set(names)) < len(names) or len(names) > _MOST_PARTS:
        raise DataError("the workbook's zip directory is not one that Excel writes; save it again")


def _check_sizes(parts):
    if any(part.flag_bits & 1 for part in parts):
        raise DataError("the workbook is encrypted with a password; save a copy without one")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise DataError(
            f"the workbook unpacks to more than {LARGEST_UNPACKED >> 20} MB; it was not read; "
            "save the sheet as CSV"
        )
    for part in parts:
        bomb = part.file_size > _SMALL_PART and part.file_size > _HIGHEST_RATIO * part.compress_size
        if bomb or part.file_size > LARGEST_PART:
            raise DataError(
                f"the part {part.filename} of the workbook unpacks to {part.file_size >> 20} MB "
                f"from {part.compress_size >> 10} KB, which no table does; it was not read"
            )
