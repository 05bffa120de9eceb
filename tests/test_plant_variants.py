import itertools
import re
import time
import tomllib

import pytest

from flotation.datasets_path import dataset_folder
from flotation.errors import PlantFileError
from flotation.plant import Plant
from flotation.plant_file import load_plant, parse_plant
from tests import plant_variants as variants

SECONDS = 10  # far above what is needed; without a guard these files take minutes
BY_DOCUMENT = {
    variants.removed: 200,
    variants.wrong_values: 800,
    variants.unknown_keys: 400,
    variants.broken_references: 50,
    variants.swapped_ranges: 40,
    variants.doubled: 40,
}


def refusal(path, variant):
    """The message a variant is refused with, or what went wrong instead."""
    path.write_bytes(variant.data)
    started = time.monotonic()
    try:
        load_plant(path)
    except PlantFileError as error:
        message = str(error)
    else:
        return f"{variant.label}: accepted"
    if time.monotonic() - started > SECONDS:
        return f"{variant.label}: took too long"
    faults = [name for name in variant.names if name not in message]
    faults += [line for line in message.split("\n") if not sentence(line)]
    return f"{variant.label}: {faults} in {message}" if faults else None


def sentence(line):
    return (
        line.startswith("plant.toml")
        and line.isprintable()
        and len(line) < 360
        and not re.search(r"Traceback|pydantic|nput should|object at 0x|<class", line)
    )


def refused(tmp_path, generated):
    """Number of variants, after checking that each was refused as it should be."""
    path = tmp_path / "plant.toml"
    wrong = [(each, refusal(path, each)) for each in generated]
    faults = [fault for _, fault in wrong if fault]
    assert not faults, "\n".join(faults[:20])
    return len(wrong)


def test_the_small_plant_uses_every_key():
    document = tomllib.loads(variants.SMALL.decode())
    used = {(variants.table_of(path), path[-1]) for path, _ in variants.leaves(document)}
    assert {key for table, key in used if table == ""} == {
        field.alias or name for name, field in Plant.model_fields.items()
    }
    tables = ("column", "component", "stream", "stage", "product", "price", "tariff", "limit")
    for table in (*tables, "pair"):
        noun = Plant.model_fields[table].annotation.__args__[0]
        assert {key for each, key in used if each == table} >= set(noun.model_fields), table


def test_writing_a_document_as_toml_loses_nothing():
    document = tomllib.loads(variants.SMALL.decode())
    assert tomllib.loads(variants.toml_text(document)) == document
    assert parse_plant(variants.toml_text(document).encode()) == parse_plant(variants.SMALL)


@pytest.mark.parametrize("generate", BY_DOCUMENT, ids=lambda each: each.__name__)
def test_every_hostile_variant_is_refused_in_sentences_that_name_the_place(generate, tmp_path):
    document = tomllib.loads(variants.SMALL.decode())
    assert refused(tmp_path, generate(document)) >= BY_DOCUMENT[generate]


@pytest.mark.parametrize("generate", BY_DOCUMENT, ids=lambda each: each.__name__)
def test_hostile_variants_of_the_reference_plant_are_refused_likewise(generate, tmp_path):
    document = tomllib.loads((dataset_folder("reference_plant") / "plant.toml").read_text("utf-8"))
    every = max(sum(1 for _ in generate(document)) // 40, 1)
    assert refused(tmp_path, itertools.islice(generate(document), 0, None, every)) >= 40


def test_bytes_that_are_no_plant_file_are_refused_in_one_sentence(tmp_path):
    assert refused(tmp_path, variants.hostile_bytes(variants.SMALL)) >= 25


def test_a_key_written_twice_is_refused_with_its_line(tmp_path):
    assert refused(tmp_path, variants.lines_twice(variants.SMALL)) >= 200


def test_a_file_with_thousands_of_mistakes_tells_the_first_twenty():
    with pytest.raises(PlantFileError, match=r"and \d+ mistakes more") as caught:
        parse_plant(variants.SMALL + b"[[price]]\n" * 450)
    assert len(str(caught.value).split("\n")) == 21


def test_a_file_with_many_mistakes_between_tables_tells_the_first_twenty():
    many = b"".join(b'[[condition]]\ncolumn = "nowhere_%d"\n' % i for i in range(100))
    with pytest.raises(PlantFileError, match="and more mistakes") as caught:
        parse_plant(variants.SMALL + many)
    assert len(str(caught.value).split("\n")) == 21


@pytest.mark.parametrize("table", ["column", "stage", "condition"])
def test_a_file_of_too_many_tables_is_refused_quickly(table):
    started = time.monotonic()
    with pytest.raises(PlantFileError, match="missing"):
        parse_plant(variants.SMALL + b"[[%s]]\n" % table.encode() * 20_000)
    assert time.monotonic() - started < SECONDS
