"""Reads the program's sources for texts: which pass the door of translation and which do not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOORS = {"tr": 1, "mark": 1, "ntr": 2, "nmark": 2}
"""Functions a text passes through, and how many of their arguments are texts."""

METHODS = {
    *(
        "setText",
        "setToolTip",
        "setStatusTip",
        "setWhatsThis",
        "setTitle",
        "setWindowTitle",
        "setPlaceholderText",
    ),
    *("setAccessibleName", "setAccessibleDescription", "setInformativeText", "setDetailedText", "setSuffix"),
    *(
        "setPrefix",
        "setSpecialValueText",
        "setEmptyLabel",
        "setLabelText",
        "setHeaderLabels",
        "setNameFilters",
    ),
    *("setHorizontalHeaderLabels", "setVerticalHeaderLabels", "setNameFilter", "setLabel", "addAction"),
    *("addMenu", "addTab", "addItem", "addItems", "addRow", "addButton", "showMessage", "show_message"),
    *("setTabText", "setItemText", "setToolTipText", "complain", "tell", "drawText", "setHtml"),
    *(
        "set_caption",
        "set_labels",
        "set_text",
        "setPlainText",
        "setMarkdown",
        "setCornerText",
        "setHeaderData",
    ),
}
WITH_KEYS = {"show_message", "label", "button", "text_button"}
"""What takes a text first and keys after it."""
WIDGETS = {
    *(
        "QLabel",
        "QPushButton",
        "QToolButton",
        "QCheckBox",
        "QRadioButton",
        "QGroupBox",
        "QAction",
        "QDockWidget",
    ),
    *(
        "QListWidgetItem",
        "QTableWidgetItem",
        "QTreeWidgetItem",
        "QStandardItem",
        "QMessageBox",
        "QFileDialog",
    ),
    *(
        "NnsimError",
        "SearchField",
        "LabelledCombo",
        "SectionHeading",
        "LabelledValue",
        "label",
        "Axis",
        "button",
        "text_button",
    ),
}
DECLARATIONS = {
    *(
        "Problem",
        "Setting",
        "Integer",
        "Real",
        "Flag",
        "Choice",
        "Text",
        "FilePath",
        "Shape",
        "Command",
        "Quantity",
    ),
    *("Example", "Toast", "Banner", "icon_button", "integer", "real", "flag", "choice"),
    *("text", "file_path", "shape", "part", "Preset", "Registry"),
}
"""What takes keys, icons, shortcuts and formulas beside texts: a text is what has two words or a capital."""
KEYWORDS = {
    *(
        "label",
        "help",
        "title",
        "summary",
        "tip",
        "tooltip",
        "tool_tip",
        "description",
        "epilog",
        "placeholder",
    ),
    *(
        "none_label",
        "low_label",
        "noun",
        "text",
        "message",
        "accessible",
        "caption",
        "unit_label",
        "heading",
        "hint",
    ),
}
"""Keyword arguments that hold a text people see, whatever is called."""
ATTRIBUTES = {"title", "summary", "noun", "explanation", "help", "label"}
"""Class attributes that hold such a text."""

SAME_EVERYWHERE = re.compile(
    r"[^A-Za-z]*|[A-Za-z]|nnsim|nnsim \[?.*|\[\*\] — nnsim|\tA|AND|OR|NAND|NOR|XOR|PNG|SVG|PDF|CSV|UTF-(8|16)|EUC-KR"
    r"|Windows-125\d|GB 18030|Big5|Shift JIS|\*\.\w+( \*\.\w+)*|(Ctrl|Shift|Alt|F)[+\d].*|‖.*‖|y = .*"
)
"""Names, signs, keys and formulas that no language changes."""
KEY = re.compile(r"[a-z0-9_.‖-]+")
METADATA = {"nnsim/ui/charts/figures.py": {"Title", "Description"}}
"""Names that the PNG standard gives."""


@dataclass(frozen=True)
class Spot:
    """A text in a source file, or an expression in place of one."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """Return name and syntax tree of every module of nnsim."""
    files = sorted((ROOT / "nnsim").rglob("*.py"))
    return tuple((f.relative_to(ROOT).as_posix(), ast.parse(f.read_text("utf-8"))) for f in files)


@cache
def spoken(tree: ast.Module) -> tuple[ast.Call | ast.ClassDef, ...]:
    """Return every call and every class of a module: texts stand in these."""
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Call | ast.ClassDef))


def called(node: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


@cache
def texts_through_doors() -> tuple[tuple[Spot, ast.expr, str], ...]:
    """Return place, expression and door of every text given to tr, mark and ntr."""
    return tuple(_through_doors())


def _through_doors() -> Iterator[tuple[Spot, ast.expr, str]]:
    for name, tree in trees():
        for node in spoken(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOORS:
                for argument in node.args[: DOORS[node.func.id]]:
                    spot = Spot(f"{name}:{argument.lineno}", ast.unparse(argument))
                    yield spot, argument, node.func.id


def escaping() -> Iterator[Spot]:
    """Yield every literal that people would see without its having passed a door."""
    for name, tree in trees():
        for node in spoken(tree):
            for expression, may_be_key in _seen_by_people(node):
                for literal in _bare_literals(expression):
                    if not _needs_no_translation(name, literal.value, may_be_key):
                        yield Spot(f"{name}:{literal.lineno}", repr(literal.value))


def _needs_no_translation(module: str, text: str, may_be_key: bool) -> bool:
    if text in METADATA.get(module, ()) or SAME_EVERYWHERE.fullmatch(text):
        return True
    return may_be_key and KEY.fullmatch(text) is not None


def _seen_by_people(node: ast.Call | ast.ClassDef) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the expressions in `node` that people see, and whether keys may stand among them."""
    if isinstance(node, ast.Call) and called(node) not in DOORS:
        is_method = isinstance(node.func, ast.Attribute) and called(node) in METHODS
        if is_method or called(node) in WIDGETS | DECLARATIONS:
            declares, first_only = called(node) in DECLARATIONS, called(node) in WITH_KEYS
            yield from (
                (argument, declares or (first_only and i > 0)) for i, argument in enumerate(node.args)
            )
        yield from ((k.value, False) for k in node.keywords if k.arg in KEYWORDS)
    if isinstance(node, ast.ClassDef):
        for statement in node.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and _targets(statement) & ATTRIBUTES:
                yield from ((value, False) for value in [statement.value] if value is not None)


def _targets(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.Assign):
        return {t.id for t in statement.targets if isinstance(t, ast.Name)}
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return {statement.target.id}
    return set()


def _bare_literals(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the words in `node` itself: not those given to a call, an index or a comparison in it."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _bare_literals(node.func.value)  # "…".format(n)
        return
    if isinstance(node, ast.Call | ast.Subscript | ast.Compare | ast.Lambda):
        return
    if isinstance(node, ast.FormattedValue):
        yield from _bare_literals(node.value)
        return
    for child in ast.iter_child_nodes(node):
        yield from _bare_literals(child)
