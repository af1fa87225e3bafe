"""A table of the Data page that is read, not edited: a row at a time, no grid, figures of one width."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from nnsim.ui.look import fonts


class PlainTable(QTableView):
    """What the tables of the Data page share.

    Parameters
    ----------
    name
        What a screen reader calls it, translated.
    """

    def __init__(self, model: QAbstractItemModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        model.setParent(self)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setFont(fonts.tabular(fonts.ui_font(12)))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(fonts.grown(26))
        self.verticalHeader().setMinimumSectionSize(fonts.grown(24))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
