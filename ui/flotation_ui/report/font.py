"""A font with Chinese letters for print: named by the user, else one that the system has."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flotation.errors import DataError

VARIABLE = "FLOTATION_FONT"
LETTERS = "班报产率品位回收量γβε"
"""What a font must have to print a report."""
KNOWN = (
    *("wqy-microhei.ttc", "NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf"),
    *("NotoSansCJKsc-Regular.otf", "NotoSansCJK-Regular.ttc", "SourceHanSansSC-Regular.otf"),
    *("SourceHanSansCN-Regular.otf", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf"),
    *("msyh.ttc", "msyh.ttf", "simhei.ttf", "Hiragino Sans GB.ttc", "STHeiti Light.ttc"),
    *("Arial Unicode.ttf", "Arial Unicode MS.ttf"),
)
FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    *("C:/Windows/Fonts", "/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
)
INSTALL = (
    "install one (Debian and Ubuntu: fonts-wqy-microhei; Fedora: google-noto-sans-cjk-fonts), or "
    f"name a font file by --font or {VARIABLE}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFont:
    """A font file.

    Attributes
    ----------
    path : Path
    face : int
        Which of the faces of a collection.
    letters : frozenset of int
        What it can print, by code point.
    """

    path: Path
    face: int
    letters: frozenset[int] = field(repr=False)


def report_font(named: str | Path | None = None) -> ReportFont:
    """The font to print with.

    Parameters
    ----------
    named : path-like, optional
        A font file; ``FLOTATION_FONT`` if not given, and failing that one of the well-known
        fonts in the system's folders.

    Raises
    ------
    DataError
        If there is none, or the one named cannot print Chinese.
    """
    given = named or os.environ.get(VARIABLE)
    if given:
        return _checked(Path(given).expanduser())
    for path in _installed():
        try:
            return _checked(path)
        except DataError:
            continue
    raise DataError(f"a PDF needs a font with Chinese letters, and none was found; {INSTALL}")


def _installed() -> Iterator[Path]:
    """Well-known fonts that are there, the best first."""
    places = {
        path.name: path
        for folder in map(Path, FOLDERS)
        for path in sorted(folder.expanduser().glob("**/*.[to]t[fc]"))
    }
    return (places[name] for name in KNOWN if name in places)


def _checked(path: Path) -> ReportFont:
    """A font file with the face for simplified Chinese, if it has the letters of a report."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        with path.open("rb") as file:
            many = file.read(4) == b"ttcf"
            file.seek(0)
            faces = TTCollection(file, lazy=True).fonts if many else [TTFont(file, lazy=True)]
            names = [str(face["name"].getDebugName(4)) for face in faces]
            face = next((i for i, name in enumerate(names) if name.endswith(" SC")), 0)
            letters = faces[face].getBestCmap() or {}
    except (OSError, TTLibError, KeyError) as error:
        raise DataError(f"{path} cannot be used as a font: {error}; {INSTALL}") from error
    missing = [letter for letter in LETTERS if ord(letter) not in letters]
    if missing:
        raise DataError(f"the font {path} lacks {' '.join(missing)}; {INSTALL}")
    return ReportFont(path=path, face=face, letters=frozenset(letters))
