import io
import re
import zipfile
from datetime import date, datetime, time

import pandas as pd
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from survey.corpus import COLUMNS, clean, column, csv, read, said, workbook
from survey.sheets import cell_xml, edited, filled, saved, with_sheet

from flotation.errors import DataError
from flotation.spreadsheet.reader import child_lines, stored

LAST = "J"  # the column of the ore type; G is the dose of BHA, F the recovery


def test_numbers_are_the_ones_that_other_readers_find():
    data = workbook(clean(50))
    survey = read(data)
    theirs = pd.read_excel(io.BytesIO(data), engine="calamine")
    for name in survey.table.select_dtypes("number"):
        assert survey.table[name].tolist() == theirs[name].tolist()


@pytest.mark.parametrize("shown", ["0%", "0.0%", "0.00%", "[Red]0.0%"])
def test_a_cell_shown_as_per_cent_is_read_as_shown(shown):
    book = filled()
    cell = book.active["F5"]
    cell.value, cell.number_format = cell.value / 100, shown
    survey = read(saved(book))
    assert survey.table.loc[5, "recovery_wo3_pct"] == pytest.approx(
        clean(30)["recovery_wo3_pct"][3]
    )
    (message,) = said(survey, "percent sign")
    assert message.lines == (5,)
    assert survey.report.flagged == ()


@pytest.mark.parametrize(
    ("reference", "value", "shown", "rule", "remark"),
    [
        ("G5", 3.5, "0%", "number", "per cent format in a column that is not in %"),
        ("G5", datetime(2024, 3, 5), "yyyy-mm-dd", "number", "a date, probably made by"),
        ("G5", date(2024, 3, 5), "d-mmm", "number", "a date, probably made by"),
        ("G5", time(8, 30), "h:mm", "number", "a date, probably made by"),
        ("G5", True, "General", "number", "a truth value"),
        ("G5", "#DIV/0!", "General", "number", "a spreadsheet error"),
        ("G5", "#REF!", "General", "number", "a spreadsheet error"),
        ("G5", "#N/A", "General", "number", "a spreadsheet error"),
        ("G5", "=1/3", "General", "number", "a formula without a stored result"),
        ("G5", "停机", "General", "number", "words"),
        ("G5", "<5", "General", "number", "a limit"),
        ("G5", 1e300, "General", "range", "1e+300"),
    ],
)
def test_a_cell_that_is_no_number_stays_missing_and_is_said(reference, value, shown, rule, remark):
    book = filled()
    book.active[reference].value = value
    book.active[reference].number_format = shown
    survey = read(saved(book))
    assert pd.isna(survey.table.loc[5, "w_bha_g_t"])
    (message,) = said(survey, rule, "w_bha_g_t")
    assert message.lines == (5,)
    assert remark in message.message
    assert survey.report.flagged == (5,)


def test_a_number_kept_as_text_is_read():
    book = filled()
    book.active["G5"] = "351.5"
    assert read(saved(book)).table.loc[5, "w_bha_g_t"] == 351.5


def test_a_formula_with_a_stored_result_is_read_and_said():
    data = with_sheet(lambda x: cell_xml(x, "G5", '<c r="G5"><f>SUM(A1)</f><v>352</v></c>'))
    survey = read(data)
    assert survey.table.loc[5, "w_bha_g_t"] == 352.0
    assert "1 cells are formulas" in said(survey, "formulas")[0].message


def test_a_formula_that_ends_in_an_error_is_missing():
    data = with_sheet(lambda x: cell_xml(x, "G5", '<c r="G5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'))
    assert said(read(data), "number")[0].value == "#DIV/0!"


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_dates_follow_the_epoch_of_the_workbook(epoch):
    book = filled()
    if epoch:
        book.epoch = epoch
    for row, text in enumerate(clean(30)["time"], 2):
        book.active.cell(row, 1, datetime.fromisoformat(text))
    survey = read(saved(book))
    assert survey.table["time"].tolist() == pd.to_datetime(clean(30)["time"]).tolist()


def test_dates_without_a_date_format_are_read_from_the_epoch_and_said():
    book = filled()
    for row, text in enumerate(clean(30)["time"], 2):
        days = datetime.fromisoformat(text) - datetime(1899, 12, 30)
        book.active.cell(row, 1, days.total_seconds() / 86400)
    survey = read(saved(book))
    assert survey.table["time"].tolist() == pd.to_datetime(clean(30)["time"]).tolist()
    assert "days since 1899-12-30" in said(survey, "time")[0].message


def test_real_dates_and_ambiguous_text_dates_in_one_column_are_refused():
    book = filled()
    for row, text in enumerate(clean(30)["time"], 2):
        moment = datetime.fromisoformat(text)
        book.active.cell(row, 1, moment if row > 10 else f"{moment:%d/%m/%Y %H:%M}")
    with pytest.raises(DataError, match="mixes dates such as '01/01/2023 00:00'"):
        read(saved(book))


