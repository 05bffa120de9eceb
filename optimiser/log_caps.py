r"""Upper limits on products of shares: mass pull, concentrate per hour, feed of a stage.

A product of shares is a sum in logs, so that :math:`\sum_l \omega_l s_l \le \ln h` is linear and
exact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from flotation.circuit_model import CircuitModel
from optimiser.log_circuit import LogSum, log_feed_sum
from optimiser.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCap:
    """An upper limit on something that is a product of shares.

    Attributes
    ----------
    name, key, words, unit : str
        The key is where it stands in the question.
    body : LogSum
        Log of what is limited, over ``factor``.
    factor : float
        Of the limit's unit. [unit]
    high : float
        [unit]
    """

    name: str
    key: str
    words: str
    unit: str
    body: LogSum
    factor: float
    high: float

    @property
    def log_high(self) -> float:
        """Right-hand side of its row."""
        return float(np.log(self.high / self.factor))

    def value_at(self, side: float) -> float:
        """Limit for which the right-hand side of its row is this [unit]."""
        return self.factor * float(np.exp(side))


def log_caps(
    model: CircuitModel,
    question: Question,
    mass: Mapping[str, LogSum],
    around: Mapping[str, float],
    conditions: Mapping[str, float],
    feed_rate: float | None,
) -> Iterator[LogCap]:
    """Every such limit of a question.

    Parameters
    ----------
    model : flotation.circuit_model.CircuitModel
    question : Question
    mass : mapping of str to LogSum
        Log share of the fresh solids in each component's product.
    around, conditions : mapping of str to float
        Where a circuit with recycles is linearised.
    feed_rate : float or None
        Fresh feed, dry. [t/h]
    """
    for c, high in question.max_mass_pull_pct.items():
        yield LogCap(
            name=f"mass_pull/{c}",
            key=f"max_mass_pull_pct.{c}",
            words=f"mass pull to the {c} product at most {high:g} %",
            unit="%",
            body=mass[c],
            factor=100.0,
            high=high,
        )
    for c, high in question.max_concentrate_t_h.items():
        yield LogCap(
            name=f"concentrate/{c}",
            key=f"max_concentrate_t_h.{c}",
            words=f"{c} product at most {high:g} t/h",
            unit="t/h",
            body=mass[c],
            factor=feed_rate or 1.0,
            high=high,
        )
    for stage, high in question.max_stage_feed_t_h.items():
        yield LogCap(
            name=f"stage/{stage}",
            key=f"max_stage_feed_t_h.{stage}",
            words=f"feed of stage {stage} at most {high:g} t/h",
            unit="t/h",
            body=log_feed_sum(model, stage, around, conditions),
            factor=feed_rate or 1.0,
            high=high,
        )
