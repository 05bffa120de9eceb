"""Column names in sentences, put into the words that people use."""

import re

from flotation.plant import Plant


def named(plant: Plant, sentence: str, language: str = "en") -> str:
    """A sentence in which every lever's column name has become its label.

    Where the sentence gives both, as in ``pH, W rougher (w_ph)``, the label stands alone.

    Parameters
    ----------
    plant : Plant
    sentence : str
    language : {"en", "zh"}
    """
    columns = {lever.column: plant.columns[lever.column] for lever in plant.lever}
    if not columns:
        return sentence
    for name, column in columns.items():
        sentence = sentence.replace(f"{column.en} ({name})", name)
    pattern = r"\b(" + "|".join(map(re.escape, columns)) + r")\b"
    return re.sub(pattern, lambda match: getattr(columns[match[0]], language), sentence)


def reason_for(plant: Plant, lever: str, sentence: str, language: str = "en") -> str:
    """The same for a sentence that stands beside its lever's label, which it need not repeat."""
    label = getattr(plant.columns[lever], language)
    return named(plant, sentence, language).replace(f"{label}: ", "", 1)
