import codecs
import re

import pytest
from survey.corpus import COLUMNS, clean, csv, read, said

from flotation.errors import DataError
from flotation.survey.encoding import detect_encoding

LABELS = {c.name: c.zh for c in COLUMNS}


def chinese(rows=30):
    """Return a clean survey with Chinese headers and ore types."""
    table = clean(rows)
    table["ore_type"] = ["白钨矿", "黑钨矿"] * (rows // 2)
    return table.rename(columns=LABELS)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with byte-order mark"),
        ("gbk", "GBK/GB18030"),
        ("gb18030", "GBK/GB18030"),
        ("gb2312", "GBK/GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without byte-order mark"),
        ("utf-16-be", "UTF-16 without byte-order mark"),
        ("utf-32", "UTF-32"),
    ],
)
def test_chinese_surveys_are_read_in_the_encodings_of_chinese_plants(encoding, name):
    survey = read(csv(chinese(), encoding))
    assert name in survey.report.source
    assert survey.table["ore_type"].unique().tolist() == ["白钨矿", "黑钨矿"]
    assert survey.table["w_bha_g_t"].tolist() == clean(30)["w_bha_g_t"].tolist()
    assert survey.report.flagged == ()


def test_utf_16_with_a_big_endian_mark_is_read():
    data = codecs.BOM_UTF16_BE + csv(chinese(), "utf-16-be")
    assert len(read(data).table) == 30


TRADITIONAL = "時間,給礦量,原礦品位,精礦品位,尾礦品位,回收率,捕收劑,磨礦細度,礦漿酸鹼值,礦石類型\n"


@pytest.mark.parametrize(
    "data",
    [
        TRADITIONAL.encode("big5") + b"1,2,3,4,5,6,7,8,9,10\n",
        csv(clean(30).assign(ore_type="白鎢礦石類型"), "big5"),
        csv(clean(30).assign(ore_type="façade °C"), "latin-1"),
        csv(clean(30).assign(ore_type="руда"), "cp1251"),
        csv(clean(30).assign(ore_type="タングステン鉱石"), "shift-jis"),
        csv(chinese(), "utf-8").replace("白".encode(), b"\xe7\x99"),
        csv(chinese(), "gbk") + "白钨矿\n".encode(),
        csv(chinese(), "utf-16")[:-1],
        csv(chinese(), "utf-8")[:-2] + b"\xe7\x9f",
        csv(clean(30).assign(ore_type="a\ufffdb")),
        csv(clean(30)).replace(b"2023-01-02 08:00", b"2023\0-01-02 08:00"),
        csv(clean(3000)).replace(b"2025-0", b"2025\0-0"),
        b"\xff\xfe" + csv(clean(30)),
    ],
    ids=[
        *("big5 header", "big5 cells", "latin-1", "cp1251", "shift-jis", "cut utf-8"),
        *("two encodings", "odd utf-16", "torn utf-8", "U+FFFD", "NUL", "late NUL", "false mark"),
    ],
)
def test_text_that_cannot_be_told_is_refused_with_the_word_encoding(data):
    with pytest.raises(DataError, match="encoding"):
        read(data)


def test_the_line_of_a_broken_byte_is_named():
    lines = csv(clean(30)).split(b"\n")
    lines[17] += b"\xff"
    with pytest.raises(DataError, match=r"UTF-8 \(see line 18\)"):
        read(b"\n".join(lines))


def test_the_line_of_a_late_nul_is_right():
    lines = csv(clean(3000)).split(b"\n")
    lines[2000] = lines[2000][:-1] + b"\0"
    with pytest.raises(DataError, match=r"line 2001 of the survey holds U\+0000"):
        read(b"\n".join(lines))


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u200e", "\u00ad"])
def test_an_invisible_character_in_a_header_is_named_and_read_over(hidden):
    survey = read(csv(clean(20).rename(columns={"w_ph": f"w{hidden}_ph"})))
    (message,) = said(survey, "encoding")
    assert f"U+{ord(hidden):04X}" in message.message
    assert survey.table["w_ph"].notna().all()


@pytest.mark.parametrize(
    ("header", "point"),
    [
        ("feеd_wo3_pct", "U+0435 CYRILLIC SMALL LETTER IE"),
        ("w_рh", "U+0440 CYRILLIC SMALL LETTER ER"),
        ("conc_wο3_pct", "U+03BF GREEK SMALL LETTER OMICRON"),
    ],
)
def test_a_look_alike_letter_in_a_header_is_refused_by_code_point(header, point):
    plain = header.translate(str.maketrans("ерο", "epo"))
    with pytest.raises(DataError, match=f"{re.escape(point)}.*looks like.*encoding"):
        read(csv(clean(20).rename(columns={plain: header})))


def test_full_width_letters_in_a_header_are_read():
    survey = read(csv(clean(20).rename(columns={"w_bha_g_t": "ＢＨＡ（ｇ／ｔ）"})))
    assert survey.table["w_bha_g_t"].notna().all()


@pytest.mark.parametrize("text", ["原矿品位（%）", "磨矿细度 µm", "温度℃", "空气 m³/h", "pH值"])
def test_gbk_with_the_symbols_of_units_is_told(text):
    assert detect_encoding(f"{text},回收率\n".encode("gb18030"))[0] == "gb18030"
