"""The plant file's nouns: stages, levers, conditions, products, prices, limits.

Every class here mirrors one table of a plant file (TOML); :func:`flotation.plant_file.load_plant`
reads it. A new metal, reagent, stage or plant is a new file, not new code. Numbers
keep the file's units (per cent, g/t); they become fractions where they are computed with.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from flotation.columns import Column, Finite

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
Shape = Literal["rising", "falling", "peaked", "free"]
PriceUnit = Literal["CNY/t", "CNY/kg", "CNY/mtu", "CNY/kWh", "CNY/m3"]


class Table(BaseModel):
    """A table of the plant file: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Component(Table):
    """A component followed through the circuit.

    Attributes
    ----------
    name : str
        As in recoveries and balances: ``WO3``.
    mineral_grade_pct : float
        Grade of its purest mineral, the most a concentrate can assay. [%]
    """

    name: Name
    mineral_grade_pct: float = Field(gt=0.0, le=100.0)
    zh: str
    en: str


class Stream(Table):
    """A stream of the flowsheet and the columns that measure it.

    Attributes
    ----------
    solids : str, optional
        Column with its dry tonnage. [t/h]
    assays : mapping of str to str
        Column with the grade of each component. [%]
    """

    name: Name
    zh: str
    en: str
    solids: str | None = None
    assays: dict[Name, str] = Field(default_factory=dict)


class Stage(Table):
    """One separation: what enters it and the two streams that leave it.

    Attributes
    ----------
    feed : tuple of str
        Streams that enter; more than one where another stage's stream returns.
    recovery : mapping of str to str
        Columns that give the recovery of a component to the stage's concentrate
        directly, where assays do not. [%]
    mass_pull : str, optional
        Column that gives the share of solids that goes to the concentrate. [%]
    """

    name: Name
    zh: str
    en: str
    feed: tuple[Name, ...] = Field(min_length=1)
    concentrate: Name
    tails: Name
    recovery: dict[Name, str] = Field(default_factory=dict)
    mass_pull: str | None = None


class Reagent(Table):
    """What a lever consumes: ``g_t_per_unit * (setting - above)`` g per t of fresh feed.

    Attributes
    ----------
    item : str
        Key of its price.
    g_t_per_unit : float
        1 for a lever already in g/t. [g/t per unit]
    above : float
        Setting that costs nothing, such as the natural pH. [the lever's unit]
    """

    item: Name
    g_t_per_unit: Positive = 1.0
    above: Finite = 0.0


class LinearEnergy(Table):
    """Energy proportional to a setting, in kWh per tonne of fresh feed."""

    law: Literal["linear"]
    item: Name = "electricity"
    kwh_t_per_unit: Positive
    above: Finite = 0.0


class BondEnergy(Table):
    """Bond's third law for a lever that is a product size: 10 Wi (1/√P80 - 1/√F80).

    Attributes
    ----------
    f80_um : float
        80 % passing size of the mill feed. [µm]
    work_index : str
        Condition that carries the work index. [kWh/t]
    """

    law: Literal["bond"]
    item: Name = "electricity"
    f80_um: Positive
    work_index: str


class HeatingEnergy(Table):
    """Heat that brings a stage's feed pulp to the set temperature.

    Attributes
    ----------
    stage : str
        Whose feed is heated.
    ambient : str
        Condition that carries the temperature before heating. [°C]
    solids_fraction : float
        Solids in the heated pulp, by mass. [fraction]
    loss : float
        Share of the heat that is lost. [fraction]
    """

    law: Literal["heating"]
    item: Name = "heat"
    stage: Name
    ambient: str
    solids_fraction: float = Field(gt=0.0, lt=1.0)
    loss: float = Field(ge=0.0, lt=1.0)


class Effect(Table):
    """What a lever is expected to do to recoveries in one stage, and why.

    Attributes
    ----------
    stage : str
    on : tuple of str
        Components, or ``solids`` for the mass pull, whose recovery *to the
        concentrate of the stage* responds.
    shape : {"rising", "falling", "peaked", "free"}
        ``rising`` never falls and flattens, ``falling`` never rises and flattens,
        ``peaked`` is concave and may turn, ``free`` is any.
    reason : str
        Why, in words a metallurgist can dispute.
    """

    stage: Name
    on: tuple[Name, ...] = Field(min_length=1)
    shape: Shape
    reason: str = Field(min_length=1)


