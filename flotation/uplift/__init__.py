"""Whether taking advice paid: accepted against comparable not-accepted shifts.

:func:`measure_uplift` compares; :mod:`flotation.uplift.decisions` reads what was decided. The
mathematics, and how it was held against a known truth, are in ``docs/uplift.md``.
"""

from flotation.uplift.analysis import Uplift, measure_uplift
from flotation.uplift.decisions import read_decisions

__all__ = ["Uplift", "measure_uplift", "read_decisions"]
