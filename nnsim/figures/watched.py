"""What a chart draws: a run with its name and its look."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.figures.figure import Style
from nnsim.training.history import History


@dataclass(frozen=True, eq=False)
class Watched:
    """One of several runs on shared axes.

    Attributes
    ----------
    name
        As people know it; names its columns in a table.
    colour
        ``#rrggbb``; must show on the ground it is drawn on.
    dash
        Style of its lines, so that runs differ by more than colour.
    history
        What is drawn of it.
    key
        Tells it from others, whatever it is called; empty: its place among them does.
    paper
        ``#rrggbb`` on white paper; empty: `colour`.
    """

    name: str
    colour: str
    dash: Style
    history: History
    key: str = ""
    paper: str = ""

    @property
    def ink(self) -> str:
        """Colour of its lines on paper."""
        return self.paper or self.colour

    @property
    def second_dash(self) -> Style:
        """Style of the second of two curves of one kind, such as validation beside training."""
        return "dotted" if self.dash == "dashed" else "dashed"

    def called(self, name: str) -> str:
        """Return what a curve of this run is called beside those of others."""
        return f"{name} [{self.name}]"
