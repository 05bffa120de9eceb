r"""Units of survey columns, each with the kind of quantity it measures.

A unit is only ever changed into another of the *same kind*: 137 g/t of collector
is not 0.0137 %, although both are mass over mass. The conversion is

.. math:: y = a\,x + b

with :math:`a`, :math:`b` from the table below (:math:`b` is zero but for temperatures).
"""

import re
import unicodedata
from dataclasses import dataclass

from flotation.errors import DataError

WO3_PER_W = 1.2611
"""Mass of WO3 that holds one unit mass of tungsten: 231.84 / 183.84."""

# Scale to the first unit of each group; temperatures carry an offset as well.
_MASS_SHARE = {"%": (1.0, 0.0), "fraction": (100.0, 0.0)}
_TRACE = {"g/t": (1e-4, 0.0), "ppm": (1e-4, 0.0), "mg/kg": (1e-4, 0.0), "kg/t": (0.1, 0.0)}
_SCALES = {
    "grade": _MASS_SHARE | _TRACE,
    "recovery": _MASS_SHARE,
    "share": _MASS_SHARE,
    "dosage": {"g/t": (1.0, 0.0), "kg/t": (1000.0, 0.0), "mg/kg": (1.0, 0.0)},
    "specific_energy": {"kWh/t": (1.0, 0.0), "MJ/t": (1 / 3.6, 0.0), "MWh/t": (1000.0, 0.0)},
    "tonnage": {"t/h": (1.0, 0.0), "t/d": (1 / 24, 0.0), "kg/h": (1e-3, 0.0)},
    "temperature": {"°C": (1.0, 0.0), "K": (1.0, -273.15), "°F": (5 / 9, -160 / 9)},
    "ph": {"pH": (1.0, 0.0)},
    "size": {"µm": (1.0, 0.0), "mm": (1000.0, 0.0), "m": (1e6, 0.0)},
    "flow": {
        "m3/h": (1.0, 0.0),
        "m3/min": (60.0, 0.0),
        "m3/d": (1 / 24, 0.0),
        "L/min": (0.06, 0.0),
        "L/h": (1e-3, 0.0),
    },
    "level": {"mm": (1.0, 0.0), "cm": (10.0, 0.0), "m": (1000.0, 0.0)},
    "concentration": {"mg/L": (1.0, 0.0), "g/L": (1000.0, 0.0), "µg/L": (1e-3, 0.0)},
    "ratio": {"fraction": (1.0, 0.0), "%": (0.01, 0.0)},
}

_SPELLINGS = {
    "%": "% pct percent wt% w% %(w/w) wt.% wtpct 百分数",
    "fraction": "fraction frac 1 -1 小数 分数",
    "g/t": "g/t g_t gpt 克/吨 g/吨 gt-1 g·t-1",
    "kg/t": "kg/t kg_t kgpt 千克/吨 公斤/吨",
    "ppm": "ppm",
    "mg/kg": "mg/kg mg_kg",
    "kWh/t": "kwh/t kwh_t kw·h/t kw.h/t 度/吨 千瓦时/吨",
    "MJ/t": "mj/t mj_t",
    "MWh/t": "mwh/t mwh_t",
    "t/h": "t/h t_h tph t/hr 吨/时 吨/小时 t/小时",
    "t/d": "t/d t_d tpd t/day 吨/天 吨/日",
    "kg/h": "kg/h kg_h",
    "°C": "°c c degc deg_c 摄氏度 度",
    "K": "k kelvin",
    "°F": "°f f degf deg_f",
    "pH": "ph - –",
    "µm": "µm um micron microns 微米",
    "mm": "mm 毫米",
    "cm": "cm 厘米",
    "m": "m 米",
    "m3/h": "m3/h m3_h nm3/h 立方米/时 立方米/小时",
    "m3/min": "m3/min m3_min nm3/min",
    "m3/d": "m3/d m3_d",
    "L/min": "l/min l_min lpm",
    "L/h": "l/h l_h",
    "mg/L": "mg/l mg_l 毫克/升",
    "g/L": "g/l g_l 克/升",
    "µg/L": "µg/l ug/l ug_l",
}
_CANONICAL = {s: unit for unit, spelt in _SPELLINGS.items() for s in spelt.split()}
_SUFFIXES = sorted(
    (s for s in _CANONICAL if re.fullmatch(r"[a-z0-9_]+", s) and s != "1"), key=len, reverse=True
)
# Between the name of a quantity and its unit: "BHA (g/t)", "BHA, g/t", "BHA [g/t]", "BHA g/t".
_BRACKETED = re.compile(r"^(?P<label>.*?)\s*[(\[{【]\s*(?P<unit>[^()\[\]{}【】]*)\s*[)\]}】]\s*$")
_AFTER_MARK = re.compile(r"^(?P<label>.+?)\s*[,，;:/]\s*(?P<unit>[^,，;:]+)$")
_AFTER_SPACE = re.compile(r"^(?P<label>.+?)\s+(?P<unit>\S+)$")


