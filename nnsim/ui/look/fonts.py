"""Type: one family, a few sizes, figures that do not dance."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

SMALL = 11
"""Pixels (device-independent): captions, section headings, axis labels."""
BASE = 13
"""Everything else."""
TITLE = 15
"""Headings of pages and dialogs."""

SCALES = (1.0, 1.1, 1.25, 1.5)
"""How large type can be, as shares of the sizes above."""

_scale = 1.0

_LATIN = ("Inter", "Inter Variable")
# Named, so that Chinese text does not fall back to glyphs of Japanese shape.
_CHINESE = ("PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Noto Sans SC")


def use_scale(scale: float) -> None:
    """Make everything that is built from now on write so many times larger."""
    global _scale
    _scale = scale


def scale() -> float:
    """Return how many times larger than usual type is."""
    return _scale


def grown(length: float) -> int:
    """Return a length in pixels that holds text, for the size of type in use."""
    return round(length * _scale)


def ui_font(size: int = BASE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the program's font: Inter where it is installed, else the system's."""
    return drawn_font(grown(size), weight)


def drawn_font(size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the font of what is drawn to measure and enlarged by zooming, whatever the size of type."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setFamilies(list(_families()))
    # Unhinted letters keep Inter's shapes and spacing, also between whole pixels.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setPixelSize(size)
    font.setWeight(weight)
    return font


@cache
def _families() -> tuple[str, ...]:
    installed = set(QFontDatabase.families())
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families()
    latin = [f for f in _LATIN if f in installed][:1]
    chinese = [f for f in _CHINESE if f in installed][:1]
    return (*latin, *system, *chinese)


def sized(font: QFont, size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return `font` in another size and weight."""
    other = QFont(font)
    other.setPixelSize(grown(size))
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
    other.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.06 * grown(size))
    return other
