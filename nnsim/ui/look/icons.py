"""Icons: stroke drawings tinted by the theme at the moment they are painted."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnsim.base.paths import resources
from nnsim.ui.look.theme import theme


def names() -> tuple[str, ...]:
    """Return the names of all icons."""
    return tuple(sorted(p.stem for p in (resources() / "icons").glob("*.svg")))


def icon(name: str, token: str = "text") -> QIcon:
    """Return the icon called `name` in the theme colour `token`, which may also be a category.

    ``icon("swatch", "activation")`` is the square that stands before a layer of that category.

    The colour is looked up at every painting, so an icon set once follows the theme. A disabled
    icon is drawn faint. Raises KeyError when there is no such icon.
    """
    _source(name)
    return QIcon(_ThemedEngine(name, token))


def app_icon() -> QIcon:
    """Return the picture the desktop shows for the program."""
    return QIcon(str(resources() / "icons" / "nnsim.svg"))


def paint(painter: QPainter, name: str, area: QRectF, colour: str) -> None:
    """Draw the icon called `name` into `area` in `colour` (``#rrggbb``)."""
    _renderer(name, colour).render(painter, area)


@cache
def _source(name: str) -> str:
    file = resources() / "icons" / f"{name}.svg"
    if not file.is_file():
        raise KeyError(name)
    return file.read_text("utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


class _ThemedEngine(QIconEngine):
    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name, self._token = name, token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(painter.opacity() * 0.45)
        side = min(rect.width(), rect.height())
        area = QRectF(0, 0, side, side)
        area.moveCenter(QRectF(rect).center())
        paint(painter, self._name, area, theme().colour(self._token).name())
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # `size` is in device-independent pixels (Qt 6.8 and later).
        pixmap = self.pixmap(size * scale, mode, state)
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    def clone(self) -> QIconEngine:
        # Qt owns the copy but PySide does not know it: without a reference here it would be freed twice.
        copy = _ThemedEngine(self._name, self._token)
        _clones.append(copy)
        return copy


# Grows only when a copy of an icon is changed (QIcon.addPixmap and the like), which nnsim never does.
_clones: list[_ThemedEngine] = []
