r"""Recovery three ways: from assays alone, from weights, and from both in balance.

With assays alone the balances of the flowsheet give the *theoretical* recovery (理论回收率); of
one separation

.. math:: \varepsilon = \frac{\beta\,(\alpha - \theta)}{\alpha\,(\beta - \theta)}

The *actual* recovery (实际回收率) is what was weighed of the product over what was fed,

.. math:: \varepsilon = \frac{C \beta}{F \alpha}

and the balanced one agrees with both as well as their stated errors allow. Theoretical above
actual means metal that the assays see and the scales do not: losses between the two, or a bias.
"""

from dataclasses import dataclass

import numpy as np

from flotation.network import products
from flotation.plant_balance import plant_network, reconcile_plant
from flotation.shift_streams import assay_of, weight_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryFigures:
    """Recovery of one component to one product.

    Attributes
    ----------
    component, stream : str
    theoretical, actual, balanced, balanced_sd : float
        NaN where not determined. [fraction]
    theoretical_shifts, actual_shifts : int
        Shifts that tell them.
    """

    component: str
    stream: str
    theoretical: float
    theoretical_shifts: int
    actual: float
    actual_shifts: int
    balanced: float
    balanced_sd: float


def followed_products(plant):
    """Components and the products they are followed to.

    Parameters
    ----------
    plant : flotation.plant.Plant

    Returns
    -------
    tuple of (component, stream)
        What is sold; where the plant file sells nothing, every component assayed in both the
        fresh feed and a concentrate that leaves.
    """
    if plant.product:
        return tuple((product.component, product.stream) for product in plant.product)
    leaving = products(plant_network(plant))
    ends = [s.concentrate for s in plant.stage if s.concentrate in leaving]
    assays = {stream.name: stream.assays for stream in plant.stream}
    fed = assays.get(plant.fresh_feed, {})
    return tuple((c, end) for end in ends for c in assays.get(end, {}) if c in fed)


def recovery_figures(plant, table, feed, balance=None):
    """Recoveries of what is followed, over some running shifts.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame
        Running shifts, doubtful values taken out.
    feed : ndarray of shape (rows,)
        Fresh feed of each. [t]
    balance : flotation.product_balance.ProductBalance, optional
        Of the same shifts; without it nothing is balanced.

    Returns
    -------
    tuple of RecoveryFigures

    Notes
    -----
    Shifts count by the metal they were fed. Confirmed against the two-product formula and
    against weights multiplied by hand.
    """
    followed = followed_products(plant)
    theory = theoretical_recovery(plant, table)
    found = []
    for component, stream in followed:
        alpha = assay_of(plant, table, plant.fresh_feed, component)
        told, share = _mean(theory[component, stream], feed * alpha)
        weighed, actual = _actual(plant, table, component, stream)
        value, sd = _balanced(balance, component, stream)
        found.append(
            RecoveryFigures(
                component=component,
                stream=stream,
                theoretical=share,
                theoretical_shifts=told,
                actual=actual,
                actual_shifts=weighed,
                balanced=value,
                balanced_sd=sd,
            )
        )
    return tuple(found)


def theoretical_recovery(plant, table):
    """Recovery of what is followed that the assays alone tell, shift by shift.

    Parameters
    ----------
    plant : flotation.plant.Plant
    table : pandas.DataFrame

    Returns
    -------
    dict of (component, stream) to ndarray of shape (rows,)
        NaN where the assays do not determine it. [fraction]
    """
    weights = [stream.solids for stream in plant.stream if stream.solids in table]
    result = reconcile_plant(plant, table.drop(columns=weights))
    unknown = np.full(len(table), np.nan)
    return {
        (component, stream): result.split(None, stream, component)[0]
        if component in result.components
        else unknown
        for component, stream in followed_products(plant)
    }


def _mean(share, weights):
    """How many shifts tell a share, and its mean by weight."""
    known = np.isfinite(share)
    weighed = known & np.isfinite(weights)
    use, by = (weighed, weights) if weighed.any() else (known, np.ones_like(share))
    if not use.any():
        return 0, np.nan
    return int(use.sum()), float(np.average(share[use], weights=by[use]))


def _actual(plant, table, component, stream):
    """How many shifts weigh and assay feed and product, and the metal of one over the other."""
    out, into = (
        weight_of(plant, table, s) * assay_of(plant, table, s, component)
        for s in (stream, plant.fresh_feed)
    )
    known = np.isfinite(out) & np.isfinite(into)
    if not known.any() or into[known].sum() <= 0.0:
        return 0, np.nan
    return int(known.sum()), float(out[known].sum() / into[known].sum())


def _balanced(balance, component, stream):
    if balance is None or component not in balance.components or stream not in balance.products:
        return np.nan, np.nan
    place = balance.products.index(stream), balance.components.index(component)
    return float(balance.recovery[place]), float(balance.recovery_sd[place])
