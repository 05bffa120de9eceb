"""Imports point one way, and each package imports only what its layer may."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE_ROOTS = (ROOT, ROOT / "ui")
PACKAGES = ("flotation", "optimiser", "flotation_ui")

# Within flotation: errors and schema, then formulae and nouns, then (all that is not
# listed here) models and data. A package is listed once, for all its modules.
ERRORS_AND_SCHEMA = ["errors", "columns", "file_table", "levers", "market", "plant", "retraining"]
FORMULAE_AND_NOUNS = [
    *("adjustment", "balance", "balance_error", "circuit", "circuit_sensitivity"),
    *(
        "comminution",
        "component_flows",
        "cusum",
        "distribution_shift",
        "disturbance",
        "economics",
        "entrainment",
    ),
    *("flow_covariance", "flowsheet", "flowsheet_checks", "froth", "kinetic_fit"),
    *("kinetics", "least_squares", "leg_model", "links", "machine_power", "measurements"),
    *("model_card", "network", "plant_balance", "pulp", "rate_distributions"),
    *("rate_laws", "reconciliation", "recycles", "scale_up", "shape_basis"),
    *("size_classes", "smelter", "stage_shares", "stoichiometry", "unit_checks", "units"),
    *("trial_labels", "water"),
]
LEVELS = dict.fromkeys(ERRORS_AND_SCHEMA, 0) | dict.fromkeys(FORMULAE_AND_NOUNS, 1)
MODELS_AND_DATA, OPTIMISER, UI = 2, 3, 4

FORBIDDEN = {
    "flotation": {"pyomo", "highspy", "streamlit", "click", "rich", "loky"},
    "optimiser": {"streamlit", "click", "rich"},
    "flotation_ui": set(),
}
FORBIDDEN_EVERYWHERE = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "yaml"}
HISTORY, DOOR = ("flotation.history",), ("flotation.spreadsheet", "flotation.survey")
OTHERS_DATABASE = ("flotation.connectors.sql",)  # docs/decisions/0070
PARTS = ("optimiser.batch_parts",)
COMPARISON = ("flotation.comparison_file",)
ONLY_IN = {
    "sqlalchemy": HISTORY + OTHERS_DATABASE,
    "alembic": HISTORY,
    "skops": COMPARISON,
    **dict.fromkeys(["openpyxl", "python_calamine"], DOOR),
    "pyarrow": DOOR + PARTS,
}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}
UNSAFE_METHODS = {"read_pickle", "to_pickle"}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


def module_name(path):
    """Return the dotted name of a source file."""
    base = ROOT / "ui" if path.is_relative_to(ROOT / "ui") else ROOT
    return ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__")


def sources():
    """Return {module name: syntax tree} of every module of the product."""
    folders = [root / package for root in SOURCE_ROOTS for package in PACKAGES]
    paths = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


SOURCES = sources()


def imported(tree):
    """Yield the full dotted name of everything a module imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


def level(module):
    """Return the layer of a module of ours, counted from the ground."""
    package, *rest = module.split(".")
    if package != "flotation":
        return OPTIMISER if package == "optimiser" else UI
    return LEVELS.get(rest[0], MODELS_AND_DATA) if rest else 0


def owner(name, modules):
    """Return the module of ours that an imported name belongs to, else None."""
    parts = name.split(".")
    ends = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((module for module in ends if module in modules), None)


def upward_imports(tree, module, modules):
    """Return the imports that reach up to a layer above the module's own."""
    owners = {owner(name, modules) for name in imported(tree)} - {None}
    return sorted(other for other in owners if level(other) > level(module))


def is_inside(module, homes):
    """Return whether a module is one of the homes, or in one of them."""
    return any(f"{module}.".startswith(f"{home}.") for home in homes)


def foreign_imports(tree, module):
    """Return the packages a module imports although its layer may not."""
    tops = {name.split(".")[0] for name in imported(tree)}
    closed = {top for top, homes in ONLY_IN.items() if not is_inside(module, homes)}
    return sorted(tops & (FORBIDDEN[module.split(".")[0]] | FORBIDDEN_EVERYWHERE | closed))


