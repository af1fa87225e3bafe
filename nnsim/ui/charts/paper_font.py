"""The type of figures."""

from __future__ import annotations

from PySide6.QtGui import QFont


def font(size: float, bold: bool = False) -> QFont:
    """Return the font of figures; sizes in CSS pixels, so that every device lays out alike."""
    found = QFont()
    found.setFamilies(["Inter", "Helvetica", "Arial", "Noto Sans", "Noto Sans CJK SC"])
    found.setPixelSize(round(size))
    if bold:
        found.setWeight(QFont.Weight.DemiBold)
    # A ligature is one glyph, and would be copied from a PDF as one character: ﬂoat.
    found.setFeature(QFont.Tag("liga"), 0)
    # Hinting would move letters by whole pixels of this grid, not of the device.
    found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return found
