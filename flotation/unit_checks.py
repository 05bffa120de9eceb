"""Whether the columns of a plant file are in units that fit their kind and their use."""

from flotation.errors import DataError
from flotation.plant import BondEnergy, HeatingEnergy
from flotation.units import canonical_unit, conversion

# Kinds whose units are all known; a level may be in mm, per cent or anything.
_UNIT_OF_KIND = {
    "grade": "%",
    "recovery": "%",
    "share": "%",
    "dosage": "g/t",
    "specific_energy": "kWh/t",
    "tonnage": "t/h",
    "temperature": "°C",
    "size": "µm",
}


def unit_mistakes(plant):
    """Sentences on units and kinds that do not fit.

    Parameters
    ----------
    plant : flotation.plant.Plant

    Yields
    ------
    str
        Beginning with the path inside the file.
    """
    for i, column in enumerate(plant.column, 1):
        if column.kind in _UNIT_OF_KIND:
            try:
                conversion(column.unit, _UNIT_OF_KIND[column.kind], column.kind)
            except DataError as error:
                yield f"column[{i}] ({column.name}).unit: {error}"
    for where, name, kinds, unit in _uses(plant):
        column = plant.columns.get(name)
        if column is None:
            continue
        if column.kind not in kinds:
            expected = " or ".join(kinds)
            yield f"{where}: column {name!r} is of kind {column.kind}, expected {expected}"
        elif unit is not None and canonical_unit(column.unit) != unit:
            yield (
                f"{where}: column {name!r} is in {column.unit}, expected {unit}; declare it in "
                f"{unit}, surveys in other units are converted as they are read"
            )
    yield from _not_numbers(plant)
    yield from _lever_units(plant)


def _uses(plant):
    """(path, column, kinds, unit) for every column with a fixed use."""
    yield "time_column", plant.time_column, ("time",), None
    if plant.feed_rate:
        yield "feed_rate", plant.feed_rate, ("tonnage",), "t/h"
    for i, stream in enumerate(plant.stream, 1):
        where = f"stream[{i}] ({stream.name})"
        if stream.solids:
            yield f"{where}.solids", stream.solids, ("tonnage",), "t/h"
        for component, column in stream.assays.items():
            yield f"{where}.assays.{component}", column, ("grade",), "%"
    for i, stage in enumerate(plant.stage, 1):
        where = f"stage[{i}] ({stage.name})"
        if stage.mass_pull:
            yield f"{where}.mass_pull", stage.mass_pull, ("share", "recovery"), "%"
        for component, column in stage.recovery.items():
            yield f"{where}.recovery.{component}", column, ("recovery", "share"), "%"
    for i, lever in enumerate(plant.lever, 1):
        where = f"lever[{i}] ({lever.column})"
        if isinstance(lever.energy, BondEnergy):
            yield f"{where}.column", lever.column, ("size",), "µm"
            index = lever.energy.work_index
            yield f"{where}.energy.work_index", index, ("specific_energy",), "kWh/t"
        if isinstance(lever.energy, HeatingEnergy):
            yield f"{where}.column", lever.column, ("temperature",), "°C"
            yield f"{where}.energy.ambient", lever.energy.ambient, ("temperature",), "°C"


def _not_numbers(plant):
    for table in ("lever", "condition"):
        for i, row in enumerate(getattr(plant, table), 1):
            column = plant.columns.get(row.column)
            if column is not None and column.kind in ("time", "text"):
                yield f"{table}[{i}] ({row.column}): a {table} is a number, not a {column.kind}"


def _lever_units(plant):
    for i, lever in enumerate(plant.lever, 1):
        column = plant.columns.get(lever.column)
        if column is None or lever.reagent is None:
            continue
        stated = "g_t_per_unit" in lever.reagent.model_fields_set
        if not stated and canonical_unit(column.unit) != "g/t":
            yield (
                f"lever[{i}] ({lever.column}).reagent: the lever is in {column.unit}, so "
                "g_t_per_unit is needed; add it"
            )
