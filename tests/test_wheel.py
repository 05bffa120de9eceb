"""What is shipped: the wheel, the lock files and the place of the data sets."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from flotation import datasets_path
from flotation.errors import DataError

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def build(folder, hook):
    """Build with the backend itself, which needs neither network nor isolation."""
    code = f"import hatchling.build as b, sys; b.{hook}(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, folder], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Folder into which a freshly built wheel was unpacked."""
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(build(tmp_path_factory.mktemp("wheel"), "build_wheel")).extractall(folder)
    return folder


def python(code, folder):
    """Run code that sees the packages of one folder before all others."""
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.needs("hatchling")
def test_the_wheel_holds_our_three_packages_and_nothing_else(site):
    names = {path.name for path in site.iterdir() if not path.name.endswith(".dist-info")}
    assert names == {"flotation", "optimiser", "flotation_ui"}
    assert len(list(site.glob("*.dist-info"))) == 1


@pytest.mark.needs("hatchling")
def test_the_wheel_holds_every_data_file_and_every_module(site):
    def files(folder, suffix):
        return {path.relative_to(folder) for path in folder.rglob(f"*{suffix}") if path.is_file()}

    assert files(site / "flotation" / "_datasets", "") == files(ROOT / "datasets", "")
    for package in ("flotation", "optimiser", "ui/flotation_ui"):
        built = files(site / Path(package).name, ".py")
        assert built == files(ROOT / package, ".py"), package


@pytest.mark.needs("hatchling")
def test_the_wheel_carries_the_licence_and_the_command(site):
    info = next(site.glob("*.dist-info"))
    assert "Apache License" in (info / "licenses" / "LICENSE").read_text(encoding="utf-8")
    assert "flotation = flotation_ui.cli:main" in (info / "entry_points.txt").read_text()


@pytest.mark.needs("hatchling")
def test_a_data_set_is_found_inside_the_wheel(site):
    (site / "flotation" / "_datasets" / "pebbles").mkdir()
    code = "from flotation.datasets_path import dataset_folder as f; print(f('pebbles'))"
    assert Path(python(code, site)) == site / "flotation" / "_datasets" / "pebbles"


@pytest.mark.needs("hatchling")
def test_an_editable_install_uses_the_checkout(tmp_path):
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    with zipfile.ZipFile(build(tmp_path, "build_editable")) as wheel:
        wheel.extractall(tmp_path / "site")
    code = (
        "import site, sys; site.addsitedir(sys.path[1]); "
        "import flotation, optimiser, flotation_ui, flotation.datasets_path as d; "
        "print(flotation.__file__, optimiser.__file__, flotation_ui.__file__, d.home(), sep='|')"
    )
    expected = [
        *(ROOT / package / "__init__.py" for package in ("flotation", "optimiser")),
        ROOT / "ui" / "flotation_ui" / "__init__.py",
        ROOT / "datasets",
    ]
    assert [Path(p) for p in python(code, tmp_path / "site").split("|")] == expected


def test_a_data_set_is_found_in_the_checkout(tmp_path, monkeypatch):
    (tmp_path / "datasets" / "pebbles").mkdir(parents=True)
    (tmp_path / "datasets" / "README.md").touch()
    monkeypatch.setattr(datasets_path, "_HERE", tmp_path / "flotation")
    assert datasets_path.dataset_folder("pebbles") == tmp_path / "datasets" / "pebbles"
    for name in ("gold", "", "..", "README.md", "pebbles/..", str(tmp_path)):
        with pytest.raises(DataError, match=r"no data set .* is shipped; there are: pebbles$"):
            datasets_path.dataset_folder(name)


def test_a_data_set_of_the_wheel_hides_a_folder_that_happens_to_lie_beside_it(
    tmp_path, monkeypatch
):
    (tmp_path / "datasets" / "pebbles").mkdir(parents=True)
    (tmp_path / "flotation" / "_datasets" / "sand").mkdir(parents=True)
    monkeypatch.setattr(datasets_path, "_HERE", tmp_path / "flotation")
    with pytest.raises(DataError, match="there are: sand$"):
        datasets_path.dataset_folder("pebbles")


def pins(name):
    """Return the lines that pin a package in a lock file, as requirements."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [Requirement(line) for line in re.findall(r"^[a-z0-9].*?(?= \\$)", text, re.MULTILINE)]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address_and_no_path(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    odd = [
        line
        for line in text.splitlines()
        if not re.fullmatch(
            r"[a-z0-9.-]+==[a-z0-9.+!-]+( ; [a-z_ <>=!'0-9.()-]+)? \\"
            r"|    --hash=sha256:[0-9a-f]{64}( \\)?",
            line,
            re.IGNORECASE,
        )
    ]
    assert odd == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_a_lock_pins_all_that_the_project_asks_for(name, wanted):
    pinned = {}
    for pin in pins(name):
        pinned.setdefault(pin.name, []).append(next(iter(pin.specifier)).version)
    for requirement in map(Requirement, wanted):
        versions = pinned.get(requirement.name.lower(), [])
        assert versions, f"{requirement.name} is not in {name}; run 'python3 dev.py lock'"
        assert all(requirement.specifier.contains(version) for version in versions)


def test_both_locks_pin_the_same_versions():
    runtime, development = (set(map(str, pins(name))) for name in LOCKS)
    assert runtime <= development


def test_development_tools_are_not_in_the_runtime_lock():
    names = {pin.name for pin in pins("requirements.lock")}
    assert names.isdisjoint({"pytest", "mypy", "ruff", "uv", "hatchling"})


def test_compiled_packages_are_locked_for_more_than_one_system():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in ("numpy", "highspy", "scipy", "pandas", "pyarrow"):
        entry = re.search(rf"^{name}==.*(\n[ \t]+.*)*", text, re.MULTILINE)
        assert entry is not None
        assert entry.group().count("--hash") >= 15, name
