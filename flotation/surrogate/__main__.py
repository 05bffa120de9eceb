"""Write the shipped survey again: ``python -m flotation.surrogate [folder]``."""

import sys
from pathlib import Path

from flotation.datasets_path import dataset_folder
from flotation.surrogate.simulation import simulate

SHIFTS, SEED = 2190, 2024


def main(folder=None):
    """Write ``survey.csv`` of the shipped seed into a folder."""
    home = Path(folder) if folder else dataset_folder("reference_plant")
    simulate(SHIFTS, SEED).table.to_csv(home / "survey.csv", index=False, lineterminator="\n")
    print(f"{home / 'survey.csv'}: {SHIFTS} shifts, seed {SEED}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
