"""Saved questions (scenarios): a short id for links, and a version for every change."""

from dataclasses import dataclass, replace

from flotation.errors import ConflictError, HistoryError
from flotation.history.moments import utc_text
from flotation.history.rows import add, found
from flotation.history.schema import QUESTIONS
from flotation.history.short_id import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuestion:
    """One version of a question.

    Attributes
    ----------
    id : str
        Short, and the same for all its versions.
    version : int
        From 1; a change names the version that it changes.
    plant, name : str
    toml : str
        The question, as a question file holds it.
    by, at : str
        Who kept this version, and when in UTC.
    removed : bool
        Whether it is no longer listed; its link still opens it.
    """

    id: str
    version: int
    plant: str
    name: str
    toml: str
    by: str
    at: str
    removed: bool = False


def keep_question(history, plant, name, toml, *, by, now=None):
    """Keep a new question under a new id.

    Parameters
    ----------
    history : flotation.history.History
    plant, name, toml, by : str
    now : datetime, optional

    Returns
    -------
    SavedQuestion
    """
    kept = SavedQuestion(
        id=new_id(), version=1, plant=plant, name=name, toml=toml, by=by, at=utc_text(now)
    )
    with history.writing() as connection:
        add(connection, QUESTIONS, kept, action="question kept", subject=kept.id)
    return kept


def change_question(
    history, question_id, *, version, by, name=None, toml=None, removed=False, now=None
):
    """Keep a new version of a question.

    Parameters
    ----------
    history : flotation.history.History
    question_id : str
    version : int
        The version that was changed.
    by : str
    name, toml : str, optional
        As they were if not given.
    removed : bool, default False
        Whether to list it no longer.
    now : datetime, optional

    Returns
    -------
    SavedQuestion

    Raises
    ------
    ConflictError
        If somebody changed it meanwhile.
    HistoryError
        If there is no such question.
    """
    with history.writing() as connection:
        before = question(history, question_id)
        if before.version != version:
            raise ConflictError(
                f"{before.name!r} was changed by {before.by} at {before.at} (version "
                f"{before.version}, you changed {version}); open it again, or save yours under "
                "another name"
            )
        kept = replace(
            before,
            version=version + 1,
            name=before.name if name is None else name,
            toml=before.toml if toml is None else toml,
            by=by,
            at=utc_text(now),
            removed=removed,
        )
        action = "question removed" if removed else "question changed"
        add(connection, QUESTIONS, kept, action=action, subject=kept.id)
    return kept


def question(history, question_id, version=None):
    """The newest version of a question, or the one asked for.

    Raises
    ------
    HistoryError
        If there is none.
    """
    versions = question_versions(history, question_id)
    for each in reversed(versions):
        if version in (None, each.version):
            return each
    which = f"version {version} of question" if versions else "question"
    raise HistoryError(f"there is no {which} {question_id!r} in the history {history.name}")


def question_versions(history, question_id):
    """All versions of a question, oldest first."""
    with history.reading() as connection:
        mine, order = QUESTIONS.c.id == question_id, [QUESTIONS.c.version]
        return found(connection, QUESTIONS, SavedQuestion, mine, order=order)


def saved_questions(history, plant):
    """The present versions of the questions of a plant that are listed, by name."""
    with history.reading() as connection:
        versions = found(connection, QUESTIONS, SavedQuestion, QUESTIONS.c.plant == plant)
    last = {}
    for each in sorted(versions, key=lambda q: q.version):
        last[each.id] = each
    listed = [each for each in last.values() if not each.removed]
    return tuple(sorted(listed, key=lambda q: (q.name, q.id)))
