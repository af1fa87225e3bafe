"""A row of places or modes of which exactly one is current."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from nnsim.ui.look.icons import icon
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.style import set_property


class SegmentedControl(QWidget):
    """Exclusive choice among a few short labels.

    One tab stop; the arrow keys, Home and End move the choice.

    Parameters
    ----------
    options
        Pairs of key and translated label; the first is current.
    name
        What is chosen, for screen readers.
    """

    currentChanged = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], name: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self._keys = [key for key, _ in options]
        self._labels = dict(options)
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for key, label in options:
            row.addWidget(self._segment(key, label))
        self._measure = QPushButton(self)
        self._measure.setCheckable(True)
        self._measure.setProperty("variant", "segment")
        self._measure.hide()  # another text of what is hidden lays nothing out anew
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._icons: dict[str, str] = {}
        self._current_is_brief = False
        self._current = self._keys[0] if self._keys else ""
        self._show_current()

    def current(self) -> str:
        """Return the key of the current segment."""
        return self._current

    def set_current(self, key: str) -> None:
        """Make `key` current; fires `currentChanged` when it was not."""
        if key not in self._buttons:
            raise KeyError(key)
        if key == self._current:
            return
        self._current = key
        self._show_current()
        self.currentChanged.emit(key)

    def segment(self, key: str) -> QPushButton:
        """Return the button of `key`."""
        return self._buttons[key]

    @property
    def named_width(self) -> int:
        """The width with a label in every segment, whatever they show now."""
        return 4 + sum(self._width_of(label, key == self._current) for key, label in self._labels.items())

    def _width_of(self, label: str, is_current: bool) -> int:
        self._measure.ensurePolished()
        self._measure.setText(label)
        self._measure.setChecked(is_current)
        return self._measure.sizeHint().width()

    def show_icons(self, icons: Mapping[str, str], *, current: bool = False) -> None:
        """Show an icon in place of the label of each segment named in `icons`; empty: labels.

        The current one keeps its label, in as much room as any label needs: what stands beside stays where it is
        when another becomes current.

        Parameters
        ----------
        current
            Whether the current one shows its icon, too.
        """
        if (dict(icons), current) != (self._icons, self._current_is_brief):
            self._icons, self._current_is_brief = dict(icons), current
            self._show_current()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("raised"))
        painter.drawRoundedRect(self.rect(), 8, 8)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            target = self._target(event.key())
            if target is not None:
                self.set_current(target)
                self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _segment(self, key: str, label: str) -> QPushButton:
        made = QPushButton(label, self)
        made.setCheckable(True)
        made.setAccessibleName(label)
        made.setProperty("variant", "segment")
        made.installEventFilter(self)
        made.clicked.connect(lambda _checked=False: self.set_current(key))
        self._group.addButton(made)
        self._buttons[key] = made
        return made

    def _target(self, key: int) -> str | None:
        at = self._keys.index(self._current)
        n = len(self._keys)
        moves = {
            Qt.Key.Key_Right: (at + 1) % n,
            Qt.Key.Key_Down: (at + 1) % n,
            Qt.Key.Key_Left: (at - 1) % n,
            Qt.Key.Key_Up: (at - 1) % n,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: n - 1,
        }
        return self._keys[moves[Qt.Key(key)]] if key in moves else None

    def _show_current(self) -> None:
        named = bool(self._icons) and not self._current_is_brief
        widest = max((self._width_of(label, True) for label in self._labels.values()), default=0)
        for key, made in self._buttons.items():
            is_current = key == self._current
            made.setMinimumWidth(widest if named and is_current else 0)
            made.setChecked(is_current)
            brief = key in self._icons and (self._current_is_brief or not is_current)
            set_property(made, "brief", brief)
            made.setText("" if brief else self._labels[key])
            tone = "on_accent" if is_current else "muted"
            made.setIcon(icon(self._icons[key], tone) if brief else QIcon())
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus)
        self.updateGeometry()
