"""A document as the file that a name asks for: a page, a workbook or a print."""

from pathlib import Path

from flotation.errors import DataError
from flotation_ui.report.document import Document
from flotation_ui.report.document_page import document_html
from flotation_ui.report.font import ReportFont, report_font

KINDS = {
    ".html": "text/html",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}


def report_kind(path: Path) -> str:
    """The ending of a report's name, one of :data:`KINDS`.

    Raises
    ------
    DataError
        If it is none of them.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise DataError(f"{path} ends in {kind or 'nothing'}; a report is .html, .xlsx or .pdf")
    return kind


def report_bytes(document: Document, kind: str, *, font: str | Path | None = None) -> bytes:
    """A report as the bytes of a file.

    Parameters
    ----------
    document : Document
    kind : {".html", ".xlsx", ".pdf"}
    font : path-like, optional
        To print with; one of the system's if not given.

    Raises
    ------
    DataError
        If a PDF lacks its package or a font.
    """
    if kind == ".html":
        return document_html(document).encode("utf-8")
    if kind == ".xlsx":
        from flotation_ui.report.workbook import document_workbook

        return document_workbook(document)
    return _print(document, font_to_print(font))


def font_to_print(named: str | Path | None = None) -> ReportFont:
    """The font of a PDF, once it is known that one can be made.

    Raises
    ------
    DataError
        If the package that makes PDFs is not installed, or there is no font.
    """
    try:
        import fpdf  # noqa: F401  # asked for before long work, used after it
    except ImportError as error:
        raise DataError(
            "a PDF needs the package fpdf2; install it with pip install 'flotation-optimiser[pdf]'"
        ) from error
    return report_font(named)


def _print(document: Document, font: ReportFont) -> bytes:
    from flotation_ui.report.printed import document_pdf

    return document_pdf(document, font)
