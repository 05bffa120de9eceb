import csv

import pytest

from flotation.datasets_path import dataset_folder
from flotation.errors import DataError
from flotation.published_prices import published_prices
from flotation.smelter import price_per_tonne

TABLE = dataset_folder("literature") / "prices.csv"
with TABLE.open(encoding="utf-8", newline="") as opened:
    COMMODITIES = sorted({row["commodity"] for row in csv.DictReader(opened)})


@pytest.mark.parametrize("commodity", COMMODITIES)
def test_every_published_price_is_one_a_plant_file_would_take(commodity):
    prices = published_prices(commodity)
    assert prices
    assert [p.date for p in prices] == sorted(p.date for p in prices)
    assert all("source " in p.source for p in prices)


def test_a_range_keeps_its_ends_and_gives_its_middle():
    bismuth = published_prices("refined bismuth")[1]
    assert (bismuth.low, bismuth.value, bismuth.high) == (90_000.0, 92_000.0, 94_000.0)


def test_molybdenum_per_unit_is_a_hundred_times_that_per_tonne():
    newest = published_prices("molybdenum concentrate")[-1]
    assert price_per_tonne(newest) == pytest.approx(540_000.0)


def test_an_unknown_commodity_is_answered_with_those_there_are():
    with pytest.raises(DataError, match="no price of 'gold' is shipped; there are: ammonium"):
        published_prices("gold")
