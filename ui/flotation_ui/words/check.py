"""A survey report as text."""

from flotation.survey import Message, SurveyReport
from flotation_ui.screen import aligned, visible, wrapped

SHOWN = 5  # messages of one rule; --json has them all


def check_text(report: SurveyReport) -> str:
    """What was read, counts by rule, and messages with remedies, those that flag lines first."""
    left_out = report.read - report.accepted
    parts = [
        f"{report.read} rows read, {report.accepted} accepted, {left_out} left out; "
        f"{len(report.flagged)} lines flagged",
        f"read as {visible(report.source)}; times: {visible(report.clock)}",
    ]
    if report.counts:
        rows = [[rule, str(count)] for rule, count in report.counts.items()]
        parts.append("\n" + aligned(["rule", "lines"], rows) + "\n")
    by_rule: dict[str, list[Message]] = {}
    for message in sorted(report.messages, key=lambda message: not message.flags):
        by_rule.setdefault(message.rule, []).append(message)
    for rule, messages in by_rule.items():
        parts += [_message(message) for message in messages[:SHOWN]]
        if len(messages) > SHOWN:
            more = len(messages) - SHOWN
            parts.append(f"[{visible(rule)}] and {more} more columns or runs; --json lists them")
    return "\n".join(parts)


def _message(message: Message) -> str:
    subject = f"{message.rule}, {message.column}" if message.column else message.rule
    remedy = f" -> {message.remedy}" if message.remedy else ""
    return wrapped(f"[{subject}] {message.message}{remedy}", indent="    ")
