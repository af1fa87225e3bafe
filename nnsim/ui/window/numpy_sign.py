"""What tells that a network trains in NumPy although this machine has the compiled walk."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QPushButton, QToolTip

from nnsim.base.text import tr
from nnsim.compiled.library import why_numpy
from nnsim.ui.widgets.style import wrapped


def computed_in_numpy(why: str) -> str:
    """Return for people that steps are taken in NumPy, and `why`, a sentence; empty where that is."""
    return tr("Computed in NumPy. {why}").format(why=why) if why else ""


class NumPySign(QPushButton):
    """One word; who points at it, presses it or has it read aloud hears the reason."""

    def __init__(self) -> None:
        super().__init__("NumPy")
        self.setProperty("variant", "link")
        self.clicked.connect(self._explain)
        self.hide()

    def show_reason(self, why: str) -> None:
        """Be there where `why`, a sentence, is of this network alone: where all is NumPy's the sign would tell nothing."""
        said = "" if why_numpy() else computed_in_numpy(why)
        if said != self.accessibleDescription():
            self.setToolTip(wrapped(said))
            self.setAccessibleDescription(said)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
            self.setVisible(bool(said))

    def _explain(self) -> None:
        QToolTip.showText(self.mapToGlobal(self.rect().topLeft()), self.toolTip(), self)
