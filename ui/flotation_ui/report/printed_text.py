"""Text in print: letters a font lacks by their number, and lines that fit a width."""

from collections.abc import Callable, Container, Iterator

from flotation_ui.report.document import inert

PLAIN = dict(zip("₀₁₂₃₄₅₆₇₈₉−", "0123456789-", strict=True))
OPENING, CLOSING = "（《“‘([", "，。；：、！？）》”’,.;:!?)]%"


def printable(text: str, letters: Container[int]) -> str:
    """Text in which what a font lacks is a plain digit, or the letter's number.

    Examples
    --------
    >>> printable("WO₃ 😀", {ord(c) for c in "WO3 "})
    'WO3 <U+1F600>'
    """
    told = (c if ord(c) in letters else PLAIN.get(c, f"<U+{ord(c):04X}>") for c in inert(text))
    return "".join(told)


def lines(text: str, room: float, measure: Callable[[str], float]) -> list[str]:
    """Lines that fit: broken between words, and between Chinese letters.

    Parameters
    ----------
    text : str
    room : float
        Width to keep within.
    measure : callable
        Width of a text in the same unit.

    Examples
    --------
    >>> lines("品位 grade of ore", 7, len)
    ['品位', 'grade', 'of ore']
    """
    found, line = [], ""
    for piece in _pieces(text):
        if line and measure((line + piece).rstrip()) > room:
            found.append(line.rstrip())
            line = ""
        line = line + piece if line else piece.lstrip()
        while measure(line.rstrip()) > room and len(line) > 1:
            keep = _fitting(line, room, measure)
            found.append(line[:keep])
            line = line[keep:]
    return [*found, line.rstrip()] if line.strip() or not found else found


def _fitting(word: str, room: float, measure: Callable[[str], float]) -> int:
    """How many letters of a word that is too long fit; one at least."""
    keep = len(word)
    while keep > 1 and measure(word[:keep]) > room:
        keep -= 1
    return keep


def _pieces(text: str) -> Iterator[str]:
    """What must not be broken: words with the blank behind them, Chinese letters one by one."""
    piece = ""
    for letter in text:
        wide = ord(letter) > 0x2E80
        joined = letter in CLOSING or piece[-1:] in tuple(OPENING)
        breaks = piece and not joined and (wide or _is_wide(piece[-1]) or piece[-1] == " ")
        if breaks and letter != " ":
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _is_wide(letter: str) -> bool:
    return ord(letter) > 0x2E80
