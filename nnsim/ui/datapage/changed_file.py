"""The file of the data is another one than before: said, with what one may do about it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.sitting.file_watch import Since
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.messages import Banner


class ChangedFileBanner(QWidget):
    """A banner with room around it, gone where the file is what it was."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.banner = Banner("warning")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 0)
        row.addWidget(self.banner)
        self.anew = self.banner.add_action(tr("Read anew"), session.data.watch.read_anew)
        self.leave = self.banner.add_action(tr("Keep as it is"), session.data.watch.leave)
        self._disconnect = session.data.watch.changed.connect(self._show)
        self._show()

    def release(self) -> None:
        """Let go of the session."""
        self._disconnect()

    def _show(self) -> None:
        watch = self._session.data.watch
        text = {
            Since.READ: tr(
                "The examples are still those that were read. Reading it anew begins another run."
            ),
            Since.SAVED: tr(
                "The examples are those of the file as it is now. Reading it anew begins another run."
            ),
        }
        self.banner.set_content("warning", watch.told(), text[watch.since] if watch.since else "")
        self.setVisible(watch.since is not None)
        if watch.since is not None:
            self.banner.announce()
