"""No bytes make the plant file's door do anything but read or refuse."""

import os
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from flotation.errors import PlantFileError
from flotation.plant import Plant
from flotation.plant_file import parse_plant
from tests.plant_variants import SMALL

EXAMPLES = int(os.environ.get("FLOTATION_FUZZ", "300"))
PIECES = st.sampled_from(
    [b'"', b"'", b"[", b"]]", b"{", b"}", b"=", b".", b"\n", b"\\", b"#", b'"""', b"nan", b"1e999"]
    + [b"-inf", b"true", b"2026-13-45", b"0x", b"1_", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\\u0000"]
)
EDITS = st.lists(
    st.tuples(st.integers(0, len(SMALL)), st.integers(0, 40), PIECES | st.binary(max_size=6)),
    min_size=1,
    max_size=6,
)


def door(data):
    """What the door makes of some bytes: a plant, or sentences."""
    started = time.monotonic()
    try:
        answer = parse_plant(data)
    except PlantFileError as error:
        answer = str(error)
        assert answer.startswith("plant.toml")
        assert answer.replace("\n", "").isprintable()
    assert time.monotonic() - started < 2.0
    return answer


def edited(edits):
    """The small plant file with pieces cut out and others put in."""
    data = SMALL
    for place, cut, piece in edits:
        data = data[:place] + piece + data[place + cut :]
    return data


@settings(max_examples=EXAMPLES, deadline=None)
@given(EDITS)
def test_an_edited_plant_file_is_read_or_refused(edits):
    assert isinstance(door(edited(edits)), (Plant, str))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_any_bytes_are_refused_in_sentences(data):
    assert isinstance(door(data), str)
