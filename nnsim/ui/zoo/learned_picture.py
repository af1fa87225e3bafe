"""What an animal has learned as its own picture: of the open network while it trains, else of the last raising."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.figures.figure import Figure
from nnsim.training.picture import Asked
from nnsim.ui.charts.figure_view import FigureView
from nnsim.ui.charts.plot_files import Plot, PlotFiles
from nnsim.ui.look import fonts
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.frame_skip import FrameSkip
from nnsim.ui.widgets.notice import Notice
from nnsim.ui.widgets.style import label
from nnsim.zoo.animal import Animal
from nnsim.zoo.portrait import Portrait

_LEAST, _EACH_MORE = 260, 200
"""Height of a figure of one plot, and of every plot more."""
_EACH_MS = 100
"""Milliseconds from one painting to the next while the network trains."""


class LearnedPicture(QWidget):
    """One figure with its name and its files.

    Signals
    -------
    touched(float, float)
        A place of its first plot was clicked, in the units of the axes.
    """

    touched = Signal(float, float)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._animal: type[Animal] | None = None
        self._snapshot: object = None
        self._skip = FrameSkip(_EACH_MS)
        self.view = FigureView(tr("What it learned"))
        self.view.pressed.connect(self.touched)
        self.title, self.caption = QLabel(), label("", "muted")
        for words in (self.title, self.caption):
            words.setWordWrap(True)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        body = QWidget()
        self._notice = Notice(body, self.view)
        self._body = body
        self.files = PlotFiles(Plot(self._figure, self._stem, lambda: None), self)
        self.files.failed.connect(session.voice.complained.fire)
        head = QHBoxLayout()
        head.setContentsMargins(8, 2, 2, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.files.button())
        self.caption.setContentsMargins(8, 0, 8, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(body, 1)
        column.addWidget(self.caption)

    def show_animal(self, animal: type[Animal]) -> None:
        """Show that of another animal."""
        if animal is not self._animal:
            # Until there is one of its own: that of the last must not stand under its name.
            self.view.show_figure(None)
        self._animal = animal
        self._snapshot = None
        self.view.setCursor(Qt.CursorShape.PointingHandCursor if animal.touch else Qt.CursorShape.ArrowCursor)

    def refresh(self) -> None:
        """Show what there is: of the open network, else of the last raising, else words."""
        self._snapshot = None
        if self._is_live():
            self._show(None, tr("Press Play, or Step, to see it."))
            self.show_frame()
            return
        assert self._animal is not None
        job = self._session.labs.zoo.jobs.job_of(self._animal.key)
        figure = job.found.figure if job is not None and job.found is not None else None
        if figure is not None:
            self._show(figure)
        elif job is not None and job.problem:
            self._show(None, job.problem)
        elif self.view.figure is None or job is None:
            self._show(
                None,
                tr(
                    "Train it here, or measure it, to see what it learns. Play in the bar above trains the project that"
                    " is open now."
                ),
            )

    def wants(self) -> Iterable[Asked]:
        """Return what the next snapshot should answer."""
        return () if self._animal is None else (Portrait(self._animal.key),)

    def show_frame(self) -> None:
        """Draw the newest picture of the open network."""
        feed, animal = self._session.feed, self._animal
        snapshot = feed.snapshot
        if snapshot is None or snapshot is self._snapshot or animal is None:
            return
        if feed.playing and self.view.figure is not None and not self._skip.picks():
            return
        request = Portrait(animal.key)
        figure, why = snapshot.answer(request), snapshot.why_not(request)
        if figure is not None or why:
            self._snapshot = snapshot
            self._show(figure, why)
        elif request in snapshot.answers:
            self._snapshot = snapshot
            self._show(
                None, tr("This network has been changed into one of another kind; it has no such picture.")
            )

    # ---- inside ------------------------------------------------------------------------------

    def _is_live(self) -> bool:
        return self._animal is not None and self._session.labs.zoo.open_animal == self._animal.key

    def _show(self, figure: Figure | None, why_not: str = "") -> None:
        # Beside each other plots would be too narrow to be read in a column as wide as this.
        rows = len(figure.plots) if figure is not None else 1
        self._body.setMinimumHeight(fonts.grown(_LEAST + (rows - 1) * _EACH_MORE))
        self.view.show_figure(replace(figure, columns=1) if figure is not None else None)
        self.title.setText(figure.title if figure is not None else "")
        touch = tr(self._animal.touch) if self._animal is not None and self._animal.touch else ""
        caption = " ".join(filter(None, (figure.caption, touch))) if figure is not None else ""
        self.caption.setText(caption)
        self.caption.setVisible(bool(caption))
        self._notice.say("" if figure is not None else why_not)

    def _figure(self) -> Figure:
        if self.view.figure is None:
            raise NnsimError(tr("There is nothing to draw yet. Train it first."))
        return self.view.figure

    def _stem(self) -> str:
        return self._animal.key if self._animal is not None else "zoo"

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.files.pop_up(event.globalPos())
        event.accept()
