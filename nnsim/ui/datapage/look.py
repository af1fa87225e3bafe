"""A way to look at the columns of data: worked out beside the window, shown as a figure, saved like any plot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.dataset import Dataset
from nnsim.data.looking.statistics import Table, table_of
from nnsim.data.prepared import Prepared
from nnsim.figures.figure import Figure
from nnsim.figures.maps import MapColours
from nnsim.ui.charts.figure_view import FigureView
from nnsim.ui.charts.plot_files import Plot, PlotFiles
from nnsim.ui.datapage.examples import colours
from nnsim.ui.look import fonts
from nnsim.ui.sitting.beside import Beside, Job

log = logging.getLogger(__name__)

_LEAST = 180, 110
"""Pixels of a figure across and down, before letters grow: a narrow window is to have room for it."""


def sampled(rows: int) -> str:
    """Return that something was worked out of only so many rows."""
    return ntr("worked out of {n} row", "worked out of {n} rows, spread evenly", rows).format(n=f"{rows:,}")


class Tables:
    """The newest data set as a table, made once for all who look at it."""

    def __init__(self) -> None:
        self._newest: tuple[Dataset, Table] | None = None

    def of(self, dataset: Dataset) -> Table:
        """Return its columns; may be asked in any thread."""
        newest = self._newest
        if newest is None or newest[0] is not dataset:
            self._newest = newest = dataset, table_of(dataset)
        return newest[1]


@dataclass(eq=False)
class _Work(Job):
    prepared: Prepared
    compute: Callable[[], Any]
    result: Any = None

    def work(self) -> None:
        try:
            self.result = self.compute()
        except Exception:
            log.exception("describing columns failed")


class Look(QWidget):
    """Shows what `work` finds; only what is seen is worked out.

    Attributes
    ----------
    tools
        What stands above it beside the choice of looks.
    view
        The figure.
    files
        Copies and saves it.
    """

    title = ""
    """What it is called, not yet translated."""

    def __init__(self, tables: Tables) -> None:
        super().__init__()
        self.tables = tables
        self.tools: Sequence[QWidget] = ()
        self.view = FigureView(tr(self.title))
        self.view.setMinimumSize(*(fonts.grown(side) for side in _LEAST))
        self.prepared: Prepared | None = None
        self.found: Any = None
        self._is_stale = False
        self._beside: Beside[_Work] = Beside("nnsim columns", self)
        self._beside.finished.connect(self._on_done)
        self.files = PlotFiles(Plot(self._on_paper, self._stem, lambda: None), self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addWidget(self.view, 1)

    # ---- what a look says ----------------------------------------------------------------------

    def take(self, prepared: Prepared) -> None:
        """Take other examples, in the window's thread and before anything is worked out."""

    def work(self, prepared: Prepared) -> Callable[[], Any]:
        """Return what is to be worked out in another thread."""
        raise NotImplementedError

    def draw(self, found: Any, colours: MapColours | None) -> Figure:
        """Return the figure of what was found; None: in the colours of paper."""
        raise NotImplementedError

    # ---- showing -------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether something is worked out."""
        return self._beside.job is not None

    def show_examples(self, prepared: Prepared | None) -> None:
        """Show other examples, or none."""
        self.prepared = prepared
        if prepared is None:
            self._beside.drop()
            self.found = None
            self.view.show_figure(None)
            return
        self.take(prepared)
        self.refresh()

    def refresh(self) -> None:
        """Work it out anew; at once where it is seen, else when it is."""
        self._is_stale = not self.isVisible()
        if self.prepared is not None and not self._is_stale:
            self._beside.begin(_Work(self.prepared, self.work(self.prepared)))

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        if self.found is not None:
            self.show_found()

    def show_found(self) -> None:
        """Draw what was found."""
        self.view.show_figure(self.draw(self.found, colours()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def caption(self, seen: int | None = None) -> str:
        """Return the line below the figure on paper; `seen` are the rows it was worked out of, None: all."""
        if self.prepared is None:
            return ""
        n = len(self.prepared.dataset)
        words = f"{self.prepared.title} · " + ntr("{n} row", "{n} rows", n).format(n=f"{n:,}")
        return words if seen is None or seen == n else f"{words} · {sampled(seen)}"

    def _on_done(self, work: _Work) -> None:
        if work.prepared is self.prepared and work.result is not None:
            self.found = work.result
            self.show_found()

    def _on_paper(self) -> Figure:
        if self.found is None:
            raise NnsimError(tr("There is nothing to draw yet. Choose data first."))
        return self.draw(self.found, None)

    def _stem(self) -> str:
        title = self.prepared.title if self.prepared is not None else ""
        return f"{title} {tr(self.title)}".strip()
