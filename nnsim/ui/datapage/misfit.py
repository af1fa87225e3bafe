"""What is said of data cannot be trained on them, and the way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.holding import let_be_seen
from nnsim.ui.widgets.style import button, label


class Misfit(QWidget):
    """One row, hidden where the network fits."""

    network_wanted = Signal()
    """A user wants another network, made for the data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label(tr("The network does not fit these data."), "warning")
        self.suggest = button(tr("Suggest a network"), self.network_wanted.emit, variant="pill")
        self.suggest.setToolTip(
            tr("Draws other layers and sets the training, in one step that can be undone")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.words)
        row.addWidget(self.suggest)
        row.addStretch(1)
        self.hide()


class FollowingMisfit(Misfit):
    """The same in the place of the data, with room around it. Follows the session; call `release` before it goes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mending = session.mending
        self.setContentsMargins(12, 12, 16, 0)
        self.network_wanted.connect(session.mending.suggest)
        self.release: Callable[[], object] = session.workspace.resolved_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        let_be_seen(self, self._mending.can_suggest)
