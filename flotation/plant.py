"""The plant file's nouns: stages, levers, conditions, products, prices, limits.

Every class here mirrors one table of a plant file (TOML); :func:`flotation.plant_file.load_plant`
reads it. A new metal, reagent, stage or plant is a new file, not new code. Numbers
keep the file's units (per cent, g/t); they become fractions where they are computed with.
"""

from typing import Annotated, Literal

from pydantic import Field, Strict

from flotation.columns import Column
from flotation.file_table import (
    ColumnName,
    Grade,
    Label,
    Name,
    NonNegative,
    Table,
)
from flotation.levers import (
    BondEnergy,
    Effect,
    HeatingEnergy,
    Lever,
    LinearEnergy,
    Pair,
    Reagent,
    Shape,
)
from flotation.market import Limit, Price, PriceUnit, Product, Tariff
from flotation.retraining import Retraining

__all__ = [
    "Base",
    "BondEnergy",
    "Component",
    "Condition",
    "Effect",
    "HeatingEnergy",
    "Lever",
    "Limit",
    "LinearEnergy",
    "Pair",
    "Plant",
    "Price",
    "PriceUnit",
    "Product",
    "Reagent",
    "Retraining",
    "Shape",
    "Stage",
    "Stream",
    "Table",
    "Tariff",
]


Hours = Annotated[float, Strict(), Field(ge=1 / 60, le=744.0, allow_inf_nan=False)]


LinkName = Literal["log", "logit", "identity"]


class Component(Table):
    """A component followed through the circuit.

    Attributes
    ----------
    name : str
        As in recoveries and balances: ``WO3``.
    mineral_grade_pct : float
        Grade of its purest mineral, the most a concentrate can assay. [%]
    zh, en : str
        Labels for people.
    """

    name: Name
    mineral_grade_pct: Grade
    zh: Label
    en: Label


class Stream(Table):
    """A stream of the flowsheet and the columns that measure it.

    Attributes
    ----------
    name : str
        As in the stages.
    zh, en : str
        Labels for people.
    solids : str
        Column with its dry tonnage. [t/h]
    assays : mapping of str to str
        Column with the grade of each component. [%]
    """

    name: Name
    zh: Label
    en: Label
    solids: ColumnName | None = None
    assays: dict[Name, ColumnName] = Field(default_factory=dict, max_length=50)


class Stage(Table):
    """One separation: what enters it and the two streams that leave it.

    Attributes
    ----------
    name : str
        As in the levers' effects.
    zh, en : str
        Labels for people.
    feed : tuple of str
        Streams that enter; more than one where another stage's stream returns.
    concentrate, tails : str
        Streams that leave.
    recovery : mapping of str to str
        Columns that give the recovery of a component to the stage's concentrate
        directly, where assays do not. [%]
    mass_pull : str
        Column that gives the share of solids that goes to the concentrate. [%]
    """

    name: Name
    zh: Label
    en: Label
    feed: tuple[Name, ...] = Field(min_length=1, max_length=50)
    concentrate: Name
    tails: Name
    recovery: dict[Name, ColumnName] = Field(default_factory=dict, max_length=50)
    mass_pull: ColumnName | None = None


class Condition(Table):
    """What is given and not chosen: feed grades, hardness, water, temperature.

    Attributes
    ----------
    column : str
        Column of the survey that carries it.
    """

    column: ColumnName


class Base(Table):
    """Consumption that no lever moves, per t of fresh feed.

    Attributes
    ----------
    energy_kwh_t : float
        Electricity. [kWh/t]
    water_m3_t : float
        Fresh water. [m3/t]
    """

    energy_kwh_t: NonNegative = 0.0
    water_m3_t: NonNegative = 0.0


class Plant(Table):
    """A plant: its columns, flowsheet, levers, conditions, products and prices.

    A file with columns alone is enough to check surveys; training and planning
    ask for more with :func:`flotation.plant_file.require`.

    Attributes
    ----------
    schema : int
        Version of this file's form: 1.
    name : str
        Of the plant.
    zh : str
        The same in Chinese.
    shift_hours : float
        Time from one row of the survey to the next. [h]
    assay_delay_hours : float
        Time after the start of a shift at which its assays are known; the next shift's start
        if not given. Scores compare a model with the last lab value *then known*. [h]
    time_column : str
        Column with the start of the shift.
    feed_rate : str
        Column with the tonnage of the fresh feed; near zero is a stop. [t/h]
    group_column : str
        Column of kind ``text`` with the type of ore: every type gets an offset of its own in
        every model, drawn towards none as far as its shifts do not show one.
    links : tuple of str
        In which effects on a stage's share may add up: ``log``, ``logit`` (log odds) or
        ``identity``. The first one holds unless held-out time blocks prefer another; ``log``
        alone where the key is left out.
    fresh_feed : str
        Stream that enters from outside.
    base : table
        Consumption that no lever moves.
    retraining : table
        When a newly trained model takes the place of the one in use.
    column, component, stream, stage, lever, pair, condition, product, price, limit : tables
        One for each; see below.
    tariff : tables
        Prices that hold in some hours of the day only.
    """

    schema_version: Annotated[int, Strict(), Field(ge=1, le=1)] = Field(alias="schema")
    name: Label
    zh: Label = ""
    shift_hours: Hours = 8.0
    assay_delay_hours: Hours | None = None
    time_column: ColumnName
    feed_rate: ColumnName | None = None
    group_column: ColumnName | None = None
    links: Annotated[tuple[LinkName, ...], Field(min_length=1, max_length=3)] | None = None
    fresh_feed: Name = "ore"
    base: Base = Base()
    retraining: Retraining = Retraining()
    column: tuple[Column, ...] = Field(min_length=1, max_length=2000)
    component: tuple[Component, ...] = Field(default=(), max_length=50)
    stream: tuple[Stream, ...] = Field(default=(), max_length=200)
    stage: tuple[Stage, ...] = Field(default=(), max_length=100)
    lever: tuple[Lever, ...] = Field(default=(), max_length=200)
    pair: tuple[Pair, ...] = Field(default=(), max_length=200)
    condition: tuple[Condition, ...] = Field(default=(), max_length=200)
    product: tuple[Product, ...] = Field(default=(), max_length=50)
    price: tuple[Price, ...] = Field(default=(), max_length=500)
    tariff: tuple[Tariff, ...] = Field(default=(), max_length=200)
    limit: tuple[Limit, ...] = Field(default=(), max_length=100)

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
