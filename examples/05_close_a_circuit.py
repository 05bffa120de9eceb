"""Example 05: from rates of flotation to the grade and recovery of a closed circuit.

The five banks of Mountain Pass (bastnaesite from calcite, barite, celestine and gangue) with the
rates, times and feed retyped in ``datasets/literature``; then what each bank is worth.
"""

import pandas as pd

from flotation.circuit import (
    Bank,
    circuit_grade,
    circuit_mass_pull,
    circuit_recovery,
    close_circuit,
    join_banks,
)
from flotation.circuit_sensitivity import grade_sensitivity, recovery_sensitivity
from flotation.datasets_path import dataset_folder
from flotation.kinetics import bank_recovery
from flotation.recycles import circulating_load

BANKS = {  # name: feeds, concentrate, tails
    "rougher": (("ore", "scavenger con"), "rougher con", "rougher tails"),
    "cleaner1": (("rougher con", "cleaner2 tails"), "cleaner1 con", "cleaner1 tails"),
    "scavenger": (("cleaner1 tails",), "scavenger con", "scavenger tails"),
    "cleaner2": (("cleaner1 con", "cleaner3-4 tails"), "cleaner2 con", "cleaner2 tails"),
    "cleaners34": (("cleaner2 con",), "final con", "cleaner3-4 tails"),
}
flowsheet = join_banks(
    [
        Bank(name=name, feed=feed, concentrate=concentrate, tails=tails)
        for name, (feed, concentrate, tails) in BANKS.items()
    ],
    fresh_feed="ore",
)

folder = dataset_folder("literature")
banks = pd.read_csv(folder / "kinetics_mountain_pass_banks.csv")
per_cell = banks["tau_min"] / banks["cells"]
banks["recovery"] = bank_recovery(per_cell, banks["k_per_min"], banks["cells"])
shares = banks.pivot(index="component", columns="bank", values="recovery")[list(BANKS)]
streams = pd.read_csv(folder / "mountain_pass_streams.csv").set_index(["stream", "component"])
feed = streams.loc["fresh_feed", "flow_basis_units"][shares.index]

flows = close_circuit(flowsheet, shares, feed)
reo = (shares.index == "REO").astype(float)
print(f"mass pull        {100 * circuit_mass_pull(flows, 'final con'):7.3f} %")
print(f"REO grade        {100 * circuit_grade(flows, 'final con', reo):7.3f} %")
print(f"REO recovery     {100 * circuit_recovery(flows, 'final con', reo):7.3f} %")
print(f"circulating load {100 * circulating_load(flows):7.1f} % of the fresh feed")

print("one more per cent of the REO that enters a bank floated there gives, in per cent:")
more = recovery_sensitivity(flows, "final con", reo)[reo == 1.0][0]
richer = grade_sensitivity(flows, "final con", reo)[reo == 1.0][0]
for name, recovery, grade in zip(BANKS, more, richer, strict=True):
    print(f"  {name:10} recovery {recovery:+.3f}  grade {grade:+.3f}")
