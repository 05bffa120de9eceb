"""What commands that write reports share: which files they may be, and the font of a print."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

Decorated = Callable[..., Any]


def font_option(command: Decorated) -> Decorated:
    """Add ``--font``, the font of a PDF."""
    return click.option(
        "--font",
        type=click.Path(path_type=Path),
        help="Font with Chinese letters for a PDF; FLOTATION_FONT, or one of the system's, if not "
        "given.",
    )(command)


def check_reports(paths: Iterable[Path], font: Path | None) -> None:
    """Refuse, before long work, names that are no report's and a PDF that cannot be made.

    Raises
    ------
    click.UsageError
        If there is a font, but no PDF.
    DataError
        One sentence.
    """
    from flotation_ui.report.files import font_to_print, report_kind

    kinds = {report_kind(path) for path in paths}
    if ".pdf" in kinds:
        font_to_print(font)
    elif font is not None:
        raise click.UsageError("--font is for a report that ends in .pdf")
