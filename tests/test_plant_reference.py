import pytest
from pydantic import BaseModel

from flotation.plant import Plant
from flotation.plant_reference import TABLES, explained, plant_file_page


def tables_inside(model):
    """Every table that a model holds, at any depth."""
    found, queue = set(), [model]
    while queue:
        here = queue.pop()
        if isinstance(here, type) and issubclass(here, BaseModel):
            if here not in found:
                found.add(here)
                queue += [field.annotation for field in here.model_fields.values()]
        else:
            queue += getattr(here, "__args__", ())
    return found


def test_the_page_in_the_docs_is_current(root):
    page = (root / "docs" / "plant_file.md").read_text(encoding="utf-8")
    assert page == plant_file_page(), "run python -m flotation.plant_reference docs/plant_file.md"


def test_the_page_has_every_table():
    assert set(TABLES.values()) == tables_inside(Plant)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.__name__)
def test_the_page_explains_every_key_and_no_other(table):
    _, meanings = explained(table)
    assert set(meanings) == {field.alias or key for key, field in table.model_fields.items()}
    assert all(meanings.values())


@pytest.mark.parametrize(
    "line",
    [
        '| `fresh_feed` | name | `"ore"` | Stream that enters from outside. |',
        "| **`loss`** | number, 0 to 0.99 | needed | Share of the heat that is lost. [fraction] |",
        "| `g_t_per_unit` | number, more than 0 | `1` | Needed unless the lever is in g/t. "
        "[g/t per unit] |",
        "| `required` | `true` or `false` | `true` | Whether a survey without this column is "
        "refused. |",
        "| `assays` | table of names | none | Column with the grade of each component. [%] |",
        "| **`date`** | date | needed | Day of the value, written without quotation marks. |",
    ],
)
def test_the_page_gives_value_default_unit_and_meaning(line):
    assert line in plant_file_page().splitlines()
