"""A slider for the time that runs in the background get."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnsim.base.text import tr
from nnsim.ui.sitting.background import MOST_SHARE, Background
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.widgets.slider import Slider


class BackgroundShare(QWidget):
    """The share in per cent, as words and as a slider; kept from sitting to sitting."""

    def __init__(self, background: Background, preferences: Preferences) -> None:
        super().__init__()
        self._background, self._preferences = background, preferences
        background.share = preferences.background_share
        self.slider = Slider()
        self.slider.setRange(0, round(100 * MOST_SHARE))
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(tr("Time for the background"))
        self.slider.setValue(round(100 * background.share))
        self.slider.valueChanged.connect(self._on_slider)
        self._words = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 4)
        row.addWidget(self._words)
        row.addWidget(self.slider, 1)
        self._tell()

    def _on_slider(self) -> None:
        self._background.share = self.slider.value() / 100
        self._preferences.background_share = self._background.share
        self._tell()

    def _tell(self) -> None:
        text = tr("Background: {n} % of the time").format(n=self.slider.value())
        self._words.setText(text)
        self.slider.setToolTip(text)
