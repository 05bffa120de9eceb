"""The memory: one database of surveys, plans, advice, decisions, outcomes, jobs and the audit.

The only package that imports SQLAlchemy and Alembic. :func:`open_history` gives a
:class:`History`; one module per noun keeps and reads it::

    from flotation.history import open_history
    from flotation.history.surveys import keep_survey, stored_survey

Every write is one transaction with its line in the audit; ``with history.writing():`` makes one
of several.
"""

from flotation.history.connection import History, open_history

__all__ = ["History", "open_history"]