def unsafe_calls(tree):
    """Return the calls that run code out of data."""
    found = {f"joblib.{n}" for n in ("load", "dump") if f"joblib.{n}" in imported(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & UNSAFE_CALLS
        elif isinstance(node, ast.Attribute):
            found |= {node.attr} & UNSAFE_METHODS
            holder = node.value.id if isinstance(node.value, ast.Name) else ""
            found |= {f"{holder}.{node.attr}"} & {"joblib.load", "joblib.dump"}
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            found |= {"allow_pickle"}
    return sorted(found)


def cycles(graph):
    """Return the modules that reach themselves by following imports."""

    def reached(start):
        seen, waiting = set(), [start]
        while waiting:
            news = graph[waiting.pop()] - seen
            seen |= news
            waiting += news
        return seen

    return sorted(module for module in graph if module in reached(module))


@pytest.mark.parametrize("module", SOURCES)
def test_no_module_imports_a_layer_above_its_own(module):
    above = upward_imports(SOURCES[module], module, SOURCES)
    assert not above, f"{above} stand above; list a new formula or noun at the top of this file"


@pytest.mark.parametrize("module", SOURCES)
def test_no_module_imports_what_its_layer_may_not(module):
    assert foreign_imports(SOURCES[module], module) == []


@pytest.mark.parametrize("module", SOURCES)
def test_no_module_runs_code_out_of_data(module):
    assert unsafe_calls(SOURCES[module]) == []


def test_no_module_imports_itself_in_a_circle():
    graph = {
        module: {owner(name, SOURCES) for name in imported(tree)} - {None, module}
        for module, tree in SOURCES.items()
    }
    assert cycles(graph) == []


def test_every_listed_module_exists():
    tops = {module.split(".")[1] for module in SOURCES if module.startswith("flotation.")}
    assert sorted(set(LEVELS) - tops) == []


def test_the_data_sets_hold_no_python():
    assert sorted(path.name for path in (ROOT / "datasets").rglob("*.py*")) == []


def test_no_module_has_a_name_that_says_nothing():
    words = {module: set(module.split(".")) for module in SOURCES}
    assert [module for module, parts in words.items() if parts & NAMES_THAT_SAY_NOTHING] == []


def test_no_module_imports_by_dots():
    dotted = [
        module
        for module, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert dotted == []


MODULES = ("flotation", "flotation.errors", "flotation.kinetics", "flotation.train", "optimiser")


@pytest.mark.parametrize(
    ("module", "text", "expected"),
    [
        ("flotation.errors", "import flotation.kinetics", ["flotation.kinetics"]),
        ("flotation.kinetics", "from flotation import train", ["flotation.train"]),
        ("flotation.train", "def f():\n    from optimiser import plan", ["optimiser"]),
        ("flotation.train", "from flotation.errors import DataError", []),
        ("flotation.train", "importlib.import_module('optimiser')", ["optimiser"]),
        ("flotation.train", "import_module('optimiser')", ["optimiser"]),
    ],
)
def test_a_planted_upward_import_is_found(module, text, expected):
    assert upward_imports(ast.parse(text), module, MODULES) == expected


@pytest.mark.parametrize(
    ("module", "text", "expected"),
    [
        ("flotation.train", "import pyomo.environ as pyo", ["pyomo"]),
        ("flotation.train", "def f():\n    import highspy", ["highspy"]),
        ("optimiser.plan", "from streamlit import write", ["streamlit"]),
        ("optimiser.plan", "import highspy, pyomo", []),
        ("flotation.survey", "import sqlalchemy", ["sqlalchemy"]),
        ("flotation.history_table", "import sqlalchemy", ["sqlalchemy"]),
        ("flotation.history.store", "import sqlalchemy", []),
        ("flotation.connectors.sql", "import sqlalchemy", []),
        ("flotation.connectors.sql", "import alembic", ["alembic"]),
        ("flotation.units", "from openpyxl import Workbook", ["openpyxl"]),
        ("flotation_ui.cli", "from pickle import loads", ["pickle"]),
        ("flotation_ui.cli", "import click", []),
    ],
)
def test_a_planted_foreign_import_is_found(module, text, expected):
    assert foreign_imports(ast.parse(text), module) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import joblib\njoblib.load('m')", ["joblib.load"]),
        ("from joblib import load", ["joblib.load"]),
        ("eval('1')", ["eval"]),
        ("pd.read_pickle('m')", ["read_pickle"]),
        ("np.load('m', allow_pickle=True)", ["allow_pickle"]),
        ("re.compile('a'); model.eval()", []),
    ],
)
def test_a_planted_unsafe_call_is_found(text, expected):
    assert unsafe_calls(ast.parse(text)) == expected


def test_a_planted_circle_is_found():
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]
