"""Example 08: from a batch test in the laboratory to the recovery of a bank in the plant."""

import numpy as np

from flotation.kinetic_fit import choose_kinetics
from flotation.rate_laws import LAWS
from flotation.scale_up import mixing_factor, plant_rate

TIMES = [0.5, 1.0, 2.0, 4.0, 8.0, 15.0]  # min
RECOVERY = [0.264, 0.427, 0.604, 0.743, 0.826, 0.866]  # cumulative, WO3
TIME_FACTOR = 2.2  # plant over laboratory; assumed, of the usual 1.8-2.8

fits = choose_kinetics(TIMES, RECOVERY)
for fit in fits:
    errors = np.sqrt(np.diag(fit.covariance))
    values = ", ".join(
        f"{name} {value:.3f} ± {error:.3f}"
        for (name, value), error in zip(fit.parameters.items(), errors, strict=True)
    )
    print(f"{fit.law.name:14} AICc {fit.aicc:6.1f}  RMSE {100 * fit.rmse:.2f} %  {values}")
    for doubt in fit.doubts:
        print(f"{'':14} doubt: {doubt}")

best = fits[0]
rates = {p.name for p in best.law.parameters if p.is_rate}
in_plant = {
    name: plant_rate(value, TIME_FACTOR) if name in rates else value
    for name, value in best.parameters.items()
}
bank = LAWS[best.law.name].bank
print("a bank of 8 cells recovers, with this many minutes in all:")
for minutes in (10, 20, 30, 40):
    print(f"  {minutes} min: {100 * bank(minutes / 8, cells=8, **in_plant):.1f} %")
print(f"mixing alone asks for {mixing_factor(0.9, cells=8):.2f} times the batch time at 90 %")
