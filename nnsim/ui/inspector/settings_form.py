"""What every form of settings is to those that hold one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class SettingsForm(QWidget):
    """The settings of one part, as rows."""

    edited = Signal(object, str)
    """A user changed a setting: the new part, and the name of its field."""

    def set_part(self, part: Any, subject: object = None) -> None:
        """Show `part`, which is of `subject`; fires nothing."""
        raise NotImplementedError

    def stops(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order of reading."""
        raise NotImplementedError
