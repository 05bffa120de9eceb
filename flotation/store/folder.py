"""A store of models in a folder: files named by hash, and a journal that names the champions.

::

    models/<sha256>.json   model files, named by the hash of their bytes
    cards/<sha256>.json    their cards; a model without one was not wholly put away
    journal.json           what was judged, promoted and rolled back, oldest first
    lock                   held while anything is written

A file appears by renaming, after it is on the disk, so whatever ends a job leaves the old state or
the new one. The champion is what the journal says; there is no second place that could disagree.
"""

import contextlib
import hashlib
import os
from pathlib import Path

from flotation.errors import NotPromotedError, StoreError
from flotation.model_file import model_bytes, parse_model
from flotation.store.checked_json import checked_bytes, checked_content
from flotation.store.journal import Entry, champions, last_judgement
from flotation.store.lock import only_writer
from flotation.store.stored_card import card_of, parse_card
from flotation.user_data import data_folder
from flotation.whole_files import write_whole

CARD = "flotation model card"
JOURNAL = "flotation model journal"
SHORTEST = 6  # characters of a hash that may stand for it


def default_folder():
    """Where models are kept unless a folder is named: ``FLOTATION_STORE``, or the user's data."""
    named = os.environ.get("FLOTATION_STORE")
    return Path(named) if named else data_folder() / "store"


class ModelStore:
    """A folder of models.

    Parameters
    ----------
    folder : str or path-like
        Made when something is first put into it.
    """

    def __init__(self, folder):
        self.folder = Path(folder)

    def put(self, model, plant):
        """Keep a model and its card; nothing happens where it is kept already.

        Parameters
        ----------
        model : flotation.circuit_model.CircuitModel
        plant : flotation.plant.Plant

        Returns
        -------
        StoredCard
        """
        card, data = card_of(model, plant), model_bytes(model)
        with self._writing():
            if not self._holds(card, data):
                write_whole(self.path(card.sha256), data)
                write_whole(self._card_path(card.sha256), checked_bytes(CARD, card.as_dict()))
        return card

    def get(self, name):
        """The model of a hash, checked against it.

        Raises
        ------
        StoreError
            If there is none, or it is damaged.
        """
        sha256 = self.card(name).sha256
        path = self.path(sha256)
        data = _read(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"{path} is damaged: its bytes are not those of its name")
        return parse_model(data, path.name)

    def card(self, name):
        """The card of a model, by its hash or the beginning of it.

        Parameters
        ----------
        name : str
            At least six characters, of the hash of its file or of its content.
        """
        found = [
            card
            for card in self.cards()
            if len(name) >= SHORTEST
            and name in (card.sha256[: len(name)], card.content_sha256[: len(name)])
        ]
        if len(found) == 1:
            return found[0]
        raise StoreError(
            f"{len(found) or 'no'} models in {self.folder} have a hash that begins with {name!r}; "
            f"give {SHORTEST} characters or more, as 'flotation models list' shows them"
        )

    def cards(self):
        """The cards of all models, by plant and then by the last shift they know."""
        paths = sorted((self.folder / "cards").glob("*.json"))
        cards = [
            parse_card(checked_content(CARD, _read(path), str(path)), str(path)) for path in paths
        ]
        return sorted(cards, key=lambda card: (card.plant, card.last, card.sha256))

    def history(self, plant=None):
        """The journal's entries, oldest first, of one plant or of all.

        Parameters
        ----------
        plant : str, optional
            Its name.

        Returns
        -------
        tuple of Entry
        """
        path = self.folder / "journal.json"
        if not path.exists():
            return ()
        content = checked_content(JOURNAL, _read(path), str(path))
        try:
            entries = tuple(Entry(**entry) for entry in content)
        except TypeError as error:
            raise StoreError(f"{path} is no journal of this version: {error}") from error
        return tuple(e for e in entries if plant is None or e.plant == plant)

    def champion(self, plant):
        """Hash of the model that a plant runs on, by the plant's name; None if there is none."""
        stack = champions(self.history(plant), plant)
        return stack[-1] if stack else None

    def record(self, entry):
        """Write a judgement down, once however often it is made.

        Parameters
        ----------
        entry : Entry
        """
        with self._writing():
            known = last_judgement(self.history(), entry.plant, entry.model)
            if known is None or not known.says_the_same(entry):
                self._append(entry)

    def promote(self, name, *, expected, by, why, when):
        """Make a model the champion of its plant, if the champion is still the expected one.

        Parameters
        ----------
        name : str
            Hash of a stored model, or its beginning.
        expected : str or None
            Hash of the champion that it was judged against.
        by, why, when : str
            As in the :class:`Entry`.

        Raises
        ------
        NotPromotedError
            If another model was promoted meanwhile.
        StoreError
            If the model is not there or not whole.
        """
        card = self.card(name)
        with self._writing():
            self.get(card.sha256)
            now = self.champion(card.plant)
            if now == card.sha256:
                return
            if now != expected:
                raise NotPromotedError(
                    f"model {card.sha256[:12]} was judged against {_short(expected)}, but the "
                    f"champion of {card.plant!r} is {_short(now)}; judge it again"
                )
            self._append(
                Entry(
                    plant=card.plant,
                    event="promoted",
                    model=card.sha256,
                    champion=now,
                    by=by,
                    why=why,
                    when=when,
                )
            )

    def rollback(self, plant, *, by, why, when):
        """Go back to the champion before the present one.

        Parameters
        ----------
        plant : str
            Its name.
        by, why, when : str
            As in the :class:`Entry`.

        Returns
        -------
        str
            Hash of the champion that it is now.

        Raises
        ------
        StoreError
            If there was none before, or it is not whole.
        """
        with self._writing():
            stack = champions(self.history(plant), plant)
            if len(stack) < 2:
                raise StoreError(
                    f"{plant!r} has had {len(stack)} champion in {self.folder}; "
                    "there is none before it to go back to"
                )
            self.get(stack[-2])
            self._append(
                Entry(
                    plant=plant,
                    event="rolled back",
                    model=stack[-2],
                    champion=stack[-1],
                    by=by,
                    why=why,
                    when=when,
                )
            )
        return stack[-2]

    def path(self, sha256):
        """Where the file of a model stands; a command that plans may be given it."""
        return self.folder / "models" / f"{sha256}.json"

    def _card_path(self, sha256):
        return self.folder / "cards" / f"{sha256}.json"

    def _holds(self, card, data):
        """Whether a model and its card are there, and whole."""
        path = self._card_path(card.sha256)
        if not path.exists() or not self.path(card.sha256).exists():
            return False
        whole = checked_bytes(CARD, card.as_dict())
        return _read(self.path(card.sha256)) == data and _read(path) == whole

    def _append(self, entry):
        entries = [*self.history(), entry]
        content = [each.as_dict() for each in entries]
        write_whole(self.folder / "journal.json", checked_bytes(JOURNAL, content))

    @contextlib.contextmanager
    def _writing(self):
        """The lock of the folder, its folders made and what dead jobs left swept away."""
        try:
            for name in ("models", "cards"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder {self.folder} cannot be made ({error.strerror or error}); name "
                "another with --store or FLOTATION_STORE"
            ) from error
        with only_writer(self.folder / "lock"):
            for draft in self.folder.rglob(".*.tmp"):
                draft.unlink(missing_ok=True)
            yield


def _read(path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}") from error


def _short(sha256):
    return "no champion" if sha256 is None else sha256[:12]
