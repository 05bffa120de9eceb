r"""The fitted circuit: one regression per leg, where it holds, and how far to trust it.

For product :math:`p` of component :math:`c`, with the legs :math:`l` on its path,

.. math::

   \ln R_c = \sum_l s_l(\eta_l(x, z)), \qquad
   \eta_l = a_l + \sum_j f_{lj}(x_j) + \sum_{jk} g_{ljk}(x_j, x_k) + \sum_m h_{lm}(z_m),

with set-points :math:`x`, conditions :math:`z`, piecewise-linear curves :math:`f, h`, pair
terms :math:`g`, and :math:`s_l` the log share that the leg's link makes of its index
(:mod:`flotation.links`). The mass share of the product is the same sum over the legs of its
solids, and its grade is feed grade times recovery over mass share. Everything an optimiser needs
is here, and nothing else: no estimator, no survey.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flotation.circuit_prediction import CircuitPrediction, Prediction
from flotation.flowsheet import Flowsheet
from flotation.leg_model import Curve, LegModel, PairTerm, VaryingCurve, fills
from flotation.model_card import EffectEvidence, Evidence, History, Interval, Region, Score

__all__ = [
    "CircuitModel",
    "Curve",
    "EffectEvidence",
    "Evidence",
    "History",
    "Interval",
    "LegModel",
    "PairTerm",
    "Prediction",
    "Region",
    "Score",
    "VaryingCurve",
    "fills",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitModel(CircuitPrediction):
    """Everything fitted to one survey of one plant.

    Attributes
    ----------
    plant_name, plant_digest, survey_digest : str
    flowsheet : flotation.flowsheet.Flowsheet
    products : tuple of flotation.plant.Product
    feed_grades : mapping of str to str
        Per component, the column with its grade in the fresh feed. [%]
    legs : tuple of LegModel
    domain : mapping of str to tuple of float
        1st and 99th percentile of each lever and condition. [the column's unit]
    present : mapping of str to float
        Levers, conditions and feed grades over the last running shifts: medians.
    region : Region
    evidence : mapping of str to Evidence
        By lever.
    intervals : mapping of str to Interval
        Of recoveries, by component of a product.
    scores : tuple of Score
    history : History
    card : mapping
        Counts, spans and notes for people: what was used, what was left out and why.
    versions : mapping of str to str
    seed : int
    schema : int
    grade_intervals : mapping of str to Interval
        Of the grades of products, by component; none in files of older programs.
    """

    plant_name: str
    plant_digest: str
    survey_digest: str
    flowsheet: Flowsheet
    products: tuple
    feed_grades: Mapping[str, str]
    legs: tuple[LegModel, ...]
    domain: Mapping[str, tuple[float, float]]
    present: Mapping[str, float]
    region: Region
    evidence: Mapping[str, Evidence]
    intervals: Mapping[str, Interval]
    scores: tuple[Score, ...]
    history: History
    card: Mapping
    versions: Mapping[str, str]
    seed: int = 0
    schema: int = 2
    grade_intervals: Mapping[str, Interval] = field(default_factory=dict)

    @property
    def levers(self):
        """Columns of the levers, in the plant's order."""
        return tuple(self.evidence)

    @property
    def present_settings(self):
        """Set-points over the last running shifts, by lever."""
        return {column: self.present[column] for column in self.levers}

    @property
    def present_conditions(self):
        """Conditions and feed grades over the last running shifts, by column."""
        return {c: value for c, value in self.present.items() if c not in self.evidence}
