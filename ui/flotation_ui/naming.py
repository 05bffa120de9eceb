"""Column names in sentences, put into the words that people use."""

import re

from flotation.plant import Plant


def named(plant: Plant, sentence: str, language: str = "en") -> str:
    """A sentence in which every lever's column name has become its label.

    Parameters
    ----------
    plant : Plant
    sentence : str
    language : {"en", "zh"}
    """
    labels = {lever.column: getattr(plant.columns[lever.column], language) for lever in plant.lever}
    if not labels:
        return sentence
    pattern = r"\b(" + "|".join(map(re.escape, labels)) + r")\b"
    return re.sub(pattern, lambda match: labels[match[0]], sentence)
