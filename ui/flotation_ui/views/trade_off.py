"""What recovery costs, and what one recovery costs another: the front as a page shows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from pydantic import ValidationError

from flotation.errors import DataError
from flotation.plant import Plant
from flotation_ui.language import Language
from flotation_ui.units_shown import change, percent, setting, unit_shown
from flotation_ui.workspace import Workspace
from optimiser.appraisal import Appraisal, appraise
from optimiser.plan_result import Front, FrontPoint, Plan
from optimiser.question import Question
from optimiser.ranges import present_settings

COST = "cost"  # in place of a component, where the front is drawn against money
POINTS = 25
MOST_SLIDERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBand:
    """A price that can be moved on the page.

    Attributes
    ----------
    item, label, unit : str
    value, low, high : float
        From the plant file. [unit]
    """

    item: str
    label: str
    unit: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A figure at other prices, and by how much it has changed.

    Attributes
    ----------
    label : str
        With its unit.
    value : str
    change : float
    """

    label: str
    value: str
    change: float


def front_question(component: str, budget: float | None) -> Question:
    """The question whose front is drawn, checked as any other.

    Raises
    ------
    DataError
        If the numbers are no question.
    """
    asked = {"goal": "most_recovery", "component": component, "budget_cny_t": budget}
    try:
        return Question.model_validate(asked)
    except ValidationError as error:
        raise DataError("; ".join(fault["msg"] for fault in error.errors())) from error


def present(workspace: Workspace, question: Question) -> Appraisal:
    """Where the plant stands now."""
    settings = present_settings(workspace.model, question)
    return appraise(workspace.plant, workspace.model, question, settings)


def points_of(front: Front) -> list[tuple[float, float]]:
    """Points as they are drawn: cost, or the other recovery, across; the recovery up."""
    return [(_across(front, point), 100.0 * point.recovery) for point in front.points]


def marks_of(
    front: Front, now: Appraisal, chosen: FrontPoint, say: Language
) -> dict[str, tuple[str, tuple[float, float]]]:
    """Now, the chosen point and the knee, each with its name and place."""
    across = 100.0 * now.recovery[front.against] if front.against else now.cost.total
    knee = (say("knee"), (_across(front, front.knee), 100.0 * front.knee.recovery))
    return {
        **({} if chosen.knee else {"knee": knee}),
        "now": (say("now"), (across, 100.0 * now.recovery[front.component])),
        "proposed": (say("chosen"), (_across(front, chosen), 100.0 * chosen.recovery)),
    }


def axes_of(front: Front, say: Language) -> tuple[str, str]:
    """Names of the two axes, with units."""
    up = say("{component} recovery, %", component=front.component)
    if front.against is None:
        return say("cost, CNY/t ore"), up
    return say("{component} recovery, %", component=front.against), up


def chosen_point(front: Front, selected: Sequence[Mapping], kept: int | None) -> int:
    """Number of the point that was clicked, else of the one kept, else of the knee."""
    clicked = [i for group in selected if group["series_index"] == 0 for i in group["data_indices"]]
    for number in (*clicked[:1], kept):
        if number is not None and 0 <= number < len(front.points):
            return number
    return front.points.index(front.knee)


def point_table(front: Front, say: Language) -> pd.DataFrame:
    """Every point with its recoveries, grades and cost, a row each."""
    rows = []
    for point in front.points:
        row: dict[str, object] = {
            say("{component} recovery, %", component=front.component): 100.0 * point.recovery
        }
        for component, recovery in point.others.items():
            row[say("{component} recovery, %", component=component)] = 100.0 * recovery
        row[say("cost, CNY/t ore")] = point.cost
        for component, grade in point.grade.items():
            row[say("{component} grade, %", component=component)] = 100.0 * grade
        row[say("proven")] = say("yes") if point.proven else say("no")
        rows.append(row)
    return pd.DataFrame(rows).round(2)


def move_table(workspace: Workspace, point: FrontPoint, question: Question) -> pd.DataFrame:
    """Set-points of a point beside the present ones."""
    plant, say = workspace.plant, workspace.language
    now = present_settings(workspace.model, question)
    rows = []
    for lever in plant.lever:
        span, name = lever.high - lever.low, lever.column
        column = plant.columns[name]
        rows.append(
            {
                say("Set-point"): say.label(column),
                say("Unit"): unit_shown(column.unit),
                say("Now"): setting(now[name], span),
                say("At this point"): setting(point.setpoints[name], span),
                say("Change"): change(point.setpoints[name] - now[name], span),
            }
        )
    return pd.DataFrame(rows)


def price_bands(plant: Plant, say: Language) -> tuple[PriceBand, ...]:
    """The prices of the plant file that have a band: products first, then what is bought."""
    sold = [product.price for product in plant.product]
    ordered = sorted(plant.price, key=lambda price: price.item not in sold)
    return tuple(
        PriceBand(
            item=price.item,
            label=item_label(plant, price.item, say),
            unit=price.unit,
            value=price.value,
            low=price.low,
            high=price.high,
        )
        for price in ordered
        if price.low < price.high
    )


def item_label(plant: Plant, item: str, say: Language) -> str:
    """What is sold or bought, in words: of the component, or of the lever that doses it."""
    known = {
        "electricity": say("electricity"),
        "heat": say("heat"),
        "water": say("water"),
        "co2": say("CO2"),
    }
    if item in known:
        return known[item]
    for product in plant.product:
        if product.price == item:
            return say("{component} in concentrate", component=product.component)
    doses = [lever for lever in plant.lever if lever.reagent and lever.reagent.item == item]
    return say.label(plant.columns[doses[0].column]).partition(", ")[0] if doses else item


def widest(bands: Sequence[PriceBand], count: int) -> list[str]:
    """The items whose prices move most, relatively; their order is that of the bands."""
    ranked = sorted(bands, key=lambda band: band.low / band.high)[:count]
    return [band.item for band in bands if band in ranked]


def comparisons(before: Plan, after: Plan, say: Language) -> tuple[Comparison, ...]:
    """Cost, margin and recoveries before and after prices moved."""
    return tuple(_comparisons(before, after, say))


def _comparisons(before: Plan, after: Plan, say: Language) -> Iterator[Comparison]:
    for component, expected in after.recovery.items():
        gained = 100.0 * (expected.value - before.recovery[component].value)
        label = say("{component} recovery, %", component=component)
        yield Comparison(label=label, value=percent(expected.value), change=round(gained, 1))
    for label, old, new in (
        (say("cost, CNY/t ore"), before.cost.total, after.cost.total),
        (say("margin, CNY/t ore"), before.margin, after.margin),
    ):
        yield Comparison(label=label, value=f"{new:.1f}", change=round(new - old, 1))


def moved_levers(workspace: Workspace, before: Plan, after: Plan) -> pd.DataFrame:
    """The levers that other prices move, and from where to where."""
    plant, say = workspace.plant, workspace.language
    rows = []
    for lever in plant.lever:
        name, span = lever.column, lever.high - lever.low
        told = change(after.setpoints[name] - before.setpoints[name], span)
        if told == "-":
            continue
        rows.append(
            {
                say("Set-point"): say.label(plant.columns[name]),
                say("Unit"): unit_shown(plant.columns[name].unit),
                say("At the plant file's prices"): setting(before.setpoints[name], span),
                say("At these prices"): setting(after.setpoints[name], span),
                say("Change"): told,
            }
        )
    return pd.DataFrame(rows)


def _across(front: Front, point: FrontPoint) -> float:
    return 100.0 * point.others[front.against] if front.against else point.cost
