r"""What a setting consumes, what that costs, and what recovered metal is worth.

All amounts are per tonne of dry fresh feed, so they add. Every function takes scalars or
arrays alike and keeps their shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flotation.comminution import bond_energy

KWH_PER_MJ = 1.0 / 3.6
HEAT_CAPACITY_SOLIDS = 0.80  # kJ/kg/K
HEAT_CAPACITY_WATER = 4.18  # kJ/kg/K
ELECTRICITY = "electricity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption:
    """What one tonne of fresh feed uses.

    Attributes
    ----------
    reagents : mapping of item to numeric
        [g/t]
    energy : mapping of item to numeric
        By carrier. [kWh/t]
    water_m3_t : numeric
        [m3/t]
    """

    reagents: Mapping
    energy: Mapping
    water_m3_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What that costs, and the energy and CO2 behind it.

    Attributes
    ----------
    reagents, energy, co2, water : numeric
        [CNY/t ore]
    energy_kwh_t : numeric
        All carriers together. [kWh/t]
    co2_kg_t : numeric
        [kg/t]
    """

    reagents: float
    energy: float
    co2: float
    water: float
    energy_kwh_t: float
    co2_kg_t: float

    @property
    def total(self):
        """The sum of the parts, in CNY per tonne of ore."""
        return self.reagents + self.energy + self.co2 + self.water


def heating_energy(temperature, ambient, solids_fraction, loss=0.0):
    r"""Heat that brings a pulp to a temperature, per tonne of its solids.

    .. math:: q = \frac{(T - T_0)\,[c_s + c_w (1 - s)/s]}{3.6\,(1 - \lambda)}

    Parameters
    ----------
    temperature, ambient : numeric
        Set and present temperature. [°C]
    solids_fraction : numeric
        Solids in the pulp by mass, :math:`s`. [fraction]
    loss : numeric, default 0.0
        Share of the heat lost, :math:`\lambda`. [fraction]

    Returns
    -------
    heat : numeric
        [kWh/t of solids in the heated pulp]

    Notes
    -----
    Heat capacities 0.80 (solids) and 4.18 kJ/kg/K (water). Confirmed against the 59.3
    and 69.7 kWh/t derived in ``datasets/literature``.

    Examples
    --------
    >>> round(heating_energy(90.0, 20.0, solids_fraction=0.65), 1)
    59.3
    """
    capacity = (
        HEAT_CAPACITY_SOLIDS + HEAT_CAPACITY_WATER * (1.0 - solids_fraction) / solids_fraction
    )
    return (temperature - ambient) * capacity * KWH_PER_MJ / (1.0 - loss)


def lever_energy(lever, setting, conditions):
    """Energy one lever uses, per tonne of the solids its law refers to.

    Confirmed against zero where a law starts, and against :func:`bond_energy`.

    Parameters
    ----------
    lever : flotation.plant.Lever
        With an ``energy`` law.
    setting : numeric
        [the lever's unit]
    conditions : mapping of column to numeric

    Returns
    -------
    energy : numeric
        Per tonne of fresh feed; for heating, per tonne of solids heated. [kWh/t]

    Examples
    --------
    >>> from flotation.levers import Lever, LinearEnergy
    >>> mill = LinearEnergy(law="linear", kwh_t_per_unit=1.0)
    >>> lever_energy(Lever(column="grind_kwh_t", low=8.0, high=16.0, energy=mill), 12.5, {})
    12.5
    """
    law = lever.energy
    if law.law == "linear":
        return law.kwh_t_per_unit * (setting - law.above)
    if law.law == "bond":
        return bond_energy(conditions[law.work_index], feed_size=law.f80_um, product_size=setting)
    return heating_energy(setting, conditions[law.ambient], law.solids_fraction, law.loss)


def consumption(plant, settings, conditions, stage_feed_solids):
    """Reagents, energy and water used at some settings.

    Confirmed against a bill of three levers worked by hand.

    Parameters
    ----------
    plant : flotation.plant.Plant
    settings, conditions : mapping of column to numeric
        In the columns' own units.
    stage_feed_solids : mapping of stage to numeric
        Solids entering each stage that is heated. [t per t of fresh feed]

    Returns
    -------
    Consumption

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from flotation.plant import Base, Lever, Reagent
    >>> lead = Lever(column="lead_g_t", low=0.0, high=500.0, reagent=Reagent(item="lead_nitrate"))
    >>> plant = SimpleNamespace(base=Base(energy_kwh_t=11.0, water_m3_t=1.2), lever=(lead,))
    >>> used = consumption(plant, {"lead_g_t": 300.0}, {}, {})
    >>> used.reagents, used.energy
    ({'lead_nitrate': 300.0}, {'electricity': 11.0})
    """
    reagents, energy = {}, {ELECTRICITY: plant.base.energy_kwh_t}
    for lever in plant.lever:
        setting = settings[lever.column]
        if lever.reagent is not None:
            use = lever.reagent.g_t_per_unit * (setting - lever.reagent.above)
            reagents[lever.reagent.item] = reagents.get(lever.reagent.item, 0.0) + use
        if lever.energy is not None:
            heated = stage_feed_solids[lever.energy.stage] if lever.energy.law == "heating" else 1.0
            use = heated * lever_energy(lever, setting, conditions)
            energy[lever.energy.item] = energy.get(lever.energy.item, 0.0) + use
    return Consumption(reagents=reagents, energy=energy, water_m3_t=plant.base.water_m3_t)


