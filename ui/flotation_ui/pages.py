"""The pages there are, a line each; the file of a page is ``app_pages/ID.py``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes
    ----------
    id : str
        Name of its file and of its address.
    section : str
        Key of :data:`SECTIONS`.
    icon : str
        Of the bundled Material symbols.
    least_role : {"viewer", "engineer", "approver"}
        Who may open it.
    zh, en : str
        Title.
    """

    id: str
    section: str
    icon: str
    least_role: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Section:
    """A group of pages in the list of pages."""

    zh: str
    en: str


ROLES = ("viewer", "engineer", "approver")  # each may do what those before it may
SECTIONS = {
    "run": Section("运行", "Run"),
    "data": Section("数据与模型", "Data and models"),
    "system": Section("系统", "System"),
}
PAGES = (Page("overview", "run", "monitoring", "viewer", "工况总览", "Overview"),)


def pages_for(role: str) -> tuple[Page, ...]:
    """The pages that a role may open, in the order of the sections."""
    may = ROLES[: ROLES.index(role) + 1]
    return tuple(
        page
        for section in SECTIONS
        for page in PAGES
        if page.section == section and page.least_role in may
    )
