"""Texts and figures with a fixed look: headings, captions over values, status pills."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme


class SectionHeading(QLabel):
    """A small, muted, letter-spaced heading; `capitals` off keeps symbols such as σ(x) as they are."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, capitals: bool = True):
        super().__init__(text, parent)
        self.setProperty("tone", "muted")
        font = fonts.spaced(fonts.ui_font())
        if capitals:
            font.setCapitalization(QFont.Capitalization.AllUppercase)
        self.setFont(font)
        self.setContentsMargins(0, 4, 0, 4)


class LabelledValue(QWidget):
    """A small muted caption above a bold figure that may change many times a second.

    The width never shrinks, so that neighbours stay where they are.
    """

    def __init__(self, caption: str, value: str = "", parent: QWidget | None = None, *, widest: str = ""):
        super().__init__(parent)
        self._caption, self._value = caption, ""
        self._width = 0
        self._small = fonts.sized(fonts.ui_font(), fonts.SMALL)
        self._bold = fonts.tabular(fonts.sized(fonts.ui_font(), fonts.BASE, QFont.Weight.DemiBold))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._reserve(widest)
        self.set_value(value)

    def value(self) -> str:
        """Return the figure shown."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show `value`."""
        if value == self._value:
            return
        self._value = value
        self._reserve(value)
        self._tell()

    def set_caption(self, caption: str) -> None:
        """Show another translated caption."""
        self._caption = caption
        self._reserve("")
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(self._width, fonts.grown(34))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._small)
        painter.setPen(look.colour("muted"))
        painter.drawText(QRect(0, 0, self.width(), fonts.grown(14)), align, self._caption)
        painter.setFont(self._bold)
        painter.setPen(look.colour("text" if self.isEnabled() else "muted"))
        painter.drawText(QRect(0, fonts.grown(14), self.width(), fonts.grown(20)), align, self._value)

    def _reserve(self, value: str) -> None:
        wanted = max(
            QFontMetrics(self._small).horizontalAdvance(self._caption),
            QFontMetrics(self._bold).horizontalAdvance(value),
        )
        if wanted + 2 > self._width:
            self._width = wanted + 2
            self.updateGeometry()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._caption} {self._value}".strip())
        self.update()


_STATES = ("good", "warning", "bad", "neutral")


def paint_glyph(painter: QPainter, state: str, centre: QPointF, size: float, colour: QColor) -> None:
    """Draw the mark of a state: disc, triangle, square on its tip, or ring, so colour is not alone."""
    r = size / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if state == "good":
        painter.drawEllipse(centre, r, r)
    elif state == "warning":
        tips = [(0, -r), (r * 1.1, r * 0.9), (-r * 1.1, r * 0.9)]
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in tips]))
    elif state == "bad":
        tips = [(0, -r * 1.2), (r * 1.2, 0), (0, r * 1.2), (-r * 1.2, 0)]
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in tips]))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2))
        painter.drawEllipse(centre, r - 1, r - 1)


class Pill(QAbstractButton):
    """A status in one to three words with a mark whose shape says the state.

    States are ``good`` (disc), ``warning`` (triangle), ``bad`` (diamond), ``neutral`` (ring). It
    takes part in the keyboard round, and answers clicks, only when `clickable`.
    """

    def __init__(
        self,
        text: str = "",
        state: str = "neutral",
        parent: QWidget | None = None,
        *,
        clickable: bool = False,
    ):
        super().__init__(parent)
        self._clickable = clickable
        policy = Qt.FocusPolicy.StrongFocus if clickable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        if clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state, text)

    def state(self) -> str:
        """Return the state shown."""
        return self._state

    def set_state(self, state: str, text: str) -> None:
        """Show `state` with the translated word `text`."""
        if state not in _STATES:
            raise ValueError(f"no state {state!r}")
        self._state = state
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 42, fonts.grown(28))

    minimumSizeHint = sizeHint

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(look.colour("accent" if focused else "line"), 2 if focused else 1))
        painter.setBrush(look.colour("hover" if self._clickable and self.underMouse() else "raised"))
        inset = 1.0 if focused else 0.5
        area = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        colour = QColor(look.state(self._state))
        paint_glyph(painter, self._state, QPointF(18.5, self.height() / 2), 10, colour)
        painter.setPen(colour)
        room = self.rect().adjusted(28, 0, -12, 0)
        # Whoever gives it less room than it asks for has an ellipsis.
        words = self.text()
        if self.width() < self.sizeHint().width():
            words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


class ElidedLabel(QLabel):
    """A line of text with an ellipsis in it where there is no room; the tooltip has all of it.

    A text may change many times a second: it keeps the room of the longest that stood there, so that the window
    is laid out anew only when one needs more. (A `QLabel` lays it out anew with every text.)

    Parameters
    ----------
    short
        What stands there instead of an ellipsis; the label then always has the room for it.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None, *, short: str = "") -> None:
        super().__init__(parent)
        self._short = short
        self._text = ""
        self._room = (0, 0)
        """Widths of the longest text so far, and of what always has room."""
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._room[1], super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self._room[0], super().sizeHint().height())

    def _least(self) -> int:
        """Return the width of what always has room."""
        return min(self._advance(self._short), self._advance(self._text)) + 2 if self._short else 24

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def shown_in(self, room: int) -> str:
        """Return what is written in so many pixels."""
        if self._short and self._advance(self._text) > room:
            return self._short
        return self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, room)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text; an empty one gives the room back."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._reserve()
        self.update()

    def set_texts(self, text: str, short: str) -> None:
        """Show another text, and another in its stead where there is no room."""
        self._short = short
        self.setText(text)

    def _reserve(self) -> None:
        needed = (self._advance(self._text) + 2, self._least()) if self._text else (0, 0)
        room = (max(needed[0], self._room[0]), max(needed[1], self._room[1])) if self._text else needed
        if room != self._room:
            self._room = room
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._room = (0, 0)
            self._reserve()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, area = QPainter(self), self.contentsRect()
        painter.setPen(self.palette().color(self.foregroundRole()))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, align, self.shown_in(area.width()))


class FittingLabel(ElidedLabel):
    """A line of text in several lengths; the longest that has room is written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._texts: tuple[str, ...] = ("",)
        super().__init__("", parent)

    def set_lengths(self, *texts: str) -> None:
        """Show another text, the longest way to say it first; the last one always has room."""
        if texts != self._texts:
            self._texts = texts
            self.setText(texts[0])

    def _least(self) -> int:
        return self._advance(self._texts[-1]) + 2

    def shown_in(self, room: int) -> str:
        return next((text for text in self._texts if self._advance(text) <= room), self._texts[-1])


class SpareLabel(ElidedLabel):
    """A line of text that is left out whole where there is no room: half a number would be another one."""

    def _least(self) -> int:
        return 0

    def shown_in(self, room: int) -> str:
        return self.text() if self._advance(self.text()) <= room else ""
