"""The open network in the Gradient lab: panels in rows, all of the same run."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from nnsim.ui.look import fonts
from nnsim.ui.panel import Panel, panels
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.labels import ElidedLabel

_LEAST_HEIGHT = 320
"""Pixels of the page that are seen in any case."""


class NetworkPage(QWidget):
    """All panels that have a row here, each below its name and its controls.

    Attributes
    ----------
    panels
        What stands here, in order.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        kinds = sorted((kind for kind in panels if kind.lab_row), key=lambda kind: kind.lab_row)
        self.panels: list[Panel] = []
        rows = QSplitter(Qt.Orientation.Vertical)
        for _, members in groupby(kinds, key=lambda kind: kind.lab_row):
            row = QSplitter(Qt.Orientation.Horizontal)
            for kind in members:
                panel = kind(session.workspace, session.feed)
                self.panels.append(panel)
                row.addWidget(_headed(panel))
            rows.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(_LowArea(rows))


class _LowArea(QScrollArea):
    """Shows rows as high as it is; where that is too low for them, as with large type, they scroll."""

    def __init__(self, rows: QSplitter) -> None:
        super().__init__()
        self._rows = rows
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(rows)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._rows.minimumSizeHint().width(), _LEAST_HEIGHT)


def _headed(panel: Panel) -> QWidget:
    """Return a panel below its name."""
    made = QWidget()
    name = ElidedLabel(panel.name, short=panel.short_name)
    font = fonts.ui_font()
    font.setBold(True)
    name.setFont(font)
    head = QHBoxLayout()
    head.setContentsMargins(12, 4, 4, 4)
    head.setSpacing(6)
    head.addWidget(name, 1)
    for control in panel.header():
        head.addWidget(control)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(head)
    column.addWidget(panel, 1)
    return made
