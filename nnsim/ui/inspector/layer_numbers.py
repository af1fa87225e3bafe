"""The numbers of one layer as histograms."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.training.pictures.layer_histograms import HistogramOf, Histograms
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.plots import Histogram


class LayerNumbers(QWidget):
    """Weights, activations and gradients, each as a histogram; gone where nothing is known of any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.weights = self._add(tr("Weights"), "accent")
        self.activations = self._add(tr("Activations"), "positive")
        self.gradients = self._add(tr("Gradients"), "negative")
        self.hide()

    def show_histograms(self, found: Histograms) -> None:
        """Draw what was found; None of it is not shown."""
        self.weights.show_histogram(found.weights)
        self.activations.show_histogram(found.activations)
        self.gradients.show_histogram(found.gradients)
        self.setVisible(any(h is not None for h in (found.weights, found.activations, found.gradients)))

    def clear(self) -> None:
        """Forget the numbers: they belong to another run or layer."""
        for histogram in (self.weights, self.activations, self.gradients):
            histogram.show_histogram(None)
        self.hide()

    def _add(self, title: str, token: str) -> TitledHistogram:
        made = TitledHistogram(title, token)
        self._column.addWidget(made)
        return made


class TitledHistogram(QWidget):
    """A histogram below its title, with the shares one wants to know; `token` is its colour in the theme."""

    def __init__(self, title: str, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.heading, self.plot = SectionHeading(), Histogram(token)
        self.plot.setMinimumHeight(72)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.plot)
        self.hide()

    def show_histogram(self, found: HistogramOf | None) -> None:
        """Draw other numbers; None takes it away."""
        self.setVisible(found is not None)
        if found is None:
            self.plot.clear()
            return
        title = _with_shares(self._title, found)
        if self.heading.text() != title:
            self.heading.setText(title)
        self.plot.set_data(found.counts, found.edges)


def _with_shares(title: str, found: HistogramOf) -> str:
    if found.saturated is not None:
        title = tr("{title} · {share} % saturated").format(title=title, share=f"{100 * found.saturated:.0f}")
    if found.dead is not None and found.dead > 0:
        title = tr("{title} · {share} % of units dead").format(title=title, share=f"{100 * found.dead:.0f}")
    return title
