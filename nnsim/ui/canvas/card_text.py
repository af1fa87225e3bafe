"""Letters on cards: their fonts, and how texts that are too long are fitted into a line."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from nnsim.ui.look import fonts

STRETCHES = (100, 95, 90, 85)
"""Per cent of their width that letters are drawn with, and are still read easily."""


@lru_cache(maxsize=32)
def font_of(size: int, bold: bool, stretch: int = 100) -> QFont:
    """Return the font of a card's texts, its letters `stretch` per cent of their width."""
    font = fonts.drawn_font(size, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStretch(stretch)
    return fonts.tabular(font)


@lru_cache(maxsize=4096)
def elided(text: str, width: int, size: int, bold: bool) -> str:
    """Return `text` as it fits into `width`, with … where it is too long."""
    return QFontMetricsF(font_of(size, bold)).elidedText(text, Qt.TextElideMode.ElideRight, width)


def forget_fonts() -> None:
    """Measure texts anew, after the program's font changed."""
    font_of.cache_clear()
    elided.cache_clear()
    stretch_of.cache_clear()


@lru_cache(maxsize=1024)
def stretch_of(detail: str, name: str, width: int) -> int:
    """Return the per cent of their width at which both texts stand in one line, 0 where there is none."""
    for percent in STRETCHES:
        # Measured each time: a font need not grow narrower by just what it is asked to.
        metrics = QFontMetricsF(font_of(11, False, percent))
        if metrics.horizontalAdvance(detail) + metrics.horizontalAdvance(name) + 6 <= width:
            return percent
    return 0
