"""The tables of a recommendation, for its workbook and its print."""

from flotation_ui.brief import Brief
from flotation_ui.language import Language
from flotation_ui.report.advice import cost_rows, limit_cells, why_it_stays
from flotation_ui.report.document import Cell, Column, Number, Table
from flotation_ui.units_shown import at_most, setting_decimals, unit_shown
from flotation_ui.words.evidence import reason_words

PERCENT = 100.0


def recovery_table(brief: Brief, say: Language) -> Table:
    """Recovery now and planned, with its interval, and the grade."""
    rows: list[tuple[Cell, ...]] = [
        (
            component,
            *(
                Number(value=PERCENT * value, decimals=1)
                for value in (
                    brief.now.recovery[component],
                    expected.value,
                    expected.low,
                    expected.high,
                    brief.plan.grade[component],
                )
            ),
        )
        for component, expected in brief.plan.recovery.items()
    ]
    return Table(
        id="recovery",
        title=say("Recovery and grade"),
        short=say("Recovery"),
        columns=(
            Column(title=say("component"), words=True),
            Column(title=say("recovery now"), unit="%"),
            Column(title=say("recovery planned"), unit="%"),
            Column(title=say("low"), unit="%"),
            Column(title=say("high"), unit="%"),
            Column(title=say("grade planned"), unit="%"),
        ),
        rows=tuple(rows),
        note=say("Low to high holds 90 % of shifts."),
    )


def changes_table(brief: Brief, say: Language) -> Table:
    """Every lever: now, proposed, and how far it could go."""
    rows: list[tuple[Cell, ...]] = []
    for lever in brief.plant.lever:
        column = brief.plant.columns[lever.column]
        decimals = setting_decimals(lever.high - lever.low)
        now, proposed = brief.present[lever.column], brief.plan.setpoints[lever.column]
        reason = brief.plan.locked.get(lever.column)
        why = "" if reason is None else why_it_stays(brief, say.words, lever.column, reason)
        rows.append(
            (
                say.label(column),
                unit_shown(column.unit),
                Number(value=now, decimals=decimals),
                Number(value=proposed, decimals=decimals),
                Number(value=proposed - now, decimals=decimals, signed=True),
                Number(value=lever.low, decimals=decimals),
                Number(value=lever.high, decimals=decimals),
                say.words("stays", reason=why) if why else "",
            )
        )
    noted = any(row[-1] for row in rows)
    columns = (
        Column(title=say.words("lever"), words=True),
        Column(title=say.words("unit"), words=True),
        *(Column(title=say.words(name)) for name in ("now", "proposed", "difference")),
        *(Column(title=say.words(name)) for name in ("low", "high")),
        Column(title=say("note"), words=True),
    )
    return Table(
        id="changes",
        title=say.words("change"),
        short=say("Set-points"),
        columns=columns if noted else columns[:-1],
        rows=tuple(row if noted else row[:-1] for row in rows),
    )


def limits_table(brief: Brief, say: Language) -> Table | None:
    """Limits that bind, with their worth; None where none does."""
    rows = [limit_cells(brief, limit, say.words) for limit in brief.plan.binding]
    if not rows:
        return None
    return Table(
        id="limits",
        title=say.words("why"),
        short=say("Limits"),
        columns=tuple(Column(title=say.words(name), words=True) for name in ("limit", "worth")),
        rows=tuple(rows),
    )


def cost_table(brief: Brief, say: Language) -> Table:
    """The cost by parts and the margin, now and as proposed."""
    rows = [
        (
            name,
            Number(value=was, decimals=2),
            Number(value=will, decimals=2),
            Number(value=will - was, decimals=2, signed=True),
        )
        for name, was, will in cost_rows(brief, say.words)
    ]
    unit = say.words("cost_unit")
    return Table(
        id="cost",
        title=say.words("cost"),
        short=say("Cost"),
        columns=(
            Column(title=say("part"), words=True),
            *(Column(title=say.words(n), unit=unit) for n in ("now", "proposed", "difference")),
        ),
        rows=tuple(rows),
        strong=(len(rows) - 2, len(rows) - 1),
    )


