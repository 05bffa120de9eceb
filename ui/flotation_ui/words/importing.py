"""An import as text: what was stored, what was refused and why, and how old it all is."""

from flotation.connectors.importing import ImportReport, Outcome
from flotation_ui.screen import visible, wrapped


def import_text(report: ImportReport) -> str:
    """A line for every table, one for what did not change, and the age of the newest row."""
    lines = [_line(outcome) for outcome in report.outcomes]
    if report.unchanged:
        names = ", ".join(visible(name) for name in report.unchanged[:3])
        more = " ..." if len(report.unchanged) > 3 else ""
        lines.append(
            f"{len(report.unchanged)} files did not change and were not read: {names}{more}"
        )
    if not lines:
        lines.append(f"{visible(report.connector)} has nothing new")
    words = report.fresh.words()
    return "\n".join([*lines, words[0].upper() + words[1:]])


def _line(outcome: Outcome) -> str:
    name = visible(outcome.name)
    if outcome.sentence is not None:
        return wrapped(f"{name}: refused: {visible(outcome.sentence)}", indent="    ")
    parts = [f"{outcome.new} new", f"{outcome.known} known"]
    if outcome.amended:
        parts.append(f"{outcome.amended} amended")
    if outcome.replaced:
        parts.append(f"{outcome.replaced} replaced")
    left = outcome.read - outcome.accepted
    return (
        f"{name}: {outcome.accepted} of {outcome.read} rows accepted"
        + (f" ({left} left out): " if left else ": ")
        + ", ".join(parts)
    )
