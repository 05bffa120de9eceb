"""The page that lists every key of a plant file, made from the models that check it.

``python -m flotation.plant_reference docs/plant_file.md`` writes it anew.
"""

import re
import sys
from pathlib import Path

from flotation import plant as nouns
from flotation.columns import Column
from flotation.file_table import LARGEST_NUMBER, SMALLEST_POSITIVE

# In the order in which a plant file is best written.
TABLES = {
    "the file": nouns.Plant,
    "base": nouns.Base,
    "retraining": nouns.Retraining,
    "[column]": Column,
    "[component]": nouns.Component,
    "[stream]": nouns.Stream,
    "[stage]": nouns.Stage,
    "[lever]": nouns.Lever,
    "lever.reagent": nouns.Reagent,
    "lever.energy, law = linear": nouns.LinearEnergy,
    "lever.energy, law = bond": nouns.BondEnergy,
    "lever.energy, law = heating": nouns.HeatingEnergy,
    "[lever.effect]": nouns.Effect,
    "[pair]": nouns.Pair,
    "[condition]": nouns.Condition,
    "[product]": nouns.Product,
    "[price]": nouns.Price,
    "[tariff]": nouns.Tariff,
    "[limit]": nouns.Limit,
}

INTRODUCTION = """\
# The plant file

A plant is described in one TOML file, in UTF-8. A table in double brackets, such as
`[[column]]`, is written once for each thing. Columns alone are enough for `flotation check`;
training needs stages, levers and products as well, planning needs prices too. Unknown keys,
dangling streams, levers that act on no stage, ranges with low ≥ high and prices without a unit
are refused, each in a sentence with its path in the file. A key in **bold** is needed; the
others show their default. Examples: `examples/plants/` and `datasets/reference_plant/plant.toml`.

This page is made from the models that check the file: `python -m flotation.plant_reference`.
"""


def plant_file_page():
    """The page as Markdown, ending in a line break.

    Examples
    --------
    >>> plant_file_page().splitlines()[0]
    '# The plant file'
    """
    sections = (section(title, table) for title, table in TABLES.items())
    return "\n".join([INTRODUCTION, *sections])


def section(title, table):
    """One table of a file as Markdown: its keys, values, defaults and meanings.

    Parameters
    ----------
    title : str
        Its name in the file; ``the file`` for the outermost.
    table : type
        A pydantic model whose docstring has an *Attributes* section.
    """
    heading = title if title == "the file" else f"`[{title}]`".replace("`[lever.energy, ", "`[")
    if title.startswith("lever.energy"):
        heading = f"`[lever.energy]` with {title.partition(', ')[2]}"
    summary, meanings = explained(table)
    schema = table.model_json_schema()
    lines = [f"## {heading[0].upper()}{heading[1:]}", "", summary, ""]
    lines += ["| key | value | default | meaning |", "|---|---|---|---|"]
    for name, field in table.model_fields.items():
        key = field.alias or name
        cells = [
            f"**`{key}`**" if field.is_required() else f"`{key}`",
            _kind(schema["properties"][key], schema.get("$defs", {})),
            _default(field),
            meanings[key],
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def explained(table):
    """First line of a table's docstring, and what it says of each key.

    Parameters
    ----------
    table : type
        With an *Attributes* section.

    Returns
    -------
    summary : str
    meanings : dict of str to str
    """
    text = re.sub(r"\n {4}", "\n", table.__doc__)
    summary, _, attributes = text.partition("Attributes\n----------\n")
    meanings = {}
    for names, body in re.findall(r"^(\S.*?) :.*\n((?: {4}.*\n?)*)", attributes, re.MULTILINE):
        for name in names.split(", "):
            meanings[name] = _markdown(" ".join(body.split()))
    return _markdown(" ".join(summary.split())), meanings


def _markdown(text):
    text = re.sub(r":\w+:`~?([^`]*)`", r"`\1`", text)
    return text.replace("``", "`").replace("|", "\\|")


def _default(field):
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (int, float)):
        return f"`{value:g}`"
    return f'`"{value}"`' if isinstance(value, str) and value else "none"


def _kind(schema, definitions):
    """What may stand for a key, in words."""
    if "anyOf" in schema:
        choices = [each for each in schema["anyOf"] if each.get("type") != "null"]
        if len(choices) > 1:
            return " or ".join(_kind(each, definitions) for each in choices)
        [schema] = choices
    if "discriminator" in schema or "oneOf" in schema:
        return "table"
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if "const" in schema or "enum" in schema:
        choices = [schema["const"]] if "const" in schema else schema["enum"]
        return " or ".join(f"`{choice}`" for choice in choices)
    if schema["type"] == "array":
        return _kind_of_list(schema, definitions)
    if schema["type"] == "object":
        inner = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
        found = [_kind(each, definitions) for each in inner if isinstance(each, dict)]
        return f"table of {_plural(found[0])}" if found else "table"
    if schema["type"] in ("number", "integer"):
        return _kind_of_number(schema)
    if schema.get("format") == "date":
        return "date"
    names = {"boolean": "`true` or `false`", "string": "name" if "pattern" in schema else "text"}
    return names[schema["type"]]


def _plural(kind):
    """``numbers, 0 or more`` of ``number, 0 or more``."""
    noun, comma, bounds = kind.partition(",")
    return " or ".join(f"{each}s" for each in noun.split(" or ")) + comma + bounds


def _kind_of_list(schema, definitions):
    items = schema.get("items") or schema["prefixItems"][0]
    inner = _kind(items, definitions)
    if inner == "table":
        return "tables"
    count = "two" if "prefixItems" in schema else "list of"
    return f"{count} {inner}s"


def _kind_of_number(schema):
    low, high = schema["minimum"], schema["maximum"]
    noun = "whole number" if schema["type"] == "integer" else "number"
    if low == high:
        return f"`{low:g}`"
    if high < LARGEST_NUMBER:
        above = "more than 0" if 0.0 < low < 1e-3 else f"{low:.3g}"
        return f"{noun}, {above} to {high:g}"
    return {0.0: f"{noun}, 0 or more", SMALLEST_POSITIVE: f"{noun}, more than 0"}.get(low, noun)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(plant_file_page(), encoding="utf-8")