def test_merged_cells_are_named_and_not_spread():
    book = filled()
    book.active.merge_cells("G5:G7")
    survey = read(saved(book))
    assert said(survey, "merged")[0].value == "G5:G7"
    assert survey.table["w_bha_g_t"].isna().sum() == 2
    assert said(survey, "missing", "w_bha_g_t")[0].lines == (6, 7)


def test_hidden_rows_and_columns_are_read_and_named():
    book = filled()
    book.active.row_dimensions[9].hidden = True
    book.active.column_dimensions["G"].hidden = True
    survey = read(saved(book))
    rows, columns = said(survey, "hidden")
    assert rows.lines == (9,)
    assert "G:G" in columns.message
    assert survey.report.accepted == 30


def test_the_sheet_with_the_survey_is_found_and_the_others_are_named():
    book = filled()
    book.create_sheet("Notes", 0).append(["Written by the shift", "in March"])
    book.create_sheet("Old").append(["a", "b"])
    book["Old"].sheet_state = "hidden"
    survey = read(saved(book))
    (message,) = said(survey, "sheets")
    assert "not read: 'Notes', 'Old' (hidden)" in message.message
    assert "sheet 'Sheet'" in survey.report.source


def test_two_sheets_that_could_both_be_the_survey_are_refused():
    book = filled()
    twin = book.create_sheet("March")
    for row in book.active.values:
        twin.append(list(row))
    with pytest.raises(DataError, match="the sheets 'Sheet', 'March' all look like the survey"):
        read(saved(book))


def test_a_survey_on_a_hidden_sheet_is_not_read():
    book = filled()
    book.active.sheet_state = "hidden"
    book.active.title = "Data"
    book.create_sheet("Cover").append(["Report"])
    book.active = 1
    with pytest.raises(DataError, match="the hidden sheet 'Data' does: unhide it"):
        read(saved(book))


def test_a_workbook_without_any_known_column_is_refused():
    book = filled()
    book.active.delete_rows(1)
    with pytest.raises(DataError, match=r"no sheet of the workbook \('Sheet'\) names a column"):
        read(saved(book))


def test_title_rows_and_a_row_of_units_are_understood():
    book = filled()
    book.active.insert_rows(1, 2)
    book.active["A1"] = "选矿厂生产月报"
    book.active.insert_rows(4)
    for place, unit in enumerate(["", "t/h", "%", "%", "%", "%", "g/t", "µm", "-", ""], 1):
        book.active.cell(4, place, unit or None)
    survey = read(saved(book))
    assert survey.table.index[0] == 5
    assert survey.report.accepted == 30


def test_cells_beyond_the_header_are_named_and_do_not_cost_the_row():
    book = filled()
    book.active["M29"] = "pump repaired"
    survey = read(saved(book))
    assert said(survey, "beyond header")[0].value == "M29"
    assert survey.report.accepted == 30


def test_blank_rows_inside_the_table_are_passed_over():
    book = filled()
    book.active.insert_rows(10, 3)
    survey = read(saved(book))
    assert survey.report.read == survey.report.accepted == 30
    assert survey.table.index[8] == 13


def test_shared_and_inline_strings_are_read_without_phonetic_guides():
    data = with_sheet(
        lambda x: cell_xml(
            x,
            f"{LAST}5",
            f'<c r="{LAST}5" t="inlineStr"><is><r><t>白</t></r><r><t>钨</t></r>'
            "<rPh sb='0' eb='1'><t>bai</t></rPh></is></c>",
        )
    )
    assert read(data).table.loc[5, "ore_type"] == "白钨"


def test_cells_without_references_are_counted():
    def strip(text):
        return text.replace(' r="G5"', "").replace(' r="H5"', "")

    survey = read(with_sheet(strip))
    assert survey.table.loc[5, "w_bha_g_t"] == clean(30)["w_bha_g_t"][3]


def test_a_whole_number_in_a_text_column_is_text():
    book = filled()
    book.active[f"{LAST}5"] = 3
    assert read(saved(book)).table.loc[5, "ore_type"] == "3"


def test_a_unit_in_the_header_of_a_workbook_is_converted():
    book = filled()
    book.active["G1"] = "BHA (kg/t)"
    for row in range(2, 32):
        book.active.cell(row, 7).value /= 1000
    values = read(saved(book)).table["w_bha_g_t"]
    assert values.tolist() == pytest.approx(clean(30)["w_bha_g_t"].tolist())


