"""The animals as cards, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.zoo.animal_card import AnimalCard
from nnsim.zoo.animal import animals

_GAP, _MARGIN = 8, 14
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Gallery(QScrollArea):
    """One card is chosen; arrow keys lead to the next.

    Signals
    -------
    chosen(str)
        Another animal, by its key.
    activated(str)
        An animal was asked for by a double click, or Return.
    """

    chosen = Signal(str)
    activated = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page = QWidget()
        self._page.setAccessibleName(tr("Structures"))
        self.setWidget(self._page)
        self.cards: dict[str, AnimalCard] = {}
        for kind in animals:
            card = self.cards[kind.key] = AnimalCard(kind, self._page)
            card.pressed.connect(partial(self._press, kind.key))
            card.activated.connect(partial(self.activated.emit, kind.key))
            card.installEventFilter(self)
        self._none = QLabel(tr("Nothing of this name. Empty the search to see all."), self._page)
        self._none.setProperty("tone", "muted")
        self._none.hide()
        self._shown = list(self.cards)
        self._chosen = ""
        self._columns = 1

    def choose(self, key: str) -> None:
        """Mark the card of an animal."""
        self._chosen = key
        for name, card in self.cards.items():
            card.set_chosen(name == key)

    def show_only(self, keys: Collection[str]) -> None:
        """Show these animals, in the order of the chart."""
        self._shown = [key for key in self.cards if key in keys]
        for key, card in self.cards.items():
            card.setVisible(key in keys)
        self._none.setVisible(not self._shown)
        self._arrange()

    # ---- events ------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._walk(event)
        if event.type() == QEvent.Type.FocusIn:
            self.ensureWidgetVisible(watched, 0, _MARGIN)
        return super().eventFilter(watched, event)

    # ---- inside ------------------------------------------------------------------------------

    def _press(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def _walk(self, event: QKeyEvent) -> bool:
        steps = {**_STEPS, Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns}
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._shown:
            return False
        at = self._shown.index(self._chosen) if self._chosen in self._shown else 0
        to = at + step
        if 0 <= to < len(self._shown):
            key = self._shown[to]
            self.cards[key].setFocus(Qt.FocusReason.TabFocusReason)
            self._press(key)
        return True

    def _arrange(self) -> None:
        """Put the cards in rows; all have one width, between their least and half as much again."""
        least: QSize = AnimalCard.least()
        room = self.viewport().width() - 2 * _MARGIN
        self._columns = columns = max((room + _GAP) // (least.width() + _GAP), 1)
        width = min((room - (columns - 1) * _GAP) // columns, least.width() * 3 // 2)
        height = least.height() * min(width, least.width() * 5 // 4) // least.width()
        for i, key in enumerate(self._shown):
            row, column = divmod(i, columns)
            at = QPoint(_MARGIN + column * (width + _GAP), _MARGIN + row * (height + _GAP))
            self.cards[key].setGeometry(QRect(at, QSize(width, height)))
        self._none.move(_MARGIN, _MARGIN)
        self._none.adjustSize()
        rows = -(-len(self._shown) // columns)
        whole = 2 * _MARGIN + rows * (height + _GAP) - _GAP + fonts.grown(4)
        self._page.resize(self.viewport().width(), max(whole, self.viewport().height()))
