"""The card of a stored model: what it was made from, and what it may be compared with."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flotation.errors import StoreError
from flotation.model_file import model_bytes, model_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """What a store knows of a model without opening it.

    Attributes
    ----------
    sha256 : str
        Of the model's file, and its name in the store.
    content_sha256 : str
        Of the model's content, as plans made with it name it.
    plant, plant_sha256, survey_sha256 : str
    first, last : str
        Start of the first and the last shift it was fitted to.
    rows : int
        Shifts it was fitted to.
    units : mapping of str to str
        Unit of every column of the plant file that it was fitted under.
    levers : mapping of str to str
        Evidence of each: supported, contradicted or not shown.
    products : mapping of str to str
        Stream sold for each component.
    stages : tuple of str
    scores : tuple of mapping
        As in the model.
    versions : mapping of str to str
    """

    sha256: str
    content_sha256: str
    plant: str
    plant_sha256: str
    survey_sha256: str
    first: str
    last: str
    rows: int
    units: Mapping[str, str]
    levers: Mapping[str, str]
    products: Mapping[str, str]
    stages: tuple[str, ...]
    scores: tuple[Mapping, ...]
    versions: Mapping[str, str]

    def as_dict(self):
        """Plain values."""
        return asdict(self)


def card_of(model, plant):
    """The :class:`StoredCard` of a model of a plant.

    Parameters
    ----------
    model : flotation.circuit_model.CircuitModel
    plant : flotation.plant.Plant
    """
    return StoredCard(
        sha256=hashlib.sha256(model_bytes(model)).hexdigest(),
        content_sha256=model_hash(model),
        plant=model.plant_name,
        plant_sha256=model.plant_digest,
        survey_sha256=model.survey_digest,
        first=model.card["span"]["first"],
        last=model.card["span"]["last"],
        rows=int(model.card["rows"]["used"]),
        units={column.name: column.unit for column in plant.column},
        levers={lever: evidence.status for lever, evidence in model.evidence.items()},
        products={product.component: product.stream for product in model.products},
        stages=tuple(stage.name for stage in model.flowsheet.stages),
        scores=tuple(asdict(score) for score in model.scores),
        versions=dict(model.versions),
    )


def parse_card(content, name):
    """The card in plain values."""
    try:
        lists = {key: tuple(content[key]) for key in ("stages", "scores")}
        return StoredCard(**(content | lists))
    except (KeyError, TypeError) as error:
        raise StoreError(f"{name} is no card of this version: {error}") from error


def refuse_other_circuit(card, plant):
    """Refuse to compare a stored model with one of a plant that is not the same.

    Prices, limits and ranges may change from one model to the next; units, stages, levers
    and products may not: numbers of the one would mean nothing to the other.

    Parameters
    ----------
    card : StoredCard
    plant : flotation.plant.Plant

    Raises
    ------
    StoreError
        One sentence per difference.
    """
    here = {column.name: column.unit for column in plant.column}
    changed = [
        f"{name} is now in {here[name]} and was in {unit}"
        for name, unit in card.units.items()
        if here.get(name, unit) != unit
    ]
    for what, was, now in (
        ("levers", card.levers, plant.levers),
        ("stages", card.stages, plant.stages),
        ("products", card.products, plant.products),
    ):
        if set(was) != set(now):
            differ = ", ".join(sorted(set(was) ^ set(now)))
            changed.append(f"its {what} are others ({differ})")
    if changed or card.plant != plant.name:
        why = "; ".join(changed) or f"it is a model of {card.plant!r}"
        raise StoreError(
            f"model {card.sha256[:12]} cannot be compared with one of {plant.name!r}: {why}; "
            "put the plant file back, or give the changed plant a name of its own"
        )
