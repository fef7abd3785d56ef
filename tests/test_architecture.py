"""Imports flow one way: design.md, section 9, held against every module of ours."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MAY_IMPORT = {
    "models": set[str](),
    "clients": {"models"},
    "storage": {"models", "migrations"},  # where alembic finds the scripts that it applies
    "migrations": {"models", "storage"},
    "activities": {"models", "clients", "storage"},
    "workflows": {"models", "activities"},
    "sandbox": set[str](),
    "workers": {"models", "clients", "storage", "activities", "workflows", "sandbox", "migrations"},
}
OURS = {*MAY_IMPORT, "cli"}  # `cli` may import anything
TABLES = "models.tables"
KNOWS_TABLES = {"storage", "migrations"}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}


def modules_of(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports_in(source: str) -> Iterator[str]:
    """Name every module that a source imports, wherever the statement stands."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=0):
                yield from (f"{module}.{alias.name}" for alias in names)


def is_within(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_its_arrow_points_at(package: str) -> None:
    forbidden = OURS - MAY_IMPORT[package] - {package}

    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in modules_of(package)
        for module in imports_in(path.read_text(encoding="utf-8"))
        if module.partition(".")[0] in forbidden
    ]

    assert modules_of(package)
    assert wrong == []


def test_the_tables_are_known_to_the_record_keepers_only() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {TABLES}"
        for package in OURS - KNOWS_TABLES
        for path in modules_of(package)
        for module in imports_in(path.read_text(encoding="utf-8"))
        if is_within(module, TABLES)
    ]

    assert wrong == []


def test_no_import_hides_behind_a_relative_name() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for package in OURS
        for path in modules_of(package)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]

    assert wrong == []


@pytest.mark.parametrize("package", sorted(OURS))
def test_every_module_has_a_name_that_says_something(package: str) -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in modules_of(package)
        if SAYS_NOTHING & {path.stem, *path.relative_to(ROOT).parent.parts}
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "import storage.database",
        "from storage import database",
        "from storage.database import Database",
        "def later():\n    import storage",
        "if TYPE_CHECKING:\n    from storage import database",
    ],
)
def test_an_import_is_found_wherever_it_stands(source: str) -> None:
    assert all(is_within(module, "storage") for module in imports_in(source))
    assert list(imports_in(source))


def test_the_vocabulary_of_a_round_pulls_in_nothing_heavy() -> None:
    """The workflow sandbox loads it anew for every round that wakes up."""
    program = (
        "import sys, models.round, models.rulings, models.explain, models.notices, models.steps;"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()

    heavy = {"sqlalchemy", "sqlmodel", "alembic", "asyncpg", "httpx", "aiohttp", "temporalio"}
    assert heavy & set(loaded) == set()
    assert "pydantic" in loaded
