"""Prices of a question: over the hours of its shift, and of carbon."""

import hashlib
import json

import pytest

from flotation.errors import DataError
from flotation.market import Tariff
from flotation.plant_checks import mistakes_between_tables
from flotation.plant_file import plant_digest
from flotation.tariffs import shift_price
from optimiser.money import asked_prices
from optimiser.planning import plan
from optimiser.question import Question
from tests.optimiser import plants

LEVERS = ("collector_g_t", "lead_g_t")
BANDS = ((23.0, 7.0, 0.3), (8.0, 11.0, 1.1))


def tariffed(bands=BANDS, item="electricity"):
    plant = plants.plant(2, LEVERS, air=True)
    rows = (Tariff(item=item, from_hour=b, to_hour=e, value=v) for b, e, v in bands)
    return plant.model_copy(update={"tariff": tuple(rows)})


@pytest.mark.parametrize("starts", [0.0, 5.5, 7.0, 8.0, 16.0, 22.0, 24.0])
@pytest.mark.parametrize("hours", [8.0, 12.0, 24.0, 30.0])
def test_the_price_of_a_shift_is_the_mean_over_its_minutes(starts, hours):
    def price(hour):
        hour %= 24.0
        if hour >= 23.0 or hour < 7.0:
            return 0.3
        return 1.1 if 8.0 <= hour < 11.0 else 0.6

    minutes = int(60 * hours)
    mean = sum(price(starts + (i + 0.5) / 60.0) for i in range(minutes)) / minutes
    assert shift_price(BANDS, 0.6, starts=starts, hours=hours) == pytest.approx(mean)


def test_a_plan_in_the_night_pays_the_night_price():
    plant = tariffed()
    model = plants.model(plant, 1)
    held = model.present_settings
    costs = {
        name: plan(
            plant, model, Question(goal="most_margin", fixed=held, **more), in_process=True
        ).cost.energy
        for name, more in (
            ("night", {"shift_starts_h": 22.0}),
            ("evening", {"shift_starts_h": 12.0}),
            ("none", {}),
        )
    }
    assert costs["evening"] == pytest.approx(costs["none"])
    assert costs["night"] / costs["none"] == pytest.approx((7 * 0.3 + 1 * 0.6) / 8 / 0.6)


@pytest.mark.parametrize(
    ("question", "plant", "words"),
    [
        ({"shift_starts_h": 1.0}, plants.plant(2, LEVERS, air=True), "has no"),
        ({"shift_starts_h": 1.0, "prices": {"electricity": 1.0}}, tariffed(), "leave out one"),
    ],
)
def test_two_sources_of_a_price_are_refused(question, plant, words):
    with pytest.raises(DataError, match=words):
        plan(plant, plants.model(plant), Question(goal="most_margin", **question), in_process=True)


@pytest.mark.parametrize(
    ("bands", "item", "words"),
    [
        (((22.0, 3.0, 1.0), (2.0, 5.0, 1.0)), "electricity", "overlap"),
        (((1.0, 3.0, 1.0),), "gas", "no [[price]] has item 'gas'"),
    ],
)
def test_tariffs_that_do_not_fit_are_told(bands, item, words):
    assert any(words in told for told in mistakes_between_tables(tariffed(bands, item)))


def test_bands_side_by_side_do_not_overlap():
    told = mistakes_between_tables(tariffed(((22.0, 2.0, 1.0), (2.0, 5.0, 1.0))))
    assert not any("tariff" in each for each in told)


def without(content, keys):
    """Nested content without some keys that are not set."""
    if isinstance(content, list):
        return [without(item, keys) for item in content]
    if isinstance(content, dict):
        kept = {k: v for k, v in content.items() if v is not None or k not in keys}
        return {k: without(v, keys) for k, v in kept.items()}
    return content


def test_a_plant_without_tariffs_keeps_its_digest_and_one_with_them_does_not():
    plain = plants.plant(2, LEVERS, air=True)
    content = plain.model_dump(mode="json", by_alias=True, exclude={"retraining", "tariff"})
    later = ("assay_delay_hours", "group_column", "links", "varies_with")
    text = json.dumps(without(content, later), sort_keys=True, ensure_ascii=False)
    assert plant_digest(plain) == hashlib.sha256(text.encode()).hexdigest()
    assert plant_digest(plain) != plant_digest(tariffed())


def test_a_carbon_price_counts_where_the_plant_file_has_none():
    plant = plants.plant(2, LEVERS)
    without = plant.model_copy(update={"price": tuple(p for p in plant.price if p.item != "co2")})
    question = Question(goal="most_margin", prices={"co2": 80.0})
    assert asked_prices(without, question)["co2"].value == 80.0
    one, other = (plan(p, plants.model(p, 1), question, in_process=True) for p in (plant, without))
    assert one.cost == other.cost
    assert other.cost.co2 > 0.0
