"""The letters of one frame, made fewer without losing anything: what comes in pieces is joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from nnsim.training.messages import Evaluation, Moments, Points, Report, State


def joined(reports: Iterable[Report]) -> list[Report]:
    """Return letters that tell the same as `reports`, oldest first.

    Readings of successive steps of a run become one letter, which stands where the first of them stood; of
    states between which nothing but figures changed only the last is left.
    """
    found: list[Report | None] = []
    points: dict[int, tuple[int, list[Points]]] = {}
    states: dict[int, int] = {}
    for report in reports:
        if isinstance(report, Points):
            _, parts = points.get(report.run, (0, []))
            if parts and parts[-1].first_step + len(parts[-1].rows) == report.first_step:
                parts.append(report)
                continue
            _close(found, points, report.run)
            points[report.run] = len(found), [report]
        elif isinstance(report, State):
            before = found[states[report.run]] if report.run in states else None
            if isinstance(before, State) and _alike(before, report):
                found[states[report.run]] = None
            states[report.run] = len(found)
        elif not isinstance(report, Evaluation | Moments):
            _close(found, points, report.run)
            states.pop(report.run, None)
        found.append(report)
    for run in tuple(points):
        _close(found, points, run)
    return [report for report in found if report is not None]


def _close(found: list[Report | None], points: dict[int, tuple[int, list[Points]]], run: int) -> None:
    """Put the readings of `run` that belong together into `found` as one letter."""
    at, parts = points.pop(run, (0, []))
    if len(parts) > 1:
        rows = np.concatenate([part.rows for part in parts])
        found[at] = replace(parts[-1], first_step=parts[0].first_step, rows=rows)


def _alike(one: State, other: State) -> bool:
    """Return whether a run plays on between two states, in the present and with the same settings."""
    if not (one.playing and other.playing) or one.is_past or other.is_past:
        return False
    return (one.reason, one.asked, one.training) == (other.reason, other.asked, other.training)
