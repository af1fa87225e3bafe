"""What is pointed at: the neuron or weight under the mouse, and where the keyboard stands."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from nnsim.ui.neurons.sheet import Line, Sheet, Spot


class Pointer:
    """Points at things of a sheet, which may be another one at every call.

    Attributes
    ----------
    hover
        What the mouse is on.
    spot
        The neuron on which the keyboard stands.
    chosen
        The weight chosen among those that lead into it, by its place among them, strongest first.
    """

    def __init__(self) -> None:
        self.hover: Spot | Line | None = None
        self.spot = Spot(0, 0)
        self.chosen: int | None = None

    def hover_over(self, found: Spot | Line | None) -> bool:
        """Point with the mouse at `found`; return whether that is something else than before."""
        changed, self.hover = found != self.hover, found
        return changed

    def stand_on(self, spot: Spot) -> None:
        """Put the keyboard on a neuron; no weight is chosen."""
        self.spot, self.chosen = spot, None

    def keep_on(self, sheet: Sheet) -> None:
        """Let go of what `sheet` does not have."""
        if self.hover is not None and not sheet.has(self.hover):
            self.hover = None
        if not sheet.has(self.spot):
            self.stand_on(Spot(0, 0))

    def beside(self, sheet: Sheet, dx: int, dy: int) -> Spot:
        """Return the neuron so many columns and rows away; in another column the one at the same height."""
        here, stages = self.spot, sheet.stages
        column = min(max(here.column + dx, 0), len(stages) - 1)
        row = here.row + dy
        if column != here.column:
            row = round(here.row - stages[here.column].shown / 2 + stages[column].shown / 2)
        return Spot(column, min(max(row, 0), stages[column].shown - 1))

    def choose(self, sheet: Sheet, step: int) -> Line | None:
        """Choose the next weight (`step` −1: the one before) that leads into the neuron; None: there is none."""
        into = sheet.into(self.spot)
        if not into:
            return None
        first = 0 if step > 0 else len(into) - 1
        self.chosen = first if self.chosen is None else (self.chosen + step) % len(into)
        return into[self.chosen]

    def chosen_line(self, sheet: Sheet) -> Line | None:
        """Return the weight that is chosen."""
        into = sheet.into(self.spot) if self.chosen is not None else []
        return into[self.chosen] if self.chosen is not None and self.chosen < len(into) else None


def nearest(sheet: Sheet, point: QPointF) -> Spot:
    """Return the neuron nearest to a point of `sheet`, which is not empty, in the column nearest to it."""
    column = sheet.column_near(point)
    rows = range(sheet.stages[column].shown)
    return Spot(column, min(rows, key=lambda row: abs(sheet.y_of(column, row) - point.y())))
