"""The borders between the folders, on the import graph: who may know whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ultralink_assets"
STAGE_FOLDERS = {"from_english", "from_wikipedia", "judging", "mix", "reviews"}
SERVICES = {"settings", "sources", "teacher", "warehouse", "gates", "sandbox", "versions", "shown"}
FILES = {"sources"}  # the service that domain modules may use: their input is files
BASE = {"records", "languages", "scripts", "similarity", "structured"}
KNOWS_DAGSTER = {
    "assets",  # one in each stage folder, which may have others beside it: see `ASSETS`
    "definitions",
    "stage",
    "runs",
    "limits",
    "metadata",
    "demo",
    "history",
    "rollback",
    "automation",
    "doctor",  # asks for dead runs
    "gates.checks",
    "sql_checks",
}
MODULES = sorted(path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("*.py"))
ASSETS = [m for m in MODULES if m.parts[0] in STAGE_FOLDERS and (m.name == "assets" or m.name.endswith("_assets"))]


def imports(module: Path) -> set[str]:
    """Dotted names that a module imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / module).with_suffix(".py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own(module: Path) -> set[str]:
    """What a module imports of this package, without the package's name: ``{"records.Passage", ...}``."""
    return {name.removeprefix("ultralink_assets.") for name in imports(module) if name.startswith("ultralink_assets.")}


def folders(module: Path) -> set[str]:
    return {name.split(".")[0] for name in own(module)}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_only_assets_and_wiring_know_dagster(module: Path) -> None:
    dotted = ".".join(module.parts)
    if dotted in KNOWS_DAGSTER or module.name in KNOWS_DAGSTER or module in ASSETS or dotted == "__init__":
        return
    assert not {name for name in imports(module) if name.split(".")[0] == "dagster"}


@pytest.mark.parametrize("module", [m for m in MODULES if m.parts[0] in STAGE_FOLDERS and m not in ASSETS], ids=str)
def test_domain_modules_know_only_records_languages_files_and_their_folder(module: Path) -> None:
    assert folders(module) <= BASE | FILES | {module.parts[0]}


@pytest.mark.parametrize("module", [m for m in MODULES if m.parts[0] in FILES], ids=str)
def test_files_know_only_records(module: Path) -> None:
    assert folders(module) <= FILES | {"records"}


@pytest.mark.parametrize("module", [m for m in MODULES if m.parts[0] in SERVICES and m.name != "checks"], ids=str)
def test_services_know_no_stage(module: Path) -> None:
    assert not folders(module) & STAGE_FOLDERS


@pytest.mark.parametrize("module", [m for m in MODULES if m.parts[0] in BASE], ids=str)
def test_records_and_languages_know_nothing_above_them(module: Path) -> None:
    assert folders(module) <= BASE


@pytest.mark.parametrize("module", [m for m in MODULES if m.parts[0] in STAGE_FOLDERS], ids=str)
def test_stage_folders_do_not_know_each_other(module: Path) -> None:
    assert not folders(module) & (STAGE_FOLDERS - {module.parts[0]})


@pytest.mark.parametrize("module", [m for m in MODULES if m.parts[0] not in {"languages", "sample"}], ids=str)
def test_no_module_outside_of_languages_and_sample_names_a_language(module: Path) -> None:
    tree = ast.parse((PACKAGE / module).with_suffix(".py").read_text(encoding="utf-8"))
    codes = {path.stem for path in (PACKAGE / "languages").glob("*.toml")}
    named = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)} & codes
    if module.name == "settings":
        named = set()  # the default of the setting 'languages'
    assert not named


def test_importing_the_code_location_pulls_in_neither_torch_nor_transformers() -> None:
    code = "import sys, ultralink_assets.definitions; print(*{'torch', 'transformers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
