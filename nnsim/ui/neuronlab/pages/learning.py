"""Learning, point by point."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.lab.board import Board
from nnsim.lab.learning_board import ORIGIN, LearningBoard, span_of
from nnsim.lab.teacher import Line
from nnsim.ui.neuronlab.from_canvas import from_canvas
from nnsim.ui.neuronlab.lab_page import LabPage, register
from nnsim.ui.neuronlab.learning_cards import BesideCard, RuleCard, WayOutCard
from nnsim.ui.neuronlab.plane_picture import PlanePicture
from nnsim.ui.neuronlab.plane_view import PlaneView
from nnsim.ui.neuronlab.split import lay_out
from nnsim.ui.neuronlab.walk_bar import WalkBar
from nnsim.ui.neuronlab.walk_settings import WalkSettings
from nnsim.ui.neuronlab.walking import Walking
from nnsim.ui.sitting.session import Session

_SQUARE = LearningBoard(((0.0, 0.0), (1.0, 1.0)), (0, 1))


@register
class LearningPage(LabPage):
    """A `LearningBoard`: the plane with its points on the left, the rule and its bound on the right."""

    key = "learning"
    title = mark("Learning rule")
    summary = mark(
        "The perceptron rule, one example at a time: the mistake, the correction, and how many there can be."
    )
    order = 30
    boards = LearningBoard

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.walking = Walking(_SQUARE)
        self.plane, self.bar = PlaneView(tr("Points and line")), WalkBar()
        self.rule, self.beside, self.way_out = RuleCard(), BesideCard(), WayOutCard()
        self.settings = WalkSettings()
        self._hidden = False
        self._lay_out()
        self._connect()

    def show_board(self, board: Board) -> None:
        assert isinstance(board, LearningBoard)
        self.bar.stop()
        self.walking.use(board)
        self.plane.show_spans(*span_of(board.places))
        self._show()

    def board(self) -> LearningBoard:
        return replace(self.walking.board, start=self.walking.state.line, hidden=self._hidden)

    def board_of_network(self) -> LearningBoard:
        return from_canvas(self.session).learning()

    def release(self) -> None:
        self.bar.stop()

    # ---- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.plane, 1)
        column.addWidget(self.bar)
        lay_out(self, self.settings, main, [self.rule, self.way_out, self.beside], 2)

    def _connect(self) -> None:
        self.bar.wanted.connect(lambda step: self._go(lambda: self.walking.go_to(step)))
        self.bar.mistake_wanted.connect(lambda: self._go(self.walking.to_mistake))
        self.bar.restart_wanted.connect(lambda: self._go(self.walking.restart))
        self.rule.weights.changed.connect(self._use_line)
        self.rule.weights.refused.connect(self.session.voice.complained.fire)
        self.way_out.open.clicked.connect(self._open_hidden)
        plane = self.plane
        plane.line_dragged.connect(self._use_line)
        plane.point_dragged.connect(lambda place, at: self._change(lambda b: b.moved(place, at)))
        plane.point_turned.connect(lambda place: self._change(lambda b: b.relabelled(place)))
        plane.point_removed.connect(lambda place: self._change(lambda b: b.without_point(place)))
        plane.point_added.connect(lambda at: self._change(lambda b: b.with_point(at, self._kind_at(at))))
        self.settings.changed.connect(self._set)
        for box in self.beside.shown.values():
            box.toggled.connect(lambda _on: self._show())

    def _go(self, move: Any) -> None:
        move()
        self._show()

    def _change(self, change: Any) -> None:
        """Take another board that a person made of this one; the line stays where it is."""
        self.bar.stop()
        try:
            self.walking.changed(change(self.walking.board))
        except NnsimError as error:
            self.session.voice.complained.fire(str(error))
        self._show()

    def _use_line(self, line: Line) -> None:
        self._change(lambda board: replace(board, start=line))

    def _set(self, settings: dict[str, Any]) -> None:
        """Begin anew, from weights of 0, with other settings of learning."""
        self.bar.stop()
        self.walking.use(replace(self.walking.board, start=ORIGIN, **settings))
        self._show()

    def _kind_at(self, at: tuple[float, float]) -> int:
        """Return the kind of the point nearest to a place: a new one is of the same."""
        board = self.walking.board
        near = min(
            range(len(board.points)),
            key=lambda i: (board.points[i][0] - at[0]) ** 2 + (board.points[i][1] - at[1]) ** 2,
        )
        return board.labels[near]

    def _open_hidden(self) -> None:
        self._hidden = True
        self.use_wanted.fire()
        self._hidden = False

    def _show(self) -> None:
        walking = self.walking
        board, state = walking.board, walking.state
        self.plane.show_picture(
            PlanePicture(
                board.points,
                board.labels,
                board.names,
                state.line,
                state.before if state.mistaken else None,
                state.shown,
                state.mistaken,
                self.beside.lines(walking),
            )
        )
        self.rule.show_state(board, state)
        self.beside.show_walk(walking)
        self.way_out.setVisible(not board.is_separable)
        over = walking.is_over and not self.beside.shown["adaline"].isChecked()
        self.bar.show_place(walking.step, walking.furthest, over=over)
        self.settings.show_board(board)
