"""Example 01: read two years of shifts, and learn what can be trusted.

Nothing is dropped, filled or clipped silently: every line of the file is accounted for, and a
value that cannot be evidence stays visible but marked.
"""

from flotation.datasets_path import dataset_folder
from flotation.plant_file import load_plant
from flotation.survey import balance_checks, read_survey

folder = dataset_folder("reference_plant")
plant = load_plant(folder / "plant.toml")
survey = read_survey(
    next(folder.glob("survey.csv*")),
    plant.column,
    time_column=plant.time_column,
    physics=balance_checks(plant),
    feed_rate=plant.feed_rate,
)
report = survey.report
print(f"{plant.name}: {report.read} rows read, {report.accepted} accepted as {report.source}")
print(f"{len(report.left_out)} left out, {int(survey.doubtful.to_numpy().sum())} values doubtful\n")

print("what was found, and in how many lines:")
for rule, lines in report.counts.items():
    print(f"  {rule:12} {lines:5}")
worst = next(message for message in report.messages if message.flags)
print(f"\nfor instance: {worst.message}")
print(f"what to do:   {worst.remedy}\n")

trusted = survey.table.mask(survey.doubtful.astype(bool))
print(f"{'what the feed was like':28} {'10 %':>8} {'median':>8} {'90 %':>8}")
for condition in plant.condition:
    column = plant.columns[condition.column]
    low, middle, high = trusted[column.name].quantile([0.1, 0.5, 0.9])
    unit = "" if column.unit == "-" else f", {column.unit}"
    print(f"{column.en + unit:28} {low:8.4g} {middle:8.4g} {high:8.4g}")