def test_a_fraction_column_shown_as_per_cent_is_not_multiplied_twice():
    book = filled()
    book.active["F1"] = "WO3 recovery (fraction)"
    for row in range(2, 32):
        book.active.cell(row, 6).value /= 100
        book.active.cell(row, 6).number_format = "0.0%"
    survey = read(saved(book))
    values = survey.table["recovery_wo3_pct"].tolist()
    assert values == pytest.approx(clean(30)["recovery_wo3_pct"].tolist())
    assert len(said(survey, "percent sign")[0].lines) == 30


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_is_refused(share):
    data = saved(filled())
    with pytest.raises(DataError, match="the workbook is damaged"):
        read(data[: int(share * len(data))])


def test_a_workbook_with_broken_bytes_is_refused_or_read_right():
    data = saved(filled())
    for place in range(60, len(data), len(data) // 24):
        torn = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            values = read(torn).table["w_bha_g_t"].tolist()
        except DataError:
            continue
        assert values == clean(30)["w_bha_g_t"].tolist()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + 600 * b"\0",
            "the old .xls kind; save it as .xlsx",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted with a password",
        ),
    ],
)
def test_workbooks_that_are_not_open_ones_are_named(data, message):
    with pytest.raises(DataError, match=message):
        read(data)


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("word/document.xml", "a Word document"),
        ("xl/workbook.bin", "a binary workbook (.xlsb)"),
        ("content.xml", "an OpenDocument file"),
        ("survey.csv", "a zip archive"),
    ],
)
def test_other_zip_files_are_named(part, kind):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(part, "x")
    with pytest.raises(DataError, match=f"the survey is {re.escape(kind)}, not a table"):
        read(file.getvalue())


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x.replace("</sheetData>", ""),
        lambda x: x.replace('r="5"', 'r="3"', 1),
        lambda x: x.replace('<c r="G5"', '<c r="G6"'),
        lambda x: x.replace('<c r="G5"', '<c r="5G"'),
        lambda x: cell_xml(x, "G5", '<c r="G5" t="s"><v>99999</v></c>'),
        lambda x: cell_xml(x, "G5", '<c r="G5" s="x"><v>1</v></c>'),
        lambda x: cell_xml(x, "G5", '<c r="G5"><v>twelve</v></c>'),
    ],
    ids=["unclosed", "row order", "row of cell", "reference", "string", "style", "number"],
)
def test_a_sheet_that_excel_would_not_write_is_refused(change):
    with pytest.raises(DataError, match="the workbook is damaged"):
        read(with_sheet(change))


def test_no_stray_process_or_file_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = workbook(clean(30))
    read(data)
    with stored(data) as path:
        rows = child_lines(path, "read", "0")
        next(rows)
        rows.close()
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_takes_too_long_is_stopped():
    with (
        stored(workbook(clean(2000))) as path,
        pytest.raises(DataError, match="more memory or time than a table would"),
    ):
        list(child_lines(path, "read", "0", seconds=0.01))


def test_the_same_survey_gives_the_same_table_from_a_workbook_and_from_text():
    table = clean(60)
    table.loc[7, "w_bha_g_t"] = 3500.0
    ours, theirs = read(workbook(table)), read(csv(table))
    pd.testing.assert_frame_equal(ours.table, theirs.table)
    assert ours.report.flagged == theirs.report.flagged


def test_the_directory_of_relations_may_use_absolute_targets():
    data = edited(
        saved(filled()),
        "xl/_rels/workbook.xml.rels",
        lambda x: x.replace('Target="worksheets', 'Target="/xl/worksheets'),
    )
    assert read(data).report.accepted == 30


def test_a_column_in_share_of_a_range_of_fractions_keeps_its_values():
    share = column("water_ratio", "fraction", "ratio", 0, 1, "回水率", "Return water")
    book = filled()
    book.active["K1"] = "water_ratio"
    for row in range(2, 32):
        book.active.cell(row, 11, 0.5)
    assert read(saved(book), (*COLUMNS, share)).table["water_ratio"].tolist() == [0.5] * 30


def test_a_formula_without_result_is_shown_as_it_was_written():
    data = with_sheet(lambda x: cell_xml(x, "G5", '<c r="G5"><f>SUM(A1,B2)</f></c>'))
    (message,) = said(read(data), "number", "w_bha_g_t")
    assert message.value == "=SUM(A1,B2)"


def test_space_between_the_parts_of_a_cell_is_no_value():
    data = with_sheet(lambda x: cell_xml(x, "G5", '<c r="G5"> <v>351</v> <f>A1</f> \n</c>'))
    assert read(data).table.loc[5, "w_bha_g_t"] == 351.0


def test_an_encrypted_part_is_refused():
    data = bytearray(saved(filled()))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    with pytest.raises(DataError, match="encrypted with a password"):
        read(bytes(data))
