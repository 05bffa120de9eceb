"""What a page asks of its session: language, person and workspace."""

import os
from functools import lru_cache
from pathlib import Path

import streamlit as st

from flotation.history import History, open_history
from flotation.history.people import role_of
from flotation.store import ModelStore, default_folder
from flotation_ui.first_start import is_ready, prepare
from flotation_ui.identity import current_person
from flotation_ui.language import DEFAULT, Language, known_language
from flotation_ui.roles import Person
from flotation_ui.sign_in import read_sign_in
from flotation_ui.workspace import Workspace, open_workspace

LANGUAGE = "frame_language"  # of the switch
PLANT = "frame_plant"  # of the choice of plant
ADDRESS = "lang"  # of the language in the address


def current_language() -> Language:
    """The session's language: by the switch, else by the address, else that of the house."""
    if LANGUAGE not in st.session_state:
        st.session_state[LANGUAGE] = known_language(st.query_params.get(ADDRESS)).code
    language = known_language(st.session_state[LANGUAGE])
    if language.code == DEFAULT:
        st.query_params.pop(ADDRESS, None)
    else:
        st.query_params[ADDRESS] = language.code
    return language


def who_asks() -> Person:
    """The person at the page.

    Raises
    ------
    AccessError
        If nobody is signed in who may use the pages.
    """
    settings = read_sign_in(os.environ, st.get_option("server.address"))
    user = st.user.to_dict() if settings.way == "oidc" else {}
    address = st.context.ip_address
    return current_person(user, st.context.headers, address, settings, _role_in_history)


def current_history() -> History:
    """The history: ``FLOTATION_DB_URL``, or a file in the user's data folder."""
    return _history(os.environ.get("FLOTATION_DB_URL"))


def current_store() -> ModelStore:
    """The store of models: ``FLOTATION_STORE``, or the user's data folder."""
    return ModelStore(Path(os.environ.get("FLOTATION_STORE") or default_folder()))


def current_workspace() -> Workspace:
    """What the session sees; the reference plant is made ready where there is nothing yet."""
    say, history, store = current_language(), current_history(), current_store()
    if not is_ready(store, history):
        words = say("Training on the shipped survey of the reference plant; about 6 s, once")
        with st.spinner(words, show_time=True):
            prepare(store, history, lambda _: None)
    return open_workspace(history, store, say, who_asks(), st.session_state.get(PLANT))


def _role_in_history(name: str) -> str | None:
    return role_of(current_history(), name)


@lru_cache(maxsize=2)
def _history(url: str | None) -> History:
    """One history for all sessions of the server."""
    return open_history(url)
