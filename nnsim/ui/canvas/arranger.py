"""Layers put in order: tidied, aligned, distributed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.layout import tidy
from nnsim.ui.canvas.editor import Editor
from nnsim.ui.canvas.geometry import snapped
from nnsim.ui.canvas.navigator import Navigator
from nnsim.ui.canvas.selection import Selection


class Arranger:
    """Arranges the selected layers by way of `editor`."""

    def __init__(self, editor: Editor, selection: Selection, navigator: Navigator) -> None:
        self._editor, self._selection, self._navigator = editor, selection, navigator

    def tidy(self) -> None:
        """Arrange the selected layers (fewer than two: all) from left to right."""
        ids = self._selection.nodes if len(self._selection.nodes) > 1 else None
        done = self._editor.edit(tr("Tidy"), lambda graph: edits.move(graph, tidy(graph, ids)))
        if done and ids is None:
            self._navigator.fit()

    def align_left(self) -> None:
        """Put the selected layers above each other, at the leftmost."""
        self._align(tr("Align left"), 0, min)

    def align_right(self) -> None:
        """Put the selected layers above each other, at the rightmost."""
        self._align(tr("Align right"), 0, max)

    def align_centre(self) -> None:
        """Put the selected layers above each other, in the middle."""
        self._align(tr("Align centres"), 0, _mean)

    def align_top(self) -> None:
        """Put the selected layers beside each other, at the topmost."""
        self._align(tr("Align top"), 1, min)

    def align_bottom(self) -> None:
        """Put the selected layers beside each other, at the lowest."""
        self._align(tr("Align bottom"), 1, max)

    def align_middle(self) -> None:
        """Put the selected layers beside each other, in the middle."""
        self._align(tr("Align middles"), 1, _mean)

    def _align(self, label: str, axis: int, pick: Callable[[list[float]], float]) -> None:
        ids = self._selection.nodes
        if len(ids) < 2:
            return

        def change(graph: Graph) -> Graph:
            places = {i: [graph[i].x, graph[i].y] for i in ids}
            line = snapped(pick([p[axis] for p in places.values()]), 0)[0]
            for place in places.values():
                place[axis] = line
            return edits.move(graph, {i: (p[0], p[1]) for i, p in places.items()})

        self._editor.edit(label, change)

    def distribute_horizontally(self) -> None:
        """Give the selected layers equal distances from left to right."""
        self._distribute(tr("Distribute horizontally"), 0)

    def distribute_vertically(self) -> None:
        """Give the selected layers equal distances from top to bottom."""
        self._distribute(tr("Distribute vertically"), 1)

    def _distribute(self, label: str, axis: int) -> None:
        ids = self._selection.nodes
        if len(ids) < 3:
            return

        def change(graph: Graph) -> Graph:
            places = sorted(([graph[i].x, graph[i].y], i) for i in ids)
            places.sort(key=lambda pair: pair[0][axis])
            first, last = places[0][0][axis], places[-1][0][axis]
            for number, (place, _) in enumerate(places):
                place[axis] = first + (last - first) * number / (len(places) - 1)
            return edits.move(graph, {i: snapped(p[0], p[1]) for p, i in places})

        self._editor.edit(label, change)


def _mean(values: Collection[float]) -> float:
    return sum(values) / len(values)
