"""What a press on the data beside the network opens: the gallery, and the settings of the source in use as sliders."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.data.files.opening import path_setting
from nnsim.data.source import Source, sources
from nnsim.ui.datapage.loading import LoadingRow
from nnsim.ui.datapage.misfit import Misfit
from nnsim.ui.datapage.source_list import SourceList
from nnsim.ui.datapage.source_settings import SourceSettings
from nnsim.ui.datapage.source_tiles import SourceTile
from nnsim.ui.look import fonts
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.widgets.style import line

_COLUMNS, _HEIGHT = 5, 300
"""Tiles beside each other where there is room, and pixels from top to bottom before letters grow."""
_MARGINS, _BESIDE = 22, 56
"""Pixels at left and right, and these with the line and the scroll bar."""
_ANY_HEIGHT = 16_777_215


class SourcePopover(QFrame):
    """Lies over the canvas. Shows and tells, and knows nothing of the project.

    Keys and mouse that nobody in it wants stop here: nothing of the drawing below is changed by them.

    Attributes
    ----------
    list, settings
        The gallery, and the settings of the source in use.
    misfit
        What is said where the network does not fit the data.
    """

    chosen = Signal(str)
    """A user chose the source of this key."""
    closing_wanted = Signal()
    cancelled = Signal()
    """A user does not want to wait for data that are being loaded."""

    def __init__(self, loader: DataLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Data beside the network"))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        # Or the focus would go to the canvas below with a click beside a field.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list, self.settings = SourceList(), SourceSettings()
        self.list.use_tiles()
        self._tile = SourceTile(self.list)
        self.list.setItemDelegate(self._tile)
        self.list.show_plain(cls for cls in sources if path_setting(cls) is None)
        self._loading = LoadingRow((loader,))
        self.misfit = Misfit()
        self._lay_out()
        self.list.chosen.connect(self.chosen)
        self.settings.closing_wanted.connect(self.closing_wanted)
        # Or the focus would fall to the canvas, as if somebody had gone back to it.
        self.settings.left_alone.connect(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))
        self._loading.cancelled.connect(self.cancelled)
        self.hide()

    def release(self) -> None:
        """Let go of the loader."""
        self._loading.release()

    def show_source(self, source: Source) -> None:
        """Show `source` as the one in use; leaves alone what is being typed where it did not change."""
        self.settings.show_source(source)
        self.list.mark(source.key)

    def fit(self, room: QSize) -> None:
        """Take the size that suits it in so much room: as large as it has use for."""
        roomy = room.width() >= self._width_wanted(True)
        if roomy != self._tile.is_roomy:
            self._tile.is_roomy = roomy
            self.list.scheduleDelayedItemsLayout()
        tile, settings = self._tile.size, self.settings.width_wanted(roomy)
        narrow = room.width() < settings + 2 * tile.width() + _BESIDE
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._content.setDirection(way)
        self._between.setVisible(not narrow)
        self.settings.fit(min(settings, room.width() - _MARGINS))
        self.list.setMaximumHeight(tile.height() + 8 if narrow else _ANY_HEIGHT)
        width = min(self._width_wanted(roomy), room.width())
        self.resize(width, min(fonts.grown(_HEIGHT), room.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closing_wanted.emit()
        event.accept()

    def _width_wanted(self, roomy: bool) -> int:
        """Return the pixels it has use for."""
        return self.settings.width_wanted(roomy) + _COLUMNS * SourceTile.size_of(roomy).width() + _BESIDE

    def _lay_out(self) -> None:
        self._content = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._content.setSpacing(10)
        self._between = line(vertical=True)
        self._content.addWidget(self.list, 1)
        self._content.addWidget(self._between)
        self._content.addWidget(self.settings)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(6)
        whole.addWidget(self._loading)
        whole.addWidget(self.misfit)
        whole.addLayout(self._content, 1)
