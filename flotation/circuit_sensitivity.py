r"""What one more per cent in one bank does to a whole circuit, exactly.

The flow of one kind in a stream is :math:`J = w(s)^\top x` with :math:`(I - T(s))\,x = f`. One
more solve, of the transposed system, gives its slope with every stage at once:

.. math:: (I - T)^\top \lambda = w, \qquad
          \frac{dJ}{ds_i} = \frac{\partial w}{\partial s_i}^\top x
          + x_i \sum_j \lambda_j\,(C_{ji} - D_{ji})
"""

import numpy as np

from flotation.circuit import circuit_grade


def flow_sensitivity(flows, stream):
    """Change of each kind's flow in a stream with its own share in every stage.

    Parameters
    ----------
    flows : flotation.circuit.CircuitFlows
    stream : str

    Returns
    -------
    sensitivity : ndarray of shape (..., kinds, stages)
        [flow per unit of share]. Other kinds' shares do not matter.

    Notes
    -----
    Confirmed against differences on random circuits.

    Examples
    --------
    >>> from flotation.circuit import Bank, close_circuit, join_banks
    >>> bank = Bank(name="rougher", feed=("ore",), concentrate="con", tails="tails")
    >>> flows = close_circuit(join_banks([bank], "ore"), [[0.8], [0.1]], [10.0, 80.0])
    >>> flow_sensitivity(flows, "tails")
    array([[-10.], [-80.]])
    """
    share, inflow, flowsheet = flows.to_concentrate, flows.inflow, flows.flowsheet
    size = share.shape[-1]
    if stream == flowsheet.fresh_feed:
        return np.zeros(inflow.shape)
    origin = flows.origin(stream)
    last, sign = flowsheet.stages.index(origin[0]), 1.0 if origin[1] == "concentrate" else -1.0
    weight = np.zeros(inflow.shape)
    weight[..., last] = share[..., last] if sign > 0.0 else 1.0 - share[..., last]
    system = np.swapaxes(np.eye(size) - flowsheet.transfer(share), -1, -2)
    adjoint = np.linalg.solve(system, weight[..., None])[..., 0]
    turned = flowsheet.transfer(np.ones(size)) - flowsheet.transfer(np.zeros(size))
    sensitivity = inflow * (adjoint @ turned)
    sensitivity[..., last] += sign * inflow[..., last]
    return sensitivity


def recovery_sensitivity(flows, stream, content):
    r"""Change of a metal's recovery to a stream with every share of every stage.

    .. math:: \frac{dR}{ds_{ki}} = \frac{c_k\,dJ_k/ds_{ki}}{\sum_k c_k f_k}

    Parameters
    ----------
    flows : flotation.circuit.CircuitFlows
    stream : str
    content : array-like of shape (kinds,)
        Metal in each kind. [fraction]

    Returns
    -------
    sensitivity : ndarray of shape (..., kinds, stages)
        [fraction per unit of share]

    Notes
    -----
    Confirmed against differences on random circuits.

    Examples
    --------
    In an open bank the recovery is the share itself; a scavenger that returns its
    concentrate adds less than it floats:

    >>> from flotation.circuit import Bank, close_circuit, join_banks
    >>> rougher = Bank(name="rougher", feed=("ore", "back"), concentrate="con", tails="middle")
    >>> scavenger = Bank(name="scavenger", feed=("middle",), concentrate="back", tails="tails")
    >>> flows = close_circuit(join_banks([rougher, scavenger], "ore"), [[0.8, 0.5]], [1.0])
    >>> recovery_sensitivity(flows, "con", [1.0])
    array([[0.617, 0.198]])
    """
    content = np.asarray(content, dtype=float)
    metal = flows.fresh @ content
    return flow_sensitivity(flows, stream) * content[:, None] / metal[..., None, None]


def grade_sensitivity(flows, stream, content):
    r"""Change of a metal's grade in a stream with every share of every stage.

    .. math:: \frac{dg}{ds_{ki}} = \frac{c_k - g}{\sum_k J_k}\,\frac{dJ_k}{ds_{ki}}

    Parameters
    ----------
    flows : flotation.circuit.CircuitFlows
    stream : str
    content : array-like of shape (kinds,)
        Metal in each kind; the solids are all kinds together. [fraction]

    Returns
    -------
    sensitivity : ndarray of shape (..., kinds, stages)
        [fraction per unit of share]

    Notes
    -----
    Confirmed against differences on random circuits.

    Examples
    --------
    >>> from flotation.circuit import Bank, close_circuit, join_banks
    >>> bank = Bank(name="rougher", feed=("ore",), concentrate="con", tails="tails")
    >>> flows = close_circuit(join_banks([bank], "ore"), [[0.8], [0.1]], [10.0, 80.0])
    >>> grade_sensitivity(flows, "con", [1.0, 0.0])
    array([[ 0.3125], [-2.5 ]])
    """
    content = np.asarray(content, dtype=float)
    grade = circuit_grade(flows, stream, content)
    solids = flows.stream(stream).sum(axis=-1)
    leverage = (content - grade[..., None]) / solids[..., None]
    return leverage[..., None] * flow_sensitivity(flows, stream)
