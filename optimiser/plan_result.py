"""What is advised: the :class:`Plan`, the same from page, command and batch."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from optimiser.aims import Term, Violation
from optimiser.certificate import Certificate
from optimiser.future_result import FutureOutcomes
from optimiser.override import Override
from optimiser.waterfall import Step
from optimiser.worst_prices import WorstPrices

SCHEMA = 2  # of the JSON of a plan; the first had neither the question nor the waterfall
STATUSES = ("optimal", "feasible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A recovery with its interval.

    Attributes
    ----------
    value, low, high : float
        ``low`` to ``high`` holds 90 % of shifts. [fraction]
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSplit:
    """Where the money goes [CNY/t ore]."""

    reagents: float
    energy: float
    co2: float
    water: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One lever: where it is, where it should be, how far it could go.

    Attributes
    ----------
    lever, unit : str
    present, proposed, change, low, high : float
        [unit]
    """

    lever: str
    unit: str
    present: float
    proposed: float
    change: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A limit that holds the plan back, and what it is worth.

    Attributes
    ----------
    limit : str
    words : str
        The limit in words.
    worth : float
        Gain for one unit of relaxation. [gain_unit per unit]
    unit, gain_unit : str
    sentence : str
    value : float, optional
        Where the limit stands. [its unit; % for a point]
    at_most : bool
        Whether it is an upper limit.
    loss : float, optional
        Loss for one unit of tightening; differs from the worth at a degenerate optimum. None
        where the limit cannot be tightened. [gain_unit per unit]
    eased_to, tightened_to : float, optional
        Values of the limit to which worth and loss hold to within 3 %. [as value]
    """

    limit: str
    words: str
    worth: float
    unit: str
    gain_unit: str
    sentence: str
    value: float | None = None
    at_most: bool = False
    loss: float | None = None
    eased_to: float | None = None
    tightened_to: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearShift:
    """A past shift with set-points near the proposed ones.

    Attributes
    ----------
    label : str
    distance : float
        [standard deviations of the survey]
    """

    label: str
    distance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Whether past shifts stand behind the set-points.

    Attributes
    ----------
    inside : bool
    score : float
        1 in the middle of the surveyed region, 0 at its edge and outside.
    nearest : tuple of NearShift
    percentile : mapping of str to float
        By lever, the share of past shifts with a lower set-point. [fraction]
    """

    inside: bool
    score: float
    nearest: tuple[NearShift, ...]
    percentile: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What the plan was made from."""

    plant: str
    survey: str
    model: str
    question: str
    versions: Mapping[str, str]
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Advice: set-points, what they bring, and how far to trust it.

    Attributes
    ----------
    status : {"optimal", "feasible"}
        ``optimal`` is proven; ``feasible`` keeps every limit and is not proven best.
    goal : str
    setpoints : mapping of str to float
        By lever. [its unit]
    changes : tuple of Change
    recovery : mapping of str to Expected
    grade, mass_pull : mapping of str to float
        [fraction]
    cost : CostSplit
    margin : float
        [CNY/t ore]
    certificate : Certificate
    shadow_prices : mapping of str to float
        Gain for one unit of relaxation of each limit that binds; from the linear programme
        at the binaries of the plan.
    binding : tuple of Binding
    support : Support
    locked : mapping of str to str
        Levers that were not moved, and why.
    shifts_needed : int
        Shifts that the largest move takes, within each lever's move limit.
    notes : tuple of str
        What the reader must know beside the numbers.
    provenance : Provenance
    overrides : tuple of Override
        Levers that were free to move on a person's word, each with the reason.
    price_risk : WorstPrices, optional
        The worst case that was asked for; ``cost`` and ``margin`` are those at the asked prices.
    futures : FutureOutcomes, optional
        What the plan brings in what may come, where that was asked.
    terms : tuple of Term
        Of a weighted mix; they add up to its objective, less what broken limits cost.
    violations : tuple of Violation
        Soft limits that the plan breaks, and what it pays for it.
    question : mapping of str to object
        As asked; empty in files of schema 1.
    waterfall : tuple of Step
        What each move brings, adding up to the whole change from the present set-points.
    schema : int
        Of the JSON.
    """

    status: str
    goal: str
    setpoints: Mapping[str, float]
    changes: tuple[Change, ...]
    recovery: Mapping[str, Expected]
    grade: Mapping[str, float]
    mass_pull: Mapping[str, float]
    cost: CostSplit
    margin: float
    certificate: Certificate
    shadow_prices: Mapping[str, float]
    binding: tuple[Binding, ...]
    support: Support
    locked: Mapping[str, str]
    shifts_needed: int
    notes: tuple[str, ...]
    provenance: Provenance
    overrides: tuple[Override, ...] = ()
    price_risk: WorstPrices | None = None
    futures: FutureOutcomes | None = None
    terms: tuple[Term, ...] = ()
    violations: tuple[Violation, ...] = ()
    question: Mapping[str, Any] = field(default_factory=dict)
    waterfall: tuple[Step, ...] = ()
    schema: int = SCHEMA

    @property
    def proven_optimal(self) -> bool:
        """Whether no set-points can be better by more than the gap."""
        return self.status == "optimal"

    def as_dict(self) -> dict:
        """Plain values, as in the JSON."""
        return dataclasses.asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPoint:
    """One point of a front.

    Attributes
    ----------
    recovery : float
        [fraction]
    cost : float
        [CNY/t ore]
    gap : float
        Of the cost that levers move; between two recoveries, of the other one. [fraction]
    proven, knee : bool
        ``knee``: beyond it a point of recovery costs more than the front's average.
    setpoints : mapping of str to float
    grade : mapping of str to float
        [fraction]
    others : mapping of str to float
        Recoveries of the other components. [fraction]
    """

    recovery: float
    cost: float
    gap: float
    proven: bool
    knee: bool
    setpoints: Mapping[str, float]
    grade: Mapping[str, float]
    others: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Least cost of every recovery of a component, none dominated, in rising order.

    Attributes
    ----------
    component : str
    points : tuple of FrontPoint
    notes : tuple of str
    against : str, optional
        The component whose highest recovery stands in place of the least cost.
    """

    component: str
    points: tuple[FrontPoint, ...]
    notes: tuple[str, ...]
    against: str | None = None

    @property
    def knee(self) -> FrontPoint:
        """The point beyond which recovery gets dear."""
        return next(point for point in self.points if point.knee)

    def as_dict(self) -> dict:
        """Plain values, as in the JSON."""
        return dataclasses.asdict(self)
