"""A place that needs the whole window, and next to nothing of bar and foot."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from nnsim.ui.place import Place, Use, register
from nnsim.ui.sitting.session import Session


@register
class BarePlace(Place):
    """One word in the middle."""

    key = "trial_bare"
    title = "Bare"
    summary = "Nothing stands beside it."
    icon = "lab"
    order = 900
    shortcut = "Ctrl+8"
    uses = frozenset({Use.HEALTH})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.page = QLabel("bare")
        self.released = 0
        self.opened = 0

    def project_opened(self) -> None:
        self.opened += 1

    def release(self) -> None:
        self.released += 1
