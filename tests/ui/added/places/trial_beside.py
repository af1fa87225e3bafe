"""A place with one dock beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from nnsim.ui.place import Place, register
from nnsim.ui.sitting.session import Session


@register
class BesidePlace(Place):
    """One word, and the inspector beside it."""

    key = "trial_beside"
    title = "Beside"
    summary = "The inspector stands beside it."
    icon = "lab"
    order = 910
    shortcut = "Ctrl+9"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.page = QLabel("beside")

    @classmethod
    def has_dock(cls, key: str) -> bool:
        return key == "inspector"
