"""Tables inside a question: ranges, risks, weights and further goals."""

from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator

from flotation.file_table import Finite, Label, NonNegative, Positive, Table

Share = Annotated[float, Strict(), Field(ge=0.01, le=1.0, allow_inf_nan=False)]
Drawn = Annotated[int, Strict(), Field(ge=0, le=200)]
Seed = Annotated[int, Strict(), Field(ge=0, le=2**32 - 1)]


class Range(Table):
    """A narrowed range of a lever.

    Attributes
    ----------
    low, high : float
        Equal for a lever that is held. [the lever's unit]
    """

    low: Finite
    high: Finite

    @model_validator(mode="after")
    def _is_ordered(self) -> "Range":
        if self.low > self.high:
            raise ValueError(f"a range needs low <= high, got {self.low:g} > {self.high:g}")
        return self


class PriceRisk(Table):
    """How many prices stand at the bad ends of their bands at once.

    Attributes
    ----------
    budget : float
        At most so many: what is sold at its ``low``, what is bought at its ``high`` of the
        plant file. With 1.5 the second worst counts by half.
    items : tuple of str, optional
        The prices that may turn bad; all of them where not given.
    """

    budget: Annotated[float, Strict(), Field(ge=0.0, le=100.0, allow_inf_nan=False)]
    items: tuple[Label, ...] | None = None


class Weights(Table):
    """What a weighted mix of aims counts.

    Attributes
    ----------
    recovery : mapping of str to float
        Worth of one point of a component's recovery. [CNY/t ore per point]
    cost : float
        Weight of the cost. [CNY per CNY]
    co2 : float
        Charge on CO2, besides its price in the cost. [CNY/kg]
    energy : float
        Charge on energy, besides its price in the cost. [CNY/kWh]
    water : float
        Charge on fresh water, besides its price in the cost. [CNY/m3]
    """

    recovery: dict[Label, NonNegative] = Field(default_factory=dict)
    cost: NonNegative = 1.0
    co2: NonNegative = 0.0
    energy: NonNegative = 0.0
    water: NonNegative = 0.0

    @property
    def charges(self) -> dict[Label, float]:
        """Charges by resource, those above zero."""
        charges = {"co2": self.co2, "energy": self.energy, "water": self.water}
        return {name: charge for name, charge in charges.items() if charge > 0.0}


class Aim(Table):
    """A goal that comes after another.

    Attributes
    ----------
    goal : {"least_cost", "most_recovery", "most_margin"}
        What is to be the best.
    component : str, optional
        Whose recovery; the question's where not given.
    give_up : float
        How much worse the goal before it may become. [points of recovery or CNY/t]
    """

    goal: Literal["least_cost", "most_recovery", "most_margin"]
    component: Label | None = None
    give_up: NonNegative = 0.0


class Future(Table):
    """Prices and conditions that may come.

    Attributes
    ----------
    weight : float
        How likely it is, beside the others.
    prices : mapping of str to float
        In place of the question's. [the price's unit]
    conditions : mapping of str to float or str
        In place of the question's. [the columns' units]
    """

    weight: Positive = 1.0
    prices: dict[Label, NonNegative] = Field(default_factory=dict)
    conditions: dict[Label, Finite | Label] = Field(default_factory=dict)


class Futures(Table):
    """What may come while the set-points stand: the best plan is the best over all of it.

    Attributes
    ----------
    case : tables
        Named futures.
    drawn : int
        Further ones, each of weight 1, whose prices are drawn from their bands in the plant file
        (triangular, with the asked price at the peak).
    seed : int
        Of the draw.
    worst_share : float, optional
        The mean of the worst futures that make up this share counts (the conditional value at
        risk); the mean of all where not given. [fraction]
    """

    case: tuple[Future, ...] = Field(default=(), max_length=200)
    drawn: Drawn = 0
    seed: Seed = 0
    worst_share: Share | None = None

    @model_validator(mode="after")
    def _says_what_may_come(self) -> "Futures":
        if not self.case and not self.drawn:
            raise ValueError("futures: say what may come, by [[futures.case]] or by drawn = 40")
        return self
