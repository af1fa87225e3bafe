"""The controls in the title bar of the loss: which scalar, how smooth, on which axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from nnsim.base.text import tr
from nnsim.engine.scalar import Scalar
from nnsim.ui.look.fonts import grown, tabular, ui_font
from nnsim.ui.widgets.beat import TEXTS_MS, Beat
from nnsim.ui.widgets.combo import Combo
from nnsim.ui.widgets.holding import let_be_seen
from nnsim.ui.widgets.labels import SpareLabel
from nnsim.ui.widgets.style import toggle

WINDOWS = (0, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
"""Steps of the moving average, for each place of the slider."""
_CHOICE = 140
"""Pixels that the choice of a scalar may take in the header."""


class LossControls(QObject):
    """Small controls beside the newest numbers.

    Signals
    -------
    chosen()
        A person chose another scalar.
    smoothed()
        The moving average is over other steps.
    scaled(bool)
        The axis is logarithmic, or no more.
    """

    chosen = Signal()
    smoothed = Signal()
    scaled = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wished = ""
        """Key of the scalar a person chose; empty: that which judges the run."""
        self.numbers = SpareLabel()
        self.numbers.setProperty("tone", "muted")
        self.numbers.setFont(tabular(ui_font(11)))
        self._words: Callable[[], str] = str
        self._beat = Beat(TEXTS_MS, lambda: self.numbers.setText(self._words()), self)
        self.choice = self._make_choice()
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, len(WINDOWS) - 1)
        self.smoothing.setFixedWidth(grown(64))
        self.smoothing.setAccessibleName(tr("Smoothing"))
        self.smoothing.valueChanged.connect(self._on_smoothing)
        self.log_button = toggle(tr("log y"), tr("Logarithmic axis for the loss"))
        self.log_button.toggled.connect(self.scaled)
        self._tell_smoothing()

    def _make_choice(self) -> Combo:
        made = Combo()
        made.setProperty("variant", "flat")
        made.setAccessibleName(tr("Quantity"))
        made.setToolTip(tr("What the rule reports: choose what is drawn"))
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # What there is to choose changes from run to run.
        made.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        made.setMaximumWidth(grown(_CHOICE))
        made.hide()
        made.activated.connect(self._on_choice)
        return made

    def tell(self, words: Callable[[], str], *, at_once: bool) -> None:
        """Show what `words` returns beside the controls, `at_once` or as soon as it can be read."""
        self._words = words
        self._beat.ask(at_once=at_once)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """All of them, from left to right."""
        return self.numbers, self.choice, self.smoothing, self.log_button

    @property
    def window(self) -> int:
        """Steps of the moving average; 0 for none."""
        return WINDOWS[self.smoothing.value()]

    @property
    def is_log(self) -> bool:
        """Whether the axis is logarithmic."""
        return self.log_button.isChecked()

    def of(self, scalars: Sequence[Scalar]) -> Scalar | None:
        """Return the scalar that is drawn: the chosen one, else the first."""
        return next((s for s in scalars if s.key == self.wished), scalars[0] if scalars else None)

    def offer(self, scalars: Sequence[Scalar]) -> None:
        """Let one of these be chosen."""
        self.choice.clear()
        for scalar in scalars:
            self.choice.addItem(tr(scalar.title), scalar.key)
        shown = self.of(scalars)
        if shown is not None:
            self.choice.setCurrentIndex(self.choice.findData(shown.key))
        # The style takes room beside the text that Qt does not reckon with.
        self.choice.setMinimumContentsLength(max((len(tr(s.title)) for s in scalars), default=0) + 2)
        let_be_seen(self.choice, len(scalars) > 1)

    def _on_choice(self) -> None:
        self.wished = self.choice.currentData()
        self.chosen.emit()

    def _on_smoothing(self) -> None:
        self._tell_smoothing()
        self.smoothed.emit()

    def _tell_smoothing(self) -> None:
        steps = self.window
        text = tr("Moving average over {n} steps").format(n=f"{steps:,}") if steps else tr("No smoothing")
        self.smoothing.setToolTip(text)
        self.smoothing.setAccessibleDescription(text)
