"""What a page shows where something went wrong: a sentence, never a path or a trace.

An error of ours is its own sentences. A bug is one sentence with an id; its traceback stands in
the log under that id.
"""

import logging
import secrets
from types import TracebackType

import streamlit as st

from flotation.errors import (
    AccessError,
    FlotationError,
    InfeasibleError,
    RefusedError,
    SolverError,
)
from flotation_ui.language import N_, Language
from flotation_ui.nothing_yet import NothingYetError
from flotation_ui.pages import PAGES
from flotation_ui.screen import visible
from flotation_ui.shell import details
from flotation_ui.units_shown import typeset

TITLES = (
    (AccessError, N_("You may not do this here")),
    (InfeasibleError, N_("These limits cannot hold together")),
    (RefusedError, N_("The data cannot carry this advice")),
    (SolverError, N_("No answer came")),
    (FlotationError, N_("This cannot be used as it is")),
)
_log = logging.getLogger("flotation_ui")


class errors_shown:  # noqa: N801  # used as a statement: with errors_shown(say)
    """A part of a page that ends with a sentence where it fails.

    Parameters
    ----------
    say : Language
    part : str, default "page"
        Named in the log.
    """

    def __init__(self, say: Language, part: str = "page"):
        self.say, self.part = say, part

    def __enter__(self) -> None:
        """Nothing is needed to begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Show an error and swallow it; what steers the script passes on."""
        if isinstance(error, NothingYetError):
            show_nothing(self.say, error)
            return True
        if isinstance(error, FlotationError):
            show_error(self.say, error)
            return True
        if isinstance(error, Exception):
            number = secrets.token_hex(4)
            _log.error("error %s on %s", number, self.part, exc_info=error)
            st.error(
                self.say(
                    "Something went wrong here that is not your doing; say the number {number} "
                    "to whoever looks after this program.",
                    number=number,
                ),
                icon=":material/error:",
            )
            return True
        return False


def show_nothing(say: Language, error: NothingYetError) -> None:
    """What is lacking, and the way to the page where it is put right."""
    st.info(say(str(error)), icon=":material/info:")
    page = next((page for page in PAGES if page.id == error.page), None)
    if page is not None:
        st.page_link(
            f"app_pages/{page.id}.py", label=say.label(page), icon=f":material/{page.icon}:"
        )


def show_error(say: Language, error: FlotationError) -> None:
    """One of our errors as its sentences, under a title that says which kind it is."""
    title = next(words for kind, words in TITLES if isinstance(error, kind))
    lines = [plain(line) for line in (str(error), *details(error)) if line]
    st.error("\n\n".join(lines), title=say(title), icon=":material/error:")


def plain(text: str) -> str:
    r"""Text that Markdown shows as it stands: what users wrote can steer nothing.

    Examples
    --------
    >>> plain("![x](http://a/b.png) 3*4")
    '!\\[x\\]\\(http\\://a/b.png\\) 3\\*4'
    """
    marks = "\\`*_{}[]()#+$|<>~:"
    return "".join(f"\\{c}" if c in marks else c for c in typeset(visible(text)))
