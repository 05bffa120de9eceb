import pytest
from survey.corpus import COLUMNS, clean, csv, read, said

from flotation.errors import DataError


def lines_of(rows=30, **options):
    """Return the lines of a clean CSV, header first."""
    return csv(clean(rows), **options).decode().splitlines()


def joined(lines, end="\n"):
    """Return lines as bytes."""
    return (end.join(lines) + end).encode()


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda cells: cells[:-1], 12),
        (lambda cells: cells[:3], 12),
        (lambda cells: [*cells, "1.5"], 12),
        (lambda cells: [*cells[:4], "35", "0", *cells[5:]], 12),
        (lambda cells: ["合计"], 12),
        (lambda cells: ["# the mill was cleaned"], 12),
    ],
    ids=["one short", "torn", "one long", "decimal comma", "total", "remark"],
)
def test_a_row_of_the_wrong_width_is_left_out_by_its_line(damage, line):
    lines = lines_of()
    lines[line - 1] = ",".join(damage(lines[line - 1].split(",")))
    survey = read(joined(lines))
    assert survey.report.flagged == survey.report.left_out == (line,)
    assert said(survey, "shape")[0].lines == (line,)
    assert survey.report.read == 30
    assert survey.report.accepted == 29
    assert survey.table.drop(columns="time").notna().all(axis=None)


def test_a_last_row_cut_off_in_saving_is_left_out():
    data = csv(clean(30))
    survey = read(data[: data.rstrip().rfind(b",") - 8])
    assert survey.report.left_out == (31,)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk"])
@pytest.mark.parametrize(("cut", "suspect"), [(0, False), (1, True), (2, True), (3, True)])
def test_a_last_number_that_may_be_cut_off_is_missing(cut, suspect, encoding):
    table = clean(30).drop(columns=["ore_type"])
    table["w_ph"] = [f"{v:.2f}" for v in table["w_ph"]]
    text = table.to_csv(index=False).rstrip()
    survey = read(text[: len(text) - cut].encode(encoding))
    assert survey.report.flagged == ((31,) if suspect else ())
    assert survey.report.accepted == 30
    if suspect:
        assert "the file ends in the middle of a line" in said(survey, "number")[0].message


def test_a_few_rows_say_nothing_about_the_digits_of_the_last():
    table = clean(6).drop(columns=["ore_type"])
    table["w_ph"] = ["9.01", "9.02", "9.03", "9.04", "9.05", "9.1"]
    assert read(csv(table).rstrip()).report.flagged == ()


def test_whole_numbers_in_the_last_column_are_not_taken_for_cut_off():
    table = clean(30).drop(columns=["ore_type"])
    table["w_ph"] = 9
    assert read(csv(table).rstrip()).report.flagged == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_endings_do_not_move_the_line_numbers(end):
    lines = lines_of()
    lines[11] = "x"
    assert read(joined(lines, end)).report.left_out == (12,)


def test_a_comma_at_the_end_of_every_row_shifts_nothing():
    lines = lines_of()
    survey = read(joined([lines[0], *(f"{line}," for line in lines[1:])]))
    assert survey.table["w_ph"].tolist() == clean(30)["w_ph"].tolist()
    assert len(said(survey, "trailing cells")[0].lines) == 30
    everywhere = read(joined([f"{line},," for line in lines]))
    assert everywhere.table["w_ph"].tolist() == clean(30)["w_ph"].tolist()
    assert everywhere.report.flagged == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_from_the_header(delimiter):
    survey = read(csv(clean(30), sep=delimiter))
    assert survey.table["feed_wo3_pct"].tolist() == clean(30)["feed_wo3_pct"].tolist()


def test_a_comma_inside_a_header_does_not_decide_the_delimiter():
    table = clean(30).rename(columns={"w_bha_g_t": "捕收剂BHA, g/t", "w_ph": "矿浆pH, -"})
    for delimiter in (",", ";", "\t"):
        assert read(csv(table, sep=delimiter)).report.flagged == ()


def test_the_hint_of_a_spreadsheet_is_followed():
    survey = read(b"sep=;\n" + csv(clean(30), sep=";"))
    assert survey.table.index[0] == 3
    assert "semicolons" in survey.report.source
    assert survey.report.messages == ()


def test_decimal_commas_in_every_row_are_refused_with_the_reason():
    lines = lines_of()
    lines[1:] = [line.replace(".", ",") for line in lines[1:]]
    with pytest.raises(DataError, match="most rows do not fit the header.*decimal comma"):
        read(joined(lines))


def test_decimal_commas_between_semicolons_stay_missing():
    survey = read(csv(clean(30), sep=";", decimal=","))
    assert survey.table["feed_wo3_pct"].isna().all()
    assert len(said(survey, "number", "feed_wo3_pct")[0].lines) == 30


@pytest.mark.parametrize("titles", [1, 2, 5])
def test_title_rows_above_the_header_are_passed_over_and_said(titles):
    above = [f"Monthly report {i},,," for i in range(titles)]
    survey = read(joined([*above, *lines_of()]))
    assert said(survey, "title rows")[0].lines == tuple(range(1, titles + 1))
    assert survey.table.index[0] == titles + 2


def test_a_row_of_units_below_the_header_is_used():
    table = clean(30)
    table["w_bha_g_t"] = table["w_bha_g_t"] / 1000
    table = table.rename(columns={"w_bha_g_t": "BHA"})
    lines = csv(table).decode().splitlines()
    units = ["", "t/h", "%", "%", "%", "%", "kg/t", "um", "-", ""]
    survey = read(joined([lines[0], ",".join(units), *lines[1:]]))
    assert said(survey, "unit row")[0].lines == (2,)
    assert survey.table["w_bha_g_t"].tolist() == pytest.approx(clean(30)["w_bha_g_t"].tolist())
    assert survey.report.accepted == 30