def reagent_price(price):
    """Price of a reagent, in CNY per gram.

    Confirmed against one price in two units.

    Examples
    --------
    >>> from datetime import date
    >>> from flotation.plant import Price
    >>> reagent_price(Price(item="soap", value=9000, low=1, high=20_000, unit="CNY/t",
    ...                     date=date(2025, 1, 15), source="an example"))
    0.009
    """
    return price.value / (1e6 if price.unit == "CNY/t" else 1e3)


def price_per_mtu(price):
    """Price of a contained metal, in CNY per metric tonne unit of 10 kg.

    Confirmed against one price in two units.

    Examples
    --------
    >>> from datetime import date
    >>> from flotation.plant import Price
    >>> price = Price(item="wo3", value=130_000, low=1, high=200_000, unit="CNY/t",
    ...               basis_pct=65, date=date(2025, 1, 15), source="an example")
    >>> price_per_mtu(price)
    2000.0
    """
    return price.value if price.unit == "CNY/mtu" else price.value / price.basis_pct


def cost(plant, used, prices=None):
    """Cost, energy and CO2 of a consumption.

    Confirmed against a bill of three levers worked by hand.

    Parameters
    ----------
    plant : flotation.plant.Plant
    used : Consumption
    prices : mapping of item to flotation.plant.Price, optional
        The plant file's where not given.

    Returns
    -------
    Cost
        A price the file does not list (``co2``, ``water``, base ``electricity``) is
        zero, not a guess.

    Examples
    --------
    >>> from datetime import date
    >>> from flotation.plant import Price
    >>> price = Price(item="soap", value=9000, low=1, high=20_000, unit="CNY/t",
    ...               date=date(2025, 1, 15), source="an example")
    >>> used = Consumption(reagents={"soap": 100.0}, energy={}, water_m3_t=0.0)
    >>> round(cost(None, used, {"soap": price}).total, 3)
    0.9
    """
    prices = plant.prices if prices is None else prices
    co2_kg_t = sum(g * prices[item].co2_kg_per_unit / 1e3 for item, g in used.reagents.items())
    co2_kg_t += sum(
        kwh * prices[item].co2_kg_per_unit for item, kwh in used.energy.items() if item in prices
    )
    return Cost(
        reagents=sum(g * reagent_price(prices[item]) for item, g in used.reagents.items()),
        energy=sum(kwh * _value(prices, item) for item, kwh in used.energy.items()),
        co2=co2_kg_t * _value(prices, "co2") / 1e3,
        water=used.water_m3_t * _value(prices, "water"),
        energy_kwh_t=sum(used.energy.values()),
        co2_kg_t=co2_kg_t,
    )


def _value(prices, item):
    return prices[item].value if item in prices else 0.0


def value_per_recovery(plant, feed_grades_pct, prices=None):
    """Worth of each product's component at full recovery.

    Confirmed against the scheelite example: 27.20 per t of ore at 85 %.

    An ore of g % carries g metric tonne units of 10 kg per tonne.

    Parameters
    ----------
    plant : flotation.plant.Plant
    feed_grades_pct : mapping of component to numeric
        [%]
    prices : mapping of item to flotation.plant.Price, optional

    Returns
    -------
    dict of component to numeric
        [CNY/t ore at 100 % recovery]

    Examples
    --------
    >>> from datetime import date
    >>> from types import SimpleNamespace
    >>> from flotation.plant import Price, Product
    >>> price = Price(item="wo3", value=2000, low=1, high=9000, unit="CNY/mtu",
    ...               date=date(2025, 1, 15), source="an example")
    >>> sold = Product(stream="concentrate", component="WO3", price="wo3", payable=0.9)
    >>> value_per_recovery(SimpleNamespace(product=(sold,)), {"WO3": 0.4}, {"wo3": price})
    {'WO3': 720.0}
    """
    prices = plant.prices if prices is None else prices
    return {
        product.component: feed_grades_pct[product.component]
        * price_per_mtu(prices[product.price])
        * product.payable
        for product in plant.product
    }
