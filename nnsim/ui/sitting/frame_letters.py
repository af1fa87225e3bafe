"""The letters of one frame, made fewer without losing anything: what comes in pieces is joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from nnsim.training.messages import Evaluation, Evaluations, Moments, Points, Report, State


def joined(reports: Iterable[Report]) -> list[Report]:
    """Return letters that tell the same as `reports`, oldest first.

    Readings of successive steps of a run become one letter, and so does what was measured of it; each stands
    where the first of them stood. Of states between which nothing but figures changed only the last is left.
    """
    desk = _Desk()
    for report in reports:
        desk.take(report)
    return desk.cleared()


class _Desk:
    """Letters of one frame, and the heaps of those that will be one: at the place of the first of them."""

    def __init__(self) -> None:
        self._found: list[Report | None] = []
        self._points: dict[int, tuple[int, list[Points]]] = {}
        self._measured: dict[int, tuple[int, list[Evaluation]]] = {}
        self._states: dict[int, int] = {}

    def take(self, report: Report) -> None:
        """Put a letter where it belongs."""
        if isinstance(report, Points):
            self._take_points(report)
        elif isinstance(report, Evaluation):
            self._take_measured(report)
        elif isinstance(report, State):
            self._take_state(report)
        else:
            if not isinstance(report, Moments):
                self._close_points(report.run)
                self._close_measured(report.run)
                self._states.pop(report.run, None)
            self._found.append(report)

    def cleared(self) -> list[Report]:
        """Return all there is, and nothing twice."""
        for run in tuple(self._points):
            self._close_points(run)
        for run in tuple(self._measured):
            self._close_measured(run)
        return [report for report in self._found if report is not None]

    # ---- heaps ---------------------------------------------------------------------------------

    def _take_points(self, points: Points) -> None:
        _, heap = self._points.get(points.run, (0, []))
        if heap and heap[-1].first_step + len(heap[-1].rows) == points.first_step:
            heap.append(points)
            return
        self._close_points(points.run)
        self._points[points.run] = len(self._found), [points]
        self._found.append(points)

    def _close_points(self, run: int) -> None:
        at, heap = self._points.pop(run, (0, []))
        if len(heap) > 1:
            rows = np.concatenate([points.rows for points in heap])
            self._found[at] = replace(heap[-1], first_step=heap[0].first_step, rows=rows)

    def _take_measured(self, evaluation: Evaluation) -> None:
        if evaluation.run in self._measured:
            self._measured[evaluation.run][1].append(evaluation)
            return
        self._measured[evaluation.run] = len(self._found), [evaluation]
        self._found.append(evaluation)

    def _close_measured(self, run: int) -> None:
        at, heap = self._measured.pop(run, (0, []))
        if len(heap) > 1:
            self._found[at] = Evaluations(run, tuple(heap))

    def _take_state(self, state: State) -> None:
        before = self._found[self._states[state.run]] if state.run in self._states else None
        if isinstance(before, State) and _alike(before, state):
            self._found[self._states[state.run]] = None
        else:
            # What was measured before a run paused or went elsewhere is not of where it stands then.
            self._close_measured(state.run)
        self._states[state.run] = len(self._found)
        self._found.append(state)


def _alike(one: State, other: State) -> bool:
    """Return whether a run plays on between two states, in the present and with the same settings."""
    if not (one.playing and other.playing) or one.is_past or other.is_past:
        return False
    return (one.reason, one.asked, one.training) == (other.reason, other.asked, other.training)
