"""Above the Qt ceiling classes are small and files short: what grows is cut into parts that can be made alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import nnsim

ROOT = Path(nnsim.__file__).parent
MOST_MEMBERS, MOST_LINES = 30, 300


def files() -> Iterator[tuple[str, str]]:
    """Yield name and text of every file above the ceiling."""
    for path in (*(ROOT / "ui").rglob("*.py"), *(ROOT / "cli").rglob("*.py"), ROOT / "app.py"):
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def is_contract(name: str) -> bool:
    """Return whether a file stands beside the rooms, as those do that say what every panel or place is."""
    return Path(name).parent.as_posix() == "ui"


def own_members(cls: ast.ClassDef) -> set[str]:
    """Return the names of methods, class attributes, and attributes of `self` that are given a value in `cls`."""
    found: set[str] = set()
    for statement in cls.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(statement.name)
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found |= (
                    {node.attr} if isinstance(node.value, ast.Name) and node.value.id == "self" else set()
                )
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def members(classes: dict[str, ast.ClassDef], cls: ast.ClassDef) -> set[str]:
    """Return the members of `cls` and of what it derives from, as far as that is in `classes`."""
    bases = [ast.unparse(base).partition("[")[0] for base in cls.bases]
    return own_members(cls).union(
        *(members(classes, classes[b]) for b in bases if b in classes and b != cls.name)
    )


def module_of(name: str) -> str:
    """Return the dotted name of the file called `name`."""
    return "nnsim." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(text: str, modules: Collection[str]) -> set[str]:
    """Return which of `modules` a file takes something from, those for annotations alone included."""
    taken = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) and node.module]
    names = {f"{node.module}.{alias.name}" for node in taken for alias in node.names}
    return (names | {str(node.module) for node in taken}) & set(modules)


def circles(arrows: dict[str, set[str]]) -> set[str]:
    """Return what can be come back to along arrows: whatever is left once all that leads nowhere is taken away."""
    left = {name: set(targets) - {name} for name, targets in arrows.items()}
    while ends := {name for name, targets in left.items() if not targets & left.keys()}:
        left = {name: targets for name, targets in left.items() if name not in ends}
    return set(left)


def test_circles_are_found() -> None:
    assert not circles({"a": {"b", "c"}, "b": {"c"}, "c": set()})
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) >= {"b", "c"}


def test_no_file_above_the_ceiling_leads_back_to_itself() -> None:
    found = {module_of(name): text for name, text in files()}
    assert not circles({module: imports(text, found) for module, text in found.items()})


def test_members_are_counted_with_what_is_mixed_in() -> None:
    tree = ast.parse(
        "class A:\n  x = 1\n  def f(self): self.y, self.z = 1, 2\n"
        "class B(A):\n  w: int\n  def f(self): self.y = other.v = 3\n"
    )
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    assert members(classes, classes["B"]) == {"x", "f", "y", "z", "w"}


def test_no_class_has_too_many_members() -> None:
    found = [
        (name, node)
        for name, text in files()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    ]
    # What a class is by its contract (`ui/panel.py` and its like) is counted there; all else it derives from, here.
    classes = {cls.name: cls for name, cls in found if not is_contract(name)}
    large = {f"{name}: {cls.name}" for name, cls in found if len(members(classes, cls)) > MOST_MEMBERS}
    assert not large


def test_no_file_is_too_long() -> None:
    assert not {name for name, text in files() if text.count("\n") > MOST_LINES}


def test_every_file_that_the_map_of_the_house_names_is_there() -> None:
    text = (ROOT.parent / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(r"`((?:nnsim|tests|resources|tools)/[\w/.]+)`", text)
    assert len(named) > 100
    assert [name for name in named if not (ROOT.parent / name).exists()] == []
