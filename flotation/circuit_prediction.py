"""What the legs of a circuit give together, whatever regression each of them is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flotation.errors import DataError
from flotation.flowsheet import SOLIDS, Leg
from flotation.leg_model import given


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


class CircuitPrediction:
    """Predictions of a whole circuit from its legs.

    For classes that hold a ``flowsheet``, the ``products``, the columns of their ``feed_grades``
    and ``legs``, each leg with ``leg`` and ``log_share(settings, conditions)``.
    """

    __slots__ = ()

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
