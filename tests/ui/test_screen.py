import pytest
from flotation_ui.screen import aligned, visible, width, wrapped


@pytest.mark.parametrize("code", [0x07, 0x1B, 0x7F, 0x85, 0x9B, 0x200B, 0x202E, 0x2066, 0xFEFF])
def test_no_control_or_invisible_character_stays(code):
    assert visible(f"a{chr(code)}b") == f"a<U+{code:04X}>b"


def test_words_of_any_language_stay():
    text = "捕收剂 BHA, µm, °C, m³ → ≥ ◆"
    assert visible(text) == text


def test_chinese_labels_line_up_with_english_ones():
    lines = aligned(["项目", "now"], [["捕收剂 BHA", "121.0"], ["pH", "9.2"]]).splitlines()
    assert len({width(line) for line in lines}) == 1


def test_a_line_break_in_a_cell_does_not_break_the_table():
    assert len(aligned(["a"], [["x\ny"]]).splitlines()) == 2


def test_no_wrapped_line_is_longer_than_asked():
    lines = wrapped("word " * 60, indent="    ", columns=40).splitlines()
    assert max(map(len, lines)) <= 40
    assert all(line.startswith("    ") for line in lines[1:])
    assert sum(line.split().count("word") for line in lines) == 60
