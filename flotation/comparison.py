"""Models to compare ours with: ordinary regressions of the same log shares on the same columns.

They answer :meth:`ComparisonModel.predict` like a circuit model and carry the same scores. They
have no evidence, no intervals and no surveyed region, and take what operators do in answer to the
ore for its cause: no plan is ever made with one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from flotation.circuit_prediction import CircuitPrediction
from flotation.errors import DataError
from flotation.flowsheet import Flowsheet, Leg
from flotation.leg_model import given
from flotation.model_card import Score

RIDGE_PENALTY = 10.0  # on standardised columns; 1 to 100 score the same on 2000 shifts
TREES, DEPTH, STEP = 100, 3, 0.1
FEWEST_IN_LEAF = 20
DIRECTION = {"rising": 1, "falling": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonLeg:
    """An ordinary regression of one leg's log share.

    Attributes
    ----------
    leg : flotation.flowsheet.Leg
    levers, conditions : tuple of str
        Columns it is given, in this order.
    estimator : sklearn estimator
        Fitted; from those columns to the log share.
    """

    leg: Leg
    levers: tuple[str, ...]
    conditions: tuple[str, ...]
    estimator: Any

    def log_share(self, settings, conditions):
        """Log of the share that leaves by the leg.

        Parameters
        ----------
        settings, conditions : mapping of str to array-like
            Columns in the survey's units.

        Returns
        -------
        ndarray
            [log of fraction]
        """
        values = [given(settings, column, "set-point") for column in self.levers]
        values += [given(conditions, column, "condition") for column in self.conditions]
        stacked = np.stack(
            np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in values)), axis=-1
        )
        flat = stacked.reshape(-1, stacked.shape[-1])
        return self.estimator.predict(flat).reshape(stacked.shape[:-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonModel(CircuitPrediction):
    """Ordinary regressions of every leg of a circuit, to compare with; never for plans.

    Attributes
    ----------
    family : str
        A key of :data:`FAMILIES`.
    plant_name, plant_digest, survey_digest : str
    flowsheet : flotation.flowsheet.Flowsheet
    products : tuple of flotation.plant.Product
    feed_grades : mapping of str to str
        Per component, the column with its grade in the fresh feed. [%]
    legs : tuple of ComparisonLeg
    scores : tuple of flotation.model_card.Score
    card : mapping
        Counts and spans, and what it may be used for.
    versions : mapping of str to str
    seed : int
    """

    family: str
    plant_name: str
    plant_digest: str
    survey_digest: str
    flowsheet: Flowsheet
    products: tuple
    feed_grades: Mapping[str, str]
    legs: tuple[ComparisonLeg, ...]
    scores: tuple[Score, ...]
    card: Mapping
    versions: Mapping[str, str]
    seed: int = 0


def ridge(shapes, conditions, *, seed=0, penalty=RIDGE_PENALTY):
    """Linear in every column, slopes shrunk; it knows nothing of shapes.

    Parameters
    ----------
    shapes : mapping of str to str
        Declared shape of every lever, in the order of the columns.
    conditions : sequence of str
        Columns after the levers.
    seed : int, default 0
        Nothing is drawn.
    penalty : float
        On the squared slopes of standardised columns.

    Returns
    -------
    sklearn estimator
        Unfitted.
    """
    return make_pipeline(StandardScaler(), Ridge(penalty))


def boosted(shapes, conditions, *, seed=0, trees=TREES, depth=DEPTH, monotone=False):
    """Gradient-boosted trees on binned columns.

    Parameters
    ----------
    shapes, conditions, seed
        As for :func:`ridge`.
    trees, depth : int
    monotone : bool, default False
        Whether levers declared rising or falling may only rise or fall.

    Returns
    -------
    sklearn estimator
        Unfitted.
    """
    directions = [DIRECTION.get(shape, 0) for shape in shapes.values()] + [0] * len(conditions)
    return HistGradientBoostingRegressor(
        max_iter=trees,
        max_depth=depth,
        learning_rate=STEP,
        min_samples_leaf=FEWEST_IN_LEAF,
        monotonic_cst=directions if monotone else None,
        early_stopping=False,
        random_state=seed,
    )


def boosted_monotone(shapes, conditions, *, seed=0, trees=TREES, depth=DEPTH):
    """:func:`boosted` trees that keep the declared rising and falling shapes."""
    return boosted(shapes, conditions, seed=seed, trees=trees, depth=depth, monotone=True)


FAMILIES: Mapping[str, Callable] = {
    "ridge": ridge,
    "boosted": boosted,
    "boosted_monotone": boosted_monotone,
}


def family_named(name):
    """The maker of estimators of a family."""
    try:
        return FAMILIES[name]
    except KeyError as error:
        raise DataError(
            f"no family of comparison models is named {name!r}; there are {', '.join(FAMILIES)}"
        ) from error
