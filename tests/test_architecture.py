"""The house holds: wings import downwards, files stay one idea, both languages are whole."""

from __future__ import annotations

import ast
import shutil
import string
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "lingtan"
TEXTS = PACKAGE / "knowledge" / "texts"
MOST_LINES = 400


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def copied_house(target: Path) -> Path:
    ignored = shutil.ignore_patterns("*.ttf", "__pycache__", "*.csv", "*.pyc")
    shutil.copytree(PACKAGE, target / "src" / "lingtan", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def test_every_wing_imports_downwards_only() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("base/errors.py", "from lingtan import knowledge"),
        ("park/records.py", "from lingtan import carbon"),
        ("evaluation/records.py", "from lingtan import reports"),
        ("evaluation/exact.py", "import duckdb"),
        ("carbon/instruments.py", "import sqlite3"),
        ("newwing/__init__.py", ""),
    ],
)
def test_the_contract_refuses_what_it_forbids(tmp_path: Path, file: str, line: str) -> None:
    house = copied_house(tmp_path)
    broken = house / "src" / "lingtan" / file
    broken.parent.mkdir(exist_ok=True)
    before = broken.read_text(encoding="utf-8") if broken.exists() else ""
    broken.write_text(before.replace("from __future__ import annotations", "", 1) + f"\n{line}\n", encoding="utf-8")
    assert lint_imports(house).returncode != 0


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_file_is_one_idea(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_public_functions_and_records_say_what_they_are() -> None:
    silent = []
    for file in PACKAGE.rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node) and not is_command(node):
                silent.append(f"{file.relative_to(PACKAGE)}: {node.name}")
    assert silent == []


def is_command(node: ast.AST) -> bool:
    """Commands of the command line carry their help text in the catalogue."""
    decorators = getattr(node, "decorator_list", [])
    return any(isinstance(d, ast.Call) and getattr(d.func, "attr", "") in {"command", "callback"} for d in decorators)


def placeholders(wording: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


def test_every_text_is_there_in_both_languages_with_the_same_parts() -> None:
    texts = {}
    for language in ("zh", "en"):
        texts[language] = {
            key: placeholders(wording)
            for file in sorted((TEXTS / language).glob("*.yaml"))
            for key, wording in yaml.safe_load(file.read_text(encoding="utf-8")).items()
        }
    assert texts["zh"].keys() == texts["en"].keys()
    assert {k for k in texts["zh"] if texts["zh"][k] != texts["en"][k]} == set()


@pytest.mark.parametrize(
    "place",
    [
        "knowledge/standard/rulebooks/t_seesa_010_2025",
        "knowledge/standard/rulebooks/ndrc_2025_910",
        "knowledge/standard/rulebooks/t_seesa_010_2025/measures",
        "knowledge/factors",
        "knowledge/texts/zh",
        "knowledge/texts/en",
        "evaluation/formulas.py",
        "knowledge/factors/methods.yaml",
        "knowledge/factors/per_unit",
        "knowledge/factors/parameters",
        "carbon/inventory/methods",
        "park/files/tables.yaml",
        "../../tests/cases/t_seesa_010_2025",
        "../../docs/decisions",
    ],
)
def test_the_places_where_one_adds_exist(place: str) -> None:
    assert (PACKAGE / place).exists()
