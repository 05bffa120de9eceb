"""Data: a file is looked at, told about row by row, and kept only on a person's word."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pandas as pd
import xlsxwriter

from flotation.history import History
from flotation.history.survey_difference import SurveyDifference
from flotation.history.surveys import Import, imports, keep_survey, survey_difference
from flotation.plant import Plant
from flotation.reconciliation_tables import (
    adjustment_table,
    component_that_fails,
    failing_shifts,
    recovery_table,
)
from flotation.redundancy import chance_of_misfit
from flotation.survey import Survey, balance_checks, read_survey
from flotation.survey_reconciliation import SurveyReconciliation, reconcile_survey
from flotation_ui.language import Language
from flotation_ui.roles import require_role
from flotation_ui.units_shown import percent, with_unit
from flotation_ui.workspace import Workspace

MOST_BYTES = 20_000_000
NEWEST = 20
RECONCILED = 90  # shifts: a month of three


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file that was read and is not kept yet.

    Attributes
    ----------
    source, sha256 : str
        Name of the file as given, and the hash of its bytes.
    survey : Survey
    difference : SurveyDifference
        What keeping it would do.
    """

    source: str
    sha256: str
    survey: Survey
    difference: SurveyDifference


def template_workbook(plant: Plant, say: Language) -> bytes:
    """An empty workbook with a header for every column of the plant file, and what each holds."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        header = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet, notes = book.add_worksheet(say("shifts")), book.add_worksheet(say("columns"))
        sheet.freeze_panes(1, 1)
        notes.write_row(0, 0, _note_header(say), header)
        for place, column in enumerate(plant.column):
            sheet.write_string(0, place, column.name, header)
            sheet.set_column(place, place, 16)
            low, high = ("" if bound is None else bound for bound in (column.low, column.high))
            needed = say("yes") if column.required else say("no")
            notes.write_row(
                place + 1, 0, [column.name, say.label(column), column.unit, low, high, needed]
            )
        notes.set_column(0, 1, 28)
    return file.getvalue()


def _note_header(say: Language) -> list[str]:
    return [say("Column"), say("Meaning"), say("Unit"), say("Low"), say("High"), say("Needed")]


def look_at(workspace: Workspace, history: History, source: str, data: bytes) -> Looked:
    """Read a file against the plant's columns; nothing is kept.

    Raises
    ------
    DataError
        If the file as a whole cannot be used.
    """
    plant = workspace.plant
    survey = read_survey(
        data,
        plant.column,
        time_column=plant.time_column,
        physics=balance_checks(plant),
        feed_rate=plant.feed_rate,
    )
    return Looked(
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        survey=survey,
        difference=survey_difference(history, plant.name, survey, time_column=plant.time_column),
    )


def commit(workspace: Workspace, history: History, looked: Looked, replace: bool) -> Import:
    """Keep the accepted rows, in the person's name.

    Raises
    ------
    AccessError
        If the person may not import.
    ConflictError
        If shifts are stored with other values and are not to be replaced.
    """
    require_role(workspace.person, "import")
    return keep_survey(
        history,
        workspace.plant.name,
        looked.survey,
        time_column=workspace.plant.time_column,
        source=looked.source,
        file_sha256=looked.sha256,
        by=workspace.person.name,
        replace=replace,
    )


def counts_of(looked: Looked, say: Language) -> tuple[tuple[str, int], ...]:
    """What was read and what keeping it would do, in order."""
    report, found = looked.survey.report, looked.difference
    return (
        (say("Rows read"), report.read),
        (say("Accepted"), report.accepted),
        (say("Left out"), report.read - report.accepted),
        (say("New shifts"), len(found.new)),
        (say("Known already"), len(found.known)),
        (say("Completed"), len(found.amended)),
        (say("In conflict"), len(found.replaced)),
    )


def message_table(looked: Looked, plant: Plant, say: Language) -> pd.DataFrame:
    """What was found, a row a message; what costs a row or a value comes first."""
    rows = []
    for message in sorted(looked.survey.report.messages, key=lambda each: not each.flags):
        column = plant.columns.get(message.column or "")
        rows.append(
            {
                say("Lines"): ", ".join(map(str, message.lines[:5])),
                say("How many"): len(message.lines),
                say("Column"): say.label(column) if column else (message.column or ""),
                say("Value"): message.value or "",
                say("Problem"): message.message,
                say("What to do"): message.remedy,
            }
        )
    return pd.DataFrame(rows)


def conflict_table(looked: Looked, plant: Plant, say: Language) -> pd.DataFrame:
    """Values that are stored otherwise than the file gives them."""
    rows = [
        {
            say("Shift"): conflict.shift,
            say("Column"): say.label(plant.columns[conflict.column]),
            say("Stored"): str(conflict.stored),
            say("In the file"): str(conflict.given),
        }
        for conflict in looked.difference.conflicts
    ]
    return pd.DataFrame(rows)


def import_table(history: History, plant: str, say: Language) -> pd.DataFrame:
    """The last imports, newest first."""
    rows = [
        {
            say("When, UTC"): each.at[:16].replace("T", " "),
            say("Source"): each.source,
            say("Rows read"): each.read,
            say("Left out"): len(each.left_out),
            say("New shifts"): each.new,
            say("Known already"): each.known,
            say("By"): each.by,
        }
        for each in imports(history, plant, newest=NEWEST)
    ]
    return pd.DataFrame(rows)


def reconciled(workspace: Workspace) -> SurveyReconciliation:
    """The newest shifts in balance.

    Raises
    ------
    FlotationError
        As for :func:`flotation.survey_reconciliation.reconcile_survey`.
    """
    survey = workspace.survey
    recent = np.arange(len(survey.table)) >= len(survey.table) - RECONCILED
    newest = survey.rows(recent)
    return reconcile_survey(workspace.plant, newest)


def shift_names(found: SurveyReconciliation) -> list[str]:
    """The shifts in balance, newest first."""
    return [f"{time:%Y-%m-%d %H:%M}" for time in found.times.tolist()[::-1]]


def _row_of(found: SurveyReconciliation, number: int) -> int:
    """Row of a shift by its place in :func:`shift_names`."""
    return len(found.times) - 1 - number


def closure_words(found: SurveyReconciliation, say: Language) -> str:
    """Whether the balances hold, in one sentence."""
    tested, failing = failing_shifts(found)
    expected = found.level * tested
    sentence = say(
        "{failing} of {tested} shifts fail the balance test at {level} %; chance alone makes {by}.",
        failing=failing,
        tested=tested,
        level=f"{100 * found.level:g}",
        by=f"{expected:.0f}",
    )
    component = component_that_fails(found)
    if component is None:
        return sentence
    return f"{sentence} " + say("It is {component} that does not close.", component=component)


def measurement_table(found: SurveyReconciliation, number: int, say: Language) -> pd.DataFrame:
    """One shift: measured ± sd, balanced, and the adjustment in sd.

    Parameters
    ----------
    found : SurveyReconciliation
    number : int
        Of the shift in :func:`shift_names`.
    """
    labels = {stream.name: say.label(stream) for stream in found.plant.stream}
    rows = []
    for (stream, quantity), balanced, sd, moved in zip(
        found.quantities, *_of_shift(found, _row_of(found, number)), strict=True
    ):
        if np.isfinite(balanced):
            solids = quantity == "solids"
            scale, unit = (1.0, "t/h") if solids else (100.0, "%")
            measured, known = scale * (balanced - moved * sd), np.isfinite(moved)
            rows.append(
                {
                    say("Stream"): labels.get(stream, stream),
                    say("Quantity"): with_unit(say("solids") if solids else quantity, unit),
                    say("Measured"): f"{measured:.4g} ± {scale * sd:.2g}" if known else "—",
                    say("Balanced"): f"{scale * balanced:.4g}",
                    say("Moved, sd"): f"{moved:+.1f}" if known else "",
                }
            )
    return pd.DataFrame(rows)


def _of_shift(found: SurveyReconciliation, row: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Balanced values, errors of the measurements, and how far each was moved, in sd."""
    tested = found.tested
    measured = tested.measured
    with np.errstate(divide="ignore"):
        solids_sd = 1.0 / np.sqrt(measured.solids_weight[row])
        grades_sd = 1.0 / np.sqrt(measured.grades_weight[row].T)
    sd = np.concatenate([solids_sd[:, None], grades_sd], axis=1).ravel()
    moved = np.concatenate(
        [tested.solids_adjustment[row][:, None], tested.grades_adjustment[row]], axis=1
    ).ravel()
    return found.flat(tested)[row], sd, moved


