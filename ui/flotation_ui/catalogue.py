"""The catalogues of messages: ``python -m flotation_ui.catalogue`` brings them up to date.

It reads every message in the sources, adds new ones to ``locale/zh/LC_MESSAGES/*.po``, drops those
that are no longer said, and compiles the ``.mo`` beside each. It needs Babel, which only
development installs; the program itself reads the ``.mo`` with the standard library.
"""

import datetime
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from flotation_ui.language import LOCALE
from flotation_ui.pages import PAGES

FRAME = "frame"
REPORT = "report"
FOLDER = LOCALE / "zh" / "LC_MESSAGES"
SOURCES = Path(__file__).parent
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"say": None, "several": (1, 2), "N_": None}
PAGE_FOLDERS = ("app_pages", "page_parts", "views")
UNDATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # the same bytes on any day
SPEAKER = "from flotation_ui.language import"
LEFT_OUT = (
    *('"Project-Id-Version', '"Report-Msgid', '"POT-Creation-Date', '"PO-Revision-Date'),
    *('"Last-Translator', '"Language-Team', '"Generated-By', "#, python"),
)


def domain_of(source: Path) -> str:
    """The catalogue of a source file: its page's, or ``frame`` where pages share it.

    A page's files are ``app_pages/ID.py``, and ``ID.py`` or ``ID_*.py`` in ``views`` and
    ``page_parts``; what reports say stands in ``report``.
    """
    if source.parent.name == REPORT:
        return REPORT
    if source.parent.name not in PAGE_FOLDERS:
        return FRAME
    owners = [p.id for p in PAGES if source.stem == p.id or source.stem.startswith(f"{p.id}_")]
    return max(owners, key=len, default=FRAME)


def said() -> dict[str, Catalog]:
    """What the sources say, by catalogue."""
    found: dict[str, Catalog] = {}
    for source in filter(_speaks, sorted(SOURCES.rglob("*.py"))):
        for _, message, _, context in extract_from_file("python", source, KEYWORDS):
            catalogue = found.setdefault(domain_of(source), _empty())
            catalogue.add(message, context=context)
    return found


def _speaks(source: Path) -> bool:
    """Whether a source says messages; other modules have a ``say`` of their own."""
    of_page = source.parent.name in PAGE_FOLDERS
    return of_page or SPEAKER in source.read_text(encoding="utf-8")


def known(domain: str) -> Catalog:
    """A catalogue as it stands in its file; empty where there is none."""
    path = FOLDER / f"{domain}.po"
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale="zh", domain=domain)


def merged(domain: str, template: Catalog) -> Catalog:
    """What is said, with the Chinese that is known already, here or in another catalogue."""
    result = known(domain)
    result.update(template, no_fuzzy_matching=True)
    result.obsolete.clear()
    missing = [message for message in result if message.id and not message.string]
    others = [known(path.stem) for path in FOLDER.glob("*.po")] if missing else []
    for message in missing:
        for other in others:
            same = other.get(message.id)
            if same is not None and same.string:
                message.string = same.string
    return result


def po_text(catalogue: Catalog) -> bytes:
    """A catalogue as text: sorted, without places, dates and names, so that branches merge."""
    file = io.BytesIO()
    write_po(file, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = file.getvalue().decode("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(LEFT_OUT)]
    return "".join(kept).strip().encode("utf-8") + b"\n"


def mo_bytes(po: bytes) -> bytes:
    """A catalogue compiled from its text."""
    file, catalogue = io.BytesIO(), read_po(io.BytesIO(po), locale="zh")
    catalogue.creation_date = catalogue.revision_date = UNDATED
    write_mo(file, catalogue)
    return file.getvalue()


def untranslated(catalogue: Catalog) -> Iterator[str]:
    """Messages without Chinese, or with a guess."""
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(texts)):
            yield str(message.id)


def main() -> int:
    """Bring every catalogue up to date; 1 where a message has no Chinese yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    templates, missing = said(), 0
    for path in FOLDER.glob("*.po"):
        if path.stem not in templates:
            path.unlink()
            path.with_suffix(".mo").unlink(missing_ok=True)
    for domain, template in templates.items():
        catalogue = merged(domain, template)
        po = po_text(catalogue)
        (FOLDER / f"{domain}.po").write_bytes(po)
        (FOLDER / f"{domain}.mo").write_bytes(mo_bytes(po))
        missing += _told(domain, untranslated(catalogue))
    return 1 if missing else 0


def _told(domain: str, messages: Iterable[str]) -> int:
    """Print messages that wait for their Chinese, and count them."""
    listed = list(messages)
    for message in listed:
        print(f"{domain}.po: no Chinese yet for {message!r}", file=sys.stderr)
    return len(listed)


def _empty() -> Catalog:
    return Catalog(locale="zh", header_comment="", fuzzy=False)


if __name__ == "__main__":
    sys.exit(main())
