"""An activation drawn: the function and its slope."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.engine.activation import Activation
from nnsim.engine.measure import activation_curve
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.plots import Curve

CURVE_RANGE = 5.0
"""Drawn are weighted sums from −this to this."""


class ActivationCurve(QWidget):
    """σ(x) and σ′(x) below the name of the activation; gone for one that has no curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading, self.curve = SectionHeading(capitals=False), Curve()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.curve)
        self.hide()

    def show_activation(self, activation: Activation | None) -> None:
        """Draw another activation; softmax, which looks at all units of a layer, and None have no curve."""
        if activation is None or not activation.elementwise:
            self.hide()
            return
        self.curve.set_data(*sample(activation))
        self.curve.setToolTip(activation.formula)
        self.heading.setText(tr("{name}: σ(x) and σ′(x) dashed").format(name=tr(activation.title)))
        self.show()


def sample(activation: Activation) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return x, f(x) and f′(x) of an activation, each (201,), worked out by the calls the engine runs."""
    x = np.linspace(-CURVE_RANGE, CURVE_RANGE, 201)
    return x, *activation_curve(activation, x)