def chance_words(found: SurveyReconciliation, number: int, say: Language) -> str:
    """The chi-square of one shift in words."""
    chance = float(chance_of_misfit(found.tested)[_row_of(found, number)])
    if not pd.notna(chance):
        return say("This shift has too few measurements to be tested.")
    if chance < found.level:
        return say(
            "These measurements do not fit together: by chance alone so in {share} % of shifts.",
            share=f"{100 * chance:.2g}",
        )
    return say("These measurements fit together within their errors.")


def habit_table(found: SurveyReconciliation, say: Language) -> pd.DataFrame:
    """Measurements that the balances move most, over all shifts looked at."""
    labels = {stream.name: say.label(stream) for stream in found.plant.stream}
    rows = [
        {
            say("Stream"): labels.get(line.stream, line.stream),
            say("Quantity"): say("solids") if line.quantity == "solids" else line.quantity,
            say("Shifts"): line.shifts,
            say("Usual move, sd"): round(line.median, 2),
            say("Worst, sd"): round(line.worst, 1),
        }
        for line in adjustment_table(found).itertuples()
    ]
    return pd.DataFrame(rows)


def recovery_rows(found: SurveyReconciliation, say: Language) -> pd.DataFrame:
    """Balanced recoveries with their error of one shift."""
    rows = [
        {
            say("Component"): line.component,
            say("Recovery, %"): percent(line.median) if pd.notna(line.median) else "—",
            say("Error of one shift, sd, points"): f"{100 * line.sd:.2f}",
            say("Shifts"): line.shifts,
        }
        for line in recovery_table(found).itertuples()
    ]
    return pd.DataFrame(rows)