@dataclass(frozen=True, slots=True)
class Conversion:
    """``scale * value + offset`` turns a value into the target unit."""

    scale: float = 1.0
    offset: float = 0.0

    def __call__(self, values):
        """Values in the target unit."""
        return values * self.scale + self.offset


def canonical_unit(text):
    """The unit that a spelling means, or None if it is not a unit we know.

    Examples
    --------
    >>> canonical_unit("μm"), canonical_unit("克/吨"), canonical_unit("％"), canonical_unit("shift")
    ('µm', 'g/t', '%', None)
    """
    # NFKC folds full-width forms, superscripts and the two code points of micro.
    folded = unicodedata.normalize("NFKC", text).casefold().replace("μ", "µ").replace("℃", "°c")
    return _CANONICAL.get(re.sub(r"\s+", "", folded))


def conversion(source, target, kind):
    """How values in one unit become values in another of the same kind.

    Parameters
    ----------
    source, target : str
        Units, in any spelling :func:`canonical_unit` knows.
    kind : str
        Kind of the column, see :class:`flotation.columns.Column`.

    Returns
    -------
    Conversion

    Raises
    ------
    DataError
        If one of the two does not measure this kind of quantity.

    Notes
    -----
    Confirmed against fourteen values known in two units, there and back.

    Examples
    --------
    >>> conversion("kg/t", "g/t", "dosage")(0.35)
    350.0
    >>> conversion("t/d", "t/h", "tonnage")(2400)
    100.0
    >>> conversion("%", "g/t", "dosage")
    Traceback (most recent call last):
    ...
    flotation.errors.DataError: % is no unit of dosage; a dosage is given in g/t, kg/t, mg/kg
    """
    source, target = canonical_unit(source) or source, canonical_unit(target) or target
    if source == target:
        return Conversion()
    scales = _SCALES.get(kind, {})
    for unit in (source, target):
        if unit not in scales:
            known = ", ".join(scales) or "no unit that can be converted"
            raise DataError(f"{unit} is no unit of {kind}; a {kind} is given in {known}")
    (a, b), (c, d) = scales[source], scales[target]
    return Conversion(a / c, (b - d) / c)


def split_unit(header):
    """The label and the unit of a column header; the unit is None where none is given.

    Examples
    --------
    >>> split_unit("捕收剂BHA, g/t")
    ('捕收剂BHA', 'g/t')
    >>> split_unit("w_bha_kg_t"), split_unit("Ore WO3 (％)"), split_unit("grind fineness")
    (('w_bha', 'kg/t'), ('Ore WO3', '%'), ('grind fineness', None))
    """
    text = unicodedata.normalize("NFKC", header).strip()
    for pattern in (_BRACKETED, _AFTER_MARK, _AFTER_SPACE):
        found = pattern.match(text)
        if found and canonical_unit(found["unit"]):
            return found["label"].strip(), canonical_unit(found["unit"])
    if text.endswith("%") and len(text) > 1:
        return text[:-1].strip(), "%"
    for suffix in _SUFFIXES:
        if text.casefold().endswith("_" + suffix):
            return text[: -len(suffix) - 1], _CANONICAL[suffix]
    return text, None


def bracketed_text(header):
    """What stands in brackets at the end of a header, whether or not it is a unit.

    Examples
    --------
    >>> bracketed_text("BHA (g/t)"), bracketed_text("BHA")
    ('g/t', None)
    """
    found = _BRACKETED.match(unicodedata.normalize("NFKC", header).strip())
    return found["unit"] if found else None
