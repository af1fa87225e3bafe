"""The figure of an experiment, or what stands in its place before there is one; copied and saved like any plot."""

from __future__ import annotations

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.figures.figure import Figure
from nnsim.ui.charts.figure_view import FigureView
from nnsim.ui.charts.plot_files import Plot, PlotFiles
from nnsim.ui.widgets.notice import Notice


class ExperimentPicture(QWidget):
    """Shows one figure.

    Attributes
    ----------
    view
        The figure itself; a press on it tells where.
    files
        Copies and saves it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._stem = ""
        self.view = FigureView(tr("Figure of the experiment"))
        self._notice = Notice(self, self.view)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.files = PlotFiles(Plot(self._figure, lambda: self._stem, lambda: None), self)

    def show_figure(self, stem: str, figure: Figure | None, before: str) -> None:
        """Show a figure, whose file would be called `stem`; the words `before` (translated) where there is none."""
        self._stem = stem
        self.view.show_figure(figure)
        self._notice.say("" if figure is not None else before)

    def _figure(self) -> Figure:
        if self.view.figure is None:
            raise NnsimError(tr("There is nothing to draw yet. Run the experiment first."))
        return self.view.figure

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.files.pop_up(event.globalPos())
        event.accept()
