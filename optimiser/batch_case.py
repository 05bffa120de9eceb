"""What all scenarios of a batch share, and the columns of its results."""

from dataclasses import dataclass

from flotation.circuit_model import CircuitModel
from flotation.plant import Plant
from optimiser.question import Question
from optimiser.scenarios import LABEL

TEXTS = (LABEL, "status", "error")
COSTS = ("reagents", "energy", "co2", "water", "total")
COVERAGE = 0.9  # of the interval around a recovery
NO_PLAN = (
    "no set-points meet every limit; ask this scenario as a single plan to learn which limits "
    "cannot hold together and what the cheapest change is"
)
Columns = dict[str, list]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What all scenarios of a batch share.

    Attributes
    ----------
    plant : flotation.plant.Plant
    model : flotation.circuit_model.CircuitModel
    question : Question
        Asked where a scenario says nothing else.
    columns : tuple of str
        Of the scenarios.
    """

    plant: Plant
    model: CircuitModel
    question: Question
    columns: tuple[str, ...]

    @property
    def result_columns(self) -> tuple[str, ...]:
        """Columns of the results, in order: the scenario, its status, its numbers."""
        found = [LABEL, *self.columns, "status", "error"]
        for product in self.plant.product:
            c = product.component.lower()
            found += [f"recovery_{c}_pct", f"recovery_{c}_low_pct", f"recovery_{c}_high_pct"]
            found += [f"grade_{c}_pct", f"mass_pull_{c}_pct"]
        found += [f"cost_{part}_cny_t" for part in COSTS]
        found += ["margin_cny_t", "objective", "bound", "gap", "model_gap"]
        return (*found, *(lever.column for lever in self.plant.lever))
