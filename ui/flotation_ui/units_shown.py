"""Numbers and units as people read them."""

import math
import re

_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_FORMULAS = re.compile(
    r"(?<![A-Za-z0-9_])(WO3|MoO3|CaF2|CaCO3|CO2|SO2|SiO2|Na2S|H2O|Fe2O3|Al2O3)(?![A-Za-z0-9_])"
)
_CUBIC = re.compile(r"(?<![A-Za-z0-9_])m3(?![A-Za-z0-9_])")


def with_unit(label: str, unit: str) -> str:
    """A label with its unit; quantities without one (pH, ratios) keep the label alone.

    Examples
    --------
    >>> with_unit("BHA, W rougher", "g/t"), with_unit("pH", "-")
    ('BHA, W rougher, g/t', 'pH')
    """
    return label if unit in ("", "-", "1") else f"{label}, {unit}"


def typeset(text: str) -> str:
    """A text whose chemical formulas and cubic metres are written as in print.

    Examples
    --------
    >>> typeset("WO3 回收率, CO2, m3/t; ore_wo3_pct")
    'WO₃ 回收率, CO₂, m³/t; ore_wo3_pct'
    """
    low = _FORMULAS.sub(lambda formula: formula[0].translate(_LOW), text)
    return _CUBIC.sub("m³", low)


def unit_shown(unit: str) -> str:
    """A unit in a column of its own; blank where there is none."""
    return "" if unit in ("", "-", "1") else unit


def setting_decimals(span: float) -> int:
    """Decimals of a set-point whose lever's range is so wide."""
    return 2 if span < 10 else 1 if span < 1000 else 0


def setting(value: float, span: float) -> str:
    """A set-point with as many decimals as its lever's range calls for.

    Parameters
    ----------
    value : float
    span : float
        Width of the lever's range. [the lever's unit]

    Examples
    --------
    >>> setting(9.1234, 2.5), setting(123.456, 420.0), setting(3456.7, 4000.0)
    ('9.12', '123.5', '3457')
    """
    text = f"{value:.{setting_decimals(span)}f}"
    return text[1:] if float(text) == 0 and text.startswith("-") else text


def change(value: float, span: float) -> str:
    """A change of set-point with its sign, or a dash where it shows as none.

    Examples
    --------
    >>> change(-12.34, 420.0), change(0.01, 420.0)
    ('-12.3', '-')
    """
    text = setting(value, span)
    if float(text) == 0:
        return "-"
    return text if value < 0 else f"+{text}"


def percent(fraction: float, decimals: int = 1) -> str:
    """A fraction as a number of per cent, without the sign.

    Examples
    --------
    >>> percent(0.70049)
    '70.0'
    """
    return f"{100.0 * fraction:.{decimals}f}"


def at_most(value: float, floor: float = 1e-9) -> str:
    """The next power of ten above a small number, which solver noise does not change.

    Examples
    --------
    >>> at_most(3.2e-6), at_most(0.0)
    ('1e-05', '1e-09')
    """
    return f"{10.0 ** math.ceil(math.log10(max(value, floor)) - 1e-9):.0e}"


def at_most_percent(value: float, floor: float = 1e-6) -> str:
    """The same as a number of per cent.

    Examples
    --------
    >>> at_most_percent(3.2e-6)
    '0.001 %'
    """
    return f"{100.0 * float(at_most(value, floor)):.7f}".rstrip("0").rstrip(".") + " %"
