"""A survey report as text."""

from flotation.survey import Message, SurveyReport
from flotation_ui.screen import aligned, visible, wrapped

SHOWN = 30


def check_text(report: SurveyReport) -> str:
    """What was read, counts by rule, and each message with its remedy."""
    left_out = report.read - report.accepted
    parts = [
        f"{report.read} rows read, {report.accepted} accepted, {left_out} left out; "
        f"{len(report.flagged)} lines flagged",
        f"read as {visible(report.source)}; times: {visible(report.clock)}",
    ]
    if report.counts:
        rows = [[rule, str(count)] for rule, count in report.counts.items()]
        parts.append("\n" + aligned(["rule", "lines"], rows))
    if report.messages:
        parts.append("")
        parts += [_message(message) for message in report.messages[:SHOWN]]
    if len(report.messages) > SHOWN:
        parts.append(f"... and {len(report.messages) - SHOWN} more; --json lists them all")
    return "\n".join(parts)


def _message(message: Message) -> str:
    subject = f"{message.rule}, {message.column}" if message.column else message.rule
    remedy = f" -> {message.remedy}" if message.remedy else ""
    return wrapped(f"[{subject}] {message.message}{remedy}", indent="    ")
