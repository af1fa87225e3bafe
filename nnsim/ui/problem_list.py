"""Problems as a list: what is wrong, where, and the click that mends it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.graph import Graph
from nnsim.document.resolve import Problem
from nnsim.ui.widgets.link_button import LinkButton
from nnsim.ui.widgets.style import label

_TONES = {"error": "bad", "warning": "warning"}
"""Colour of a sentence; one that only says what keeps a sound drawing from training is muted."""

_Row = tuple[str, str, str, str]
"""Kind, sentence, severity and label of the repair, as they are shown."""


def kind_of(problem: Problem, only_training: bool) -> str:
    """Return in a word what a problem is; `only_training`: the drawing itself is in order."""
    if not problem.is_error:
        return tr("Warning")
    return tr("Cannot train") if only_training else tr("Error")


class ProblemList(QWidget):
    """One row a problem: a sentence, a link to its layer where that is elsewhere, and its repair.

    Events
    ------
    repair_wanted(problem), layer_wanted(problem)
        Somebody wants it mended, or to see where it is.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.repair_wanted: Event[[Problem]] = Event()
        self.layer_wanted: Event[[Problem]] = Event()
        self.setAccessibleName(tr("Problems"))
        self._shown: tuple[_Row, ...] = ()
        self._problems: tuple[Problem, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    def texts(self) -> list[str]:
        """Return what the rows say."""
        return [_sentence(kind, text) for kind, text, _, _ in self._shown]

    def show_problems(
        self, problems: Sequence[Problem], graph: Graph, only_training: bool, here: str | None = None
    ) -> None:
        """Show `problems`, which stand at the layer `here` or, with its name before it, elsewhere.

        What is wrong with several layers alike is one row.
        """
        alike: dict[tuple[str, str, str], list[Problem]] = {}
        for p in problems:
            alike.setdefault((p.severity, p.text, p.repair.label if p.repair else ""), []).append(p)
        self._problems = tuple(group[0] for group in alike.values())
        rows = tuple(
            (kind_of(group[0], only_training), _named(group, graph, here), severity, repair)
            for (severity, _, repair), group in alike.items()
        )
        self.setVisible(bool(rows))
        if rows == self._shown:
            # The buttons stay, and the focus on them; they mend what is the problem now.
            return
        self._shown = rows
        while (item := self._column.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for number, (problem, (kind, text, _, _)) in enumerate(zip(self._problems, rows, strict=True)):
            tone = "muted" if only_training and problem.is_error else _TONES[problem.severity]
            self._add_row(number, problem, label(_sentence(kind, text), tone), here)

    def _add_row(self, number: int, problem: Problem, sentence: QLabel, here: str | None) -> None:
        sentence.setWordWrap(True)
        self._column.addWidget(sentence)
        if problem.repair is not None:
            mend = LinkButton(problem.repair.label, lambda: self._mend(number))
            mend.setToolTip(tr("Mends the problem in one step, which can be undone"))
            self._column.addWidget(mend, 0, Qt.AlignmentFlag.AlignLeft)
        if problem.node is not None and problem.node != here:
            show = LinkButton(tr("Show the layer"), lambda: self._show(number))
            self._column.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)

    def _mend(self, number: int) -> None:
        if number < len(self._problems):
            self.repair_wanted.fire(self._problems[number])

    def _show(self, number: int) -> None:
        if number < len(self._problems):
            self.layer_wanted.fire(self._problems[number])


def _sentence(kind: str, text: str) -> str:
    return tr("{kind}: {text}").format(kind=kind, text=text)


def _named(alike: Sequence[Problem], graph: Graph, here: str | None) -> str:
    ids = [p.node for p in alike if p.node is not None and p.node != here and p.node in graph]
    if not ids:
        return alike[0].text
    layers = ", ".join(graph[id_].name for id_ in ids)
    return tr("{layer}: {problem}").format(layer=layers, problem=alike[0].text)
