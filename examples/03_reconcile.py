"""Example 03: bring a quarter of shifts into balance, and find the assay that is wrong.

Every shift is balanced exactly over the whole flowsheet. What the balances contradict is named,
what they do not determine stays unknown, and recoveries come with their errors.
"""

from dataclasses import replace

from flotation.datasets_path import dataset_folder
from flotation.period_balance import period_balance
from flotation.plant_file import load_plant
from flotation.product_balance import component_table
from flotation.reconciliation_tables import (
    component_that_fails,
    failing_shifts,
    recovery_table,
    suspect_table,
)
from flotation.survey import balance_checks, read_survey
from flotation.survey_reconciliation import missing_quantities, reconcile_survey

folder = dataset_folder("reference_plant")
plant = load_plant(folder / "plant.toml")
path = next(folder.glob("survey.csv*"))
checks = balance_checks(plant)
survey = read_survey(path, plant.column, time_column=plant.time_column, physics=checks)
quarter = replace(survey, table=survey.table.head(270), doubtful=survey.doubtful.head(270))
found = reconcile_survey(plant, quarter)

tested, failing = failing_shifts(found)
print(f"{failing} of {tested} shifts do not close at the 5 % level")
print(f"component to blame: {component_that_fails(found) or 'none'}")
print("never told, for want of assays:")
for stream, quantities in missing_quantities(found)[0].items():
    print(f"  {stream}: {', '.join(quantities)}")

print("\nsuspected most often, and how far the worst is off:")
for line in suspect_table(found).head(4).itertuples():
    print(f"  {line.stream} {line.quantity}: {line.shifts} shifts, worst {line.error:+.0%}")

print("\nrecovery of          median   sd of one shift   present, %")
for line in recovery_table(found).itertuples():
    numbers = f"{100 * line.median:8.2f} {100 * line.sd:17.2f} {100 * line.present:12.2f}"
    print(f"{line.component:4} to {line.stream:15}{numbers}")

print("\nthe quarter's balance of WO3, weighted by tonnage:")
balance = period_balance(found).balance
for line in component_table(balance, "WO3").itertuples():
    print(f"  {line.product:32} {line.pull:9.3%} of {line.grade:7.3%} is {line.recovery:8.3%}")

wrong = quarter.table.assign(ore_mo_pct=1.2 * quarter.table["ore_mo_pct"])
culprit = component_that_fails(reconcile_survey(plant, replace(quarter, table=wrong)))
print(f"\nwith 20 % added to every molybdenum assay of the ore, {culprit} does not close")
