"""How far loading is, how long it takes yet, and a way out."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from nnsim.base.text import ntr, tr
from nnsim.ui.datapage.recogniser import Recogniser
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.file_keeper import FileKeeper
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.style import button, label

PATIENCE = 200
"""Milliseconds before it shows: shorter loads would only flicker."""
_JUDGED_AFTER = 800


def time_left(share: float, elapsed: int) -> str:
    """Return an estimate in words from the share done (0..1) in `elapsed` ms; empty while unknown."""
    if share < 0.03 or elapsed < _JUDGED_AFTER:
        return ""
    seconds = elapsed / 1000 * (1 - share) / share
    if seconds < 1.5:
        return tr("almost done")
    if seconds < 90:
        n = round(seconds)
        return ntr("about {n} second left", "about {n} seconds left", n).format(n=n)
    n = round(seconds / 60)
    return ntr("about {n} minute left", "about {n} minutes left", n).format(n=n)


class LoadingRow(QWidget):
    """Shows itself while one of the loaders works for long."""

    cancelled = Signal()
    """A user does not want to wait."""
    turned = Signal()
    """It begins to show how far something is, or ends."""

    def __init__(
        self, loaders: tuple[DataLoader | FileKeeper | Recogniser, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._loaders = loaders
        self._clock = QElapsedTimer()
        self.doing, self.left = ElidedLabel(), label("", "muted")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Loading data"))
        self.cancel = button(tr("Cancel"), self.cancelled.emit, variant="pill")
        words = QHBoxLayout()
        words.addWidget(self.doing)
        words.addWidget(self.left)
        words.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(words)
        column.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 0)
        row.setSpacing(16)
        row.addLayout(column, 1)
        row.addWidget(self.cancel)
        self.hide()
        self._disconnect = [
            *(loader.progressed.connect(self.note) for loader in loaders),
            *(loader.finished.connect(lambda *_: self.end()) for loader in loaders),
        ]

    def release(self) -> None:
        """Let go of the loaders."""
        for disconnect in self._disconnect:
            disconnect()

    def follow(self) -> None:
        """Begin to count when a loader works, hide when none does any more."""
        if not any(loader.is_busy for loader in self._loaders):
            self.end()
        elif not self._clock.isValid():
            self._clock.start()

    def note(self, share: float, doing: str) -> None:
        """Take what a loader reports; shows only when it has worked for a while."""
        if not self._clock.isValid():
            self._clock.start()
        self.show_progress(share, doing, self._clock.elapsed())

    def show_progress(self, share: float, doing: str, elapsed: int) -> None:
        """Show the share done (0..1) after `elapsed` milliseconds."""
        if elapsed < PATIENCE:
            return
        # Where nothing is known of the share, a bar that moves says at least that it works.
        self.bar.setRange(0, 1000 if share > 0 else 0)
        self.bar.setValue(round(1000 * share))
        self.doing.setText(doing or tr("Loading"))
        self.left.setText(time_left(share, elapsed))
        self.show()
        self.turned.emit()

    def end(self) -> None:
        """Hide when no loader works any more."""
        if not any(loader.is_busy for loader in self._loaders):
            self._clock.invalidate()
            self.hide()
            self.turned.emit()
