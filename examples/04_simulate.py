"""Example 04: a plant whose truth is known, to see what a survey can and cannot tell.

The surrogate plant is a mechanistic simulator, not a real plant. Its survey has the errors,
gaps and faults of a real one; its truth has none.
"""

import numpy as np

from flotation.plant_balance import reconcile_plant
from flotation.surrogate.performance import true_performance
from flotation.surrogate.simulation import reference_plant, simulate

plant = reference_plant()
made = simulate(shifts=360, seed=7)
truth = made.truth
survey = made.table.drop_duplicates(plant.time_column).reset_index(drop=True)
result = reconcile_plant(plant, survey)

print("recovery        true   reconciled   error of a shift   error as stated, %")
for product in plant.product:
    true = truth[f"recovery/{product.component}"].to_numpy()[: len(survey)]
    value, sd = result.split(None, product.stream, product.component)
    known = np.isfinite(value)
    error = np.median(np.abs(value - true)[known]) / 0.6745
    numbers = (np.median(true), np.median(value[known]), error, np.median(sd[known]))
    print(product.component.ljust(8), *(f"{100 * number:12.2f}" for number in numbers))

correlation = np.corrcoef(truth["w_bha_g_t"], truth["recovery/WO3"])[0, 1]
print(f"\nwhat operators did: BHA and WO3 recovery correlate by {correlation:+.2f}")
settings = {lever: truth[lever].median() for lever in plant.levers}
conditions = {c.column: truth[c.column].median() for c in plant.condition}
print("what BHA does, all else equal:")
for dose in (100.0, 160.0, 220.0, 280.0):
    at = true_performance(settings | {"w_bha_g_t": dose}, conditions)
    recovery, grade = float(at.recovery["WO3"]), float(at.grade["WO3"])
    print(f"  {dose:.0f} g/t: recovery {recovery:.1%} at {grade:.1%} WO3")
