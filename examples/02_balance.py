"""Example 02: yield, grade and recovery from a few assays, with their errors.

In Chinese reports: 产率 γ, 品位 β, 回收率 ε, with ε = γ β / α and α the grade of the feed.
"""

import numpy as np

from flotation.balance import separation_efficiency
from flotation.product_balance import balance_from_grades, component_table
from flotation.stoichiometry import carrier_grade, mass_factor

ASSAY = 0.02  # sd of one assay, relative


def show(streams, components, per_cent):
    """Balance some streams, and print a table a component."""
    grades = np.array(per_cent) / 100.0
    balance, chance = balance_from_grades(streams, components, grades, ASSAY * grades)
    for component in components:
        print(f"{component:14} {'yield γ, %':>16} {'grade β, %':>12} {'recovery ε, %':>16}")
        for line in component_table(balance, component).itertuples():
            gamma = f"{100 * line.pull:.2f} ± {100 * line.pull_sd:.2f}"
            epsilon = f"{100 * line.recovery:.2f} ± {100 * line.recovery_sd:.2f}"
            print(f"{line.product:14} {gamma:>16} {100 * line.grade:>12.4g} {epsilon:>16}")
        print()
    return balance, chance


print("A scheelite rougher (two products):")
rougher, _ = show(("feed", "concentrate", "tails"), ("WO3",), [[0.43], [2.96], [0.053]])

mineral, pure = carrier_grade("WO3")
recovery, grade = rougher.recovery[0, 0], rougher.grade[0, 0]
efficiency = separation_efficiency(rougher.feed_grade[0], grade, recovery, pure)
print(f"separation efficiency {efficiency:.1%} ({mineral}: {pure:.1%} WO3)")
print(f"the feed in tungsten: {0.43 * mass_factor('WO3', 'W', 'W'):.3f} % W\n")

print("Lead and zinc (three products from two metals):")
streams = ("feed", "lead", "zinc", "tails")
show(streams, ("Pb", "Zn"), [[3.0, 6.0], [60.0, 5.0], [2.0, 55.0], [0.3, 0.5]])

print("The rougher with calcium fluoride assayed too, once well and once wrongly:")
for fluorite in (20.0, 24.0):
    table = np.array([[0.43, fluorite], [2.96, 30.4], [0.053, 18.4]]) / 100.0
    _, chance = balance_from_grades(
        ("feed", "concentrate", "tails"), ("WO3", "CaF2"), table, ASSAY * table
    )
    print(f"  {fluorite:.0f} % CaF2 in the feed: chance of a worse misfit {chance:.2g}")
