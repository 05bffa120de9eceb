"""What a shift report says: its figures, its gaps, its shifts and its decisions."""

from datetime import datetime

import numpy as np
import pytest
from flotation_ui.language import Language
from flotation_ui.report.document import Number, Table, inert, shown
from flotation_ui.report.shift_document import shift_document
from flotation_ui.report.shift_tables import grade, missing_table, shifts_table
from flotation_ui.report.shift_words import period_words
from shift.shifts import as_survey, true_shifts

from flotation.shift_period import ShiftPeriod
from flotation.shift_report import shift_report

DAY = datetime(2024, 1, 2)


@pytest.fixture(scope="module")
def tables(report):
    return {table.id: table for table in shift_document(report, "en").tables}


def cell(table: Table, row, column):
    headers = [c.header for c in table.columns]
    return next(shown(r[headers.index(column)]) for r in table.rows if row <= set(map(shown, r)))


def test_a_report_tells_recovery_from_assays_and_from_weights(report, tables):
    bismuth = report.recoveries[2]
    table = tables["recovery"]
    assert cell(table, {"Bi"}, "theoretical ε, %") == f"{100 * bismuth.theoretical:.2f}"
    assert cell(table, {"Bi"}, "actual ε, %") == f"{100 * bismuth.actual:.2f}"
    assert cell(table, {"Bi"}, "balanced ε, %") == f"{100 * bismuth.balanced:.2f}"
    difference = 100 * (bismuth.theoretical - bismuth.actual)
    assert float(cell(table, {"Bi"}, "difference, %")) == pytest.approx(difference, abs=0.005)
    assert "WO₃: theoretical of 2 and actual of 2 shifts." in table.note


def test_what_was_not_measured_is_a_dash_and_is_listed(report, tables):
    rows = [[shown(c) for c in row] for row in tables["missing"].rows]
    assert rows == [
        ["Mo concentrate", "Mo", "2024-01-02 16:00", "in doubt, taken as not measured"],
        ["W concentrate", "WO₃", "2024-01-02 08:00", "not measured"],
    ]
    shift = next(row for row in tables["shifts"].rows if row[0] == "01-02 08:00")
    assert shown(shift[6]) == "—"
    assert any(
        "2 weights and assays are missing" in w for w in shift_document(report, "en").warnings
    )


def test_a_shift_of_which_nothing_is_known_is_listed_once(plant):
    table = true_shifts().copy()
    measured = [c for s in plant.stream for c in [*s.assays.values(), s.solids] if c]
    table.loc[3, measured] = np.nan
    report = shift_report(plant, as_survey(table), at=DAY)
    found = missing_table(report, Language(code="en"))
    assert [row[:3] for row in found.rows] == [("all streams", "everything", "2024-01-02 00:00")]


def test_a_complete_shift_says_so_and_has_no_list(plant):
    report = shift_report(plant, as_survey(true_shifts()), at=DAY.replace(hour=9), kind="shift")
    document = shift_document(report, "en")
    assert "Every weight and assay that this plant takes is there." in document.lead
    assert "No advice was given for this time." in document.lead
    assert document.warnings == ()
    assert not {"missing", "shifts", "advice"} & {table.id for table in document.tables}
    assert [chart.id for chart in document.charts] == ["recovery_chart", "cost_chart"]
    assert document.lead[0].startswith("2024-01-02 08:00 – 16:00, day shift; 1 shift running")


def test_shifts_are_named_as_the_mill_names_them(report):
    names = [
        [shown(row[1]) for row in shifts_table(report, Language(code=c)).rows] for c in ("zh", "en")
    ]
    assert names == [["夜班", "白班", "中班"], ["night", "day", "evening"]]


@pytest.mark.parametrize(
    ("kind", "since", "until", "words"),
    [
        (
            "shift",
            datetime(2025, 3, 1, 16),
            datetime(2025, 3, 2),
            "2025-03-01 16:00 – 2025-03-02 00:00，中班",
        ),
        ("day", datetime(2025, 3, 1), datetime(2025, 3, 2), "2025-03-01"),
        ("month", datetime(2025, 3, 1), datetime(2025, 4, 1), "2025-03"),
    ],
)
def test_a_period_is_told_by_its_own_length(plant, kind, since, until, words):
    period = ShiftPeriod(kind=kind, since=since, until=until)
    assert period_words(plant, period, Language(code="zh")) == words


def test_decisions_are_told_with_reason_and_set_points(tables):
    open_one, changed = tables["advice"].rows
    assert open_one[3] == "not decided"
    assert changed[3] == "changed"
    assert changed[4] == "too large a move at once: 先调一半，看尾矿再说"
    assert changed[2] == "WO3 70.0 %, Mo 74.1 %"
    assert [[shown(c) for c in row][2:] for row in tables["moves"].rows] == [
        ["114.0", "302.6", "200.0", "g/t"],
        ["8.50", "8.82", "—", ""],
    ]


def test_the_bill_adds_up_to_what_it_says(tables):
    for table in (tables["reagents"], tables["energy"]):
        *lines, total = [row[-1].value for row in table.rows]
        assert sum(lines) == pytest.approx(total)
    cost = [row[1].value for row in tables["cost"].rows]
    assert sum(cost[:4]) == pytest.approx(cost[4])
    assert cost[5] - cost[4] == pytest.approx(cost[6], nan_ok=True)


def test_without_a_balance_the_report_says_why_and_keeps_the_rest(plant):
    table = true_shifts().copy()
    table.loc[3, "feed_t_h"] = np.nan
    report = shift_report(plant, as_survey(table), at=DAY, kind="shift")
    document = shift_document(report, "zh")
    assert document.warnings[0] == "无金属平衡：原矿未称量。"
    assert "balance" not in {table.id for table in document.tables}
    assert document.cards[0].value.shown == "—"
    recovery = next(table for table in document.tables if table.id == "recovery")
    assert shown(recovery.rows[0][2]) != "—"


def test_a_month_counts_what_is_not_in_its_balance(report, plant, survey):
    found = shift_report(plant, survey, at=DAY, kind="month")
    spoilt = survey.table.assign(feed_t_h=survey.table["feed_t_h"].mask(survey.table.index == 7))
    less = shift_report(plant, as_survey(spoilt), at=DAY, kind="month")
    assert not any("The balance is that of" in w for w in shift_document(found, "en").warnings[:0])
    words = shift_document(less, "en").warnings[0]
    assert words.startswith(f"The balance is that of {less.balance.period.shifts} of 12 running")


def test_grades_keep_the_digits_that_their_size_calls_for():
    assert [grade(v).shown for v in (0.6826, 0.00414, 0.000118, np.nan, 0.0)] == [
        *("68.26", "0.414", "0.0118", "—", "0.00"),
    ]


def test_text_is_one_line_of_visible_letters():
    assert inert("a\nb\u200b\ufffe") == "a b<U+200B><U+FFFE>"
    assert len(inert("x" * 5000)) < 2010
    assert Number(value=-0.0004, decimals=3, signed=True).shown == "0.000"
