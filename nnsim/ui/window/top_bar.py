"""The top bar: name, places, playing, figures, hyper-parameters, health."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSpacerItem, QToolButton, QWidget

from nnsim.base.text import tr
from nnsim.diagnosis.opinion import Opinion
from nnsim.ui.look import fonts
from nnsim.ui.look.icons import icon
from nnsim.ui.place import Place, Use, places
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.holding import layout_of
from nnsim.ui.widgets.labels import Pill
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.sparing_bar import SparingBar
from nnsim.ui.widgets.style import wrapped
from nnsim.ui.window.playing_controls import PlayingControls
from nnsim.ui.window.training_choices import TrainingChoices

NARROW = 1500
"""Below this width the buttons show their icons only, and things stand closer together."""
LOSS_WIDTHS = ((1360, 64), (NARROW, 92), (1640, 134))
"""Widths below which only so many pixels of the loss's name are written."""

_GAP = 16
"""Pixels between the groups of the bar; half of them where it is at its narrowest."""

_SLACK = 12
"""Pixels by which what stands in the bar may become wider without being hidden for the sake of names."""

VERDICT_ROOM = 190
"""Pixels that are kept for the words of a verdict."""


class TopBar(SparingBar):
    """What is always in sight. Built anew with the window; everything it shows comes from the session."""

    def __init__(self, session: Session, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.menu = session, menu
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Top bar"))
        self.places = SegmentedControl([(kind.key, tr(kind.title)) for kind in places], tr("Places"))
        for kind in places:
            self.places.segment(kind.key).setToolTip(wrapped(f"{tr(kind.title)} ({kind.shortcut})"))
        self.playing = PlayingControls(session, self)
        self.choices = TrainingChoices(session)
        self._name = QLabel()
        self.health = Pill(tr("Ready to train"), "neutral", clickable=True)
        self._lay_out(self._menu_button(menu))
        self._leave = (
            session.workspace.file.changed.connect(self._show_name),
            self.playing.release,
            self.choices.release,
        )
        self._show_name()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()

    # ---- building ----------------------------------------------------------------------------

    def _menu_button(self, menu: QMenu) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon("menu"))
        made.setIconSize(QSize(20, 20))
        made.setProperty("variant", "flat")
        made.setMenu(menu)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setToolTip(tr("Menu (Alt+M)"))
        made.setAccessibleName(tr("Menu"))
        made.setShortcut("Alt+M")
        return made

    def _lay_out(self, menu_button: QToolButton) -> None:
        self._title = QLabel("nnsim")
        self._title.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE, QFont.Weight.Bold))
        self._name.setProperty("tone", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 16, 8)
        row.setSpacing(8)
        _add(row, menu_button, self._title, self._name, self.places)
        self._gaps = [QSpacerItem(_GAP, 0) for _ in range(2)]
        row.addItem(self._gaps[0])
        # What is pressed stands before what changes its width, so that it never moves under the mouse.
        _add(row, *self.playing.buttons)
        row.addSpacing(8)
        _add(row, *self.playing.figures)
        row.addItem(self._gaps[1])
        _add(row, *self.choices.fields)
        row.addWidget(self._verdict(), 1)

    def _verdict(self) -> QWidget:
        """Return the pill with room for any verdict: its words change by themselves, and must move or hide nothing."""
        made = QWidget()
        made.setMinimumWidth(fonts.grown(VERDICT_ROOM))
        room = QHBoxLayout(made)
        room.setContentsMargins(0, 0, 0, 0)
        room.addStretch(1)
        room.addWidget(self.health)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < fonts.grown(NARROW)
        layout_of(self).setSpacing(6 if narrow else 8)
        for gap in self._gaps:
            gap.changeSize(_GAP // 2 if event.size().width() < fonts.grown(LOSS_WIDTHS[0][0]) else _GAP, 0)
        self.playing.fit(narrow)
        self._fit_places(event.size().width())
        self._name.setFixedWidth(fonts.grown(96 if narrow else 144))
        few = (most for below, most in LOSS_WIDTHS if event.size().width() < fonts.grown(below))
        most = next(few, None)
        self.choices.loss.set_most(None if most is None else fonts.grown(most))
        super().resizeEvent(event)
        self._show_name()

    def _fit_places(self, width: int) -> None:
        """Show the places that are not in sight by their icons where what one sets has no room beside their names."""
        figures = (self._name, self._title, self.playing.epoch)
        # Those that are left out now count, too: the names stay as they are from place to place.
        others = {*self.spared(), *self._left_out}.difference(figures)
        needed = (
            layout_of(self).minimumSize().width() + self.places.named_width - self.places.sizeHint().width()
        )
        needed -= sum(self.room(widget) for widget in figures if not widget.isHidden())
        needed += sum(self.room(widget) for widget in others if widget.isHidden())
        fits = needed + fonts.grown(_SLACK) <= width
        icons = {} if fits else {kind.key: kind.icon for kind in places}
        self.places.show_icons(icons)
        if not fits and self.minimumSizeHint().width() > width:
            self.places.show_icons(icons, current=True)

    def spared(self) -> tuple[QWidget, ...]:
        """Return what can be done without, the least needed first; how the network is trained is in the settings, too."""
        playing, chosen = self.playing, self.choices
        return (
            self._name,
            self._title,
            playing.epoch,
            chosen.loss,
            playing.speed,
            chosen.optimizer,
            chosen.regularization,
            chosen.batch,
        )

    def follow(self, place: type[Place]) -> None:
        """Show that a place is in sight, and what it has a use for."""
        self.places.set_current(place.key)
        parts: dict[Use, tuple[QWidget, ...]] = {
            Use.PLAYING: (*self.playing.buttons, *self.playing.figures),
            Use.TRAINING: self.choices.fields,
            Use.HEALTH: (self.health,),
        }
        self.leave_out([w for use, widgets in parts.items() if use not in place.uses for w in widgets])
        self._fit_places(self.width())
        self._make_room(self.width())

    # ---- showing -----------------------------------------------------------------------------

    def show_health(self, opinion: Opinion) -> None:
        """Show what the doctor says in the pill."""
        if (self.health.state(), self.health.text()) != (opinion.mood, opinion.words):
            self.health.set_state(opinion.mood, opinion.words)
        self.health.setToolTip(wrapped(opinion.told))

    def _show_name(self) -> None:
        workspace = self._session.workspace
        name = workspace.file.path.name if workspace.file.path else tr("untitled")
        mark_ = " •" if workspace.is_modified else ""
        room = self._name.width()
        shown = self._name.fontMetrics().elidedText(name + mark_, Qt.TextElideMode.ElideMiddle, room)
        self._name.setText(shown)
        self._name.setToolTip(str(workspace.file.path or tr("Not saved yet")))


def _add(row: QHBoxLayout, *widgets: QWidget) -> None:
    for widget in widgets:
        row.addWidget(widget)
