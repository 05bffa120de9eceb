"""The pages there are, a line each; the file of a page is ``app_pages/ID.py``."""

from dataclasses import dataclass

from flotation_ui.roles import Role


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
    least_role : Role
        Who may open it.
    zh, en : str
        Title.
    """

    id: str
    section: str
    icon: str
    least_role: Role
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Section:
    """A group of pages in the list of pages."""

    zh: str
    en: str


SECTIONS = {
    "run": Section("运行", "Run"),
    "data": Section("数据与模型", "Data and models"),
    "system": Section("系统", "System"),
}
PAGES = (
    Page("overview", "run", "monitoring", Role.VIEWER, "工况总览", "Overview"),
    Page("recommend", "run", "tune", Role.VIEWER, "推荐", "Recommend"),
    Page("trade_off", "run", "show_chart", Role.VIEWER, "权衡", "Trade-off"),
    Page("data", "data", "table_view", Role.VIEWER, "数据与对账", "Data and reconciliation"),
    Page("models", "data", "model_training", Role.VIEWER, "模型", "Models"),
    Page("jobs", "system", "schedule", Role.VIEWER, "任务", "Jobs"),
)


def pages_for(role: Role) -> tuple[Page, ...]:
    """The pages that a role may open, in the order of the sections."""
    return tuple(
        page
        for section in SECTIONS
        for page in PAGES
        if page.section == section and page.least_role <= role
    )
