"""Every public formula shows how it is used, and a test holds it to something known.

Formulas are the public functions of the modules below, and any other one of the package whose
docstring displays an equation.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FORMULAS = (
    *("balance", "balance_error", "circuit", "circuit_sensitivity", "comminution", "economics"),
    *("emission_factors", "entrainment", "froth", "gross_errors", "kinetic_fit", "kinetics"),
    *("machine_power", "network", "product_balance", "pulp", "rate_distributions", "rate_laws"),
    *("recycles", "redundancy", "scale_up", "size_classes", "smelter"),
    *("stoichiometry", "units", "water"),
    *("surrogate/bank_flows", "surrogate/collector", "surrogate/laws", "surrogate/ore"),
    *("surrogate/sections",),
    *("trials/power", "trials/randomisation", "trial_labels"),
    *("cusum", "distribution_shift", "links"),
)

READ_OR_COUNT = (  # they read a text, a table or a graph, and hold no formula
    *("canonical_unit", "split_unit", "bracketed_text", "atoms", "read_labels", "trial_name"),
    *("emission_factors", "grid_factor", "item_factor"),
    *("fresh_feeds", "products", "incidence", "join_banks", "end_products", "counted_shifts"),
    *("unknown_quantities",),
)


def public_functions(text):
    """Yield the public functions of a module, by name, with their docstrings."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, ast.get_docstring(node) or ""


def source(module):
    """Return the text of a module."""
    return (ROOT / "flotation" / f"{module}.py").read_text(encoding="utf-8")


def formulas(module, text):
    """Return the formulas of a module, by name, with their docstrings."""
    found = public_functions(text)
    if module in FORMULAS:
        return dict(found)
    return {name: words for name, words in found if ".. math::" in words}


PATHS = [path.relative_to(ROOT / "flotation") for path in (ROOT / "flotation").rglob("*.py")]
MODULES = sorted(
    module
    for module in (path.with_suffix("").as_posix() for path in PATHS)
    if formulas(module, source(module))
)


def without_example(functions):
    """Return those of some functions whose docstring runs nothing."""
    return [
        name
        for name, words in functions.items()
        if not re.search(r"^Examples\n-+\n(.*\n)*?\s*>>> ", words, re.MULTILINE)
    ]


def unconfirmed(functions):
    """Return those of some functions whose docstring does not say what confirms them."""
    return [
        name
        for name, words in functions.items()
        if name not in READ_OR_COUNT and not re.search(r"\bConfirmed\s+(against|by|on)\s+\S", words)
    ]


def held(text):
    """Return the names that the tests of a file lead to which assert what comes out.

    A test leads to what it names, and to what the fixtures, helpers and tables of its file name
    that it uses. That something is refused says nothing about values: `raises` does not count.
    """
    tree = ast.parse(text)
    bodies = {n.name: n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            bodies |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    names = {}
    for name, node in bodies.items():
        if name.startswith("test_"):
            reached = _reached(node, bodies)
            if any(word == "assert" or word.startswith("assert_") for word in reached):
                names |= dict.fromkeys(reached)
    return set(names)


def _reached(node, bodies):
    """Words of a test and of all in its file that it leads to; `assert` for the statement."""
    reached, waiting = set(), [node]
    while waiting:
        for part in ast.walk(waiting.pop()):
            word = {
                ast.Name: lambda n: n.id,
                ast.Attribute: lambda n: n.attr,
                ast.arg: lambda n: n.arg,
                ast.Assert: lambda n: "assert",
            }.get(type(part), lambda n: None)(part)
            if word is not None and word not in reached:
                reached.add(word)
                waiting += [bodies[word]] if word in bodies else []
    return reached


TESTS = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}


def unheld(module, functions, tests):
    """Return those of some functions that no test which knows their module asserts a value of."""
    dotted = "flotation." + module.replace("/", ".")
    package, _, last = dotted.rpartition(".")
    known = re.compile(rf"\b{re.escape(dotted)}\b|from {re.escape(package)} import .*\b{last}\b")
    names = set().union(*(held(words) for words in tests if known.search(words)))
    return sorted(set(functions) - names)


@pytest.mark.parametrize("module", MODULES)
def test_every_public_formula_has_an_example_that_runs(module):
    assert without_example(formulas(module, source(module))) == []


@pytest.mark.parametrize("module", MODULES)
def test_a_test_asserts_a_value_of_every_public_formula(module):
    assert unheld(module, formulas(module, source(module)), TESTS.values()) == []


@pytest.mark.parametrize("module", MODULES)
def test_every_public_formula_says_what_confirms_it(module):
    assert unconfirmed(formulas(module, source(module))) == []


def test_the_lists_name_only_what_is_there():
    assert set(FORMULAS) <= set(MODULES) | {"rate_laws"}  # a table of laws, no functions
    names = {name for module in FORMULAS for name, _ in public_functions(source(module))}
    assert set(READ_OR_COUNT) <= names


def test_an_equation_makes_a_formula_wherever_it_stands():
    text = (
        'def pull():\n    """Pull.\n\n    .. math:: Y\n    """\n\n\ndef read():\n    """Read."""\n'
    )
    assert list(formulas("plant_file", text)) == ["pull"]
    assert list(formulas("balance", text)) == ["pull", "read"]


def test_a_formula_that_nothing_confirms_is_found():
    assert unconfirmed({"pull": "Pull. Confirmed."}) == ["pull"]
    assert unconfirmed({"pull": "Pull. Confirmed against a mill.", "atoms": "Count."}) == []


def test_a_formula_without_an_example_is_found():
    words = "Pull.\n\nExamples\n--------\nNot one.\n"
    assert without_example({"pull": words}) == ["pull"]
    assert without_example({"pull": words.replace("Not one.", ">>> pull()")}) == []


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("def test_pull():\n    assert pull() == 1.0\n", []),
        ("def test_pull():\n    pull()\n", ["pull"]),
        ("def test_pull():\n    with raises(Wrong):\n        pull()\n", ["pull"]),
        ("def half():\n    return pull()\n\ndef test_half():\n    assert_close(half(), 1)\n", []),
        ("LAWS = {1: pull}\n\ndef test_laws():\n    assert LAWS[1]() == 1.0\n", []),
        ("def half():\n    return pull()\n\ndef test_one():\n    assert 1 == 1\n", ["pull"]),
    ],
)
def test_a_formula_is_held_only_by_a_test_that_asserts_something_of_it(body, missing):
    text = "from flotation.balance import pull\n\n" + body
    assert unheld("balance", {"pull": ""}, [text]) == missing
    assert unheld("balance_error", {"pull": ""}, [text]) == ["pull"]
