"""The Network place: the canvas, with all docks beside it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent

from nnsim.base.text import mark
from nnsim.ui.canvas.forecast_view import ForecastView
from nnsim.ui.canvas.hidden_bar import HiddenBar
from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.datapage.beside_network import DataBesideNetwork
from nnsim.ui.features.beside_network import FeaturesBesideNetwork
from nnsim.ui.place import Place, register
from nnsim.ui.sitting.session import Session

_OF_CONTROLS = frozenset(
    (
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
    )
)
"""Keys that press a control or move among controls; the canvas gets them only when it has the focus."""


@register
class NetworkPlace(Place):
    """Where networks are built, and seen to train."""

    key = "network"
    title = mark("Network")
    summary = mark(
        "Build a network by dragging layers onto the canvas, press Play, and watch it learn in the panels below."
        " The data stand in the corner: press them to choose others, with noise, points and seed as sliders."
    )
    icon = "network"
    order = 10
    shortcut = "Ctrl+1"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.page = self.canvas = CanvasView(session.workspace)
        self.data = DataBesideNetwork(session, self.canvas)
        self.features = FeaturesBesideNetwork(session, self.canvas, self.data.chip)
        for widget in (self.data.chip, self.features.strip):
            self.canvas.deeds.corners.add(widget)
        self.features.appeared.connect(self._make_way)
        self.hidden = HiddenBar(
            session.workspace, self.canvas, self.canvas.deeds.corners, session.voice.complained.fire
        )
        self._leave = session.mending.drawn.connect(self.canvas.deeds.navigator.fit)
        self.forecast = ForecastView(session.labs.forecasting, self.canvas, self.canvas.canvas)
        for bar in (self.hidden, self.forecast.bar):
            self.canvas.deeds.corners.add_elsewhere(bar)

    def _make_way(self) -> None:
        """Bring the drawing out from under the features, where they came to stand over it."""
        place = self.features.strip.geometry()
        if any(card.intersects(place) for card in self.drawn()):
            self.canvas.deeds.navigator.fit()

    @classmethod
    def has_dock(cls, key: str) -> bool:
        return True

    def wants_key(self, event: QKeyEvent) -> bool:
        known = CANVAS_KEYS.find(event.keyCombination()) is not None
        return known and Qt.Key(event.key()) not in _OF_CONTROLS

    def drawn(self) -> list[QRect]:
        return self.canvas.deeds.navigator.cards_seen()

    def release(self) -> None:
        self._leave()
        self.data.release()
        self.features.release()
        self.hidden.release()
        self.forecast.release()

    def project_opened(self) -> None:
        self.data.close()
        self.canvas.deeds.navigator.fit()
        self.canvas.setFocus()