@pytest.mark.parametrize("name", ["w_ph", "time", "feed_wo3_pct"])
def test_a_column_given_twice_is_refused(name):
    table = clean(20)
    lines = csv(table).decode().splitlines()
    place = list(table).index(name)
    doubled = [f"{line},{line.split(',')[place]}" for line in lines]
    with pytest.raises(DataError, match=f"column {name} is in the survey twice"):
        read(joined(doubled))


def test_a_column_under_two_of_its_names_is_refused_with_both():
    table = clean(20)
    table["BHA"] = table["w_bha_g_t"]
    with pytest.raises(
        DataError, match="w_bha_g_t is in the survey twice, as 'w_bha_g_t' and 'BHA'"
    ):
        read(csv(table))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("w_bha_g_t", "w_bah_g_t"),
        ("feed_wo3_pct", "feed_wo_pct"),
        ("conc_wo3_pct", "Concentrate WO3 grade"),
        ("time", "timestamp"),
    ],
)
def test_a_missing_column_is_refused_with_the_nearest_header(old, new):
    with pytest.raises(DataError, match=f"the survey lacks {old}.*{new}' is near"):
        read(csv(clean(20).rename(columns={old: new})))


def test_all_missing_columns_are_listed_at_once():
    with pytest.raises(DataError, match="lacks feed_wo3_pct, w_ph; its header .line 1."):
        read(csv(clean(20).drop(columns=["feed_wo3_pct", "w_ph"])))


def test_an_optional_column_may_be_absent():
    survey = read(csv(clean(20).drop(columns=["recovery_wo3_pct", "ore_type"])))
    assert "recovery_wo3_pct" not in survey.table
    assert survey.report.accepted == 20


def test_an_unknown_column_is_not_read_but_said_with_the_nearest_name():
    table = clean(20)
    table["grind_p8_um"] = 75.0
    survey = read(csv(table))
    (message,) = said(survey, "unknown column")
    assert message.column == "grind_p8_um"
    assert "the nearest is grind_p80_um" in message.message
    assert "grind_p8_um" not in survey.table


def test_an_unnamed_column_with_values_is_said_and_an_empty_one_is_not():
    lines = lines_of()
    with_values = read(joined([f"{lines[0]},", *(f"{line},7" for line in lines[1:])]))
    assert (
        "cell 11 of the header is empty above values"
        in said(with_values, "unknown column")[0].message
    )
    empty = read(joined([f"{line}," for line in lines]))
    assert empty.report.messages == ()


@pytest.mark.parametrize("blank", ["", ",,,,,,,,,", ",,,"])
def test_an_empty_row_is_not_counted(blank):
    lines = lines_of()
    lines.insert(11, blank)
    survey = read(joined(lines))
    assert survey.report.read == survey.report.accepted == 30
    assert survey.table.index[10] == 13


def test_a_repeated_header_is_left_out():
    lines = lines_of()
    lines.insert(15, lines[0])
    survey = read(joined(lines))
    assert survey.report.left_out == (16,)
    assert survey.report.accepted == 30


def test_a_file_without_header_is_refused():
    with pytest.raises(
        DataError, match=r"no header row was found .* begins with \['2023-01-01 00:00'"
    ):
        read(joined(lines_of()[1:]))


@pytest.mark.parametrize("data", ["header", "header twice"])
def test_a_header_without_rows_is_refused(data):
    lines = lines_of()[:1] * (2 if data == "header twice" else 1)
    with pytest.raises(DataError, match="no rows"):
        read(joined(lines))


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_quotation_mark_without_partner_is_refused_by_its_line(end):
    lines = lines_of()
    lines[11] = lines[11].replace(",", ',"', 1)
    with pytest.raises(DataError, match="the row that starts at line 12 cannot be read"):
        read("\n".join(lines).encode() + end.encode())


def test_a_row_that_swallowed_others_is_flagged_over_all_its_lines():
    lines = lines_of()
    lines[11] = lines[11].replace(",", ',"', 1)
    lines[14] = lines[14].replace(",", '",', 1)
    survey = read(joined(lines))
    assert set(survey.report.flagged) >= {12, 13, 14, 15}
    assert survey.table.index[10] == 16


def test_a_line_break_in_quotation_marks_keeps_the_line_numbers():
    lines = lines_of()
    lines[5] = lines[5].rsplit(",", 1)[0] + ',"A\nB"'
    lines[20] = "x"
    survey = read(joined(lines))
    assert survey.report.left_out == (22,)
    assert survey.table.loc[6, "ore_type"] == "A\nB"


@pytest.mark.parametrize(
    "header",
    [
        *("w_bha_g_t", "W_BHA_G_T", "w bha g/t", "BHA", "bha (g/t)", "BHA [g/t]", "BHA，g/t"),
        *(
            "捕收剂BHA",
            "捕收剂BHA（g/t）",
            "捕收剂 BHA, g/t",
            "BHA collector",
            "BHA Collector (g/t)",
        ),
        *(" BHA ", "BHA, 克/吨", "BHA/(g/t)"),
    ],
)
def test_a_header_is_matched_by_any_of_its_names_with_or_without_unit(header):
    survey = read(csv(clean(20).rename(columns={"w_bha_g_t": header})))
    assert survey.table["w_bha_g_t"].tolist() == clean(20)["w_bha_g_t"].tolist()
    assert survey.report.flagged == ()


def test_columns_may_come_in_any_order():
    table = clean(20)[sorted(clean(20), reverse=True)]
    assert list(read(csv(table)).table) == [c.name for c in COLUMNS]
