"""Text out of bytes: UTF-8, UTF-16 and GB18030 (GBK) are told apart, the rest is refused.

Any byte string is valid in some encoding, and Big5 or Latin-1 bytes often pass as
GB18030 with wrong characters. So bytes that are not Unicode are accepted as
GB18030 only where almost all their characters are the common ones of GB 2312.
"""

import codecs
from collections import Counter

from flotation.errors import DataError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with byte-order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_REMEDY = "save it again as UTF-8 (in Excel: CSV UTF-8)"
_COMMON_SHARE = 0.9
_STEP = 1 << 20


def detect_encoding(data):
    r"""Name of the codec that reads these bytes, and its name for people.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    codec, name : str

    Raises
    ------
    DataError
        If the bytes are in no encoding that can be told for certain, or hold
        characters that only a broken encoding leaves behind (U+0000, U+FFFD).

    Examples
    --------
    >>> detect_encoding("原矿,1".encode("gbk"))
    ('gb18030', 'GBK/GB18030')
    >>> detect_encoding("原礦品位,回收率".encode("big5"))
    Traceback (most recent call last):
    ...
    flotation.errors.DataError: the text encoding of the survey cannot be told: it is neither
    UTF-8 (see line 1) nor UTF-16 nor GBK; save it again as UTF-8 (in Excel: CSV UTF-8)
    """
    codec, name = _by_mark(data) or _by_zeros(data) or ("utf-8", "UTF-8")
    fault = _first_fault(data, codec)
    if fault is None:
        return codec, name
    line, character = fault
    if character:
        raise DataError(
            f"line {line} of the survey holds U+{ord(character):04X}, which a broken text encoding "
            f"leaves behind; {_REMEDY}"
        )
    if codec != "utf-8":
        raise DataError(
            f"the survey begins as {name} but that encoding breaks at line {line}; {_REMEDY}"
        )
    if _first_fault(data, "gb18030") is None and _is_simplified_chinese(data):
        return "gb18030", "GBK/GB18030"
    raise DataError(
        f"the text encoding of the survey cannot be told: it is neither UTF-8 (see line {line}) "
        f"nor UTF-16 nor GBK; {_REMEDY}"
    )


def _by_mark(data):
    return next(((codec, name) for mark, codec, name in _BOMS if data.startswith(mark)), None)


def _by_zeros(data):
    """UTF-16 without a byte-order mark has zero bytes, and on one side only."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and even == 0:
        return "utf-16-le", "UTF-16 without byte-order mark"
    if even > len(head) // 8 and odd == 0:
        return "utf-16-be", "UTF-16 without byte-order mark"
    return None


def _first_fault(data, codec):
    """First line that cannot be read, with its impossible character if it has one."""
    decoder = codecs.getincrementaldecoder(codec)()
    view, line = memoryview(data), 1
    for start in range(0, len(data), _STEP):
        try:
            text = decoder.decode(view[start : start + _STEP], final=start + _STEP >= len(data))
        except UnicodeDecodeError as error:
            return line + bytes(error.object[: error.start]).count(b"\n"), None
        for character in "\0\ufffd":
            if character in text:
                return line + text.count("\n", 0, text.index(character)), character
        line += text.count("\n")
    return None


def _is_simplified_chinese(data):
    """Whether nearly all characters beyond ASCII are common ones of GB 2312."""
    counts = Counter(data.decode("gb18030"))
    foreign = {c: n for c, n in counts.items() if not c.isascii()}
    common = sum(n for c, n in foreign.items() if _is_common(c))
    return common >= _COMMON_SHARE * sum(foreign.values())


def _is_common(c):
    """In GB 2312: punctuation and symbols, Greek letters, or a first-level hanzi."""
    if c in "µ³²°":
        return True
    try:
        lead = c.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return lead in (0xA1, 0xA2, 0xA3, 0xA6) or 0xB0 <= lead <= 0xD7