def moves_table(brief: Brief, say: Language) -> Table | None:
    """What each move brings in recovery and in cost; None where nothing moves."""
    if not brief.plan.waterfall:
        return None
    components = tuple(brief.plan.recovery)
    rows: list[tuple[Cell, ...]] = [
        (
            say.label(brief.plant.columns[step.lever]),
            *(
                Number(value=PERCENT * step.recovery[c], decimals=2, signed=True)
                for c in components
            ),
            Number(value=step.cost, decimals=2, signed=True),
        )
        for step in brief.plan.waterfall
    ]
    return Table(
        id="moves",
        title=say.words("waterfall"),
        short=say("Moves"),
        columns=(
            Column(title=say.words("lever"), words=True),
            *(Column(title=say("{c} recovery", c=c), unit="%") for c in components),
            Column(title=say("cost"), unit=say.words("cost_unit")),
        ),
        rows=tuple(rows),
        note=say("Each move by its average over all orders in which levers can be moved."),
    )


def front_table(brief: Brief, say: Language) -> Table | None:
    """What every recovery costs; None where no front was drawn."""
    if brief.front is None:
        return None
    component = brief.front.component
    rows = [
        (
            Number(value=PERCENT * point.recovery, decimals=1),
            Number(value=point.cost, decimals=2),
            *(Number(value=PERCENT * share, decimals=1) for share in point.others.values()),
        )
        for point in brief.front.points
    ]
    others = tuple(brief.front.points[0].others) if brief.front.points else ()
    return Table(
        id="front",
        title=say.words("front"),
        short=say("Front"),
        columns=(
            Column(title=say("{c} recovery", c=component), unit="%"),
            Column(title=say("cost"), unit=say.words("cost_unit")),
            *(Column(title=say("{c} recovery", c=c), unit="%") for c in others),
        ),
        rows=tuple(rows),
    )


def evidence_table(brief: Brief, say: Language) -> Table | None:
    """The survey's verdict on each lever; None where there are no levers."""
    rows = [
        (
            say.label(brief.plant.columns[lever]),
            say.words(found.status),
            reason_words(brief.plant, found, say.code),
        )
        for lever, found in brief.model.evidence.items()
    ]
    if not rows:
        return None
    return Table(
        id="evidence",
        title=say.words("evidence"),
        short=say("Evidence"),
        columns=tuple(
            Column(title=say.words(name), words=True) for name in ("lever", "verdict", "sentence")
        ),
        rows=tuple(rows),
    )


def truth_table(brief: Brief, say: Language) -> Table | None:
    """What the plan really gives; None on a real plant."""
    seen = brief.truth
    if seen is None:
        return None
    rows: list[tuple[Cell, ...]] = [
        (
            say("{c} recovery", c=component),
            "%",
            Number(value=PERCENT * expected.value, decimals=1),
            Number(value=PERCENT * seen.recovery[component], decimals=1),
        )
        for component, expected in brief.plan.recovery.items()
    ]
    both = (brief.plan.cost.total, seen.cost.total)
    unit = say.words("cost_unit")
    rows.append((say("cost"), unit, *(Number(value=value, decimals=1) for value in both)))
    return Table(
        id="truth",
        title=say.words("truth"),
        short=say("Truth"),
        columns=(
            Column(title=say("figure"), words=True),
            Column(title=say.words("unit"), words=True),
            Column(title=say.words("stated")),
            Column(title=say.words("true")),
        ),
        rows=tuple(rows),
        note=say.words("truth_note"),
    )


def certificate_table(brief: Brief, say: Language) -> Table:
    """What proves the plan, and what it was made from."""
    proof, known = brief.plan.certificate, brief.plan.provenance
    rows = [
        (say.words("objective"), f"{proof.objective:.3f}"),
        (say.words("bound"), f"{proof.bound:.3f}"),
        (say.words("gap"), at_most(proof.gap)),
        (say.words("model_gap"), at_most(proof.model_gap)),
        *((f"{say.words(n)} SHA-256", getattr(known, n)) for n in ("plant", "survey", "model")),
    ]
    return Table(
        id="certificate",
        title=say.words("certificate"),
        short=say.words("certificate"),
        columns=(Column(title=say("figure"), words=True), Column(title=say("value"), words=True)),
        rows=tuple(rows),
        note=say.words("certificate_note"),
    )
