"""What is seen of a network on paper, and getting about on it: what all kinds of paper have in common."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF

from nnsim.base.event import Event
from nnsim.ui.byhand.lens import Lens


class Eye:
    """Looks at a sheet of paper through a lens.

    Events
    ------
    seen()
        Something else is to be seen.
    moving()
        The paper is about to be seen from elsewhere.
    """

    def __init__(self) -> None:
        self.seen: Event[[]] = Event()
        self.moving: Event[[]] = Event()
        self.lens = Lens()

    @property
    def area(self) -> QRectF:
        """Where everything stands on the paper."""
        raise NotImplementedError

    def look(self) -> None:
        """Something else is to be seen, or from nearer or further away."""
        self.seen.fire()

    def resize(self, size: QSizeF) -> None:
        """Look through a window of another size."""
        self.lens.size = size
        if self.lens.fitted:
            self.fit()

    def fit(self) -> None:
        """Show all of the network."""
        self.lens.fit(self.area)
        self.look()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Look from nearer or further away, by default about the middle."""
        self.moving.fire()
        middle = QPointF(self.lens.size.width() / 2, self.lens.size.height() / 2)
        self.lens.zoom_by(factor, middle if about is None else about)
        self.look()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the paper so many pixels."""
        self.moving.fire()
        self.lens.pan_by(QPointF(dx, dy))
        self.seen.fire()
