"""From a question to certified set-points; what is said about them comes later."""

from collections.abc import Mapping
from dataclasses import dataclass

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from optimiser.appraisal import Appraisal, appraise
from optimiser.certificate import Certificate, certify
from optimiser.circuit import solve_circuit
from optimiser.future_result import FutureOutcomes, future_outcomes, refuse_other_outcomes
from optimiser.question import Question
from optimiser.ranges import LeverRange
from optimiser.solving import Solved


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question solved and certified, before anything is explained.

    Attributes
    ----------
    solved : Solved
    settings : mapping of str to float
        By lever. [its unit]
    brought : Appraisal
    certificate : Certificate
    notes : tuple of str
    futures : FutureOutcomes, optional
        Where the question has futures.
    """

    solved: Solved
    settings: Mapping[str, float]
    brought: Appraisal
    certificate: Certificate
    notes: tuple[str, ...]
    futures: FutureOutcomes | None = None

    @property
    def status(self) -> str:
        """``optimal`` where the answer is proven and checked, else ``feasible``."""
        return "optimal" if self.solved.proven and self.certificate.verified else "feasible"


def answer(
    plant: Plant, model: CircuitModel, question: Question, ranges: Mapping[str, LeverRange]
) -> Answered:
    """A question solved and certified, in the process where it is called.

    Parameters
    ----------
    plant, model, question
        Checked already.
    ranges : mapping of str to LeverRange
        The question's.

    Raises
    ------
    NoPlanError
        If no set-points meet every limit; nothing is said about which.
    SolverError
        If no answer came in time, or none that passes the checks.
    """
    solved, notes = solve_circuit(plant, model, question, ranges)
    settings = {j: float(value) for j, value in solved.settings.items()}
    brought = appraise(plant, model, question, settings)
    certificate = certify(
        solved, settings, brought, goal=question.searched_goal, recycle=model.flowsheet.has_recycle
    )
    futures = future_outcomes(plant, model, question, settings)
    refuse_other_outcomes(futures, question.goal, certificate.objective)
    return Answered(
        solved=solved,
        settings=settings,
        brought=brought,
        certificate=certificate,
        notes=notes,
        futures=futures,
    )
