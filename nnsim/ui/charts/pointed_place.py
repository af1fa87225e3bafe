"""What the network itself says at the place under the pointer; the cells of a map are too coarse for that."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QPointF

from nnsim.figures.maps import answer_text
from nnsim.figures.ticks import short
from nnsim.training.picture import Asked
from nnsim.training.pictures.boundary_map import BoundaryMap
from nnsim.training.pictures.point_answer import AnswerAt
from nnsim.training.snapshot import Snapshot
from nnsim.ui.charts.subject import Subject


class PointedPlace:
    """The place, and the question what the answer is there."""

    def __init__(self) -> None:
        self._asked: AnswerAt | None = None
        """What is asked of the example under the pointer."""

    def forget(self) -> None:
        """Nothing is pointed at any more."""
        self._asked = None

    def asked(self) -> Iterator[Asked]:
        """Yield what is to be asked of the network."""
        if self._asked is not None:
            yield self._asked

    def describe(
        self, at: QPointF, subject: Subject, found: BoundaryMap | None, snapshot: Snapshot | None
    ) -> str:
        """Return what is read at a place; until the answer is there, an ellipsis stands for it."""
        rows = [f"{escape(n)} {short(v)}" for n, v in zip(subject.names, (at.x(), at.y()), strict=True)]
        if found is not None:
            rows.append(self._answer(at, subject, found, snapshot))
        return "<br>".join(rows)

    def _answer(self, at: QPointF, subject: Subject, shown: BoundaryMap, snapshot: Snapshot | None) -> str:
        plane = subject.plane
        self._asked = asked = AnswerAt(plane.place(at.x(), at.y()), plane.before_steps)
        found = snapshot.answer(asked) if snapshot is not None else None
        if found is None:
            return escape(snapshot.why_not(asked) if snapshot is not None else "") or "…"
        return answer_text(found.values, shown.reading, subject.prepared, subject.target)
