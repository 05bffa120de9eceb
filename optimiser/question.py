"""What is asked of the optimiser: a goal, the limits on it, and what may move."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, Strict, ValidationError, model_validator

from flotation.errors import DataError
from flotation.file_table import (
    Finite,
    Flag,
    Grade,
    Label,
    NonNegative,
    Percent,
    Positive,
    Sentence,
    Table,
)
from flotation.toml_file import parse_toml, read_bounded, sentences
from optimiser.question_tables import Aim, Futures, PriceRisk, Range, Weights

Goal = Literal["least_cost", "most_recovery", "most_margin", "weighted"]
Target = Annotated[float, Strict(), Field(ge=0.01, le=100.0, allow_inf_nan=False)]
Confidence = Annotated[float, Strict(), Field(ge=0.5, le=0.99, allow_inf_nan=False)]
HourOfDay = Annotated[float, Strict(), Field(ge=0.0, le=24.0, allow_inf_nan=False)]
Count = Annotated[int, Strict(), Field(ge=0, le=200)]
Shifts = Annotated[int, Strict(), Field(ge=1, le=1000)]
Seconds = Annotated[float, Strict(), Field(ge=0.1, le=3600.0, allow_inf_nan=False)]


class Question(Table):
    """One planning question.

    Attributes
    ----------
    goal : {"least_cost", "most_recovery", "most_margin", "weighted"}
        ``weighted`` makes a mix of aims the best, by ``weights``.
    weights : table
        Of the goal ``weighted``.
    then : tables
        Further goals, one after another: each is the best among the plans that keep the
        goals before it, but for what those give up. A margin comes last.
    component : str
        Whose recovery ``most_recovery`` raises, and a front is drawn for.
    target_recovery_pct : mapping of str to float
        Least recovery of each component to its product. [%]
    budget_cny_t : float, optional
        Most that reagents, energy, CO2 and water may cost together. [CNY/t ore]
    min_grade_pct : mapping of str to float
        Least grade of a component's product; the plant file's where not given. [%]
    max_mass_pull_pct : mapping of str to float
        Most of the fresh solids that may go to a component's product. [%]
    max_concentrate_t_h : mapping of str to float
        Most of a component's product that thickener and filter take, dry, at the feed rate
        of the conditions. [t/h]
    max_stage_feed_t_h : mapping of str to float
        Most that a stage takes, dry, at the feed rate of the conditions. [t/h]
    max_co2_kg_t : float, optional
        Most CO2 of reagents and energy, by the factors of the plant file. [kg/t ore]
    max_energy_kwh_t : float, optional
        Most energy, all carriers together. [kWh/t ore]
    max_water_m3_t : float, optional
        Most fresh water. [m3/t ore]
    stock_kg : mapping of str to float
        What is left of a reagent, to last ``stock_shifts`` at the feed rate of the
        conditions. [kg]
    stock_shifts : int
        Shifts that the stock must last.
    limits : mapping of str to float
        Limits of the plant file with another value. [the limit's unit]
    soft : mapping of str to float
        Limits that may be broken, each by its key in this file (or ``limits.NAME`` of the
        plant file), and the penalty of breaking it. Recoveries, grades, mass pulls and
        amounts per hour count by the log of the ratio. [CNY/t ore per unit of the limit]
    confidence : float, optional
        Share of shifts that are to reach the targets; without it the expected
        recovery is to. [fraction]
    conditions : mapping of str to float or str
        Feed and other conditions, and the type of ore by its name; as over the model's last
        running shifts where not given. [the columns' units]
    present : mapping of str to float
        Present set-points; the model's medians over the last running shifts where not
        given. [the lever's unit]
    fixed : mapping of str to float
        Levers held at a value. [the lever's unit]
    free : tuple of str, optional
        The only levers that may move; the others stay at present.
    ranges : mapping of str to Range
        Narrowed ranges of levers.
    prices : mapping of str to float
        Changed prices, in the plant file's unit of each.
    price_risk : PriceRisk, optional
        Prices that may turn bad: cost, budget and margin are those of the worst case.
    futures : table, optional
        What may come while the set-points stand. Cost or margin is then the mean over it, or
        over the worst of it; limits hold at the question's own conditions and prices.
    shift_starts_h : float, optional
        Hour of the day at which the shift starts, where the plant file has tariffs: their mean
        over the shift is the price. [h]
    move_limits : bool
        Whether each lever may move by no more than its ``max_move``.
    max_changes : int, optional
        Most levers that may change from their present set-points.
    least_change : mapping of str to float
        Smallest change of a lever worth making; it changes by that much or not at all.
        [the lever's unit]
    override : mapping of str to str
        Levers to move although the survey does not support them, each with a reason.
    within_region : bool
        Whether set-points stay inside the surveyed region; outside only with
        ``region_reason``.
    region_reason : str, optional
        Why set-points may leave the region; kept with the plan.
    time_limit_s : float
        Wall time allowed. [s]

    Examples
    --------
    >>> Question(goal="least_cost", target_recovery_pct={"WO3": 70.0}).confidence is None
    True
    """

    goal: Goal
    weights: Weights | None = None
    then: tuple[Aim, ...] = Field(default=(), max_length=10)
    component: Label = "WO3"
    target_recovery_pct: dict[Label, Target] = Field(default_factory=dict)
    budget_cny_t: NonNegative | None = None
    min_grade_pct: dict[Label, Percent] = Field(default_factory=dict)
    max_mass_pull_pct: dict[Label, Grade] = Field(default_factory=dict)
    max_concentrate_t_h: dict[Label, Positive] = Field(default_factory=dict)
    max_stage_feed_t_h: dict[Label, Positive] = Field(default_factory=dict)
    max_co2_kg_t: NonNegative | None = None
    max_energy_kwh_t: NonNegative | None = None
    max_water_m3_t: NonNegative | None = None
    stock_kg: dict[Label, NonNegative] = Field(default_factory=dict)
    stock_shifts: Shifts = 1
    limits: dict[Label, Finite] = Field(default_factory=dict)
    soft: dict[Label, Positive] = Field(default_factory=dict)
    confidence: Confidence | None = None
    conditions: dict[Label, Finite | Label] = Field(default_factory=dict)
    present: dict[Label, Finite] = Field(default_factory=dict)
    fixed: dict[Label, Finite] = Field(default_factory=dict)
    free: tuple[Label, ...] | None = None
    ranges: dict[Label, Range] = Field(default_factory=dict)
    prices: dict[Label, NonNegative] = Field(default_factory=dict)
    price_risk: PriceRisk | None = None
    futures: Futures | None = None
    shift_starts_h: HourOfDay | None = None
    move_limits: Flag = False
    max_changes: Count | None = None
    least_change: dict[Label, Positive] = Field(default_factory=dict)
    override: dict[Label, Sentence] = Field(default_factory=dict)
    within_region: Flag = True
    region_reason: Sentence | None = None
    time_limit_s: Seconds = 30.0

    @model_validator(mode="after")
    def _leaves_the_region_only_with_a_reason(self) -> "Question":
        if not self.within_region and self.region_reason is None:
            raise ValueError(
                "within_region = false needs region_reason: why may set-points leave the region "
                "that the survey covers?"
            )
        return self

    @model_validator(mode="after")
    def _overrides_only_with_a_reason(self) -> "Question":
        empty = [lever for lever, reason in self.override.items() if not reason.strip()]
        if empty:
            raise ValueError(
                f"override needs a reason for {', '.join(empty)}, such as the trial that shows "
                "what the survey does not; it is kept with the plan"
            )
        return self

    @model_validator(mode="after")
    def _has_weights_where_it_counts_them(self) -> "Question":
        if (self.goal == "weighted") != (self.weights is not None):
            raise ValueError("goal weighted and a table of weights belong together")
        if self.weights is not None and not any(
            (*self.weights.recovery.values(), *self.weights.charges.values(), self.weights.cost)
        ):
            raise ValueError("weights: every weight is zero, so that any plan is as good")
        return self

    @model_validator(mode="after")
    def _prices_what_it_softens(self) -> "Question":
        if self.soft and self.goal == "most_recovery":
            raise ValueError(
                "soft limits cost CNY/t, which goal most_recovery does not count; use goal "
                "weighted with the worth of a point of recovery"
            )
        return self

    @model_validator(mode="after")
    def _mixes_no_worst_case(self) -> "Question":
        if self.price_risk is not None and (self.weights is not None or self.soft):
            raise ValueError(
                "price_risk: a worst case is that of cost and margin; leave out weights and soft"
            )
        return self

    @model_validator(mode="after")
    def _means_over_cost_or_margin(self) -> "Question":
        if self.futures is None:
            return self
        if self.goal not in ("least_cost", "most_margin"):
            raise ValueError("futures: a mean over them is of cost or margin; choose such a goal")
        if self.price_risk is not None or self.soft or self.then:
            raise ValueError("futures: leave out price_risk, soft limits and further goals")
        return self

    @model_validator(mode="after")
    def _orders_what_can_be_held(self) -> "Question":
        before = [self.goal, *(aim.goal for aim in self.then)][:-1]
        loose = [goal for goal in before if goal not in ("least_cost", "most_recovery")]
        if loose:
            raise ValueError(f"then: {loose[0]} cannot be held while another goal follows it")
        if self.then and (self.soft or self.price_risk is not None):
            raise ValueError("then: goals in order take neither soft limits nor price_risk")
        return self

    @property
    def searched_goal(self) -> str:
        """The goal that the search knows: a weighted mix is a margin of other worths."""
        if self.goal != "weighted" or self.weights is None:
            return self.goal
        return "most_margin" if any(self.weights.recovery.values()) else "least_cost"


def read_question(path: str | Path) -> Question:
    """The :class:`Question` a TOML file asks.

    Raises
    ------
    DataError
        One sentence per mistake, each with its path inside the file.
    """
    return parse_question(read_bounded(path), name=Path(path).name)


def parse_question(data: bytes, name: str = "question.toml") -> Question:
    """The :class:`Question` in the bytes of a TOML file."""
    document = parse_toml(data, name)
    try:
        return Question.model_validate(document)
    except ValidationError as error:
        raise DataError(sentences(error, document, name, Question)) from error
