"""What stands on top of a dock: its title, its panel's controls, and handles to float and to hide it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.panel import Panel
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.style import icon_button

ROOMY = 640
"""Width from which a docked dock's title bar shows its handles."""


class TitleBar(QWidget):
    """A dock's title with its panel's controls on the right.

    Parameters
    ----------
    float_
        Lets the dock float, or docks it again.
    """

    def __init__(
        self,
        dock: QDockWidget,
        title: str,
        short: str,
        controls: Sequence[QWidget],
        float_: Callable[[], object],
    ) -> None:
        super().__init__(dock)
        self._dock, self._float = dock, float_
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(6)
        self.name = name = ElidedLabel(title, short=short)
        font = fonts.ui_font()
        font.setBold(True)
        name.setFont(font)
        row.addWidget(name, 1)
        for control in controls:
            row.addWidget(control)
        self.handles = [
            icon_button("float", tr("Float or dock again"), float_),
            icon_button("close", tr("Hide; bring back from the View menu"), dock.hide),
        ]
        for handle in self.handles:
            handle.hide()  # until it is known to have room: what is not shown yet would ask for it all the same
            row.addWidget(handle)
        dock.topLevelChanged.connect(self._show_handles)

    def _show_handles(self) -> None:
        # A narrow dock floats by double-click and hides by the View menu; one that floats has nobody to give room to.
        shown = self._dock.isFloating() or self.width() >= ROOMY
        for handle in self.handles:
            handle.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_handles()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._float()
        else:
            super().mouseDoubleClickEvent(event)


def rename(dock: QDockWidget, panel: Panel, title: str) -> None:
    """Call a dock as its panel calls itself now, in its bar and in the View menu."""
    dock.setWindowTitle(title)
    bar = dock.titleBarWidget()
    if isinstance(bar, TitleBar):
        bar.name.set_texts(title, panel.short_name)
