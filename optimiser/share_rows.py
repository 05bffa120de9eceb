r"""Rows that tie a leg's log share to its index, where the link is not the log.

The log share :math:`\varphi(\eta)` rises with the index and is concave in it. A row that wants it
large needs it under its tangents, which is no restriction of a concave function and needs no
binary; the solve adds more tangents where it needs them. A row that wants it small needs it over
its chord, which lies below the function between its ends and meets it there. The search splits
the range of the index where it stands and lays a nearer chord over each part
(:mod:`optimiser.chords`).
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyomo.environ as pyo

from optimiser.expressions import role_expression
from optimiser.problem import Problem
from optimiser.roles import Role, index_role, share_signs

TANGENTS = 5  # of each log share to begin with
ROOM = 1e-6  # of a bound, for rounding


def add_shares(m: Any, problem: Problem, roles: Iterable[Role]) -> None:
    """Index and log share of every leg whose link is not the log, held from the sides wanted."""
    legs = {key: leg for key, leg in problem.legs.items() if not leg.is_linear}
    signs = share_signs(roles)
    m.eta = pyo.Var(list(legs))
    m.share = pyo.Var(list(legs))
    m.indexing = pyo.ConstraintList()
    large, small = (
        [key for key in legs if signs.get(key, (False, False))[side]] for side in (0, 1)
    )
    m.tangent = pyo.Constraint([(key, k) for key in large for k in range(TANGENTS)])
    m.chord = pyo.Constraint(small)
    for key, leg in legs.items():
        index, share = m.eta[key], m.share[key]
        low, high = leg.log_share(leg.low), leg.log_share(leg.high)
        index.setlb(leg.low - ROOM)
        index.setub(leg.high + ROOM)
        share.setlb(low - ROOM)
        share.setub(high + ROOM)
        m.indexing.add(index == role_expression(m, index_role(leg)))
        for k, at in enumerate(np.linspace(leg.low, leg.high, TANGENTS) if key in large else ()):
            slope = leg.slope(at)
            m.tangent[key, k] = share - slope * index <= leg.log_share(at) - slope * float(at)
        if key in small:
            slope = (high - low) / (leg.high - leg.low)
            m.chord[key] = share - slope * index >= low - slope * leg.low
