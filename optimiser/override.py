"""Levers that a person frees although the survey does not support them, each with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from flotation.circuit_model import CircuitModel
from optimiser.question import Question

SAME = 1e-9  # relative move below which a lever stays where it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A lever freed on a person's word.

    Attributes
    ----------
    lever : str
    reason : str
        The person's.
    verdict : {"supported", "not shown", "contradicted"}
        The survey's; a supported lever needed no word.
    evidence : str
        The survey's sentence.
    moved : bool
        Whether the plan moves it.
    """

    lever: str
    reason: str
    verdict: str
    evidence: str
    moved: bool


def overrides_of(
    model: CircuitModel,
    question: Question,
    settings: Mapping[str, float],
    present: Mapping[str, float],
) -> tuple[Override, ...]:
    """Every override of a question beside what the survey says, in the question's order.

    Parameters
    ----------
    model : flotation.circuit_model.CircuitModel
    question : Question
    settings, present : mapping of str to float
        Proposed and present set-points. [the levers' units]
    """
    return tuple(
        Override(
            lever=lever,
            reason=reason,
            verdict=model.evidence[lever].status,
            evidence=model.evidence[lever].sentence,
            moved=abs(settings[lever] - present[lever]) > SAME * max(abs(present[lever]), 1.0),
        )
        for lever, reason in question.override.items()
    )
