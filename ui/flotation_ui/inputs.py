"""What the commands read: a path, or the name of what is shipped."""

from pathlib import Path
from typing import TYPE_CHECKING

from flotation.datasets_path import dataset_folder

if TYPE_CHECKING:
    from flotation.plant import Plant
    from flotation.survey import Survey

SHIPPED = "reference"


def plant_path(word: str | Path) -> Path:
    """Path of a plant file; ``reference`` is the shipped plant."""
    return dataset_folder("reference_plant") / "plant.toml" if str(word) == SHIPPED else Path(word)


def survey_path(word: str | Path) -> Path:
    """Path of a survey; ``reference`` is the shipped survey."""
    if str(word) != SHIPPED:
        return Path(word)
    return next(dataset_folder("reference_plant").glob("survey.csv*"))


def read_plant_and_survey(plant: str | Path, survey: str | Path) -> "tuple[Plant, Survey]":
    """A plant file, and a survey read through its columns."""
    from flotation.plant_file import load_plant
    from flotation.survey import balance_checks, read_survey

    nouns = load_plant(plant_path(plant))
    read = read_survey(
        survey_path(survey),
        nouns.column,
        time_column=nouns.time_column,
        physics=balance_checks(nouns) if nouns.stage else None,
        feed_rate=nouns.feed_rate,
    )
    return nouns, read
