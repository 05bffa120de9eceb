"""Labels of on/off trials in a survey's ``trial`` column: trial, pair and arm."""

import re

import pandas as pd

LABEL = re.compile(r"(?P<name>.*\S)\s+(?P<pair>\d+)\s+(?P<arm>on|off)", re.IGNORECASE)


def read_labels(labels):
    """Trials, pairs and arms that the survey's ``trial`` column names.

    Parameters
    ----------
    labels : iterable of str or missing
        Such as ``BHA up 07 on``.

    Returns
    -------
    table : pandas.DataFrame
        ``name`` (missing where a label is not of this form), ``pair`` and ``on``, a row a label.

    Examples
    --------
    >>> read_labels(["BHA up 07 on", "", "T1 screening"]).iloc[0].to_dict()
    {'name': 'BHA up', 'pair': 7, 'on': True}
    """
    rows = []
    for label in labels:
        found = LABEL.fullmatch(label.strip()) if isinstance(label, str) else None
        rows.append(
            (found["name"], int(found["pair"]), found["arm"].lower() == "on")
            if found
            else (None, -1, False)
        )
    return pd.DataFrame(rows, columns=["name", "pair", "on"])


def trial_name(label):
    """The trial that a label belongs to: the same for all its pairs, on and off.

    Examples
    --------
    >>> trial_name("BHA up 07 on"), trial_name("T1 screening")
    ('BHA up', 'T1 screening')
    """
    found = LABEL.fullmatch(label.strip())
    return found["name"] if found else label.strip()
