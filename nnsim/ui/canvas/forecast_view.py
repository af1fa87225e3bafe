"""The forecast of the gradients on the canvas: a switch in the corner, the sentence, and the edges in their colours."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.canvas.carried import carried_by
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.look import fonts
from nnsim.ui.sitting.forecasting import Forecasting
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.style import toggle, wrapped

EDGE = 16
"""Pixels between the edges of the canvas and what stands over it."""
_MOST = 560
"""Width of the sentence, before letters grow."""


class ForecastView(QObject):
    """Stands in the lower left corner of `canvas`, and colours the edges of `scene` while the forecast is on."""

    def __init__(self, forecasting: Forecasting, canvas: QWidget, scene: GraphScene) -> None:
        super().__init__(canvas)
        self._forecasting, self._canvas, self._scene = forecasting, canvas, scene
        self.bar = QWidget(canvas)
        self.bar.setProperty("role", "panel")
        self.bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.switch = toggle(tr("Forecast gradients"), tr("Forecast gradients"))
        self.switch.setToolTip(
            wrapped(
                tr(
                    "One pass over a few examples, before any training, colours every edge with the gradient it will"
                    " carry back."
                )
            )
        )
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.words = ElidedLabel()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(4, 2, 8, 2)
        row.setSpacing(6)
        row.addWidget(self.switch)
        row.addWidget(self.words)
        self.switch.clicked.connect(forecasting.switch)
        canvas.installEventFilter(self)
        self._leave = forecasting.changed.connect(self._show)
        self._show()

    def release(self) -> None:
        """Stop listening: the window closes."""
        self._leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _show(self) -> None:
        forecast = self._forecasting.forecast
        self.switch.setChecked(self._forecasting.is_on)
        words = forecast.sentence() if forecast is not None else ""
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self._scene.set_carried(carried_by(forecast.edges) if forecast is not None else {})
        self._place()

    def _place(self) -> None:
        """Stand in the corner, as wide as the sentence and no wider than the canvas."""
        self.bar.layout().activate()  # type: ignore[union-attr]
        wish = self.bar.sizeHint()
        room = min(self._canvas.width() - 2 * EDGE, fonts.grown(_MOST))
        self.bar.resize(min(wish.width(), max(room, 60)), wish.height())
        self.bar.move(EDGE, self._canvas.height() - EDGE - self.bar.height())
