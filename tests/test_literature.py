"""The published figures: every row has a source, and says how it was read."""

import csv

import pytest

from flotation.datasets_path import dataset_folder

FOLDER = dataset_folder("literature")
TABLES = sorted(path.name for path in FOLDER.glob("*.csv") if path.name != "sources.csv")
CONFIDENCE = {"full_table", "abstract", "secondary", "derived"}


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SOURCES = {row["source_id"] for row in rows("sources.csv")}


@pytest.mark.parametrize("name", TABLES)
def test_every_figure_names_a_source_and_how_it_was_read(name):
    assert {row["source_id"] for row in rows(name)} <= SOURCES
    assert {row["confidence"] for row in rows(name)} <= CONFIDENCE


def test_every_source_is_cited_and_used():
    assert all(row["citation"] for row in rows("sources.csv"))
    used = {row["source_id"] for name in TABLES for row in rows(name)}
    assert used >= SOURCES


@pytest.mark.parametrize("name", TABLES)
def test_the_card_names_every_table(name):
    assert f"`{name}`" in (FOLDER / "CARD.md").read_text(encoding="utf-8")
