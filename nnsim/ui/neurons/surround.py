"""What stands around neurons: words in their place where there are none, and the way back to the layers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.neurons.painter import MARGIN, SIDE, Painter
from nnsim.ui.widgets.style import button

_ROOMY = 420
"""Width from which the button that leads back says so in full."""


class Surround:
    """Widgets on that which shows the neurons.

    Attributes
    ----------
    covered, beside
        Pixels at the lower and at the left edge that others cover.
    """

    def __init__(self, widget: QWidget, painter: Painter, go_back: Callable[[], object]) -> None:
        self._widget, self._painter = widget, painter
        self.covered = self.beside = 0.0
        self._back = button("", go_back, variant="pill")
        self._back.setAccessibleName(tr("Back to the layers"))
        self._back.setToolTip(tr("Show the layers again (N, Escape, or zoom out)"))
        self._back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._back.setParent(widget)
        self._notice = QLabel(widget)
        self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._notice.setWordWrap(True)
        self._notice.setMargin(48)
        self._notice.setProperty("tone", "muted")
        self._notice.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def bottom(self) -> float:
        """Where the room for neurons, legend and button ends, in pixels from the top."""
        return self._widget.height() - self.covered

    def say(self, notice: str) -> None:
        """Show words in place of neurons; empty ones make room for them."""
        self._notice.setText(notice)
        self._notice.setVisible(bool(notice))

    def lay_out(self, note: str) -> float:
        """Put everything in its place beside a legend with this `note`; return the pixels taken at the foot."""
        widget, back = self._widget, self._back
        self._notice.setGeometry(widget.rect())
        roomy = widget.width() > fonts.grown(_ROOMY)
        back.setText(tr("Back to the layers") if roomy else tr("Layers"))
        size = back.sizeHint()
        top = round(self.bottom - MARGIN - size.height())
        back.setGeometry(widget.width() - size.width() - round(SIDE), top, size.width(), size.height())
        self._painter.legend.note = note
        self._painter.aside = size.width() + MARGIN
        return max(self._painter.foot(), size.height() + 2 * MARGIN) + self.covered
