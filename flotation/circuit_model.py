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
from dataclasses import dataclass

import numpy as np

from flotation.errors import DataError
from flotation.flowsheet import SOLIDS, Flowsheet, Leg
from flotation.leg_model import Curve, LegModel, PairTerm, VaryingCurve, fills, given
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
class Prediction:
    """What the model expects of settings under conditions.

    Attributes
    ----------
    recovery : mapping of str to ndarray
        Per component, to its product. [fraction]
    grade : mapping of str to ndarray
        Of the product. [fraction]
    mass_pull : mapping of str to ndarray
        Share of the fresh solids that reports to the product. [fraction]
    stage_feed_solids : mapping of str to ndarray
        Solids entering each stage per t of ore, where the model knows them. [t/t]
    """

    recovery: Mapping[str, np.ndarray]
    grade: Mapping[str, np.ndarray]
    mass_pull: Mapping[str, np.ndarray]
    stage_feed_solids: Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitModel:
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
        By component of a product.
    scores : tuple of Score
    history : History
    card : mapping
        Counts, spans and notes for people: what was used, what was left out and why.
    versions : mapping of str to str
    seed : int
    schema : int
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

    def leg(self, stage, component, outlet):
        """The :class:`LegModel` of one outlet of one stage for a component or ``solids``."""
        wanted = Leg(stage, component, outlet)
        for model in self.legs:
            if model.leg == wanted:
                return model
        raise DataError(f"the model has no leg {wanted.key}; it has {self._leg_names()}")

    def has_leg(self, stage, component, outlet):
        """Whether there is a model of this leg."""
        return any(model.leg == Leg(stage, component, outlet) for model in self.legs)

    def product(self, component):
        """The product that is sold for a component."""
        for product in self.products:
            if product.component == component:
                return product
        raise DataError(
            f"no product is sold for {component!r}; "
            f"there are {', '.join(p.component for p in self.products)}"
        )

    def log_recovery(self, component, settings, conditions):
        """Log recovery of a component to its product, as a fraction."""
        stream = self.product(component).stream
        return self._log_share_of_feed(component, stream, settings, conditions)

    def log_mass_pull(self, component, settings, conditions):
        """Log share of the fresh solids that reports to a component's product."""
        stream = self.product(component).stream
        return self._log_share_of_feed(SOLIDS, stream, settings, conditions)

    def log_stage_feed_solids(self, stage, settings, conditions):
        """Log of the solids that enter a stage, in t per t of ore."""
        if self.flowsheet.has_recycle:
            names = [s.name for s in self.flowsheet.stages]
            shares = self._to_concentrate(SOLIDS, settings, conditions)
            return np.log(self.flowsheet.stage_inflows(shares)[..., names.index(stage)])
        feed = next(s.feed[0] for s in self.flowsheet.stages if s.name == stage)
        return self._log_share_of_feed(SOLIDS, feed, settings, conditions)

    def predict(self, settings, conditions):
        """Recoveries, grades and mass pulls at settings under conditions.

        Parameters
        ----------
        settings, conditions : mapping of str to array-like
            Every lever, and every condition and feed grade, by column, in the survey's
            units; scalars and arrays that broadcast.

        Returns
        -------
        Prediction
        """
        recovery, grade, pull = {}, {}, {}
        for product in self.products:
            c = product.component
            feed = np.asarray(given(conditions, self.feed_grades[c], "feed grade"), dtype=float)
            log_recovery = self.log_recovery(c, settings, conditions)
            log_pull = self.log_mass_pull(c, settings, conditions)
            recovery[c], pull[c] = np.exp(log_recovery), np.exp(log_pull)
            grade[c] = feed / 100.0 * np.exp(log_recovery - log_pull)
        feeds = {
            stage.name: np.exp(self.log_stage_feed_solids(stage.name, settings, conditions))
            for stage in self.flowsheet.stages
            if self._feed_is_known(stage)
        }
        return Prediction(recovery=recovery, grade=grade, mass_pull=pull, stage_feed_solids=feeds)

    def _log_share_of_feed(self, component, stream, settings, conditions):
        if self.flowsheet.has_recycle:
            shares = self._to_concentrate(component, settings, conditions)
            return np.log(self.flowsheet.stream_recovery(stream, shares))
        total = np.asarray(0.0)
        for stage, outlet in self.flowsheet.path(stream):
            total = total + self.leg(stage, component, outlet).log_share(settings, conditions)
        return total

    def _to_concentrate(self, component, settings, conditions):
        """Share to the concentrate at every stage, shape (..., stages); 0 where unknown."""
        shares = []
        for stage in self.flowsheet.stages:
            share = np.asarray(0.0)
            for outlet in ("tails", "concentrate"):
                if self.has_leg(stage.name, component, outlet):
                    leg = self.leg(stage.name, component, outlet)
                    share = np.exp(leg.log_share(settings, conditions))
                    share = share if outlet == "concentrate" else 1.0 - share
            shares.append(share)
        return np.stack(np.broadcast_arrays(*shares), axis=-1)

    def _feed_is_known(self, stage):
        if self.flowsheet.has_recycle:
            return True
        return all(
            self.has_leg(name, SOLIDS, outlet)
            for name, outlet in self.flowsheet.path(stage.feed[0])
        )

    def _leg_names(self):
        return ", ".join(model.leg.key for model in self.legs)
