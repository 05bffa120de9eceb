"""Levers of a plant file: what may be set, what it uses, what it is expected to do."""

from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator

from flotation.file_table import ColumnName, Finite, Name, Positive, Sentence, Table

SolidsFraction = Annotated[float, Strict(), Field(ge=0.01, le=0.99, allow_inf_nan=False)]
Loss = Annotated[float, Strict(), Field(ge=0.0, le=0.99, allow_inf_nan=False)]
Shape = Literal["rising", "falling", "peaked", "concave", "free"]


class Reagent(Table):
    """What a lever consumes: ``g_t_per_unit * (setting - above)`` g per t of fresh feed.

    Attributes
    ----------
    item : str
        Key of its price.
    g_t_per_unit : float
        Needed unless the lever is in g/t. [g/t per unit]
    above : float
        Setting that costs nothing, such as the natural pH. [the lever's unit]
    """

    item: Name
    g_t_per_unit: Positive = 1.0
    above: Finite = 0.0


class LinearEnergy(Table):
    """Energy proportional to a setting: ``kwh_t_per_unit * (setting - above)``.

    Attributes
    ----------
    law : {"linear"}
        Which law it is.
    item : str
        Key of the price of the energy.
    kwh_t_per_unit : float
        Per tonne of fresh feed. [kWh/t per unit]
    above : float
        Setting that uses nothing. [the lever's unit]
    """

    law: Literal["linear"]
    item: Name = "electricity"
    kwh_t_per_unit: Positive
    above: Finite = 0.0


class BondEnergy(Table):
    """Bond's third law for a lever that is a product size: 10 Wi (1/√P80 - 1/√F80).

    Attributes
    ----------
    law : {"bond"}
        Which law it is.
    item : str
        Key of the price of the energy.
    f80_um : float
        80 % passing size of the mill feed. [µm]
    work_index : str
        Condition that carries the work index. [kWh/t]
    """

    law: Literal["bond"]
    item: Name = "electricity"
    f80_um: Positive
    work_index: ColumnName


class HeatingEnergy(Table):
    """Heat that brings a stage's feed pulp to the set temperature.

    Attributes
    ----------
    law : {"heating"}
        Which law it is.
    item : str
        Key of the price of the heat.
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
    ambient: ColumnName
    solids_fraction: SolidsFraction
    loss: Loss


class Effect(Table):
    """What a lever is expected to do to recoveries in one stage, and why.

    Attributes
    ----------
    stage : str
        Where it acts.
    on : tuple of str
        Components, or ``solids`` for the mass pull, whose recovery *to the
        concentrate of the stage* responds.
    shape : {"rising", "falling", "peaked", "concave", "free"}
        ``rising`` never falls and flattens, ``falling`` never rises and flattens,
        ``peaked`` is concave and may turn, ``concave`` is the same under another name
        (whichever way it runs), ``free`` is any.
    varies_with : str
        Condition with which the effect changes: one curve of the shape at each end of the
        condition's range, and in between. Kept only where time blocks say that it pays.
    reason : str
        Why, in words a metallurgist can dispute.
    """

    stage: Name
    on: tuple[Name, ...] = Field(min_length=1, max_length=50)
    shape: Shape
    varies_with: ColumnName | None = None
    reason: Sentence


class Lever(Table):
    """A set-point the plant may choose.

    Attributes
    ----------
    column : str
        Column of the survey that carries it.
    low, high : float
        What the plant allows, whatever the survey shows. [the column's unit]
    max_move : float
        Largest change from one shift to the next. [the column's unit]
    reagent : table
        What it consumes, if it doses a reagent.
    energy : table
        What energy it takes, if any; ``law`` is ``linear``, ``bond`` or ``heating``.
    effect : tables
        Where and how it acts; at least one.
    """

    column: ColumnName
    low: Finite
    high: Finite
    max_move: Positive | None = None
    reagent: Reagent | None = None
    energy: Annotated[
        LinearEnergy | BondEnergy | HeatingEnergy | None, Field(discriminator="law")
    ] = None
    effect: tuple[Effect, ...] = Field(default=(), max_length=200)

    @model_validator(mode="after")
    def _range_is_ordered(self):
        if self.low >= self.high:
            raise ValueError(f"a lever needs low < high, got {self.low:g} >= {self.high:g}")
        return self


class Pair(Table):
    """Two levers whose effects on a stage depend on each other.

    Attributes
    ----------
    levers : tuple of str
        Columns of the two.
    stage : str
        Where they act.
    on : tuple of str
        Components, or ``solids``, that respond.
    kind : {"synergy", "substitution"}
        ``synergy``: each is worth more when the other is high (a complex of lead
        and collector); ``substitution``: each does part of the other's work.
    reason : str
        Why, in words a metallurgist can dispute.
    """

    levers: tuple[ColumnName, ColumnName]
    stage: Name
    on: tuple[Name, ...] = Field(min_length=1, max_length=50)
    kind: Literal["synergy", "substitution"]
    reason: Sentence
