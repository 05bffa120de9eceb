"""The order in which a table's values are questioned, and what that leaves."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from flotation.survey.levels import level_messages
from flotation.survey.physics import balance_findings
from flotation.survey.ranges import misfit, range_message, refusal, tiny_message
from flotation.survey.sensors import sensor_findings, stopped


@dataclass(slots=True, kw_only=True)
class Findings:
    """A table being checked.

    Attributes
    ----------
    table : pandas.DataFrame
        Values that cannot be right are NaN.
    doubtful : pandas.DataFrame of bool
    messages : list of Message
    reasons : list of str
        Why the file as a whole must be refused, if it must.
    """

    table: pd.DataFrame
    doubtful: pd.DataFrame
    messages: list = field(default_factory=list)
    reasons: list = field(default_factory=list)


def check_values(table, columns, *, checks, feed_rate=None):
    """Hold a table's values against ranges, balances and the habits of sensors.

    Parameters
    ----------
    table : pandas.DataFrame
        In time order, indexed by file line.
    columns : sequence of Column
        Those of its columns that hold numbers.
    checks : sequence of BalanceCheck
    feed_rate : str, optional

    Returns
    -------
    Findings
    """
    doubtful = pd.DataFrame(False, index=table.index, columns=table.columns)
    findings = Findings(table=table.copy(), doubtful=doubtful)
    halted = stopped(table, columns, feed_rate)
    _check_ranges(findings, columns, ~halted)
    if findings.reasons:
        return findings
    for message in level_messages(findings.table, columns, ~halted):
        _add(findings, message, [message.column])
    for message, names in balance_findings(findings.table, columns, checks, ~halted):
        _add(findings, message, names)
    for message, names in sensor_findings(findings.table, columns, halted, feed_rate):
        _add(findings, message, names)
    return findings


def _add(findings, message, names):
    """Keep a message; where it flags lines, the named columns are doubtful there."""
    findings.messages.append(message)
    if message.flags:
        rows = findings.table.index.isin(message.lines)
        findings.doubtful.loc[rows, list(names)] = True


def _check_ranges(findings, columns, running):
    lines = findings.table.index.to_numpy()
    for column in columns:
        values = findings.table[column.name].to_numpy(dtype=float)
        found = misfit(values, column, running)
        if found.whole:
            findings.reasons.append(refusal(values, found, column, lines))
        elif found.doubtful:
            _add(findings, tiny_message(values, found, column, lines), [column.name])
        if found.outside.any() and not found.whole:
            findings.messages.append(range_message(values, found, column, lines))
            findings.table[column.name] = np.where(found.outside, np.nan, values)
