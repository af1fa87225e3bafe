"""What an experiment is about: its name, two sentences, who published it, and the formula."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.lab.experiment import Experiment
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import label


class ExperimentHead(QWidget):
    """Three lines of text."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._words, self._source = QLabel(), QLabel(), label("", "muted")
        self._title.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for text in (self._title, self._words, self._source):
            text.setWordWrap(True)
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column.addWidget(text)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what another experiment is about."""
        self._title.setText(tr(experiment.title))
        self._words.setText(tr(experiment.summary))
        self._source.setText(" · ".join(filter(None, (tr(experiment.source), experiment.formula))))
