"""The cards beside a walk: the rule with its bound, what stands beside it, and the way out where no line helps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSizePolicy, QWidget

from nnsim.base.text import tr
from nnsim.lab.learning_board import LearningBoard
from nnsim.lab.teacher import Taught
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.neuronlab import rule_words
from nnsim.ui.neuronlab.card import Card
from nnsim.ui.neuronlab.line_chips import LineChips
from nnsim.ui.neuronlab.plane_picture import Beside
from nnsim.ui.neuronlab.walking import Walking
from nnsim.ui.widgets.style import button, label, set_property

_DASHES = {"pocket": (6.0, 3.0), "adaline": (2.0, 2.5)}
_TOKENS = {"perceptron": "text", "pocket": "good", "adaline": "accent"}


class RuleCard(Card):
    """The formula, what it did last, and mistakes against the bound."""

    def __init__(self) -> None:
        super().__init__(tr("Perceptron rule"), "w ← w + η (y − ŷ) x")
        self.step, self.bound, self.state = (QLabel() for _ in range(3))
        self.weights = LineChips()
        self.bar = BoundBar()
        for text in (self.step, self.bound):
            text.setWordWrap(True)
        # Two lines always, so that what stands below does not jump from step to step.
        self.step.setMinimumHeight(2 * self.step.fontMetrics().lineSpacing() + 2)
        self.step.setAlignment(Qt.AlignmentFlag.AlignTop)
        for widget in (self.step, self.weights, self.bound, self.bar, self.state):
            self.column.addWidget(widget)

    def show_state(self, board: LearningBoard, state: Taught) -> None:
        """Show where a walk stands."""
        self.step.setText(rule_words.step_words(board, state))
        set_property(self.step, "tone", "bad" if state.mistaken else "")
        self.weights.show_line(state.line)
        self.bound.setText(rule_words.bound_words(board, state))
        self.bar.show_share(state.mistakes, board.bound)
        text, tone = rule_words.ending(board, state)
        self.state.setText(f"● {text}")
        set_property(self.state, "tone", tone)


class BoundBar(QWidget):
    """Mistakes so far as a share of their bound."""

    def __init__(self) -> None:
        super().__init__()
        self._share: float | None = None
        self.setFixedHeight(8)

    def show_share(self, mistakes: int, bound: float | None) -> None:
        """Show another share; a bound of None: there is none."""
        self._share = None if bound is None else min(mistakes / max(bound, 1e-9), 1.0)
        self.setVisible(bound is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(self.rect(), 4, 4)
        if self._share:
            painter.setBrush(look.colour("warning"))
            painter.drawRoundedRect(QRectF(0, 0, max(self._share * self.width(), 8.0), self.height()), 4, 4)


class BesideCard(Card):
    """Who is wrong about how many, over the steps: the perceptron, its pocket, and Adaline; lines to be shown."""

    def __init__(self) -> None:
        super().__init__(tr("Examples that are wrong"))
        names = {
            "perceptron": tr("Perceptron"),
            "pocket": tr("Pocket: the best so far"),
            "adaline": tr("Adaline"),
        }
        self.shown: dict[str, QCheckBox] = {}
        self.counts: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setSpacing(4)
        for row, (key, name) in enumerate(names.items()):
            box = self.shown[key] = QCheckBox(name)
            box.setChecked(key == "perceptron")
            box.setEnabled(key != "perceptron")
            box.setToolTip(tr("Draw its line as well"))
            count = self.counts[key] = label("")
            count.setFont(fonts.tabular(fonts.ui_font()))
            grid.addWidget(Sample(key), row, 0)
            grid.addWidget(box, row, 1)
            grid.addWidget(count, row, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        self.curve = WrongCurve()
        self.column.addLayout(grid)
        self.column.addWidget(self.curve, 1)

    def show_walk(self, walking: Walking) -> None:
        """Show how many are wrong now, and were."""
        state = walking.state
        wrong = {"perceptron": state.wrong, "pocket": state.pocket_wrong}
        both = self.shown["adaline"].isChecked()
        if both:
            wrong["adaline"] = walking.beside.wrong
        total = len(walking.board.points)
        for key, count in self.counts.items():
            count.setText(f"{wrong[key]} / {total}" if key in wrong else "")
        self.curve.show_counts(*walking.wrong_so_far(adaline=both), total)

    def lines(self, walking: Walking) -> tuple[Beside, ...]:
        """Return the lines that are to be drawn beside the perceptron's."""
        found = []
        if self.shown["pocket"].isChecked():
            found.append(Beside(tr("Pocket"), walking.state.pocket, _TOKENS["pocket"], _DASHES["pocket"]))
        if self.shown["adaline"].isChecked():
            found.append(Beside(tr("Adaline"), walking.beside.line, _TOKENS["adaline"], _DASHES["adaline"]))
        return tuple(found)


class Sample(QWidget):
    """A piece of a line, as it is drawn in the plane."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self.setFixedSize(30, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(line_pen(self._key))
        painter.drawLine(QPointF(2, 8), QPointF(28, 8))


def line_pen(key: str) -> QPen:
    """Return the pen of the line of ``perceptron``, ``pocket`` or ``adaline``."""
    pen = QPen(theme().colour(_TOKENS[key]), 2.2)
    if key in _DASHES:
        pen.setDashPattern(list(_DASHES[key]))
    return pen


class WrongCurve(QWidget):
    """How many examples were wrong, step by step."""

    def __init__(self) -> None:
        super().__init__()
        self._curves: dict[str, list[int]] = {}
        self._total = 1
        self.setMinimumHeight(70)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Examples that are wrong, step by step"))

    def sizeHint(self) -> QSize:
        return QSize(200, 110)

    def show_counts(self, perceptron: list[int], adaline: list[int], total: int) -> None:
        """Show other curves; `total` is how many examples there are."""
        pocket = [min(perceptron[: k + 1]) for k in range(len(perceptron))] if len(perceptron) < 400 else []
        self._curves = {"adaline": adaline, "pocket": pocket, "perceptron": perceptron}
        self._total = max(total, 1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(28, 6, -6, -18)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.drawLine(room.bottomLeft(), room.topLeft())
        top = max([1, *(max(c) for c in self._curves.values() if c)])
        painter.setPen(look.colour("muted"))
        painter.setFont(fonts.tabular(fonts.ui_font(fonts.SMALL)))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, room.top() - 6, 24, 14), right, str(top))
        painter.drawText(QRectF(0, room.bottom() - 8, 24, 14), right, "0")
        steps = max([1, *(len(c) - 1 for c in self._curves.values())])
        painter.drawText(QRectF(room.right() - 80, room.bottom() + 2, 80, 14), right, str(steps))
        for key, counts in self._curves.items():
            if len(counts) > 1:
                painter.setPen(line_pen(key))
                painter.drawPolyline(
                    QPolygonF(
                        [
                            QPointF(
                                room.left() + k / steps * room.width(),
                                room.bottom() - n / top * room.height(),
                            )
                            for k, n in enumerate(counts)
                        ]
                    )
                )


class WayOutCard(Card):
    """Says that no line tells the points apart, and offers a hidden layer."""

    def __init__(self) -> None:
        super().__init__(tr("No line tells them apart"))
        self.words = QLabel(
            tr(
                "A linear program has tried all lines: on every one of them some example is wrong, so that the rule never"
                " comes to rest. A hidden layer bends the line."
            )
        )
        self.words.setWordWrap(True)
        self.open = button(tr("Open with a hidden layer"), variant="primary")
        self.column.addWidget(self.words)
        self.column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
