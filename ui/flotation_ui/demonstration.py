"""The whole path on the shipped survey: check, train, plan, front, and the truth behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flotation.survey import SurveyReport
from flotation.training import train
from flotation_ui.brief import POINTS, Brief, make_brief, with_front
from flotation_ui.inputs import SHIPPED, read_plant_and_survey
from flotation_ui.progress import Tell
from flotation_ui.truth import judge_by_truth
from flotation_ui.words.front import CostedPoint, costed
from optimiser.planning import plan
from optimiser.question import Question

QUESTION = Question(goal="least_cost", target_recovery_pct={"WO3": 70.0})


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What the demonstration found.

    Attributes
    ----------
    report : SurveyReport
        Of the shipped survey.
    brief : Brief
        The plan for 70 % WO3 at least cost, with its truth.
    points : sequence of CostedPoint
        The front of WO3.
    """

    report: SurveyReport
    brief: Brief
    points: Sequence[CostedPoint]


def demonstrate(tell: Tell) -> Demonstration:
    """Run the whole path on the shipped plant and survey.

    Parameters
    ----------
    tell : callable
        Is told what is being done.
    """
    tell("Reading the shipped survey")
    plant, survey = read_plant_and_survey(SHIPPED, SHIPPED)
    tell("Fitting the sections")
    model = train(plant, survey)
    tell("Planning 70 % WO3 at least cost")
    advice = plan(plant, model, QUESTION)
    tell(f"Planning {POINTS} points of the front")
    brief = with_front(make_brief(plant, model, QUESTION, advice))
    tell("Asking the truth")
    targets = {c: pct / 100.0 for c, pct in QUESTION.target_recovery_pct.items()}
    truth = judge_by_truth(plant, advice.setpoints, brief.present, brief.conditions, targets)
    return Demonstration(
        report=survey.report,
        brief=replace(brief, truth=truth),
        points=costed(plant, model, QUESTION, brief.front.points if brief.front else ()),
    )
