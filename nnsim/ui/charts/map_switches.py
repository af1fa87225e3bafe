"""What a map shows of the examples, and whether it has shades: a button with a menu."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnsim.base.text import tr
from nnsim.figures.maps import PARTS
from nnsim.ui.charts.plot_switches import PlotSwitches

_DISCRETE = "discrete"
PART_KEYS = tuple(key for key, _ in PARTS)


@dataclass(frozen=True)
class MapLook:
    """Which parts of the examples are shown, and whether the map is without shades."""

    parts: tuple[str, ...] = PART_KEYS
    is_discrete: bool = False
    is_painted_over: bool = False
    """Whether somebody paints: the points are drawn by whoever lets one, and the view stays where it is."""


class MapSwitches(PlotSwitches):
    """Lets a person choose a `MapLook`."""

    def __init__(self) -> None:
        super().__init__(
            [
                ("train", tr("Training points")),
                ("validation", tr("Validation points")),
                ("test", tr("Test points")),
                (_DISCRETE, tr("Colours without shades")),
            ],
            PART_KEYS,
            tr("View"),
            tr("What the map shows"),
        )

    def look_after(self, look: MapLook) -> MapLook:
        """Return `look` with what is chosen here."""
        chosen = self.chosen
        parts = tuple(key for key in chosen if key != _DISCRETE)
        return replace(look, parts=parts, is_discrete=_DISCRETE in chosen)
