"""Docks that float: where one comes up, and how one that is out of reach is brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow

from nnsim.ui.look import fonts

WANTED = QSize(560, 360)
"""Least size that a dock floats with where there is room for it."""
LEAST = QSize(240, 160)
"""Size below which a floating dock is of no use."""
MARGIN = 12
_SHARES = (0.52, 0.44, 0.32)
"""Parts of the canvas's width and height that one takes at most: the larger, the better."""
_MOST_COVERED = 0.5
"""Part of its window that a floating dock may cover."""
_STEPS = 6
"""Places tried from one side of the canvas to the other."""


def place_for(
    size: QSize,
    home: QRect,
    window: QRect,
    canvas: QRect,
    screen: QRect,
    others: Sequence[QRect],
    drawn: Sequence[QRect] = (),
) -> QRect:
    """Return where a dock that stood at `home` comes up, all in coordinates of the screens.

    Beside the window where the screen has room there; else over the canvas, smaller where it would cover `others`
    that float there, and where it covers least of what is `drawn`.
    """
    for side in _beside(window, screen):
        if side.width() >= size.width() and side.height() >= size.height():
            return within(side, QRect(home.topLeft(), size))
    area = canvas.intersected(screen).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    places: list[QRect] = []
    for share in _SHARES:
        small = size.boundedTo(area.size() * share).expandedTo(LEAST)
        places.append(min(_over(area, small), key=lambda place: _cost(place, home, others, drawn)))
    free = [place for place in places if not _covered(place, others)] or places[-1:]
    # The smallest is for the sake of others that float: over layers a larger one may stand.
    return min(free[: max(1, len(_SHARES) - 1)], key=lambda place: _covered(place, drawn))


def _over(area: QRect, size: QSize) -> list[QRect]:
    return [
        QRect(QPoint(x, y), size)
        for x in _spread(area.left(), area.right() + 1 - size.width())
        for y in _spread(area.top(), area.bottom() + 1 - size.height())
    ]


def _cost(place: QRect, home: QRect, others: Sequence[QRect], drawn: Sequence[QRect]) -> tuple[int, int, int]:
    away = (place.center() - home.center()).manhattanLength()
    return _covered(place, others), _covered(place, drawn), away


def _covered(place: QRect, others: Iterable[QRect]) -> int:
    return sum(_area(place.intersected(other)) for other in others)


def within(area: QRect, wanted: QRect) -> QRect:
    """Return the place nearest to `wanted`, no larger than `area`, that lies in it whole."""
    size = wanted.size().expandedTo(LEAST).boundedTo(area.size())
    x = min(max(wanted.x(), area.left()), area.right() + 1 - size.width())
    y = min(max(wanted.y(), area.top()), area.bottom() + 1 - size.height())
    return QRect(QPoint(x, y), size)


def _beside(window: QRect, screen: QRect) -> Iterable[QRect]:
    """Return what the screen has right, left, below and above of the window."""
    right, below = screen.right() + 1, screen.bottom() + 1
    yield QRect(QPoint(window.right() + 1, screen.top()), QPoint(right - 1, below - 1))
    yield QRect(screen.topLeft(), QPoint(window.left() - 1, below - 1))
    yield QRect(QPoint(screen.left(), window.bottom() + 1), QPoint(right - 1, below - 1))
    yield QRect(screen.topLeft(), QPoint(right - 1, window.top() - 1))


def _spread(first: int, last: int) -> list[int]:
    last = max(first, last)
    return [first + (last - first) * i // _STEPS for i in range(_STEPS + 1)]


def _area(place: QRect) -> int:
    return place.width() * place.height() if place.isValid() else 0


def _show_again(dock: QDockWidget) -> None:
    if dock.isFloating() and not dock.isHidden():
        dock.hide()
        dock.show()


class Floating:
    """Lets docks of one window float, each where its user put it last, at first where it covers nothing.

    Parameters
    ----------
    docks
        Returns all docks of the window.
    drawn
        Returns where something is drawn on the page, in its coordinates: it had better not be covered.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: Callable[[], Iterable[QDockWidget]],
        drawn: Callable[[], Iterable[QRect]],
    ) -> None:
        self._window, self._docks, self._drawn = window, docks, drawn
        self._last: dict[str, QRect] = {}

    def toggle(self, dock: QDockWidget) -> None:
        """Let a dock float, or dock it again."""
        if dock.isFloating():
            self._last[dock.objectName()] = dock.geometry()
            dock.setFloating(False)
            return
        home = QRect(dock.mapToGlobal(QPoint(0, 0)), dock.size())
        dock.setFloating(True)
        last = self._last.get(dock.objectName())
        dock.setGeometry(self._first_place(dock, home) if last is None else last)
        self.bring_back(dock)

    def bring_back(self, dock: QDockWidget) -> None:
        """Put a floating dock where all of it is on a screen, and most of its window is seen beside it."""
        if not dock.isFloating():
            return
        here = dock.geometry()
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        most = max(screens, key=lambda screen: _area(screen.intersected(here)))
        if not most.intersects(here):
            most = self._window.screen().availableGeometry()
        window = self._window.frameGeometry()
        covers_all = _area(here.intersected(window)) > _MOST_COVERED * _area(window)
        # Most often such a one was left so on a larger screen.
        place = within(most, self._first_place(dock, here) if covers_all else here)
        if place != dock.geometry():
            dock.setGeometry(place)

    def lift(self, dock: QDockWidget) -> None:
        """Let a dock that floated before its window was there stand above it, not behind, once both are."""
        QTimer.singleShot(0, dock, partial(_show_again, dock))

    def _first_place(self, dock: QDockWidget, home: QRect) -> QRect:
        least = QSize(fonts.grown(WANTED.width()), fonts.grown(WANTED.height()))
        page = self._window.centralWidget()
        assert page is not None
        drawn = [place.translated(page.mapToGlobal(QPoint(0, 0))) for place in self._drawn()]
        floating = (d for d in self._docks() if d is not dock and d.isFloating() and d.isVisible())
        others = [other.frameGeometry() for other in floating]
        return place_for(
            home.size().expandedTo(least).expandedTo(dock.minimumSizeHint()),
            home,
            self._window.frameGeometry(),
            QRect(page.mapToGlobal(QPoint(0, 0)), page.size()),
            self._window.screen().availableGeometry(),
            others,
            drawn,
        )
