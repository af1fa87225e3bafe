"""What panels share that are one figure, made of the newest pictures of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.figures.figure import Figure
from nnsim.training.snapshot import Snapshot
from nnsim.ui.charts.figure_view import FigureView
from nnsim.ui.panel import Panel
from nnsim.ui.widgets.frame_skip import FrameSkip

FIGURE_MS = 250
"""Milliseconds from one painting to the next while a run trains: what such figures say changes slowly."""


class FigurePanel(Panel):
    """Shows what `made_of` makes of a snapshot; on paper it is the same figure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = FigureView(tr(self.title))
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self._header: tuple[QWidget, ...] = (self.files.button(),)
        self._snapshot: Snapshot | None = None
        self._skip = FrameSkip(FIGURE_MS)
        self.clear()

    # ---- what a panel says ----------------------------------------------------------------------

    def made_of(self, snapshot: Snapshot, caption: str) -> Figure | None:
        """Return the figure of a snapshot; None while it has no answer. Raises NnsimError with the reason why not."""
        raise NotImplementedError

    def words_before(self) -> str:
        """Return what stands here while there is nothing yet, translated."""
        return tr("Press Play, or Step, to see it.")

    # ---- contract -------------------------------------------------------------------------------

    def show_frame(self) -> None:
        snapshot = self.feed.snapshot
        if snapshot is None or snapshot is self._snapshot:
            return
        if self.feed.playing and self.view.figure is not None and not self._skip.picks():
            return
        self._draw(snapshot)

    def redraw(self) -> None:
        """Draw the newest snapshot once more: how it is shown has changed."""
        if self.feed.snapshot is not None:
            self._draw(self.feed.snapshot)

    def _draw(self, snapshot: Snapshot) -> None:
        try:
            figure = self.made_of(snapshot, self.caption())
        except NnsimError as error:
            self._snapshot = snapshot
            self.view.show_figure(None)
            self.say(str(error))
            return
        if figure is not None:
            self._snapshot = snapshot
            self.view.show_figure(figure)
            self.say("")

    def clear(self) -> None:
        self._snapshot = None
        self.view.show_figure(None)
        self.say(self.words_before())

    def figure(self) -> Figure:
        if self.view.figure is None:
            raise NnsimError(self.notice or self.words_before())
        return self.view.figure

    def header(self) -> Sequence[QWidget]:
        return self._header
