"""The page that lists every key of a question, made from the models that check it.

``python -m optimiser.question_reference docs/questions.md`` writes it anew.
"""

import sys
from pathlib import Path

from flotation.plant_reference import section
from optimiser.question import Question
from optimiser.question_tables import Aim, Future, Futures, PriceRisk, Range, Weights

TABLES = {
    "the file": Question,
    "ranges.LEVER": Range,
    "weights": Weights,
    "[then]": Aim,
    "price_risk": PriceRisk,
    "futures": Futures,
    "[futures.case]": Future,
}

EXAMPLE = """\
goal = "most_recovery"
component = "WO3"
budget_cny_t = 160.0
max_co2_kg_t = 60.0
max_concentrate_t_h = { WO3 = 3.0 }
stock_kg = { bha = 4000.0 }
stock_shifts = 3
max_changes = 5
least_change = { w_bha_g_t = 20.0 }
conditions = { ore_wo3_pct = 0.42, feed_t_h = 180.0 }

[[then]]
goal = "least_cost"
give_up = 0.5
"""

INTRODUCTION = f"""\
# Questions

`flotation plan --question week.toml` asks what a TOML file says; every key can be asked for by
page and batch too. Unknown keys, names that the plant does not know and numbers out of range are
refused, each in a sentence. A key in **bold** is needed; the others show their default, which asks
for nothing. Most tungsten for a budget, for three shifts of what is in stock, then the cheapest
way to within half a point of it:

```toml
{EXAMPLE}```

What is exact: recoveries, grades, mass pulls, tonnes per hour, doses, stocks and limits that are
linear in set-points are rows of the programme as they are, in logs where they are products of
shares. Heat and grinding to a size lie above tangents, heating between knots on a secant of its
log, and plans are refined until CO2, energy and cost hold by the laws themselves to 1e-7. A value
per tonne of contained metal is exact to the gap of the certificate; a price that falls with the
grade of an impurity is not part of a plan. The feed rate is a condition and never chosen.

This page is made from the models that check the file: `python -m optimiser.question_reference`.
"""


def questions_page() -> str:
    """The page as Markdown, ending in a line break.

    Examples
    --------
    >>> questions_page().splitlines()[0]
    '# Questions'
    """
    return "\n".join([INTRODUCTION, *(section(title, table) for title, table in TABLES.items())])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(questions_page(), encoding="utf-8")
