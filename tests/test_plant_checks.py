import tomllib
from pathlib import Path

import pytest

from flotation.errors import PlantFileError
from flotation.plant_file import parse_plant
from tests.plant_variants import SMALL

TEXT = SMALL.decode()
BHA = 'reagent = { item = "bha", g_t_per_unit = 1.0, above = 0.0 }'
PH = 'reagent = { item = "soda", g_t_per_unit = 800, above = 8.0 }'


PRICE = """item = "{item}"
value = 1
low = 1
high = 1
unit = "{unit}"
date = 2020-01-01
source = "x"
"""


def mistakes(*replacements, extra=""):
    """Sentences with which the small plant, changed, is refused."""
    text = TEXT
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(PlantFileError, match=r"^plant\.toml: ") as caught:
        parse_plant((text + extra).encode())
    return [line.removeprefix("plant.toml: ") for line in str(caught.value).split("\n")]


def only(lines):
    """The one sentence there is."""
    [line] = lines
    return line


MISTAKES = tomllib.loads((Path(__file__).parent / "plant_mistakes.toml").read_text("utf-8"))


@pytest.mark.parametrize("mistake", MISTAKES["mistake"], ids=lambda mistake: mistake["what"])
def test_a_file_is_refused_in_one_sentence_for(mistake):
    assert only(mistakes((mistake["old"], mistake["new"]))) == mistake["sentence"]


def test_a_lever_in_g_t_needs_no_factor():
    parse_plant(TEXT.replace(BHA, 'reagent = { item = "bha" }').encode())


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("column", 'name = "ph"\nunit = "-"\nkind = "ph"\nlow = 1\nhigh = 2\nzh = "z"\nen = "e"'),
        ("component", 'name = "WO3"\nmineral_grade_pct = 1\nzh = "z"\nen = "e"'),
        ("stream", 'name = "con"\nzh = "z"\nen = "e"'),
        ("condition", 'column = "pulp_c"'),
        ("price", PRICE.format(item="bha", unit="CNY/t")),
    ],
)
def test_what_is_declared_twice_is_named(table, row):
    name = row.split('"')[1]
    lines = mistakes(extra=f"\n[[{table}]]\n{row}\n")
    assert lines[0] == f"{table}: '{name}' is declared 2 times; keep one"


def test_a_pair_given_twice_is_refused():
    again = '\n[[pair]]\nlevers = ["grind_p80_um", "bha_g_t"]\nstage = "rougher"\non = ["WO3"]\n'
    line = only(mistakes(extra=again + 'kind = "substitution"\nreason = "other way round"\n'))
    assert line == "pair[2]: the pair is given twice for rougher/WO3"


@pytest.mark.parametrize(("item", "unit"), [("co2", "CNY/kg"), ("water", "CNY/t")])
def test_the_known_prices_have_their_own_units(item, unit):
    line = only(mistakes(extra="\n[[price]]\n" + PRICE.format(item=item, unit=unit)))
    assert line.startswith(f"price[6] ({item}).unit: got {unit}, expected CNY/")


def test_electricity_that_only_the_base_uses_is_priced_per_kilowatt_hour():
    text = TEXT.replace(
        'item = "electricity"\nvalue = 0.65\nlow = 0.58\nhigh = 0.75\nunit = "CNY/kWh"',
        'item = "electricity"\nvalue = 0.65\nlow = 0.58\nhigh = 0.75\nunit = "CNY/t"',
    ).replace('item = "electricity", ', 'item = "heat", ')
    with pytest.raises(PlantFileError, match=r"\(electricity\).unit: got CNY/t, expected CNY/kWh"):
        parse_plant(text.encode())


def test_two_stages_may_not_make_one_stream():
    lines = mistakes(('tails = "tails"', 'tails = "con"'))
    assert lines[0] == (
        "stage: stream 'con' is made more than once; give every outlet its own name"
    )


def test_two_stages_may_not_take_one_stream():
    lines = mistakes(('feed = ["rougher_con"]', 'feed = ["rougher_con", "ore"]'))
    assert lines == ["stage: stream 'ore' is taken as feed 2 times; a stream has one destination"]


def test_a_fresh_feed_that_no_stage_takes_dangles():
    lines = mistakes(('feed = ["ore", "cleaner_tails"]', 'feed = ["cleaner_tails"]'))
    assert "fresh_feed: stream 'ore' dangles: no stage takes it as feed" in lines
    assert "stage[1] (rougher): no stream leads from the fresh feed to it" in lines


def test_stages_that_nothing_leaves_are_refused():
    trap = "".join(
        f'[[stage]]\nname = "{name}"\nzh = "{name}"\nen = "{name}"\nfeed = {feed}\n'
        f'concentrate = "{name}_con"\ntails = "{name}_tails"\n'
        for name, feed in (("one", '["tails", "two_con"]'), ("two", '["one_con", "one_tails"]'))
    )
    parse_plant((TEXT + trap).encode())  # two_tails leaves
    lines = mistakes(extra=trap.replace('"two_con"]', '"two_con", "two_tails"]'))
    assert lines == [
        f"stage[{i}] ({name}): what enters it never leaves the circuit; at least one stream after "
        "it must not return"
        for i, name in ((3, "one"), (4, "two"))
    ]


def test_a_circuit_with_a_recycle_is_accepted():
    plant = parse_plant(SMALL)
    assert plant.stages["rougher"].feed == ("ore", "cleaner_tails")
