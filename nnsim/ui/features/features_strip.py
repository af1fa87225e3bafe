"""The features side by side as switches, with a field for a formula of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.features.feature_chip import FeatureChip
from nnsim.ui.look import fonts
from nnsim.ui.widgets.holding import let_all_go, widgets_in
from nnsim.ui.widgets.style import button, icon_button, label, wrapped

_SPACING = 3
_LEAST, _MOST = 118, 190
"""Pixels of its width, before it grows with its letters."""


@dataclass(frozen=True)
class Feature:
    """One switch: a formula in the names of the inputs, what it is called, and whether the network gets it."""

    formula: str
    title: str
    is_on: bool


class FeaturesStrip(QFrame):
    """Shows and tells, and knows nothing of the project.

    Keys and mouse that nobody in it wants stop here: nothing of the drawing below is changed by them.
    """

    switched = Signal(str, bool)
    """A user wants a feature (its formula) to be an input of the network, or not to be."""
    typed = Signal(str)
    """A user typed a formula of a new feature."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Features"))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._features: tuple[Feature, ...] = ()
        self.heading = label(tr("Features"), "muted")
        self.heading.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        self.heading.setWordWrap(True)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(_SPACING)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._list)
        self._is_brief = False
        self.more = button(tr("Formula…"), self._ask, variant="link")
        self.plus = icon_button("plus", tr("Formula…"), self._ask)
        self.plus.setProperty("tight", True)
        self.plus.setFixedSize(fonts.grown(22), fonts.grown(18))
        for asking in (self.more, self.plus):
            asking.setToolTip(
                wrapped(tr("A feature of your own, such as {example}").format(example=tr("x₁^2 + x₂^2")))
            )
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("x₁^2 + x₂^2"))
        self.line.setAccessibleName(tr("Formula of a new feature"))
        self.line.returnPressed.connect(self._take)
        self.problem = label("", "bad")
        self.problem.setWordWrap(True)
        self.problem.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        for hidden in (self.plus, self.line, self.problem):
            hidden.hide()
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.heading, 1)
        head.addWidget(self.plus)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addLayout(head)
        for widget in (self._area, self.more, self.line, self.problem):
            column.addWidget(widget, int(widget is self._area))

    @property
    def chips(self) -> tuple[FeatureChip, ...]:
        """The switches, in their order."""
        return tuple(chip for chip in widgets_in(self._rows) if isinstance(chip, FeatureChip))

    def show_features(self, features: Sequence[Feature], pictures: Sequence[QImage | None]) -> None:
        """Show these; switches that stay the same keep the keyboard."""
        there = [(one.formula, one.title) for one in self._features]
        if [(one.formula, one.title) for one in features] != there:
            let_all_go(self._rows)
            for one in features:
                chip = FeatureChip(one.formula, one.title, None)
                chip.clicked.connect(lambda on, formula=one.formula: self.switched.emit(formula, on))
                self._rows.addWidget(chip)
        self._features = tuple(features)
        for chip, one, picture in zip(self.chips, features, pictures, strict=True):
            chip.setChecked(one.is_on)
            chip.set_picture(picture)
        # The last input there is cannot be taken away.
        on = [chip for chip in self.chips if chip.isChecked()]
        for chip in self.chips:
            chip.setEnabled(len(on) > 1 or chip not in on)

    def name_rows(self, joined: bool) -> None:
        """Say whether these are the inputs themselves, or those of each of the rows that are `joined` to one example."""
        self.heading.setText(tr("Features of each row") if joined else tr("Features"))
        about = tr(
            "A step of the data joins several rows to one example. These are what it takes of each of them."
        )
        self.heading.setToolTip(wrapped(about) if joined else "")

    def say(self, problem: str) -> None:
        """Say why a formula cannot be a feature; nothing where it can: then the field is put away."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if not problem:
            self.line.clear()
            self.line.hide()
            self._show_asking()

    def _show_asking(self) -> None:
        """Show what asks for a formula: a button below the switches, or a sign in the heading where there is little room."""
        is_asked = not self.line.isHidden()
        self.more.setVisible(not is_asked and not self._is_brief)
        self.plus.setVisible(not is_asked and self._is_brief)

    def fit(self, room: QRect) -> None:
        """Stand at the upper left of `room`, as high as there is use for: better small than with a switch out of sight."""
        for is_compact, self._is_brief in ((False, False), (True, False), (True, True)):
            self._show_asking()
            for chip in self.chips:
                chip.set_compact(is_compact)
            self._rows.setSpacing((2 if is_compact else _SPACING) - self._is_brief)
            wish = self._wish()
            if wish.height() <= room.height():
                break
        width = min(wish.width(), max(room.width(), fonts.grown(_LEAST)))
        height = min(wish.height(), room.height())
        if height < wish.height():
            # The switches keep their right edges beside the bar that scrolls them.
            width = min(width + self._area.verticalScrollBar().sizeHint().width(), max(room.width(), width))
        self.setGeometry(room.x(), room.y(), width, height)

    def _wish(self) -> QSize:
        chips = self.chips
        width = max([fonts.grown(_LEAST), *(chip.sizeHint().width() + 24 for chip in chips)])
        width = min(width, fonts.grown(_MOST))
        rows = sum(chip.sizeHint().height() + self._rows.spacing() for chip in chips)
        shown = [w for w in (self.line, self.problem, self.more) if not w.isHidden()]
        below = sum(4 + max(w.sizeHint().height(), w.heightForWidth(width - 18)) for w in shown)
        beside = 0 if self.plus.isHidden() else self.plus.sizeHint().width() + 4
        heading = max(fonts.grown(18), self.heading.heightForWidth(width - 18 - beside))
        heading = max(heading, 0 if self.plus.isHidden() else self.plus.sizeHint().height())
        return QSize(width, 12 + heading + 4 + rows + below + 4)

    def _ask(self) -> None:
        self.line.show()
        self._show_asking()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()
        self._refit()

    def _take(self) -> None:
        if self.line.text().strip():
            self.typed.emit(self.line.text().strip())
        else:
            self.say("")
        self._refit()

    def _refit(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            here = self.geometry()
            room = QRect(here.x(), here.y(), parent.width() - 2 * here.x(), parent.height() - here.y() - 8)
            self.fit(room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.line.isHidden():
            self.say("")
            (self.plus if self._is_brief else self.more).setFocus(Qt.FocusReason.OtherFocusReason)
            self._refit()
        event.accept()
