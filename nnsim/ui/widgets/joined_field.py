"""A field that is made of several widgets."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class JoinedField(QWidget):
    """Several widgets that edit one setting.

    Attributes
    ----------
    target
        Where one types: what is wrong is shown and read aloud there.
    stops
        What the Tab key visits, in order.
    """

    target: QWidget
    stops: tuple[QWidget, ...]


def target_of(field: QWidget) -> QWidget:
    """Return where one types or chooses in any field."""
    return field.target if isinstance(field, JoinedField) else field


def stops_of(field: QWidget) -> tuple[QWidget, ...]:
    """Return what the Tab key visits in any field, in order."""
    return field.stops if isinstance(field, JoinedField) else (field,)
