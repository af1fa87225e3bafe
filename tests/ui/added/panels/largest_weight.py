"""A panel for a picture and a probe: the second of two files that are all it takes."""

from __future__ import annotations

from collections.abc import Iterable

from nnsim.training.pictures.largest_weight import LargestWeight
from PySide6.QtWidgets import QLabel, QVBoxLayout

from nnsim.base.errors import NnsimError
from nnsim.engine.probes.activations import Activations
from nnsim.engine.signals import Signals
from nnsim.figures.figure import Axis, Bars, Figure, Plot
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.training.scene import Scene
from nnsim.ui.panel import Panel, register

WEIGHT, SIGNALS = LargestWeight(), Activations(bins=9)


@register
class LargestWeightPanel(Panel):
    """Shows one number of a picture, and what a probe saw of every layer."""

    key = "largest_weight"
    title = "Largest weight"
    summary = "How large the largest weight is, and what the layers give."
    order = 900

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.label = QLabel()
        QVBoxLayout(self.body).addWidget(self.label)
        self.seen: tuple[int, float, Signals] | None = None
        self.say("Train first.")

    def wants(self) -> Iterable[Asked]:
        return (WEIGHT, SIGNALS)

    def show_frame(self) -> None:
        snapshot = self.feed.snapshot
        if snapshot is None:
            return
        weight, signals = snapshot.answer(WEIGHT), snapshot.answer(SIGNALS)
        if weight is None or signals is None:
            return
        self.seen = snapshot.step, weight, signals
        self.label.setText(f"{weight:.6g} {' '.join(signals.names)}")
        self.say("")

    def clear(self) -> None:
        self.seen = None
        self.label.clear()
        self.say("Train first.")

    def figure(self) -> Figure:
        if self.seen is None:
            raise NnsimError("Train first.")
        return _drawn(self.seen[2], self.caption())

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        return _drawn(SIGNALS.take(scene.subject()), caption)


def _drawn(signals: Signals, caption: str) -> Figure:
    bars = Bars("RMS", signals.names, signals.rms, ("#2a6fdb",) * len(signals.names))
    return Figure(LargestWeightPanel.title, caption, (Plot(Axis(), Axis("RMS"), (bars,)),))
