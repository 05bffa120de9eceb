"""The rate laws a batch test can be fitted with: their parameters, bounds and two forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flotation.kinetics import bank_recovery, batch_recovery
from flotation.rate_distributions import (
    fast_slow_bank_recovery,
    fast_slow_batch_recovery,
    gamma_bank_recovery,
    gamma_batch_recovery,
    rectangular_bank_recovery,
    rectangular_batch_recovery,
)

LEAST_RATE, LARGEST_RATE = 1e-4, 50.0  # [min⁻¹]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a rate law, with the bounds of its fit.

    Attributes
    ----------
    name : str
        As in the law's functions.
    low, high : float
        [min⁻¹ for a rate, else fraction or none]
    start : float
        Where a fit begins; for a rate in units of one over the median time.
    is_rate : bool
    """

    name: str
    low: float
    high: float
    start: float
    is_rate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLaw:
    """A law of flotation with time.

    Attributes
    ----------
    name : str
    parameters : tuple of Parameter
    batch, bank : callable
        Its two forms; they take the parameters by name.
    """

    name: str
    parameters: tuple[Parameter, ...]
    batch: Callable
    bank: Callable

    @property
    def names(self):
        """Names of the parameters, in order."""
        return tuple(parameter.name for parameter in self.parameters)

    def ordered(self, values: Mapping):
        """The same values with the fast rate above the slow one, where the law has both."""
        if "fast_rate" not in values or values["fast_rate"] >= values["slow_rate"]:
            return values
        return {
            "fast_rate": values["slow_rate"],
            "slow_rate": values["fast_rate"],
            "slow_share": 1.0 - values["slow_share"],
        }


def _rate(name, start):
    return Parameter(name=name, low=LEAST_RATE, high=LARGEST_RATE, start=start, is_rate=True)


_ULTIMATE = Parameter(name="ultimate", low=0.0, high=1.0, start=0.8)
_ALL = (
    RateLaw(
        name="first order",
        parameters=(_rate("rate", 1.0), _ULTIMATE),
        batch=batch_recovery,
        bank=bank_recovery,
    ),
    RateLaw(
        name="rectangular",
        parameters=(_rate("largest_rate", 2.0), _ULTIMATE),
        batch=rectangular_batch_recovery,
        bank=rectangular_bank_recovery,
    ),
    RateLaw(
        name="fast and slow",
        parameters=(
            _rate("fast_rate", 2.0),
            _rate("slow_rate", 0.1),
            Parameter(name="slow_share", low=0.0, high=1.0, start=0.5),
        ),
        batch=fast_slow_batch_recovery,
        bank=fast_slow_bank_recovery,
    ),
    RateLaw(
        name="gamma",
        parameters=(
            _rate("mean_rate", 1.0),
            Parameter(name="shape", low=0.05, high=50.0, start=1.0),
            _ULTIMATE,
        ),
        batch=gamma_batch_recovery,
        bank=gamma_bank_recovery,
    ),
)

LAWS = MappingProxyType({law.name: law for law in _ALL})
"""Every law by its name."""
