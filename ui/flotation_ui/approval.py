"""A person's approval of a judged model, with a name and a reason."""

from flotation.errors import DataError, StoreError
from flotation.file_table import printable
from flotation.store import ModelStore, StoredCard
from flotation.store.journal import last_judgement

LONGEST = 500  # characters of a name or a reason


def approve_model(store: ModelStore, name: str, *, by: str, why: str, when: str) -> StoredCard:
    """Promote a model that was judged against the present champion.

    Parameters
    ----------
    store : flotation.store.ModelStore
    name : str
        Hash of the model, or its beginning.
    by, why, when : str
        Who approves, the reason, and the time of day in UTC.

    Raises
    ------
    DataError
        If no name is given, or no reason where the verdict asks for one.
    StoreError
        If the model is not there, or was never judged.
    NotPromotedError
        If the champion is not the one it was judged against.
    """
    by, why = checked_words(by, why)
    card = store.card(name)
    judged = last_judgement(store.history(), card.plant, card.sha256)
    if judged is None:
        raise StoreError(f"model {card.sha256[:12]} was never judged; run 'flotation retrain'")
    outcome = judged.verdict["outcome"]
    if outcome != "promote" and not why:
        raise DataError(
            f"the verdict on model {card.sha256[:12]} is {outcome!r}; give a reason with --why"
        )
    store.promote(card.sha256, expected=judged.champion, by=by, why=why, when=when)
    return card


def checked_words(by: str, why: str) -> tuple[str, str]:
    """A name and a reason for the journal, without blanks around them.

    Raises
    ------
    DataError
        If the name is empty, or one of them is long or not printable.
    """
    by, why = by.strip(), why.strip()
    if not by:
        raise DataError("--by needs the name of the person who decides")
    for option, words in (("--by", by), ("--why", why)):
        if len(words) > LONGEST:
            raise DataError(f"{option} may have {LONGEST} characters at most")
        try:
            printable(words)
        except ValueError as error:
            raise DataError(f"{option}: {error}") from error
    return by, why
