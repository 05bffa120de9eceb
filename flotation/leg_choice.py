"""Which link, how many knots and which slopes that vary: what predicts held-out blocks best.

Both legs of a stage and component have the same link. Candidates are held against the plain fit
(the first link, all knots of the grid, no slope that varies) by the mean absolute error of log
share and of share on time blocks that the curves were not fitted to, with what the past shifts
tell filtered out by the plain fit's disturbance, so that the lasting part of the error does not
hide what curves add. A candidate is taken only for a gain worth having that most blocks agree on;
fewer knots, which are simpler, wherever they predict no worse, with and without that filter: what
follows steps from shift to shift as well may miss the level, and the intervals are of the level.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from flotation.disturbance import WHITE, whiten
from flotation.leg_design import FEWER_SEGMENTS
from flotation.leg_regression import LegDesign, LegFit, design_of, fit_leg
from flotation.scores import HeldOut, held_out

LEAST_GAIN = 0.005  # of the error: less is not worth another scale
MOST_BLOCKS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedLeg:
    """A leg as it was chosen.

    Attributes
    ----------
    fit : flotation.leg_regression.LegFit
    held : flotation.scores.HeldOut
    tried : mapping of str to float
        What else was tried, and its error over that of the plain fit; of fewer knots the larger
        of both errors, with and without the filter. [-]
    """

    fit: LegFit
    held: HeldOut
    tried: Mapping[str, float]


def fitted_legs(plant, rows, *, gap, links=("log",)):
    """Fit every leg in its best link, with the slopes that pay for varying.

    Parameters
    ----------
    plant : flotation.plant.Plant
    rows : flotation.training.TrainingRows
    gap : int
        Shifts on either side of a held-out block that train nothing.
    links : sequence of str, default ("log",)
        Candidates, the first one where no other is better; see :mod:`flotation.links`.

    Returns
    -------
    list of FittedLeg
        In the order of the stage shares.
    """
    found = {}
    for stage, component in dict.fromkeys((x.stage, x.component) for x in rows.shares.legs):
        legs = [x for x in rows.shares.legs if (x.stage, x.component) == (stage, component)]
        designs = [design_of(plant, leg, rows.grid, link=links[0]) for leg in legs]
        found |= _chosen(designs, rows, gap, links[1:])
    return [found[leg] for leg in rows.shares.legs]


def _chosen(designs: list[LegDesign], rows, gap, links):
    """The best of some designs for the legs of one stage and component, by leg."""
    wanted = {lever: each for design in designs for lever, each in design.varying.items()}
    plain = _attempt([replace(design, varying={}) for design in designs], rows, gap)
    best, least, tried = plain, 1.0, {}
    for link in links:
        other = _attempt([replace(f.design, link=link) for f, _ in plain], rows, gap)
        error, often = _error_over(other, plain, rows)
        tried[link] = error
        if error < least - LEAST_GAIN and often:
            best, least = other, error
    other = _with_fewer_knots(best, rows, gap)
    error, _ = _error_over(other, plain, rows)
    level, _ = _error_over(other, best, rows, disturbance=WHITE)
    tried[f"{FEWER_SEGMENTS} segments"] = max(error, level)
    if error <= least and level <= 1.0:
        best, least = other, error
    for lever, condition in wanted.items():
        more = [
            replace(f.design, varying=dict(f.design.varying) | {lever: condition}) for f, _ in best
        ]
        other = _attempt(more, rows, gap)
        error, often = _error_over(other, plain, rows)
        tried[f"{lever} varies with {condition}"] = error
        if error < least - LEAST_GAIN and often:
            best, least = other, error
    return {f.design.leg: FittedLeg(fit=f, held=held, tried=tried) for f, held in best}


def _with_fewer_knots(attempt, rows, gap):
    """The same with fewer knots, what is known of the disturbance kept."""
    fits = [
        fit_leg(
            replace(f.design, segments=FEWER_SEGMENTS),
            rows.grid,
            rows.table,
            rows.shares,
            disturbance=f.estimator.disturbance_,
        )
        for f, _ in attempt
    ]
    return _held_out(fits, rows, gap)


def _attempt(designs, rows, gap):
    fits = [fit_leg(design, rows.grid, rows.table, rows.shares) for design in designs]
    return _held_out(fits, rows, gap)


def _held_out(fits, rows, gap):
    return [(f, held_out(f, rows.grid, rows.block, rows.shares.shifts, gap=gap)) for f in fits]


def _error_over(attempt, plain, rows, *, disturbance=None):
    """Error over that of the plain fit, and whether most time blocks find it less.

    What past shifts tell is filtered out by a disturbance, the plain fit's own if None.
    """
    ratios, blocks = [], []
    for (_, held), (known, reference) in zip(attempt, plain, strict=True):
        errors, block = _errors((held, reference), known, rows, disturbance)
        of_blocks = np.stack([errors[..., block == b].mean(axis=-1) for b in np.unique(block)])
        ratios.append(errors[0].mean(axis=-1) / np.maximum(errors[1].mean(axis=-1), 1e-300))
        blocks.append(of_blocks[:, 0] / np.maximum(of_blocks[:, 1], 1e-300))
    agreeing = np.mean(np.concatenate([block.mean(axis=-1) for block in blocks]) < 1.0)
    return float(f"{np.mean(ratios):.6g}"), bool(agreeing >= MOST_BLOCKS)


def _errors(helds, known, rows, disturbance):
    """Absolute errors of log share and of share, shape (predictions, 2, rows), and blocks."""
    sure = np.all([held.counted & np.isfinite(held.predicted) for held in helds], axis=0)
    used = known.rows[sure[known.rows]]
    place = np.searchsorted(known.rows, used)
    y = known.y[place]
    noise = 1.0 / (known.weight * known.estimator.row_weights_**2)[place]
    columns = []
    for held in helds:
        predicted = held.predicted[used]
        columns += [y - predicted, np.exp(y) - np.exp(predicted)]
    disturbance = disturbance or known.estimator.disturbance_
    left, _ = whiten(np.column_stack(columns), known.shifts[place], noise, disturbance)
    return np.abs(left.T).reshape(len(helds), 2, -1), rows.block[used]
