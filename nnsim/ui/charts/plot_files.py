"""What can be done with a plot beside looking at it: copied, and saved as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.figures.figure import Figure
from nnsim.figures.figure_table import to_csv
from nnsim.ui.charts.figures import FORMATS, figure_image, save_figure
from nnsim.ui.look.icons import icon
from nnsim.ui.widgets.save_dialog import ask_where
from nnsim.ui.widgets.style import icon_button

COPIED_DPI = 192


@dataclass(frozen=True)
class Plot:
    """A plot, as those see it who want a figure of it.

    Attributes
    ----------
    figure
        Returns it for paper; raises NnsimError when there is nothing.
    stem
        Returns the name that is offered for a file, without its ending.
    view_all
        Fits the axes to all there is.
    """

    figure: Callable[[], Figure]
    stem: Callable[[], str]
    view_all: Callable[[], object]


class PlotFiles(QObject):
    """Copies and saves one plot.

    Signals
    -------
    saved(str)
        A figure was written to this path.
    failed(str)
        A sentence for the user: what could not be done, and what to do.
    """

    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, plot: Plot, parent: QWidget) -> None:
        super().__init__(parent)
        self._plot = plot
        self._parent = parent

    def button(self) -> QToolButton:
        """Return a button that opens the menu below it."""
        made = icon_button("download", tr("Save or copy this plot"))
        made.clicked.connect(lambda _checked=False: self.pop_up(made.mapToGlobal(QPoint(0, made.height()))))
        return made

    def menu(self) -> QMenu:
        """Return the menu of things to do with the plot; the caller shows it once."""
        menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("copy"), tr("Copy image"), self.copy_image)
        menu.addAction(tr("Copy data"), self.copy_data)
        menu.addSeparator()
        for ending, name in FORMATS.items():
            menu.addAction(tr("Save as {kind}…").format(kind=tr(name)), partial(self.ask_where, ending))
        menu.addSeparator()
        menu.addAction(icon("fit"), tr("View all") + "\tA", self._plot.view_all)
        return menu

    def pop_up(self, at: QPoint) -> None:
        """Open the menu at a place on the screen."""
        self.menu().popup(at)

    def copy_image(self) -> None:
        """Put the figure on the clipboard as a picture."""
        figure = self._figure_or_words()
        if figure is not None:
            QGuiApplication.clipboard().setImage(figure_image(figure, COPIED_DPI))

    def copy_data(self) -> None:
        """Put the numbers behind the figure on the clipboard as text."""
        figure = self._figure_or_words()
        if figure is not None:
            QGuiApplication.clipboard().setText(to_csv(figure))

    def ask_where(self, ending: str) -> None:
        """Ask for a file name without stopping the training, then save there."""
        if self._figure_or_words() is not None:
            ask_where(self._parent, tr("Save the plot"), self._plot.stem(), ending, self.save)

    def save(self, path: Path) -> None:
        """Write the figure to `path`; says in a signal how it went."""
        figure = self._figure_or_words()
        if figure is None:
            return
        try:
            save_figure(figure, path)
        except NnsimError as error:
            self.failed.emit(str(error))
        else:
            self.saved.emit(str(path))

    def _figure_or_words(self) -> Figure | None:
        try:
            return self._plot.figure()
        except NnsimError as error:
            self.failed.emit(str(error))
            return None
