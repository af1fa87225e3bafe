"""Problems as a list: what is wrong, where, and the click that mends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.graph import Graph
from nnsim.document.resolve import SEVERITIES, Problem, Resolved, Severity
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.link_button import LinkButton
from nnsim.ui.widgets.style import label
from nnsim.ui.widgets.tab_order import visit_in_place

_TONES: Mapping[Severity, str] = {"error": "bad", "note": "muted", "warning": "warning"}
"""Colour of a sentence."""

_Row = tuple[Severity, str, str]
"""Severity, sentence and label of the repair, as they are shown."""


class ProblemList(QWidget):
    """One row a problem: a sentence, a link to its layer where that is elsewhere, and its repair.

    Events
    ------
    repair_wanted(problem), layer_wanted(problem)
        Somebody wants it mended, or to see where it is.
    network_wanted()
        Somebody wants another network, made for the data.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.repair_wanted: Event[[Problem]] = Event()
        self.layer_wanted: Event[[Problem]] = Event()
        self.network_wanted: Event[[]] = Event()
        self.setAccessibleName(tr("Problems"))
        self._shown: tuple[_Row, ...] = ()
        self._offers_network = False
        self._problems: tuple[Problem, ...] = ()
        self._buttons: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    def texts(self) -> list[str]:
        """Return what the rows say."""
        return [_sentence(severity, text) for severity, text, _ in self._shown]

    def show_problems(
        self,
        problems: Sequence[Problem],
        graph: Graph,
        resolved: Resolved,
        here: str | None = None,
        *,
        offer_network: bool = False,
    ) -> None:
        """Show some `problems` of `resolved`, at the layer `here` or, with its name before it, elsewhere.

        What is wrong with several layers alike is one row. With `offer_network` a button offers another network: the
        last, or before a repair that takes the data for what they are not.
        """
        alike: dict[_Row, list[Problem]] = {}
        for p in problems:
            row = resolved.severity_of(p), p.text, p.repair.label if p.repair else ""
            alike.setdefault(row, []).append(p)
        self._problems = tuple(group[0] for group in alike.values())
        rows = tuple(
            (severity, _named(group, graph, here), repair) for (severity, _, repair), group in alike.items()
        )
        self.setVisible(bool(rows))
        if (rows, offer_network) == (self._shown, self._offers_network):
            # The buttons stay, and the focus on them; they mend what is the problem now.
            return
        self._shown, self._offers_network = rows, offer_network
        self._buttons.clear()
        let_all_go(self._column)
        for number, (problem, (severity, text, _)) in enumerate(zip(self._problems, rows, strict=True)):
            self._add_row(number, problem, label(_sentence(severity, text), _TONES[severity]), here)
        if rows and offer_network and not any(map(_reads_anew, self._problems)):
            self._offer_network()
        visit_in_place(self, self._buttons)

    def _add_row(self, number: int, problem: Problem, sentence: QLabel, here: str | None) -> None:
        sentence.setWordWrap(True)
        self._column.addWidget(sentence)
        if self._offers_network and problem is next(filter(_reads_anew, self._problems), None):
            self._offer_network()
        if problem.repair is not None:
            mend = self._add_button(problem.repair.label, lambda: self._mend(number))
            mend.setToolTip(tr("Mends the problem in one step, which can be undone"))
        if problem.node is not None and problem.node != here:
            self._add_button(tr("Show the layer"), lambda: self._show(number))

    def _offer_network(self) -> None:
        other = self._add_button(tr("Suggest a network for the data"), self.network_wanted.fire)
        other.setToolTip(tr("Draws other layers and sets the training, in one step that can be undone"))

    def _add_button(self, text: str, on_click: Callable[[], object]) -> QWidget:
        made = LinkButton(text, on_click)
        self._column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self._buttons.append(made)
        return made

    def _mend(self, number: int) -> None:
        if number < len(self._problems):
            self.repair_wanted.fire(self._problems[number])

    def _show(self, number: int) -> None:
        if number < len(self._problems):
            self.layer_wanted.fire(self._problems[number])


def _reads_anew(problem: Problem) -> bool:
    return problem.repair is not None and problem.repair.other_kind


def _sentence(severity: Severity, text: str) -> str:
    return tr("{kind}: {text}").format(kind=tr(SEVERITIES[severity]), text=text)


def _named(alike: Sequence[Problem], graph: Graph, here: str | None) -> str:
    ids = [p.node for p in alike if p.node is not None and p.node != here and p.node in graph]
    if not ids:
        return alike[0].text
    layers = ", ".join(graph[id_].name for id_ in ids)
    return tr("{layer}: {problem}").format(layer=layers, problem=alike[0].text)
