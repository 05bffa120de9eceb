"""The flowsheet as a graph: paths to products, recycles, closed-circuit recoveries.

A component entering the circuit with the fresh feed meets stages; at each it goes to
the concentrate or to the tails. Its *leg* at a stage is the one that leads to its product.
"""

from dataclasses import dataclass

import numpy as np

SOLIDS = "solids"


@dataclass(frozen=True, slots=True, order=True)
class Leg:
    """One outlet of one stage for one component (or ``solids``).

    Attributes
    ----------
    stage : str
    component : str
    outlet : {"concentrate", "tails"}
    """

    stage: str
    component: str
    outlet: str

    @property
    def key(self):
        """Name used in files: ``w_rougher/WO3/concentrate``."""
        return f"{self.stage}/{self.component}/{self.outlet}"


def leg_of(key):
    """The :class:`Leg` a file's name stands for."""
    return Leg(*key.split("/"))


@dataclass(frozen=True, slots=True)
class Flowsheet:
    """Stages joined by streams.

    Attributes
    ----------
    stages : tuple of flotation.plant.Stage
    fresh_feed : str
        The stream that enters from outside.
    """

    stages: tuple
    fresh_feed: str

    @classmethod
    def of(cls, plant):
        """The flowsheet of a plant file."""
        return cls(stages=plant.stage, fresh_feed=plant.fresh_feed)

    @property
    def streams(self):
        """Every stream, the fresh feed first, in the order the stages make them."""
        made = [name for stage in self.stages for name in (stage.concentrate, stage.tails)]
        return (self.fresh_feed, *made)

    def origin(self, stream):
        """``(stage, outlet)`` that makes a stream, or None for the fresh feed."""
        for stage in self.stages:
            if stream == stage.concentrate:
                return stage, "concentrate"
            if stream == stage.tails:
                return stage, "tails"
        return None

    def path(self, stream):
        """``(stage name, outlet)`` pairs from the fresh feed to a stream.

        The shortest forward way; streams that only return are not followed.
        """
        reached = {self.fresh_feed: ()}
        queue = [self.fresh_feed]
        while queue:
            here = queue.pop(0)
            for stage in self.stages:
                if here in stage.feed:
                    for outlet in ("concentrate", "tails"):
                        name = getattr(stage, outlet)
                        if name not in reached:
                            reached[name] = (*reached[here], (stage.name, outlet))
                            queue.append(name)
        if stream not in reached:
            raise KeyError(stream)
        return reached[stream]

    @property
    def has_recycle(self):
        """Whether any stream returns to a stage it has already passed, or paths rejoin."""
        return any(len(stage.feed) > 1 for stage in self.stages)

    def stage_inflows(self, to_concentrate):
        """Amount entering each stage per unit in the fresh feed.

        Solves ``x = fresh + T x`` where ``T`` sends what leaves a stage on.

        Parameters
        ----------
        to_concentrate : array-like of shape (..., stages)
            Share of what enters each stage that leaves by its concentrate. [fraction]

        Returns
        -------
        ndarray of shape (..., stages)
        """
        share = np.asarray(to_concentrate, dtype=float)
        transfer = self.transfer(share)
        fresh = np.array([float(self.fresh_feed in stage.feed) for stage in self.stages])
        size = len(self.stages)
        right = np.broadcast_to(fresh, (*share.shape[:-1], size))[..., None]
        return np.linalg.solve(np.eye(size) - transfer, right)[..., 0]

    def stream_recovery(self, stream, to_concentrate):
        """Share of the fresh feed that reports to a stream, recycles closed.

        Parameters
        ----------
        stream : str
        to_concentrate : array-like of shape (..., stages)

        Returns
        -------
        ndarray of shape (...)
        """
        share = np.asarray(to_concentrate, dtype=float)
        origin = self.origin(stream)
        if origin is None:
            return np.ones(share.shape[:-1])
        stage, outlet = origin
        i = self.stages.index(stage)
        split = share[..., i] if outlet == "concentrate" else 1.0 - share[..., i]
        return self.stage_inflows(share)[..., i] * split

    def log_sensitivity(self, stream, to_concentrate):
        r"""Change of log recovery to a stream with the log of each stage's own leg.

        For every stage on :meth:`path`, :math:`\partial \ln R / \partial \ln s_i`, with
        :math:`s_i` the share that leaves by the path's outlet; by the adjoint of the flow
        system. All ones where nothing is recycled.

        Parameters
        ----------
        stream : str
        to_concentrate : ndarray of shape (stages,)

        Returns
        -------
        ndarray of shape (stages,)
            Zero for stages off the path whose split does not matter.
        """
        share = np.asarray(to_concentrate, dtype=float)
        stage, outlet = self.origin(stream)
        last = self.stages.index(stage)
        size = len(self.stages)
        inflow = self.stage_inflows(share)
        weight = np.zeros(size)
        weight[last] = share[last] if outlet == "concentrate" else 1.0 - share[last]
        adjoint = np.linalg.solve((np.eye(size) - self.transfer(share)).T, weight)
        gradient = np.zeros(size)
        for i, source in enumerate(self.stages):
            for name, sign in ((source.concentrate, 1.0), (source.tails, -1.0)):
                for j, target in enumerate(self.stages):
                    gradient[i] += sign * inflow[i] * adjoint[j] * (name in target.feed)
        gradient[last] += inflow[last] * (1.0 if outlet == "concentrate" else -1.0)
        own = np.where(
            [dict(self.path(stream)).get(s.name) == "tails" for s in self.stages],
            -(1.0 - share),
            share,
        )
        return gradient * own / self.stream_recovery(stream, share)

    def transfer(self, share):
        """Share of what enters stage i that goes on to stage j, as ``T[..., j, i]``.

        Parameters
        ----------
        share : ndarray of shape (..., stages)
            Of what enters each stage, leaving by its concentrate. [fraction]
        """
        size = len(self.stages)
        transfer = np.zeros((*share.shape[:-1], size, size))
        for i, source in enumerate(self.stages):
            for j, target in enumerate(self.stages):
                if source.concentrate in target.feed:
                    transfer[..., j, i] += share[..., i]
                if source.tails in target.feed:
                    transfer[..., j, i] += 1.0 - share[..., i]
        return transfer

    def product_legs(self, products):
        """Legs that decide the products' recoveries and grades, in flow order.

        Parameters
        ----------
        products : iterable of flotation.plant.Product

        Returns
        -------
        tuple of Leg
            For each product and stage on its path, the component's leg and the solids' leg.
        """
        legs = {}
        for product in products:
            for stage, outlet in self.path(product.stream):
                legs[Leg(stage, product.component, outlet)] = None
                legs[Leg(stage, SOLIDS, outlet)] = None
        return tuple(legs)
