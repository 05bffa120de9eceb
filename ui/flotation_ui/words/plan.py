"""A plan as text: set-points, recoveries, cost, certificate, limits and levers that stay."""

from flotation.plant import Plant
from flotation_ui.naming import named, reason_for
from flotation_ui.screen import aligned, visible, wrapped
from flotation_ui.units_shown import at_most, change, percent, setting, unit_shown
from flotation_ui.words.futures import futures_words
from flotation_ui.words.override import override_words
from flotation_ui.words.price_risk import price_risk_words
from optimiser.appraisal import Appraisal
from optimiser.plan_result import Plan
from optimiser.question import Question

PARTS = (("reagents", "reagents"), ("energy", "energy"), ("co2", "CO2"), ("water", "water"))
MINUTES = len("2026-01-01 08:00")
EDGE = 0.025  # share of past shifts beyond a set-point: fewer are few


def plan_text(plant: Plant, question: Question, plan: Plan, now: Appraisal) -> str:
    """Everything a shift needs of a plan, as text.

    Parameters
    ----------
    plant : Plant
    question : Question
    plan : Plan
    now : Appraisal
        Of the present set-points.
    """
    parts = [
        f"{asked_text(question)}: {status_text(plan)}",
        setpoints_text(plant, plan),
        recovery_text(plan, now),
        cost_text(plan, now),
        "\n".join(wrapped(line, indent="  ") for line in price_risk_words(plan)),
        "\n".join(wrapped(line, indent="  ") for line in futures_words(plan)),
        aims_text(plan),
        certificate_text(plan),
        binding_text(plant, plan),
        support_text(plant, plan),
        "\n".join(wrapped(line, indent="  ") for line in override_words(plant, plan)),
        locked_text(plant, plan),
    ]
    return "\n\n".join(part for part in parts if part)


def asked_text(question: Question) -> str:
    """The question in one line."""
    goals = {
        "least_cost": "Least cost",
        "most_recovery": f"Most {visible(question.component)} recovered",
        "most_margin": "Most margin",
        "weighted": "Best weighted mix",
    }
    parts = [goals[question.goal]]
    parts += [f"{visible(c)} >= {pct:g} %" for c, pct in question.target_recovery_pct.items()]
    if question.budget_cny_t is not None:
        parts.append(f"cost <= {question.budget_cny_t:g} CNY/t")
    if question.price_risk is not None:
        parts.append(f"the {question.price_risk.budget:g} worst prices at their bad ends")
    if question.futures is not None:
        worst = question.futures.worst_share
        of = "what may come" if worst is None else f"the worst {100 * worst:g} % of what may come"
        parts.append(f"over {of}")
    if question.confidence is not None:
        parts.append(f"reached in {100 * question.confidence:g} % of shifts")
    return ", ".join(parts)


def status_text(plan: Plan) -> str:
    """Whether there is a solution, and whether it is proven best."""
    return "proven optimal" if plan.proven_optimal else "feasible, NOT proven optimal"


def setpoints_text(plant: Plant, plan: Plan) -> str:
    """The set-points table: now, proposed, change, unit."""
    rows = []
    for move in plan.changes:
        lever = plant.levers[move.lever]
        span = lever.high - lever.low
        moved = "locked" if move.lever in plan.locked else change(move.change, span)
        numbers = [setting(move.present, span), setting(move.proposed, span), moved]
        rows.append([plant.columns[move.lever].en, *numbers, unit_shown(move.unit)])
    return aligned(["set-point", "now", "proposed", "change", "unit"], rows, left=(0, 4))


def recovery_text(plan: Plan, now: Appraisal) -> str:
    """Recoveries with their interval, and grades."""
    rows = [
        [
            component,
            percent(now.recovery[component]),
            percent(expected.value),
            f"{percent(expected.low)} to {percent(expected.high)}",
            percent(plan.grade[component]),
        ]
        for component, expected in plan.recovery.items()
    ]
    return aligned(["recovery, %", "now", "plan", "90 % interval", "grade, %"], rows)


def cost_text(plan: Plan, now: Appraisal) -> str:
    """The cost split and the margin."""
    rows = [
        [name, f"{getattr(now.cost, part):.2f}", f"{getattr(plan.cost, part):.2f}"]
        for part, name in PARTS
    ]
    rows.append(["total", f"{now.cost.total:.2f}", f"{plan.cost.total:.2f}"])
    rows.append(["margin", f"{now.margin:.2f}", f"{plan.margin:.2f}"])
    return aligned(["CNY per t of ore", "now", "plan"], rows)


def aims_text(plan: Plan) -> str:
    """Terms of a weighted mix, and soft limits that are broken, in their units."""
    lines = [
        f"- {visible(term.aim)}: {term.amount:.4g} {term.unit}, weight {term.weight:g} "
        f"CNY/t per {term.unit}: {term.worth:+.2f} CNY/t"
        for term in plan.terms
    ]
    lines += [
        f"- {visible(broken.limit)} broken by {broken.by:.4g} {broken.unit}, at {broken.price:g} "
        f"CNY/t per {broken.unit}: {-broken.paid:+.2f} CNY/t"
        for broken in plan.violations
    ]
    words = "what the objective counts:" if plan.terms else "soft limits that are broken:"
    return "\n".join([words, *(wrapped(line, indent="  ") for line in lines)]) if lines else ""


def certificate_text(plan: Plan) -> str:
    """What proves the plan."""
    proof = plan.certificate
    verified = "verified independently of the solver" if proof.verified else "NOT verified"
    return wrapped(
        f"certificate: objective {proof.objective:.3f}, bound {proof.bound:.3f}, gap below "
        f"{at_most(proof.gap)}, model gap below {at_most(proof.model_gap)}; {verified}",
        indent="  ",
    )


def binding_text(plant: Plant, plan: Plan) -> str:
    """Limits that bind, each with its worth."""
    if not plan.binding:
        return "no limit binds"
    lines = [wrapped(f"- {named(plant, limit.sentence)}", indent="  ") for limit in plan.binding]
    return "\n".join(["limits that bind, and what they are worth:", *lines])


def support_text(plant: Plant, plan: Plan) -> str:
    """Whether the survey has seen such settings."""
    where = "inside" if plan.support.inside else "OUTSIDE"
    near = ", ".join(
        f"{shift.label[:MINUTES]} ({shift.distance:.1f} sd)" for shift in plan.support.nearest[:3]
    )
    lines = [f"{where} the surveyed region (support {plan.support.score:.2f} of 1)"]
    if near:
        lines.append(wrapped(f"nearest past shifts: {near}", indent="  "))
    edge = [
        f"{plant.columns[lever].en} ({100.0 * share:.0f} %)"
        for lever, share in plan.support.percentile.items()
        if not EDGE <= share <= 1.0 - EDGE
    ]
    if edge:
        words = f"past shifts with a lower set-point, where few were near: {', '.join(edge)}"
        lines.append(wrapped(words, indent="  "))
    if plan.shifts_needed > 1:
        lines.append(f"{plan.shifts_needed} shifts to get there within the levers' move limits")
    return "\n".join([*lines, *(wrapped(f"note: {note}", indent="  ") for note in plan.notes)])


def locked_text(plant: Plant, plan: Plan) -> str:
    """Levers that stay, each with its reason."""
    if not plan.locked:
        return "no lever is locked: the survey supports every one"
    lines = [
        wrapped(f"- {plant.columns[column].en}: {reason_for(plant, column, reason)}", indent="  ")
        for column, reason in plan.locked.items()
    ]
    return "\n".join(["levers that stay where they are:", *lines])
