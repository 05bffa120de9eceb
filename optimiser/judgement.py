"""Judge a challenger against the champion: errors on newer shifts, coverage, advice, evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import pandas as pd

from flotation.circuit_model import CircuitModel
from flotation.drift import Drift, survey_drift
from flotation.error_comparison import ErrorComparison, compare_errors
from flotation.measured_recovery import measured_recovery
from flotation.plant import Plant
from flotation.retraining import Retraining
from flotation.rolling_origin import FEWEST_NEWER, rolling_errors
from flotation.survey.joined import JoinedSurvey
from flotation.training import train
from optimiser.advice_change import AdviceChange, advice_change

NO_WORSE = 0.05  # errors at most so much larger, for a model that supports more levers
LEAST_COVERAGE = 0.85  # of a 90 % interval on newer shifts
Outcome = Literal["promote", "keep", "cannot tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One ground of a verdict.

    Attributes
    ----------
    code : str
        What was found, such as ``errs less`` or ``loses money``.
    says : {"promote", "keep", "cannot tell"}
        What it alone speaks for.
    numbers : mapping
        That it rests on.
    """

    code: str
    says: Outcome
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a challenger should take the champion's place.

    Attributes
    ----------
    reasons : tuple of Reason
    errors : ErrorComparison, optional
    advice : AdviceChange, optional
    drift : Drift, optional
        None of the three for a plant's first model.
    """

    reasons: tuple[Reason, ...]
    errors: ErrorComparison | None = None
    advice: AdviceChange | None = None
    drift: Drift | None = None

    @property
    def outcome(self) -> Outcome:
        """``keep`` if any reason says so, else ``cannot tell`` if any, else ``promote``."""
        said = {reason.says for reason in self.reasons}
        if "keep" in said:
            return "keep"
        return "cannot tell" if "cannot tell" in said else "promote"

    def as_dict(self) -> dict[str, Any]:
        """Plain values, the outcome among them."""
        parts = {"errors": self.errors, "advice": self.advice, "drift": self.drift}
        return {
            "outcome": self.outcome,
            "reasons": [asdict(reason) for reason in self.reasons],
            **{name: part.as_dict() if part else None for name, part in parts.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A challenger and the verdict on it.

    Attributes
    ----------
    challenger : flotation.circuit_model.CircuitModel
        Fitted to all shifts; what was judged are fits to those before each judged part.
    verdict : Verdict
    """

    challenger: CircuitModel
    verdict: Verdict


def judge(
    plant: Plant,
    survey: JoinedSurvey,
    champion: CircuitModel | None,
    policy: Retraining,
    *,
    seed: int = 0,
    in_process: bool = False,
) -> Judgement:
    """Fit a challenger to a survey and judge it against the champion on newer shifts.

    Parameters
    ----------
    plant : flotation.plant.Plant
    survey : flotation.survey.joined.JoinedSurvey
        The shifts that the champion learned from, and newer ones.
    champion : flotation.circuit_model.CircuitModel or None
        None for a plant's first model.
    policy : flotation.retraining.Retraining
    seed : int, default 0
    in_process : bool, default False
        Solve in the calling process; for tests.

    Returns
    -------
    Judgement

    Raises
    ------
    DataError, RefusedError
        If a model cannot be fitted, or the older shifts are missing.
    """
    challenger = train(plant, survey, seed=seed)
    if champion is None:
        return Judgement(
            challenger=challenger,
            verdict=Verdict(reasons=(Reason(code="first model", says="promote"),)),
        )
    since = pd.Timestamp(champion.card["span"]["last"])
    measured = measured_recovery(plant, survey)
    rolling = rolling_errors(plant, survey, measured, champion, since, seed=seed)
    errors = compare_errors(rolling) if len(rolling.rows) else None
    advice = advice_change(plant, champion, challenger, in_process=in_process)
    drift = survey_drift(plant, survey, champion, measured, since)
    reasons = (
        *_of_errors(errors, policy, _gained(champion, challenger), advice.gain_share or 0.0),
        *_of_coverage(errors),
        *_of_evidence(champion, challenger),
        *_of_advice(advice, policy),
        *_of_drift(drift),
    )
    verdict = Verdict(reasons=reasons, errors=errors, advice=advice, drift=drift)
    return Judgement(challenger=challenger, verdict=verdict)


def _gained(one: CircuitModel, other: CircuitModel) -> list[str]:
    """Levers that the other model supports and the one does not."""
    return [
        lever
        for lever, evidence in other.evidence.items()
        if evidence.status == "supported" and one.evidence[lever].status != "supported"
    ]


def _of_errors(
    errors: ErrorComparison | None, policy: Retraining, gained: list[str], better: float
) -> Iterator[Reason]:
    if errors is None:
        yield Reason(
            code="too few newer shifts", says="cannot tell", numbers={"fewest": FEWEST_NEWER}
        )
        return
    numbers: dict[str, Any] = {
        "gain": errors.gain,
        "low": errors.low,
        "high": errors.high,
        "smallest": policy.gain,
        "rows": errors.rows,
    }
    if errors.gain >= policy.gain and errors.low > 0.0:
        yield Reason(code="errs less", says="promote", numbers=numbers)
    elif better >= policy.gain and errors.low > -NO_WORSE:
        numbers = numbers | {"better": better}
        yield Reason(code="advises better", says="promote", numbers=numbers)
    elif gained and errors.low > -NO_WORSE:
        numbers = numbers | {"levers": gained}
        yield Reason(code="supports more levers", says="promote", numbers=numbers)
    elif errors.gain <= 0.0 or errors.high < policy.gain:
        yield Reason(code="errs no less", says="keep", numbers=numbers)
    else:
        yield Reason(code="gain may be chance", says="cannot tell", numbers=numbers)


def _of_coverage(errors: ErrorComparison | None) -> Iterator[Reason]:
    for component, both in errors.components.items() if errors else ():
        if both.challenger_coverage < min(LEAST_COVERAGE, both.champion_coverage):
            yield Reason(
                code="covers too little",
                says="keep",
                numbers={
                    "component": component,
                    "champion": both.champion_coverage,
                    "challenger": both.challenger_coverage,
                    "least": LEAST_COVERAGE,
                },
            )


def _of_evidence(champion: CircuitModel, challenger: CircuitModel) -> Iterator[Reason]:
    lost = _gained(challenger, champion)
    if lost:
        yield Reason(code="supports fewer levers", says="cannot tell", numbers={"levers": lost})


def _of_advice(advice: AdviceChange, policy: Retraining) -> Iterator[Reason]:
    if advice.challenger_refusal and not advice.champion_refusal:
        yield Reason(
            code="has no plan", says="keep", numbers={"sentence": advice.challenger_refusal}
        )
        return
    share = advice.regret_share
    if share is None:
        return
    numbers = {
        "regret": advice.regret_by_champion,
        "other_regret": advice.regret_by_challenger,
        "share": share,
        "largest": policy.regret,
        "distance": advice.distance,
    }
    if share > policy.regret:
        yield Reason(code="loses money", says="cannot tell", numbers=numbers)
    else:
        yield Reason(code="advice holds", says="promote", numbers=numbers)


def _of_drift(drift: Drift) -> Iterator[Reason]:
    """A change nobody has explained: the newer shifts may be wrong, and the champion right."""
    if drift.verdict == "drifted":
        yield Reason(
            code="newer shifts have drifted",
            says="cannot tell",
            numbers={
                "where": [c.column for c in drift.columns if c.verdict == "drifted"]
                + [f"recovery/{e.component}" for e in drift.errors if e.verdict == "drifted"]
            },
        )
