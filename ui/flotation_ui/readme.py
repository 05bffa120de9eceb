"""The README's expected output and picture: ``python -m flotation_ui.readme [folder]``.

Runs the demonstration and puts what it prints between the marks in both READMEs, and its
front into ``docs/pictures/front.svg``.
"""

import sys
from pathlib import Path

from flotation.errors import DataError
from flotation_ui.demonstration import Demonstration, demonstrate
from flotation_ui.outputs import make_folder, write_whole
from flotation_ui.report.advice import front_picture
from flotation_ui.report.labels import Words
from flotation_ui.words.demonstration import demonstration_text

BEGIN, END = "<!-- demo:begin -->", "<!-- demo:end -->"
PAGES = ("README.md", "README.zh.md")
PICTURE = "docs/pictures/front.svg"


def with_output(page: str, output: str) -> str:
    r"""A page with an output between its marks.

    Examples
    --------
    >>> print(with_output(f"# Title\n{BEGIN}\nold\n{END}\n", "new"))
    # Title
    <!-- demo:begin -->
    ```text
    new
    ```
    <!-- demo:end -->
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise DataError(f"the page has no {BEGIN} ... {END} to put the output between")
    return f"{before}{BEGIN}\n```text\n{output}\n```\n{END}{after}"


def refreshed(found: Demonstration, folder: Path) -> dict[Path, str]:
    """What the READMEs and the picture should hold, by path."""
    output = demonstration_text(found)
    pages = {folder / name: (folder / name).read_text(encoding="utf-8") for name in PAGES}
    contents = {path: with_output(page, output) for path, page in pages.items()}
    picture = front_picture(found.brief, Words(language="en")) + "\n"
    return contents | {folder / PICTURE: picture}


if __name__ == "__main__":
    home = Path(*sys.argv[1:2])
    make_folder((home / PICTURE).parent)
    for place, content in refreshed(demonstrate(print), home).items():
        write_whole(place, content)
