import math

import numpy as np
import pytest
from survey.corpus import clean, csv, damaged, read, said

from flotation.survey.numerals import read_numbers

NOT_NUMBERS = {
    "１２.５": "U+FF11 FULLWIDTH DIGIT ONE",
    "٣٥٠": "U+0663 ARABIC-INDIC DIGIT THREE",
    "35\u200b0": "U+200B ZERO WIDTH SPACE",
    "350\ufeff": "U+FEFF ZERO WIDTH NO-BREAK SPACE",
    "3５0": "U+FF15",
    "−350": "U+2212 MINUS SIGN",
    "3²": "U+00B2",
    "35O": "text after the number",
    "l50": "words",
    "<0.005": "a limit",
    "＜0.005": "a limit",
    ">500": "a limit",
    "≈350": "a limit",
    "停机": "words",
    "未检": "no value",
    "N/A": "no value",
    "nan": "no value",
    "NaN": "no value",
    "-": "no value",
    "—": "no value",
    "null": "no value",
    "#DIV/0!": "a spreadsheet error",
    "#VALUE!": "a spreadsheet error",
    "#N/A": "no value",
    "1,234": "a comma could be decimal or thousands",
    "350,5": "a comma could be decimal or thousands",
    "1,234.5": "a comma could be decimal or thousands",
    "340-360": "two numbers",
    "350±5": "two numbers",
    "35%": "a per cent sign in a column that is not in %",
    "350 g/t": "text after the number",
    "350*": "text after the number",
    "0x15E": "text after the number",
    "3_50": "text after the number",
    "1e999": "not finite",
    "-1e999": "not finite",
    "inf": "not finite",
    "Infinity": "not finite",
    "3.5.0": "words",
    "three hundred": "words",
    "TRUE": "words",
}


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_no_plain_number_stays_missing_and_is_said(text):
    survey = read(damaged({(7, "w_bha_g_t"): text}))
    assert math.isnan(survey.table.loc[9, "w_bha_g_t"])
    (message,) = said(survey, "number", "w_bha_g_t")
    assert message.lines == (9,)
    assert message.value == text
    assert NOT_NUMBERS[text] in message.message
    assert message.remedy
    assert survey.report.flagged == (9,)
    assert survey.report.accepted == 40


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("350", 350.0), (" 350 ", 350.0), ("350.", 350.0), ("+350", 350.0), ("3.5e2", 350.0)),
        *(("3.5E+02", 350.0), ("350\xa0", 350.0), ("0350", 350.0), (".35e3", 350.0)),
    ],
)
def test_a_plain_number_is_read(text, value):
    survey = read(damaged({(7, "w_bha_g_t"): text}))
    assert survey.table.loc[9, "w_bha_g_t"] == value
    assert survey.report.flagged == ()


@pytest.mark.parametrize("text", ["1e300", "-5", "1e15"])
def test_an_absurd_number_is_out_of_range_not_clipped(text):
    survey = read(damaged({(7, "w_bha_g_t"): text}))
    assert math.isnan(survey.table.loc[9, "w_bha_g_t"])
    assert said(survey, "range", "w_bha_g_t")[0].lines == (9,)


@pytest.mark.parametrize("text", ["", " ", "\xa0"])
def test_an_empty_cell_is_missing_but_not_suspect(text):
    survey = read(damaged({(7, "w_bha_g_t"): text}))
    assert math.isnan(survey.table.loc[9, "w_bha_g_t"])
    assert said(survey, "missing", "w_bha_g_t")[0].lines == (9,)
    assert survey.report.flagged == ()


@pytest.mark.parametrize("text", ["82.1%", "82.1 %"])
def test_a_per_cent_sign_in_a_per_cent_column_is_read_and_said(text):
    survey = read(damaged({(7, "recovery_wo3_pct"): text}))
    assert survey.table.loc[9, "recovery_wo3_pct"] == 82.1
    assert said(survey, "percent sign")[0].lines == (9,)


def test_nothing_infinite_passes_the_door():
    table = clean(40).astype(object)
    for i, text in enumerate(["inf", "-inf", "1e999", "1e400", "Infinity", "+inf"]):
        for name in ("w_ph", "feed_wo3_pct", "w_bha_g_t"):
            table.loc[i, name] = text
    values = read(csv(table)).table.select_dtypes("number").to_numpy()
    assert not np.isinf(values).any()


def test_the_quick_way_and_the_careful_way_agree():
    texts = ["1.5", "", " 2", "-3e-2", "7."]
    quick, blank = read_numbers(texts, per_cent=None)
    careful, odd = read_numbers([*texts, "x"], per_cent=None)
    np.testing.assert_array_equal(quick, careful[:-1])
    assert list(blank) == [1]
    assert list(odd) == [1, 5]


def test_of_a_long_text_only_the_beginning_is_shown():
    survey = read(damaged({(7, "w_bha_g_t"): "x" * 5000}))
    (message,) = said(survey, "number", "w_bha_g_t")
    assert len(message.message) < 300
