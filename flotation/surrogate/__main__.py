"""Write the shipped survey and its card again: ``python -m flotation.surrogate [folder]``."""

import sys
from pathlib import Path

from flotation.datasets_path import dataset_folder
from flotation.surrogate.card import card
from flotation.surrogate.simulation import simulate

SHIFTS, SEED = 2190, 2024  # of the survey that is shipped


def main(folder=None):
    """Write ``survey.csv`` and ``CARD.md`` into a folder."""
    home = Path(folder) if folder else dataset_folder("reference_plant")
    table = simulate(SHIFTS, SEED).table
    table.to_csv(home / "survey.csv", index=False, lineterminator="\n")
    text = card(table, SHIFTS, SEED)
    (home / "CARD.md").write_text(text, encoding="utf-8", newline="\n")
    print(f"survey.csv and CARD.md: {SHIFTS} shifts, seed {SEED}, written to {home}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
