"""The settings of the source in use as sliders, beside the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.declared import settings_of
from nnsim.base.settings import Integer
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.files.opening import path_of, path_setting
from nnsim.data.source import Source
from nnsim.ui.datapage.shares_form import SHARES, shares_form, show_shares
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.look import fonts
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.style import button, icon_button, label
from nnsim.ui.widgets.tab_order import visit_in_place

_LABELS, _FIELD, _ROOMY_FIELD = 112, 170, 240
"""Pixels of the words before a field with what parts them, and of the field where there is little room and where
there is much, before letters grow."""
_LEAST_FIELD = 100
_SEED = "seed"


class SourceSettings(QWidget):
    """One source after another, with what it is about below, and above the way to other examples and to all the rest.

    Attributes
    ----------
    form
        The settings of the source on show; another one for each kind of source.
    split
        How much of the rows is watched, and kept for the test.
    anew, more, close_button
        The buttons.
    """

    edited = Signal(object, str)
    """A user changed the source: another one, and the setting that was edited."""
    split_edited = Signal(object, str)
    """A user changed a share: other data settings, and the one that was edited."""
    more_wanted = Signal()
    """A user wants to see all there is about the data."""
    closing_wanted = Signal()
    left_alone = Signal()
    """The field with the focus is about to go: another one must take it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: Source | None = None
        self._field = fonts.grown(_FIELD)
        self._data = DataSettings(), dict[str, bool].fromkeys(SHARES, True)
        self.form, self.split = PropertyForm(), PropertyForm()
        self._problem, self._note = label("", "bad"), label("", "muted")
        for words in (self._problem, self._note):
            words.setWordWrap(True)
        self.anew = button(tr("Regenerate"), self._draw_anew, variant="pill", icon_name="reset")
        self.anew.setToolTip(tr("Other examples of the same kind: the next seed"))
        self.more = button(tr("More…"), self.more_wanted.emit, variant="link")
        tip = tr("Split, scaling, files of your own, and the examples one by one, in the Data place")
        self.more.setToolTip(tip)
        self.close_button = icon_button("close", tr("Close"), self.closing_wanted.emit)
        self._lay_out()

    @staticmethod
    def width_wanted(roomy: bool) -> int:
        """Return the pixels it has use for."""
        return fonts.grown(_LABELS + (_ROOMY_FIELD if roomy else _FIELD))

    @property
    def is_dragged(self) -> bool:
        """Whether a hand holds one of the sliders."""
        return any(slider.isSliderDown() for slider in self.findChildren(QSlider))

    def show_source(self, source: Source) -> None:
        """Show `source`; leaves alone what is being typed where it did not change."""
        before, self._source = self._source, source
        if type(source) is not type(before):
            self._build(source)
        else:
            self._fill(source)

    def show_split(self, settings: DataSettings, plays: Mapping[str, bool]) -> None:
        """Show the shares of validation and test part, greyed where one `plays` no part."""
        self._data = settings, dict(plays)
        show_shares(self.split, settings, plays)

    def show_problem(self, problem: str) -> None:
        """Say why there are no examples; empty: there are."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def fit(self, width: int) -> None:
        """Be so wide, with sliders as long as there is room for."""
        self.setFixedWidth(width)
        field = max(width - fonts.grown(_LABELS), fonts.grown(_LEAST_FIELD))
        if field != self._field:
            self._field = field
            if self._source is not None:
                self._build(self._source)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Let the Tab key visit everything as it stands: a form that is made later would be visited last."""
        fields = () if self.form.isHidden() else self.form.stops()
        head = [button for button in (self.anew, self.more) if not button.isHidden()]
        visit_in_place(self, [*head, self.close_button, *fields, *self.split.stops()])

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.anew)
        head.addWidget(self.more)
        head.addStretch(1)
        head.addWidget(self.close_button)
        self._body = QVBoxLayout()
        self._body.addWidget(self.form)
        self._body.addWidget(self.split)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self._problem)
        column.addLayout(self._body)
        column.addWidget(self._note)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addWidget(area, 1)

    def _build(self, source: Source) -> None:
        """Make the form of another kind of source."""
        focus = QApplication.focusWidget()
        if focus is not None and (self.form.isAncestorOf(focus) or self.split.isAncestorOf(focus)):
            self.left_alone.emit()
        let_all_go(self._body)
        is_file = path_setting(source) is not None
        self.form = PropertyForm(field_width=self._field, sliders=True)
        self.form.edited.connect(self.edited)
        self._body.addWidget(self.form)
        self._build_split()
        # A layout would show it only at the next turn of the event loop; the Tab key needs it now.
        self.form.setVisible(not is_file)
        self.anew.setVisible(_seed_of(source) is not None)
        note = tr("Read from a file: its columns are chosen under More.") if is_file else tr(source.summary)
        self._note.setText(note)
        self._fill(source)
        self._order_tabs()

    def _build_split(self) -> None:
        """Make the form of the shares as wide as that above it."""
        self.split = shares_form(self._field)
        self._body.addWidget(self.split)
        show_shares(self.split, *self._data)
        self.split.edited.connect(self.split_edited)
        self.split.show()

    def _draw_anew(self) -> None:
        """Ask for the examples of the next seed; after the last one comes the first."""
        source, kind = self._source, None if self._source is None else _seed_of(self._source)
        if source is not None and kind is not None:
            seed = getattr(source, _SEED) + 1
            self.edited.emit(replace(source, **{_SEED: kind.low if seed > kind.high else seed}), _SEED)

    def _fill(self, source: Source) -> None:
        self.form.set_part(source, subject=(source.key, path_of(source)))


def _seed_of(source: Source) -> Integer | None:
    """Return the setting that is the seed of what a source makes; None where nothing is drawn at random."""
    kind = dict(settings_of(source)).get(_SEED)
    return kind if isinstance(kind, Integer) else None
