"""What a press on the data beside the network opens: the gallery, and the settings of the source in use as sliders."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QSlider, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.data.source import Source, sources
from nnsim.ui.datapage.files import path_of, path_setting
from nnsim.ui.datapage.loading import LoadingRow
from nnsim.ui.datapage.source_list import SourceList
from nnsim.ui.datapage.source_tiles import SourceTile
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.look import fonts
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.style import button, icon_button, label, line

_COLUMNS = 5
_LABELS, _FIELD, _ROOMY_FIELD, _HEIGHT = 80, 184, 240, 300
"""Pixels of the words before a field, of the field where there is little room and where there is much, and of all
from top to bottom, before letters grow."""
_MARGINS = 22
_BESIDE = 56
"""Pixels of margins, line and scroll bar."""
_ANY_HEIGHT = 16_777_215


class SourcePopover(QFrame):
    """Lies over the canvas. Shows and tells, and knows nothing of the project.

    Keys and mouse that nobody in it wants stop here: nothing of the drawing below is changed by them.
    """

    chosen = Signal(str)
    """A user chose the source of this key."""
    edited = Signal(object, str)
    """A user changed the source in use: another one, and the setting that was edited."""
    more_wanted = Signal()
    """A user wants to see all there is about the data."""
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
        self._source: Source | None = None
        self._field = _FIELD
        self.list = SourceList()
        self.list.use_tiles()
        self._tile = SourceTile(self.list)
        self.list.setItemDelegate(self._tile)
        self.list.show_plain(cls for cls in sources if path_setting(cls) is None)
        self.form = PropertyForm()
        self.loading = LoadingRow((loader,))
        self._title, self._problem = ElidedLabel(), label("", "bad")
        self._title.setFont(fonts.sized(fonts.ui_font(), fonts.BASE, QFont.Weight.DemiBold))
        self._note = label("", "muted")
        for words in (self._problem, self._note):
            words.setWordWrap(True)
        self.more = button(tr("More…"), self.more_wanted.emit, variant="link")
        self.more.setToolTip(
            tr("Split, scaling, files of your own, and the examples one by one, in the Data place")
        )
        self.close_button = icon_button("close", tr("Close"), self.closing_wanted.emit)
        self._lay_out()
        self.list.chosen.connect(self.chosen)
        self.loading.cancelled.connect(self.cancelled)
        self.hide()

    def release(self) -> None:
        """Let go of the loader."""
        self.loading.release()

    @property
    def is_dragged(self) -> bool:
        """Whether a hand holds one of the sliders."""
        return any(slider.isSliderDown() for slider in self.form.findChildren(QSlider))

    def show_source(self, source: Source) -> None:
        """Show `source` as the one in use; leaves alone what is being typed where it did not change."""
        if type(source) is not type(self._source):
            self._build(source)
        self._source = source
        self.list.mark(source.key)
        self._fill(source)

    def show_problem(self, problem: str) -> None:
        """Say why there are no examples; empty: there are."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def fit(self, room: QSize) -> None:
        """Take the size that suits it in so much room: as large as it has use for."""
        self._be_roomy(room.width() >= self._width(True))
        tile, settings = self._tile.size, fonts.grown(_LABELS + self._field)
        narrow = room.width() < settings + 2 * tile.width() + _BESIDE
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._content.setDirection(way)
        self._between.setVisible(not narrow)
        self._right.setFixedWidth(min(settings, room.width() - _MARGINS))
        self.list.setMaximumHeight(tile.height() + 8 if narrow else _ANY_HEIGHT)
        width = min(self._width(self._tile.is_roomy), room.width())
        self.resize(width, min(fonts.grown(_HEIGHT), room.height()))

    def _width(self, roomy: bool) -> int:
        """Return the pixels it has use for."""
        tile = SourceTile()
        tile.is_roomy = roomy
        return (
            fonts.grown(_LABELS + (_ROOMY_FIELD if roomy else _FIELD))
            + _COLUMNS * tile.size.width()
            + _BESIDE
        )

    def _be_roomy(self, roomy: bool) -> None:
        if roomy != self._tile.is_roomy:
            self._tile.is_roomy = roomy
            self._field = _ROOMY_FIELD if roomy else _FIELD
            self.list.scheduleDelayedItemsLayout()
            if self._source is not None:
                self._build(self._source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closing_wanted.emit()
        event.accept()

    # ---- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        self._body = QVBoxLayout()
        self._body.addWidget(self.form)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self._problem)
        column.addLayout(self._body)
        column.addWidget(self._note)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(6)
        right.addLayout(head)
        right.addWidget(self._area, 1)
        right.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._content = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._content.setSpacing(10)
        self._between = line(vertical=True)
        self._content.addWidget(self.list, 1)
        self._content.addWidget(self._between)
        self._content.addWidget(self._right)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 10, 10)
        whole.setSpacing(6)
        whole.addWidget(self.loading)
        whole.addLayout(self._content, 1)

    def _fill(self, source: Source) -> None:
        self.form.set_part(source, subject=(source.key, path_of(source)))

    def _build(self, source: Source) -> None:
        """Make the form of another kind of source."""
        if self.form.isAncestorOf(self.focusWidget() or self):
            # Or the focus would fall to the canvas, as if somebody had gone back to it.
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        let_all_go(self._body)
        is_file = path_setting(source) is not None
        self.form = PropertyForm(field_width=fonts.grown(self._field), sliders=True)
        self.form.edited.connect(self.edited)
        self._fill(source)
        self.form.setVisible(not is_file)
        self._body.addWidget(self.form)
        self._title.setText(tr(source.title))
        note = tr("Read from a file: its columns are chosen under More.") if is_file else tr(source.summary)
        self._note.setText(note)
