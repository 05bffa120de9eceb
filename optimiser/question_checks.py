"""What a question may not ask of a plant and its model."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from flotation.circuit_model import CircuitModel
from flotation.errors import DataError
from flotation.plant import Plant
from optimiser.conditions import asked_feed_rate
from optimiser.question import Question


def check_question(question: Question, plant: Plant, model: CircuitModel) -> None:
    """Refuse a question whose names or values the plant and its model do not know.

    Raises
    ------
    DataError
        One sentence per mistake.
    """
    mistakes = [*_unknown_names(question, plant, model), *_values_out_of_range(question, plant)]
    mistakes += [*_texts(question, plant), *_without_feed_rate(question, plant, model)]
    mistakes += _tariffs(question, plant)
    if question.goal == "least_cost" and not question.target_recovery_pct:
        mistakes.append(
            "goal least_cost needs target_recovery_pct, such as { WO3 = 70 }: without a target "
            "the cheapest plan is to do nothing"
        )
    if mistakes:
        raise DataError("\n".join(f"question: {mistake}" for mistake in mistakes))


def _unknown_names(question: Question, plant: Plant, model: CircuitModel) -> Iterator[str]:
    components = [product.component for product in plant.product]
    conditions = [column for column in model.present if column not in plant.levers]
    reagents = sorted({lever.reagent.item for lever in plant.lever if lever.reagent is not None})
    worths = question.weights.recovery if question.weights is not None else {}
    for field, names, known, what in (
        ("component", [question.component], components, "component of a product"),
        ("target_recovery_pct", question.target_recovery_pct, components, "component of a product"),
        ("min_grade_pct", question.min_grade_pct, components, "component of a product"),
        ("weights.recovery", worths, components, "component of a product"),
        ("max_mass_pull_pct", question.max_mass_pull_pct, components, "component of a product"),
        ("max_concentrate_t_h", question.max_concentrate_t_h, components, "component of a product"),
        ("max_stage_feed_t_h", question.max_stage_feed_t_h, list(plant.stages), "stage"),
        ("stock_kg", question.stock_kg, reagents, "reagent"),
        ("limits", question.limits, [limit.name for limit in plant.limit], "limit"),
        ("conditions", question.conditions, conditions, "condition"),
        ("present", question.present, list(plant.levers), "lever"),
        ("fixed", question.fixed, list(plant.levers), "lever"),
        ("free", question.free or (), list(plant.levers), "lever"),
        ("ranges", question.ranges, list(plant.levers), "lever"),
        ("least_change", question.least_change, list(plant.levers), "lever"),
        ("override", question.override, list(plant.levers), "lever"),
        ("then.component", _later(question), components, "component of a product"),
        ("prices", question.prices, [*plant.prices, "co2"], "price"),
        ("price_risk.items", _risky(question), list(plant.prices), "price"),
        ("futures.case.prices", _in_cases(question, "prices"), [*plant.prices, "co2"], "price"),
        ("futures.case.conditions", _in_cases(question, "conditions"), conditions, "condition"),
    ):
        if field == "component" and question.goal != "most_recovery":
            continue
        for name in names:
            if name not in known:
                close = get_close_matches(name, known, n=1)
                listed = f"there are {', '.join(known)}" if known else "there is none"
                hint = f"did you mean {close[0]!r}?" if close else listed
                yield f"{field}: no {what} is named {name!r}; {hint}"


def _later(question: Question) -> list[str]:
    return [aim.component for aim in question.then if aim.component is not None]


def _tariffs(question: Question, plant: Plant) -> Iterator[str]:
    if question.shift_starts_h is None:
        return
    if not plant.tariff:
        yield "shift_starts_h: the plant file has no [[tariff]]; leave it out, or add them"
    for item in sorted({band.item for band in plant.tariff} & set(question.prices)):
        yield f"prices.{item}: its price follows the tariff of the shift; leave out one of the two"


def _risky(question: Question) -> tuple[str, ...]:
    return () if question.price_risk is None else question.price_risk.items or ()


def _in_cases(question: Question, table: str) -> list[str]:
    cases = question.futures.case if question.futures is not None else ()
    return [name for case in cases for name in getattr(case, table)]


def _values_out_of_range(question: Question, plant: Plant) -> Iterator[str]:
    levers, columns = plant.levers, plant.columns
    for name, held in question.fixed.items():
        lever = levers.get(name)
        if lever is not None and not lever.low <= held <= lever.high:
            yield (
                f"fixed.{name}: {held:g} lies outside what the plant allows, "
                f"{lever.low:g} to {lever.high:g} {columns[name].unit}"
            )
    tables: list[tuple[str, Mapping[str, float | str]]] = [*_conditions(question)]
    for field, table in (*tables, ("present", question.present)):
        for name, value in table.items():
            column = columns.get(name)
            if column is None or column.low is None or column.high is None:
                continue
            if not isinstance(value, str) and not column.low <= value <= column.high:
                yield (
                    f"{field}.{name}: {value:g} {column.unit} lies outside its plausible range, "
                    f"{column.low:g} to {column.high:g}"
                )


def _texts(question: Question, plant: Plant) -> Iterator[str]:
    for field, table in _conditions(question):
        for name, value in table.items():
            if (name == plant.group_column) != isinstance(value, str):
                wanted = "the name of a type of ore" if name == plant.group_column else "a number"
                yield f"{field}.{name}: {value!r} is not {wanted}"


def _conditions(question: Question) -> Iterator[tuple[str, Mapping[str, float | str]]]:
    """Where conditions stand in a question, and they."""
    yield "conditions", question.conditions
    for i, case in enumerate(question.futures.case if question.futures is not None else ()):
        yield f"futures.case[{i + 1}].conditions", case.conditions


def _without_feed_rate(question: Question, plant: Plant, model: CircuitModel) -> Iterator[str]:
    """Limits per hour without a feed rate to count them with."""
    for field in ("max_concentrate_t_h", "max_stage_feed_t_h", "stock_kg"):
        if not getattr(question, field):
            continue
        rate = asked_feed_rate(plant, model, question)
        if rate is None:
            yield (
                f"{field}: the feed rate is not known; name its column as feed_rate of the plant "
                "file, declare that column as a [[condition]] and train again"
            )
        elif rate <= 0.0:
            yield f"{field}: the feed rate must be above zero (conditions.{plant.feed_rate})"
