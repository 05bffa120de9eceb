"""The catalogues of messages are complete, and are what the sources say."""

import re

import pytest
from flotation_ui import catalogue
from flotation_ui.language import LOCALE, Language, known_language

SAID = catalogue.said()
GAP = re.compile(r"\{(\w+)[^}]*\}")


def forms(text):
    return text if isinstance(text, tuple) else (text,)


def messages():
    return [
        pytest.param(message, id=f"{domain}: {forms(message.id)[0][:40]}")
        for domain in SAID
        for message in catalogue.known(domain)
        if message.id
    ]


@pytest.mark.parametrize("domain", SAID)
def test_every_message_that_is_said_has_its_chinese(domain):
    assert not list(catalogue.untranslated(catalogue.merged(domain, SAID[domain])))


@pytest.mark.parametrize("domain", SAID)
def test_no_catalogue_holds_a_message_that_nobody_says(domain):
    known = {message.id for message in catalogue.known(domain)}
    assert known == {message.id for message in SAID[domain]}


def test_every_catalogue_belongs_to_sources():
    assert {path.stem for path in catalogue.FOLDER.glob("*.po")} == set(SAID)


@pytest.mark.parametrize("domain", SAID)
def test_a_compiled_catalogue_is_its_text(domain):
    po = (catalogue.FOLDER / f"{domain}.po").read_bytes()
    assert po == catalogue.po_text(catalogue.known(domain))
    assert (catalogue.FOLDER / f"{domain}.mo").read_bytes() == catalogue.mo_bytes(po)


@pytest.mark.parametrize("message", messages())
def test_both_languages_have_the_same_gaps(message):
    for english in forms(message.id):
        for chinese in forms(message.string):
            assert set(GAP.findall(chinese)) == set(GAP.findall(english)) - (
                set() if "{count}" in chinese else {"count"}
            )


def test_one_message_has_one_chinese_on_every_page():
    found = {}
    for domain in SAID:
        for message in catalogue.known(domain):
            if message.id:
                found.setdefault(message.id, set()).add(message.string)
    assert {text: said for text, said in found.items() if len(said) > 1} == {}


def test_a_new_message_is_found_and_waits_for_its_chinese(monkeypatch, tmp_path):
    page = tmp_path / "views" / "overview.py"
    page.parent.mkdir()
    page.write_text('say("Tails of {n}", n=1)\nsay.several("{count} cell", "{count} cells", 2)\n')
    monkeypatch.setattr(catalogue, "SOURCES", tmp_path)
    found = catalogue.said()
    assert list(found) == ["overview"]
    waiting = list(catalogue.untranslated(catalogue.merged("overview", found["overview"])))
    assert waiting == ["Tails of {n}", "('{count} cell', '{count} cells')"]


def test_a_module_outside_the_pages_speaks_only_if_it_has_a_language(monkeypatch, tmp_path):
    (tmp_path / "mute.py").write_text('say("nothing")\n')
    (tmp_path / "loud.py").write_text(
        'from flotation_ui.language import Language\nsay("something")\n'
    )
    monkeypatch.setattr(catalogue, "SOURCES", tmp_path)
    assert [m.id for m in catalogue.said()["frame"] if m.id] == ["something"]


def test_an_unknown_language_is_that_of_the_house():
    assert known_language(None) == known_language("fr") == Language(code="zh")


def test_a_message_without_chinese_is_said_in_english():
    assert Language(code="zh")("no such message {n}", n=3) == "no such message 3"
    assert LOCALE.is_dir()
