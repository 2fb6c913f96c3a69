"""The house keeps its order: imports go one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "core",
    "accounts",
    "contacts",
    "interactions",
    "reminders",
    "importing",
    "pages",
    "relcrm",
]

# Named rooms of an app, lower first; a module not named here is an idea of its app's domain and
# may be used by everything from services up.
ROOMS = [
    "enums",
    "signals",
    "querysets",
    "models",
    "selectors",
    "emails",
    "services",
    "forms",
    "receivers",
    "tasks",
    "views",
]


def modules(app: str) -> Iterator[Path]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)


def type_checking_lines(path: Path) -> set[int]:
    """Lines under `if TYPE_CHECKING:`, which no running program imports."""
    return {
        line
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


@pytest.mark.parametrize("app", APPS)
def test_no_app_imports_one_above_it(app: str) -> None:
    above = set(APPS[APPS.index(app) + 1 :])
    steps_up = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in modules(app)
        for line, module in imported(path)
        if module.split(".")[0] in above and line not in type_checking_lines(path)
    ]
    assert steps_up == []


@pytest.mark.parametrize("app", APPS[:-1])
def test_no_room_imports_one_above_it_in_its_app(app: str) -> None:
    steps_up = []
    for path in modules(app):
        if path.parent != ROOT / app or path.stem not in ROOMS:
            continue
        above = {f"{app}.{room}" for room in ROOMS[ROOMS.index(path.stem) + 1 :]}
        hidden = type_checking_lines(path)
        steps_up += [
            f"{path.relative_to(ROOT)}:{line} imports {module}"
            for line, module in imported(path)
            if module in above and line not in hidden
        ]
    assert steps_up == []


@pytest.mark.parametrize("app", APPS)
def test_imports_stand_at_the_top_but_for_the_start_of_an_app(app: str) -> None:
    inside = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules(app)
        if path.name != "apps.py"
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []
