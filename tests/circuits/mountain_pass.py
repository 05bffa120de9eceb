"""The five-bank circuit of Mountain Pass, from the retyped tables."""

import pandas as pd

from flotation.circuit import Bank, join_banks
from flotation.datasets_path import dataset_folder

FLOWSHEET = join_banks(
    [
        Bank(
            name="rougher",
            feed=("fresh_feed", "scavenger_concentrate"),
            concentrate="rougher_concentrate",
            tails="rougher_tails",
        ),
        Bank(
            name="scavenger",
            feed=("cleaner1_tails",),
            concentrate="scavenger_concentrate",
            tails="scavenger_tails",
        ),
        Bank(
            name="cleaner1",
            feed=("rougher_concentrate", "cleaner2_tails"),
            concentrate="cleaner1_concentrate",
            tails="cleaner1_tails",
        ),
        Bank(
            name="cleaner2",
            feed=("cleaner1_concentrate", "cleaners34_tails"),
            concentrate="cleaner2_concentrate",
            tails="cleaner2_tails",
        ),
        Bank(
            name="cleaners34",
            feed=("cleaner2_concentrate",),
            concentrate="cleaners34_concentrate",
            tails="cleaners34_tails",
        ),
    ],
    fresh_feed="fresh_feed",
)


def published_streams():
    """Return the published flows, streams by components."""
    table = pd.read_csv(dataset_folder("literature") / "mountain_pass_streams.csv")
    return table.pivot(index="stream", columns="component", values="flow_basis_units")


def published_banks(column):
    """Return one column of the published banks, components by banks in the flowsheet's order."""
    table = pd.read_csv(dataset_folder("literature") / "kinetics_mountain_pass_banks.csv")
    wide = table.pivot(index="component", columns="bank", values=column)
    return wide[[stage.name for stage in FLOWSHEET.stages]]
