"""The data beside the network: a button with their picture over the canvas, and what it opens."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.source import Source
from nnsim.document.project import Project
from nnsim.ui.datapage import thumbnails
from nnsim.ui.datapage.examples import has_test_share, has_validation_share
from nnsim.ui.datapage.selection import DataSelection
from nnsim.ui.datapage.shares_form import with_share
from nnsim.ui.datapage.source_chip import SourceChip
from nnsim.ui.datapage.source_popover import SourcePopover
from nnsim.ui.look import fonts
from nnsim.ui.sitting.session import Session

EDGE = 16
"""Pixels between the edges of the canvas and what stands over it."""
_BRIEF = 420
"""Width of a canvas below which the button shows its picture only, before letters grow."""


class DataBesideNetwork(QObject):
    """Shows the data in use in the upper left corner of `canvas`, and lets another source or other settings be chosen.

    Whatever is chosen goes to training at once. The popover is open until it is closed, or somebody goes back to
    the canvas; what stands around it (Play, the panels) can be used meanwhile.

    Attributes
    ----------
    chip, popover
        The button, and what it opens.

    Events
    ------
    more_wanted()
        A user wants to see all there is about the data.
    """

    def __init__(self, session: Session, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.more_wanted: Event[[]] = Event()
        self._session, self._canvas = session, canvas
        self._before: QWidget | None = None
        self._must_be_brief = False
        self._selection = DataSelection(session, self)
        self.chip = SourceChip(canvas)
        self.popover = SourcePopover(session.loader, canvas)
        QWidget.setTabOrder(self.chip, self.popover)
        self._join()
        self._show_source()
        self._show_data()

    def release(self) -> None:
        """Let go of the session, which outlives the canvas."""
        self._session.loading.trying.settle()
        self._selection.release()
        self.popover.release()
        for leave in self._leave:
            leave()

    @property
    def is_open(self) -> bool:
        """Whether the gallery and the sliders are shown."""
        return not self.popover.isHidden()

    def toggle(self) -> None:
        """Open the popover, or close it."""
        if self.is_open:
            self.close()
        else:
            self.open()

    def open(self) -> None:
        """Show the gallery and the sliders; the keys go to the gallery."""
        self._before = QApplication.focusWidget()
        self._show_source()
        self._show_fit()
        self._place()
        self.popover.show()
        self.popover.raise_()
        self.chip.setChecked(True)
        self.popover.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def close(self) -> None:
        """Hide them; the keys go where they went before."""
        had_focus = self.popover.isAncestorOf(QApplication.focusWidget() or self._canvas)
        before, self._before = self._before, None
        if had_focus and self._canvas.isVisible():
            known = before if before is not None and before.isVisible() else self.chip
            known.setFocus(Qt.FocusReason.OtherFocusReason)
        self.popover.hide()
        self.chip.setChecked(False)

    def be_brief(self, is_brief: bool) -> None:
        """Take as little room as possible, or as much as there is."""
        self._must_be_brief = is_brief
        self._place()

    # ---- building ----------------------------------------------------------------------------

    def _join(self) -> None:
        selection, popover, workspace = self._selection, self.popover, self._session.workspace
        self.chip.clicked.connect(self.toggle)
        popover.chosen.connect(selection.choose)
        popover.settings.edited.connect(self._try)
        popover.settings.split_edited.connect(self._try_split)
        popover.closing_wanted.connect(self.close)
        popover.cancelled.connect(self._session.loader.cancel)
        popover.settings.more_wanted.connect(self._go_on)
        popover.misfit.network_wanted.connect(self._session.mending.suggest)
        self._canvas.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)
        self._leave: list[Callable[[], object]] = [
            workspace.project_changed.connect(self._on_project),
            workspace.data_changed.connect(self._show_data),
            workspace.resolved_changed.connect(self._show_fit),
            lambda: app.focusChanged.disconnect(self._on_focus),
        ]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() == QEvent.Type.Hide and self.is_open:
            self.close()
        return False

    # ---- showing -----------------------------------------------------------------------------

    def _place(self) -> None:
        """Stand in the corner of the canvas, and below that what is open."""
        room, chip = self._canvas.size(), self.chip
        chip.set_brief(self._must_be_brief or room.width() < fonts.grown(_BRIEF))
        chip.move(EDGE, EDGE)
        top = chip.geometry().bottom() + 8
        self.popover.move(EDGE, top)
        self.popover.fit(QSize(max(0, room.width() - 2 * EDGE), max(0, room.height() - top - 8)))

    def _on_project(self, old: Project, new: Project) -> None:
        if old.data != new.data:
            self._show_source()

    def _show_source(self) -> None:
        settings = self._session.workspace.project.data
        self.popover.show_source(settings.source)
        self._show_split(settings)

    def _show_split(self, settings: DataSettings) -> None:
        prepared = self._session.workspace.prepared
        # While there are none, as while a slider is dragged, it is not taken out of the hand.
        plays = {
            "validation_share": prepared is None or has_validation_share(settings, prepared.dataset),
            "test_share": prepared is None or has_test_share(settings, prepared.dataset),
        }
        self.popover.settings.show_split(settings, plays)

    def _show_fit(self) -> None:
        """Offer another network where this one cannot be trained on the data."""
        self.popover.misfit.setVisible(self._session.mending.can_suggest)

    def _show_data(self) -> None:
        workspace = self._session.workspace
        source, prepared = workspace.project.data.source, workspace.prepared
        dataset, problem = (
            (prepared.origin if prepared is not None else None),
            workspace.meaning.data_problem,
        )
        tip = tr("Press to choose other data, and to set noise, points and seed")
        count = None if prepared is None else len(prepared.dataset)
        self.chip.show_source(source, dataset, problem, tip, count)
        self.popover.settings.show_problem(problem)
        self._show_split(workspace.project.data)
        if dataset is not None and not self._session.loader.is_busy and thumbnails.remember(source, dataset):
            self.popover.list.viewport().update()

    # ---- what follows ------------------------------------------------------------------------

    def _try(self, source: Source, field: str) -> None:
        """Let training follow what a slider shows, as fast as it can."""
        selection = self._selection
        self._session.loading.trying.offer(
            lambda: selection.change_source(source, field), lambda: self.popover.settings.is_dragged
        )

    def _try_split(self, edited: DataSettings, field: str) -> None:
        """Let training follow the slider of a share; the source may have been changed meanwhile."""
        selection, share = self._selection, getattr(edited, field)
        self._session.loading.trying.offer(
            lambda: selection.change_settings(with_share(selection.shown, field, share), field),
            lambda: self.popover.settings.is_dragged,
        )

    def _go_on(self) -> None:
        self.close()
        self.more_wanted.fire()

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Close where somebody goes back to the drawing."""
        if new is None or not self.is_open:
            return
        is_here = new in (self.chip, self.popover) or self.popover.isAncestorOf(new)
        if not is_here and (new is self._canvas or self._canvas.isAncestorOf(new)):
            self.close()
