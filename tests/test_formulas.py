"""Every public formula shows how it is used, and a test holds it to something known."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FORMULAS = (
    *("balance", "balance_error", "circuit", "circuit_sensitivity", "comminution", "economics"),
    *("emission_factors", "entrainment", "froth", "kinetic_fit", "kinetics"),
    *("machine_power", "network", "product_balance", "pulp", "rate_distributions", "rate_laws"),
    *("recycles", "scale_up", "size_classes", "smelter", "stoichiometry", "units", "water"),
    *("trials/power", "trials/randomisation", "trial_labels"),
    *("cusum", "distribution_shift", "links"),
)

READ_OR_COUNT = (  # they read a text, a table or a graph, and hold no formula
    *("canonical_unit", "split_unit", "bracketed_text", "atoms", "read_labels", "trial_name"),
    *("emission_factors", "grid_factor", "item_factor"),
    *("fresh_feeds", "products", "incidence", "join_banks", "end_products", "counted_shifts"),
)


def public_functions(text):
    """Yield the public functions of a module, by name, with their docstrings."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, ast.get_docstring(node) or ""


def source(module):
    """Return the text of a module of formulas."""
    return (ROOT / "flotation" / f"{module}.py").read_text(encoding="utf-8")


TESTS = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}


def without_example(text):
    """Return the public functions of a module whose docstring runs nothing."""
    return [
        name
        for name, words in public_functions(text)
        if not re.search(r"^Examples\n-+\n(.*\n)*?\s*>>> ", words, re.MULTILINE)
    ]


def unconfirmed(text):
    """Return the formulas of a module whose docstring does not say what confirms them."""
    return [
        name
        for name, words in public_functions(text)
        if name not in READ_OR_COUNT and not re.search(r"\bConfirmed (against|on) \S", words)
    ]


def untested(module, text):
    """Return the public functions of a module that no test imports or calls by name."""
    dotted = "flotation." + module.replace("/", ".")
    near = [words for words in TESTS.values() if dotted in words]
    names = [name for name, _ in public_functions(text)]
    return [name for name in names if not any(re.search(rf"\b{name}\b", t) for t in near)]


@pytest.mark.parametrize("module", FORMULAS)
def test_every_public_formula_has_an_example_that_runs(module):
    assert without_example(source(module)) == []


@pytest.mark.parametrize("module", FORMULAS)
def test_every_public_formula_is_named_in_a_test(module):
    assert untested(module, source(module)) == []


@pytest.mark.parametrize("module", FORMULAS)
def test_every_public_formula_says_what_confirms_it(module):
    assert unconfirmed(source(module)) == []


def test_what_holds_no_formula_is_still_there():
    names = {name for module in FORMULAS for name, _ in public_functions(source(module))}
    assert set(READ_OR_COUNT) <= names


def test_a_formula_that_nothing_confirms_is_found():
    text = 'def pull():\n    """Pull. Confirmed."""\n\n\ndef atoms():\n    """Atoms."""\n'
    assert unconfirmed(text) == ["pull"]
    assert unconfirmed(text.replace("Confirmed.", "Confirmed against a mill.")) == []


def test_a_formula_without_an_example_is_found():
    text = 'def pull():\n    """Pull.\n\n    Examples\n    --------\n    Not one.\n    """\n'
    assert without_example(text) == ["pull"]
    assert without_example(text.replace("Not one.", ">>> pull()")) == []
    assert without_example("def _own():\n    pass\n") == []


def test_a_formula_that_no_test_names_is_found():
    assert untested("balance", "def never_written_anywhere():\n    pass\n") == [
        "never_written_anywhere"
    ]