class Lever(Table):
    """A set-point the plant may choose.

    Attributes
    ----------
    column : str
    low, high : float
        What the plant allows, whatever the survey shows. [the column's unit]
    max_move : float
        Largest change from one shift to the next. [the column's unit]
    """

    column: str
    low: Finite
    high: Finite
    max_move: Positive | None = None
    reagent: Reagent | None = None
    energy: LinearEnergy | BondEnergy | HeatingEnergy | None = Field(
        default=None, discriminator="law"
    )
    effect: tuple[Effect, ...] = ()

    @model_validator(mode="after")
    def _range_is_ordered(self):
        if self.low >= self.high:
            raise ValueError(f"a lever needs low < high, got {self.low:g} >= {self.high:g}")
        return self


class Pair(Table):
    """Two levers whose effects on a stage depend on each other.

    Attributes
    ----------
    kind : {"synergy", "substitution"}
        ``synergy``: each is worth more when the other is high (a complex of lead
        and collector); ``substitution``: each does part of the other's work.
    """

    levers: tuple[str, str]
    stage: Name
    on: tuple[Name, ...] = Field(min_length=1)
    kind: Literal["synergy", "substitution"]
    reason: str = Field(min_length=1)


class Condition(Table):
    """What is given and not chosen: feed grades, hardness, water, temperature."""

    column: str


class Product(Table):
    """A stream that is sold for one component.

    Attributes
    ----------
    price : str
        Key of its price (per mtu, or per t at the price's ``basis_pct``).
    payable : float
        Share of the contained component that is paid. [fraction]
    min_grade_pct : float
        Lowest grade the buyer takes. [%]
    """

    stream: Name
    component: Name
    price: Name
    payable: float = Field(gt=0.0, le=1.0, default=1.0)
    min_grade_pct: float = Field(ge=0.0, le=100.0, default=0.0)


class Price(Table):
    """A price with its date, its range and where it was read.

    Attributes
    ----------
    basis_pct : float, optional
        For a concentrate priced per tonne: the grade of that tonne. [%]
    co2_kg_per_unit : float
        Emission factor of one kg, kWh or m3 of the item, whatever the price's unit. [kg]
    """

    item: Name
    value: NonNegative
    low: NonNegative
    high: NonNegative
    unit: PriceUnit
    date: date
    source: str = Field(min_length=1)
    basis_pct: float | None = Field(default=None, gt=0.0, le=100.0)
    co2_kg_per_unit: NonNegative = 0.0

    @model_validator(mode="after")
    def _value_lies_in_its_range(self):
        if not self.low <= self.value <= self.high:
            raise ValueError(
                "a price needs low <= value <= high, got "
                f"{self.low:g}, {self.value:g}, {self.high:g}"
            )
        return self


class Limit(Table):
    """A linear limit on set-points: intercept + Σ per_unit * setting <= high.

    Attributes
    ----------
    per_unit : mapping of str to float
        Lever column to its coefficient. [unit per lever unit]
    """

    name: Name
    zh: str
    en: str
    unit: str
    high: Finite
    intercept: Finite = 0.0
    per_unit: dict[str, Finite] = Field(min_length=1)
    source: str = Field(min_length=1)


class Base(Table):
    """Consumption that no lever moves, per t of fresh feed."""

    energy_kwh_t: NonNegative = 0.0
    water_m3_t: NonNegative = 0.0


class Plant(Table):
    """A plant: its columns, flowsheet, levers, conditions, products and prices.

    A file with columns alone is enough to check surveys; training and planning
    ask for more with :func:`flotation.plant_file.require`.
    """

    schema_version: Literal[1] = Field(alias="schema")
    name: str
    zh: str = ""
    shift_hours: Positive = 8.0
    time_column: str
    feed_rate: str | None = None
    fresh_feed: Name = "ore"
    base: Base = Base()
    column: tuple[Column, ...] = Field(min_length=1)
    component: tuple[Component, ...] = ()
    stream: tuple[Stream, ...] = ()
    stage: tuple[Stage, ...] = ()
    lever: tuple[Lever, ...] = ()
    pair: tuple[Pair, ...] = ()
    condition: tuple[Condition, ...] = ()
    product: tuple[Product, ...] = ()
    price: tuple[Price, ...] = ()
    limit: tuple[Limit, ...] = ()

    @property
    def columns(self):
        """Mapping of column name to :class:`~flotation.columns.Column`."""
        return {column.name: column for column in self.column}

    @property
    def prices(self):
        """Mapping of item to :class:`Price`."""
        return {price.item: price for price in self.price}

    @property
    def levers(self):
        """Mapping of column name to :class:`Lever`."""
        return {lever.column: lever for lever in self.lever}

    @property
    def stages(self):
        """Mapping of name to :class:`Stage`."""
        return {stage.name: stage for stage in self.stage}

    @property
    def streams(self):
        """Mapping of name to :class:`Stream`, those with columns only."""
        return {stream.name: stream for stream in self.stream}

    @property
    def products(self):
        """Mapping of component to :class:`Product`."""
        return {product.component: product for product in self.product}
