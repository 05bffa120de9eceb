"""Files that commands write: whole or not at all, and known to be writable beforehand."""

from collections.abc import Iterable
from pathlib import Path

from flotation.errors import DataError
from flotation.whole_files import draft_of, write_whole

__all__ = ["check_outputs", "make_folder", "write_whole"]


def check_outputs(outputs: Iterable[Path | None], inputs: Iterable[Path | str] = ()) -> None:
    """Refuse, before long work starts, outputs that could not be written at its end.

    Parameters
    ----------
    outputs : iterable of Path or None
        None where an output is not asked for.
    inputs : iterable of path-like
        Files being read, which no output may replace.

    Raises
    ------
    DataError
        One sentence.
    """
    taken = {Path(path).resolve(): "is being read" for path in inputs}
    for path in outputs:
        if path is None:
            continue
        place = path.resolve()
        if place in taken:
            raise DataError(f"{path} {taken[place]}; name another output file")
        taken[place] = "is already the place of another output"
        _try_to_write_beside(path)


def make_folder(path: Path) -> None:
    """Make an output folder, with its parents, unless it is there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"the folder {path} cannot be made ({error.strerror or error}); name another with --out"
        ) from error


def _try_to_write_beside(path: Path) -> None:
    place = path.resolve()
    if place.is_dir():
        raise DataError(f"{path} is a folder; name a file in it")
    if place.exists() and not place.is_file():
        raise DataError(f"{path} is no ordinary file; name one")
    if not place.parent.is_dir():
        raise DataError(f"there is no folder {path.parent}; make it, or write elsewhere")
    draft = draft_of(place)
    try:
        draft.open("xb").close()
        draft.unlink()
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror or error}") from error
