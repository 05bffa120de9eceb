"""Rows in time order, each time once, gaps named."""

import numpy as np

from flotation.survey.report import Message, first_lines


def one_row_a_time(table, time_column):
    """The table in time order with each time once, and what there is to say.

    Rows that repeat another exactly count once; of rows that contradict each other
    none is kept.

    Parameters
    ----------
    table : pandas.DataFrame
        In file order, indexed by file line.
    time_column : str

    Returns
    -------
    table : pandas.DataFrame
    messages : list of Message
    """
    times, lines = table[time_column].to_numpy(), table.index.to_numpy()
    messages = order_messages(times, lines, name=time_column)
    twins, conflicts = [], []
    for group in repeated(times):
        rows = table.iloc[group]
        same = rows.drop(columns=time_column).eq(rows.iloc[0].drop(time_column)) | (
            rows.drop(columns=time_column).isna() & rows.iloc[0].drop(time_column).isna()
        )
        if same.to_numpy().all():
            twins.extend(group[1:])
        else:
            conflicts.append(group)
    messages += _repetition_messages(table, time_column, twins, conflicts)
    kept = np.ones(len(table), dtype=bool)
    kept[twins + [i for group in conflicts for i in group]] = False
    return table[kept].sort_values(time_column, kind="stable"), messages


def _repetition_messages(table, time_column, twins, conflicts):
    if twins:
        lines = tuple(sorted(int(n) for n in table.index[twins]))
        yield Message(
            rule="duplicate",
            column=time_column,
            lines=lines,
            value=str(table[time_column].iloc[twins[0]]),
            message=f"{first_lines(lines)} repeat another row exactly; each was counted once",
            remedy="delete the repeated rows",
            flags=True,
        )
    if conflicts:
        lines = tuple(sorted(int(n) for group in conflicts for n in table.index[group]))
        first = sorted(int(n) for n in table.index[conflicts[0]])
        yield Message(
            rule="conflict",
            column=time_column,
            lines=lines,
            value=str(table[time_column].iloc[conflicts[0][0]]),
            message=f"{len(conflicts)} times have rows that differ, first "
            f"{first_lines(first)} at {table[time_column].iloc[conflicts[0][0]]}; all left out",
            remedy="keep the right row; if several shifts share a date, add the hour; an hour "
            "twice in autumn is summer time",
            flags=True,
        )


def order_messages(times, lines, *, name):
    """What there is to say about order and gaps.

    Parameters
    ----------
    times : ndarray of datetime64
        In file order, no NaT.
    lines : sequence of int

    Returns
    -------
    list of Message
    """
    if len(times) < 2:
        return []
    messages = []
    back = np.flatnonzero(np.diff(times) < np.timedelta64(0)) + 1
    if len(back):
        found = tuple(int(lines[i]) for i in back)
        messages.append(
            Message(
                rule="order",
                column=name,
                lines=found,
                message=f"rows are not in time order ({first_lines(found)}); they were sorted",
            )
        )
    order = np.argsort(times, kind="stable")
    steps = np.diff(times[order]).astype("timedelta64[s]").astype(float)
    usual = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
    gaps = np.flatnonzero(steps > 1.5 * usual) if usual else []
    if len(gaps):
        found = tuple(sorted(int(lines[order[i + 1]]) for i in gaps))
        longest = int(np.argmax(steps))
        messages.append(
            Message(
                rule="gap",
                column=name,
                lines=found,
                value=f"{steps[longest] / 3600:g} h",
                message=f"{len(gaps)} gaps in time where the usual step is {usual / 3600:g} h; the "
                f"longest, {steps[longest] / 3600:g} h, ends at line "
                f"{int(lines[order[longest + 1]])}",
                remedy="nothing was filled in; a gap of one hour in spring is summer time",
            )
        )
    return messages


def repeated(times):
    """Positions that share their time with another row, grouped by time.

    Parameters
    ----------
    times : ndarray of datetime64

    Returns
    -------
    list of list of int
    """
    order = np.argsort(times, kind="stable")
    same = np.flatnonzero(np.diff(times[order]) == np.timedelta64(0))
    groups, current = [], []
    for k in same:
        if current and order[k] == current[-1]:
            current.append(int(order[k + 1]))
        else:
            current = [int(order[k]), int(order[k + 1])]
            groups.append(current)
    return groups
