"""What a challenger would advise in the champion's place, and what each thinks of the other."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from flotation.circuit_model import CircuitModel
from flotation.errors import FlotationError
from flotation.plant import Plant
from optimiser.appraisal import appraise
from optimiser.planning import plan
from optimiser.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What one model expects of one model's plan.

    Attributes
    ----------
    margin, cost : float
        [CNY/t ore]
    recovery : mapping of str to float
        [fraction]
    """

    margin: float
    cost: float
    recovery: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceChange:
    """The plans of two models for the same feed, each seen by both.

    Attributes
    ----------
    present : mapping of str to float
        Set-points now. [each lever's unit]
    champion, challenger : mapping of str to float
        Set-points of the plan of each; empty where it has none.
    champion_refusal, challenger_refusal : str
        Why one has no plan.
    distance : float
        Between the two plans: root mean square over levers. [sd of the survey]
    champion_by_champion, champion_by_challenger : Promise, optional
        What the champion's plan gives, as each model sees it.
    challenger_by_champion, challenger_by_challenger : Promise, optional
        What the challenger's plan gives, as each model sees it.
    """

    present: Mapping[str, float]
    champion: Mapping[str, float]
    challenger: Mapping[str, float]
    champion_refusal: str = ""
    challenger_refusal: str = ""
    distance: float = 0.0
    champion_by_champion: Promise | None = None
    champion_by_challenger: Promise | None = None
    challenger_by_champion: Promise | None = None
    challenger_by_challenger: Promise | None = None

    @property
    def regret_by_champion(self) -> float | None:
        """Margin that the challenger's plan loses if the champion is right [CNY/t ore].

        Negative where that plan is the better one and the champion's region excludes it.
        """
        return _lost(self.champion_by_champion, self.challenger_by_champion)

    @property
    def regret_by_challenger(self) -> float | None:
        """Margin that the champion's plan loses if the challenger is right [CNY/t ore]."""
        return _lost(self.challenger_by_challenger, self.champion_by_challenger)

    @property
    def regret_share(self) -> float | None:
        """The first of these over the value of what the champion's plan recovers [fraction]."""
        regret, promised = self.regret_by_champion, self.champion_by_champion
        if regret is None or promised is None:
            return None
        return regret / max(promised.margin + promised.cost, 1e-9)

    @property
    def gain_share(self) -> float | None:
        """The second of these over the value of what the challenger's plan recovers [fraction]."""
        regret, promised = self.regret_by_challenger, self.challenger_by_challenger
        if regret is None or promised is None:
            return None
        return regret / max(promised.margin + promised.cost, 1e-9)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, the regrets among them."""
        return asdict(self) | {
            "regret_by_champion": self.regret_by_champion,
            "regret_by_challenger": self.regret_by_challenger,
            "regret_share": self.regret_share,
            "gain_share": self.gain_share,
        }


def advice_change(
    plant: Plant, champion: CircuitModel, challenger: CircuitModel, *, in_process: bool = False
) -> AdviceChange:
    """Plan the most margin for the present feed with both models.

    Present set-points and conditions are those that the challenger knows, the newer ones.

    Parameters
    ----------
    plant : flotation.plant.Plant
    champion, challenger : flotation.circuit_model.CircuitModel
    in_process : bool, default False
        Solve in the calling process; for tests.
    """
    question = Question(
        goal="most_margin",
        present=dict(challenger.present_settings),
        conditions={
            column: value
            for column, value in challenger.present_conditions.items()
            if column in champion.present and isinstance(value, float)
        },
    )
    was, refused = _settings(plant, champion, question, in_process)
    now, refused_now = _settings(plant, challenger, question, in_process)
    return AdviceChange(
        present=dict(challenger.present_settings),
        champion=was,
        challenger=now,
        champion_refusal=refused,
        challenger_refusal=refused_now,
        distance=_distance(champion, was, now),
        champion_by_champion=_promise(plant, champion, question, was),
        champion_by_challenger=_promise(plant, challenger, question, was),
        challenger_by_champion=_promise(plant, champion, question, now),
        challenger_by_challenger=_promise(plant, challenger, question, now),
    )


def _settings(
    plant: Plant, model: CircuitModel, question: Question, in_process: bool
) -> tuple[dict[str, float], str]:
    """Set-points of a model's plan, or none and the sentence that says why."""
    try:
        made = plan(plant, model, question, in_process=in_process)
    except FlotationError as error:
        return {}, str(error)
    return {lever: _short(value) for lever, value in made.setpoints.items()}, ""


def _promise(
    plant: Plant, model: CircuitModel, question: Question, settings: Mapping[str, float]
) -> Promise | None:
    if not settings:
        return None
    brought = appraise(plant, model, question, settings)
    return Promise(
        margin=_short(brought.margin),
        cost=_short(float(brought.cost.total)),
        recovery={component: _short(value) for component, value in brought.recovery.items()},
    )


def _distance(model: CircuitModel, one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Root mean square distance of two plans in standard deviations of the survey."""
    if not one or not other:
        return 0.0
    columns = model.region.columns
    apart = np.array([one[column] - other[column] for column in columns])
    return _short(float(np.sqrt(np.mean((apart / np.asarray(model.region.scale)) ** 2))))


def _lost(best: Promise | None, given: Promise | None) -> float | None:
    return None if best is None or given is None else _short(best.margin - given.margin)


def _short(value: float) -> float:
    return float(f"{value:.8g}")
