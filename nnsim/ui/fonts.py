"""Type: one family, a few sizes, figures that do not dance."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

SMALL = 11
"""Pixels (device-independent): captions, section headings, axis labels."""
BASE = 13
"""Everything else."""
TITLE = 15
"""Headings of pages and dialogs."""
DISPLAY = 26
"""The one number a page is about."""

_FAMILIES = ("Inter", "Inter Variable")


def ui_font(size: int = BASE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the program's font: Inter where it is installed, else the system's."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    installed = set(QFontDatabase.families())
    family = next((f for f in _FAMILIES if f in installed), None)
    if family is not None:
        font.setFamilies([family, *font.families()])
    font.setPixelSize(size)
    font.setWeight(weight)
    return font


def sized(font: QFont, size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return `font` in another size and weight."""
    other = QFont(font)
    other.setPixelSize(size)
    other.setWeight(weight)
    return other


def tabular(font: QFont) -> QFont:
    """Return `font` with figures of equal width, for numbers that change."""
    other = QFont(font)
    other.setFeature(QFont.Tag("tnum"), 1)
    return other


def spaced(font: QFont, size: int = SMALL) -> QFont:
    """Return `font` as small, letter-spaced semi-bold type for section headings."""
    other = sized(font, size, QFont.Weight.DemiBold)
    other.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
    return other
