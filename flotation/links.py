r"""What a regression adds up, and the share that comes of it.

A leg's curves add up to an index :math:`\eta`; a link makes it a share :math:`r` of what enters
the stage:

======== ============================== ============================= =================
link     share                          log share                     index
======== ============================== ============================= =================
log      :math:`e^\eta`                 :math:`\eta`                  any; a share above 1 above 0
logit    :math:`1 / (1 + e^{-\eta})`    :math:`-\ln(1 + e^{-\eta})`   any
identity :math:`\eta`                   :math:`\ln \eta`              above 0
======== ============================== ============================= =================

Every log share rises with its index and is concave in it: a tangent lies nowhere below it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way from a sum of effects to a share, and back.

    Attributes
    ----------
    forward : callable
        Index of a share. [fraction] to [-]
    log_share : callable
        Log share of an index. [-] to [log of fraction]
    slope : callable
        Change of the log share for each unit of the index. [-]
    """

    forward: Callable
    log_share: Callable
    slope: Callable


def logit_log_share(index):
    r"""Log share of a log-odds index, :math:`-\ln(1 + e^{-\eta})`.

    Parameters
    ----------
    index : numeric or array-like
        [log of odds]

    Returns
    -------
    numeric or ndarray
        [log of fraction]; 0 in the limit of large indices, the index itself in that of small ones.

    Notes
    -----
    Confirmed against its limits: the index itself, and 0.

    Examples
    --------
    >>> float(np.exp(logit_log_share(np.log(0.7 / 0.3))))
    0.7
    """
    return -np.logaddexp(0.0, -np.asarray(index, dtype=float))


def identity_log_share(index):
    r"""Log share of an index that is the share, :math:`\ln \eta`.

    Parameters
    ----------
    index : numeric or array-like
        [fraction]

    Returns
    -------
    numeric or ndarray
        [log of fraction]; minus infinity from 0 downwards: nothing leaves by the leg.

    Notes
    -----
    Confirmed against the shares that it was made from.

    Examples
    --------
    >>> float(np.exp(identity_log_share(0.7)))
    0.7
    """
    index = np.asarray(index, dtype=float)
    with np.errstate(divide="ignore"):
        return np.log(np.maximum(index, 0.0))


def _identity_slope(index):
    index = np.asarray(index, dtype=float)
    with np.errstate(divide="ignore"):
        return 1.0 / np.maximum(index, 0.0)


LINKS = {
    "log": Link(
        forward=np.log,
        log_share=lambda index: np.asarray(index, dtype=float),
        slope=lambda index: np.ones_like(index, dtype=float),
    ),
    "logit": Link(
        forward=logit,
        log_share=logit_log_share,
        slope=lambda index: expit(-np.asarray(index, dtype=float)),
    ),
    "identity": Link(
        forward=lambda share: np.asarray(share, dtype=float),
        log_share=identity_log_share,
        slope=_identity_slope,
    ),
}
