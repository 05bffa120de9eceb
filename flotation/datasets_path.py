"""Where the shipped data sets are: in a checkout, or mounted inside the wheel."""

from pathlib import Path

from flotation.errors import DataError

_HERE = Path(__file__).resolve().parent


def home() -> Path:
    """Return the folder that holds all shipped data sets.

    A wheel carries them as ``flotation/_datasets``; a checkout and an editable
    install have them as ``datasets`` beside the package.
    """
    mounted = _HERE / "_datasets"
    return mounted if mounted.is_dir() else _HERE.parent / "datasets"


def dataset_folder(name: str) -> Path:
    """Return the folder of one shipped data set.

    Parameters
    ----------
    name : str
        Name of the set, which is the name of its folder.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    DataError
        If there is no such set; the message lists those there are.

    Examples
    --------
    >>> dataset_folder("gold")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    flotation.errors.DataError: no data set 'gold' is shipped; there are: ...
    """
    names = sorted(path.name for path in home().glob("*") if path.is_dir())
    if name not in names:
        listed = ", ".join(names) or "none"
        raise DataError(f"no data set {name!r} is shipped; there are: {listed}")
    return home() / name
