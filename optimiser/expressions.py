"""Linear expressions of the programme's variables."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from optimiser.roles import Role


def linear(terms: Iterable[tuple[Any, float]]) -> Any:
    """A linear expression of ``(variable, coefficient)`` pairs."""
    return sum(float(a) * variable for variable, a in terms if a != 0.0)


def role_expression(m: Any, role: Role) -> Any:
    """A role as a linear expression of fills, pair terms and log shares."""
    fills = ((m.u[j, k], s) for j, steps in role.steps.items() for k, s in enumerate(steps))
    joint = (
        (m.joint[name, i, k], weight)
        for name, weights in role.pairs.items()
        for (i, k), weight in np.ndenumerate(weights)
        if weight != 0.0
    )
    shares = ((m.share[key], weight) for key, weight in role.shares.items())
    return role.constant + linear(fills) + linear(joint) + linear(shares)
