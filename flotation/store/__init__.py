"""Every model that was ever judged, by the hash of its file, and which one each plant runs on."""

from flotation.store.folder import ModelStore, default_folder
from flotation.store.journal import Entry
from flotation.store.stored_card import StoredCard
from flotation.user_data import data_folder

__all__ = ["Entry", "ModelStore", "StoredCard", "data_folder", "default_folder"]
