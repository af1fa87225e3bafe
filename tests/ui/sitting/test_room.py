"""The room is built of small parts that know only what is below them."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOM = Path(__file__).parents[3] / "nnsim" / "ui" / "sitting"
FILES = sorted(ROOM.glob("*.py"))
PACKAGE = "nnsim.ui.sitting."


def known(tree: ast.Module) -> set[str]:
    """Return the files of the room that one imports, for type checking alone or not."""
    froms = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module]
    whole = {n.module.removeprefix(PACKAGE) for n in froms if n.module.startswith(PACKAGE)}
    return whole | {a.name for n in froms if n.module == PACKAGE[:-1] for a in n.names}


def members(kind: ast.ClassDef) -> set[str]:
    """Return methods, properties and attributes of a class."""
    found = {n.name for n in kind.body if isinstance(n, ast.FunctionDef)}
    found |= {
        n.target.id for n in kind.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
    }
    stores = [n for n in ast.walk(kind) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
    return found | {n.attr for n in stores if isinstance(n.value, ast.Name) and n.value.id == "self"}


def test_no_file_is_reached_from_itself() -> None:
    graph = {path.stem: known(ast.parse(path.read_text("utf-8"))) for path in FILES}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError and names the cycle
    assert order.index("workspace") < order.index("sitting") < order.index("session")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_and_classes_are_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 300
    classes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ClassDef)]
    assert {c.name: len(members(c)) for c in classes if len(members(c)) > 30} == {}


@pytest.mark.parametrize(
    "path", [p for p in FILES if p.stem not in ("session", "autosave")], ids=lambda p: p.stem
)
def test_no_part_knows_the_session(path: Path) -> None:
    assert "session" not in known(ast.parse(path.read_text("utf-8")))
