"""The colours of a figure on the ground it is painted on: white paper, or a window in its theme."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QColor

from nnsim.figures import palette
from nnsim.ui.look.theme import Theme


class Ink:
    """Colours for those of paper; what no entry names stays as it is.

    Parameters
    ----------
    colours
        ``#rrggbb`` by the ``#rrggbb`` of paper.
    """

    def __init__(self, colours: Mapping[str, str] | None = None) -> None:
        self._colours = dict(colours or {})

    def __call__(self, colour: str) -> QColor:
        """Return the colour that stands for one of paper."""
        return QColor(self._colours.get(colour, colour))


ON_PAPER = Ink()


def on_screen(look: Theme) -> Ink:
    """Return the colours of a figure in a window."""
    fixed = {
        palette.PAPER: look.panel,
        palette.INK: look.text,
        palette.FAINT: look.muted,
        palette.RULE: look.line,
    }
    series = dict(zip(palette.SERIES, look.series, strict=False))
    states = {palette.GREEN: look.good, palette.AMBER: look.warning, palette.RED: look.bad}
    return Ink({**series, **states, **fixed})
