"""Records as rows of a table, and rows as records."""

import dataclasses

from sqlalchemy import insert, select

from flotation.history import audit
from flotation.history.canonical import storable


def add(connection, table, record, *, action, subject, **more):
    """Add a record to the table of its noun, with its line in the audit.

    Parameters
    ----------
    connection : sqlalchemy.engine.Connection
        Of :meth:`flotation.history.History.writing`.
    table : sqlalchemy.Table
    record : dataclass
        Its fields are columns; ``by`` and ``at`` say who and when.
    action, subject : str
        For the audit.
    **more : values
        Of columns that are no fields.

    Returns
    -------
    int or str
        Key of the row.

    Raises
    ------
    DataError
        If a text of it cannot be kept.
    """
    values = {f.name: getattr(record, f.name) for f in dataclasses.fields(record)} | more
    for value in values.values():
        if isinstance(value, str):
            storable(value)
    key = connection.execute(insert(table).values(**values)).inserted_primary_key[0]
    said = {name: v for name, v in values.items() if not isinstance(v, bytes)}
    audit.record(
        connection, by=record.by, at=record.at, action=action, subject=subject, content=said
    )
    return key


def found(connection, table, kind, *conditions, order=(), limit=None):
    """Records of a kind, from the columns that are named as its fields.

    Parameters
    ----------
    connection : sqlalchemy.engine.Connection
    table : sqlalchemy.Table
    kind : type
        A dataclass.
    *conditions : sqlalchemy expressions
    order : sequence of sqlalchemy expressions
    limit : int, optional

    Returns
    -------
    tuple
    """
    columns = [table.c[field.name] for field in dataclasses.fields(kind)]
    wanted = select(*columns).where(*conditions).order_by(*order).limit(limit)
    return tuple(kind(**row) for row in connection.execute(wanted).mappings())
