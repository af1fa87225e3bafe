"""What is written on the paper: numbers with their places, and what each of them is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

from nnsim.base.text import tr
from nnsim.lab.byhand.address import Address, Of, UnitAt
from nnsim.lab.byhand.stages import Kind
from nnsim.lab.byhand.wiring import Column
from nnsim.lab.byhand.worksheet import Weight
from nnsim.lab.byhand.written import FIGURES, written
from nnsim.ui.byhand.sheet import PILL, RADIUS, Paper, Wire
from nnsim.ui.byhand.working import Working

Look = Literal["symbol", "sum", "value", "delta", "target", "error", "answer", "weight", "bias", "only"]
FROM_AFAR = 16
"""Connections that all have their numbers on them also where letters are drawn larger than the paper has them."""
LEAST = 2
"""Figures of every number at least."""
ROOM: dict[Look, int] = {"sum": 7, "delta": 7, "value": 8, "weight": 6, "bias": 6, "only": 5}
"""Signs there is room for where it is small; all figures are beside, spelled out."""


@dataclass(frozen=True)
class Mark:
    """One number on the paper, in its units.

    Attributes
    ----------
    area
        Where it stands, and where the mouse finds it.
    lines
        What is written, the second line smaller and below the first.
    address
        What is spelled out when it is clicked.
    look
        How it looks.
    is_finite
        Whether the number is one; what is none is marked.
    """

    area: QRectF
    lines: tuple[str, ...]
    address: Address
    look: Look
    is_finite: bool = True


@dataclass(frozen=True, eq=False)
class Marks:
    """Everything that is written at a stage."""

    all: tuple[Mark, ...]

    def at(self, point: QPointF) -> Mark | None:
        """Return what is written at a point; what stands in front comes first."""
        return next((m for m in reversed(self.all) if m.area.contains(point)), None)


def marks(working: Working, paper: Paper, scale: float = 1.0) -> Marks:
    """Return everything that is known by now, in its place.

    From afar, where letters are drawn `scale` times as large as the paper has them, a unit has its newest
    number alone, and biases are seen where they are chosen.
    """
    found: list[Mark] = []
    for column in paper.columns:
        for at in column.places():
            found += (_only if scale > 1 else _of_unit)(working, column, at, paper.places[at])
            if column.output is not None:
                found += _beside(working, column, at, paper.places[at], scale)
    for wire in labelled(working, paper, scale):
        if wire.link.weight is not None:
            weight = working.sheet.weight_at[wire.link.weight]
            found.append(_pill(working, weight, wire.label, "weight", scale))
    chosen = working.chosen.at
    for weight, at, place in paper.biases:
        if scale == 1 or chosen in (weight.at, at):
            found.append(_pill(working, weight, place, "bias", scale))
    return Marks(tuple(found))


def _only(working: Working, column: Column, at: UnitAt, place: QPointF) -> Iterator[Mark]:
    """Yield the newest number of a unit, which fills it."""
    y, delta = working.of_unit(Of.Y, at), working.of_unit(Of.DELTA, at)
    is_back = not column.is_input and working.sheet.can_learn and working.is_known(delta)
    address = delta if is_back else y
    whole = QRectF(place.x() - RADIUS, place.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)
    yield _number(working, whole, address, "only", "{n}")


def labelled(working: Working, paper: Paper, scale: float = 1.0) -> Iterator[Wire]:
    """Yield the connections whose number stands on them: all, or where there are too many those of what is chosen."""
    at = working.chosen.at
    has_room = paper.all_labelled if scale == 1 else len(paper.wires) <= FROM_AFAR
    for wire in paper.wires:
        if has_room or at in (wire.link.weight, wire.link.target):
            yield wire


def _of_unit(working: Working, column: Column, at: UnitAt, place: QPointF) -> Iterator[Mark]:
    def line(dy: float, height: float) -> QRectF:
        return QRectF(place.x() - RADIUS, place.y() + dy, 2 * RADIUS, height)

    y = working.of_unit(Of.Y, at)
    symbol = working.sheet.symbols.units[at]
    whole = QRectF(place.x() - RADIUS, place.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)
    yield Mark(whole, (), y, "symbol")
    has_sum = column.sums is not None and (column.activation is not None)
    delta = working.of_unit(Of.DELTA, at)
    has_delta = not column.is_input and working.sheet.can_learn and working.is_known(delta)
    yield Mark(line(-41 if has_sum else -32, 18), (symbol,), y, "symbol")
    if has_sum and working.is_known(y):
        yield _number(working, line(-24, 16), working.of_unit(Of.Z, at), "sum", "z {n}")
    if working.is_known(y):
        yield _number(working, line(-8 if has_sum else -12, 24), y, "value", "{n}")
    if has_delta:
        yield _number(working, line(17, 18), delta, "delta", "δ {n}")


def _number(working: Working, area: QRectF, address: Address, look: Look, pattern: str) -> Mark:
    value = working.sheet.value(address)
    room = ROOM.get(look, 99)
    return Mark(area, (pattern.format(n=fitting(value, room)),), address, look, abs(value) < float("inf"))


def _beside(working: Working, column: Column, at: UnitAt, place: QPointF, scale: float) -> Iterator[Mark]:
    """Yield what an output is read as, compared with, and costs."""
    rows: list[tuple[Of, Look]] = [(Of.TARGET, "target"), (Of.ERROR, "error")]
    if working.sheet.has_answers(column):
        rows.insert(0, (Of.ANSWER, "answer"))
    known = [(of, look) for of, look in rows if working.is_known(working.of_unit(of, at))]
    high = 22.0 * scale
    top = place.y() - high / 2 * len(rows)
    for row, (of, look) in enumerate(known):
        address = working.of_unit(of, at)
        area = QRectF(place.x() + RADIUS + 18, top + high * row, 140 * scale, high)
        symbol = working.sheet.symbols.of(address.in_example(None))
        yield _number(working, area, address, look, f"{symbol} = {{n}}")


def _pill(working: Working, weight: Weight, place: QPointF, look: Look, scale: float) -> Mark:
    """Return the number on a connection: the weight, then its gradient, then what becomes of it."""
    sheet, kind = working.sheet, working.now.kind
    value, of = sheet.value(Address(Of.WEIGHT, weight.at)), Of.WEIGHT
    lines = [f"{weight.symbol} = {fitting(value, ROOM[look])}"]
    finite = abs(value) < float("inf")
    if kind is Kind.GRADIENTS:
        of = Of.GRADIENT
        lines.append("∂ " + fitting(sheet.value(Address(of, weight.at)), 7))
    elif kind is Kind.UPDATE:
        of = Of.AFTER
        held = "" if weight.moves else tr("held")
        lines.append(held or "→ " + fitting(sheet.value(Address(of, weight.at)), 7))
    elif sheet.can_learn:
        of = Of.GRADIENT
    height = 40.0 if len(lines) > 1 else 26.0
    # That of a bias grows downwards, away from its unit.
    top = -13.0 if look == "bias" else -height / 2
    area = QRectF(PILL.left() * scale, top * scale, PILL.width() * scale, height * scale).translated(place)
    return Mark(area, tuple(lines), Address(of, weight.at), look, finite)


def fitting(value: float, room: int) -> str:
    """Return a number with as many figures, from six down to three, as `room` signs hold."""
    texts = [written(value, figures) for figures in range(FIGURES, LEAST - 1, -1)]
    return next((text for text in texts if len(text) <= room), texts[-1])
