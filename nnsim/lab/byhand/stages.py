"""The demonstration: one step of gradient descent in stages, and what is known at each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from nnsim.base.text import tr
from nnsim.lab.byhand.address import Address, Of, UnitAt
from nnsim.lab.byhand.wiring import Column
from nnsim.lab.byhand.worksheet import Worksheet


class Kind(IntEnum):
    """What happens in a stage."""

    FORWARD = 0
    LOSS = 1
    DELTA = 2
    GRADIENTS = 3
    UPDATE = 4


@dataclass(frozen=True)
class Stage:
    """One stage of the demonstration; `column` is the one whose deltas are found in it."""

    kind: Kind
    title: str
    column: str = ""


_KNOWN_FROM = {
    Of.Z: Kind.FORWARD,
    Of.Y: Kind.FORWARD,
    Of.ANSWER: Kind.FORWARD,
    Of.WEIGHT: Kind.FORWARD,
    Of.RATE: Kind.FORWARD,
    Of.TARGET: Kind.LOSS,
    Of.ERROR: Kind.LOSS,
    Of.LOSS: Kind.LOSS,
    Of.SIGNAL: Kind.DELTA,
    Of.SLOPE: Kind.DELTA,
    Of.LOCAL: Kind.DELTA,
    Of.DELTA: Kind.DELTA,
    Of.GRADIENT: Kind.GRADIENTS,
    Of.STEP: Kind.UPDATE,
    Of.AFTER: Kind.UPDATE,
}


@dataclass(frozen=True)
class Demonstration:
    """The stages of a worksheet, in order: forward, loss, deltas from the last layer to the first, and so on."""

    stages: tuple[Stage, ...]

    def is_known(self, address: Address, stage: int) -> bool:
        """Return whether a number is known when the stage of this number is done."""
        if not 0 <= stage < len(self.stages):
            return False
        now, kind = self.stages[stage], _KNOWN_FROM[address.of]
        if kind is not Kind.DELTA or now.kind is not Kind.DELTA:
            return now.kind >= kind
        assert isinstance(address.at, UnitAt)
        done = {s.column for s in self.stages[: stage + 1]}
        return address.at.stage in done


def demonstration(sheet: Worksheet) -> Demonstration:
    """Return the stages of a worksheet; only the way forward where there is no loss."""
    stages = [Stage(Kind.FORWARD, tr("Forward"))]
    if sheet.can_learn:
        back = [c for c in reversed(sheet.columns) if not c.is_input and c.id in sheet.readings.signals]
        names = _names(back)
        stages.append(Stage(Kind.LOSS, tr("Loss")))
        stages += [
            Stage(Kind.DELTA, tr("δ of {layer}").format(layer=name), column.id)
            for column, name in zip(back, names, strict=True)
        ]
        stages += [Stage(Kind.GRADIENTS, tr("Gradients")), Stage(Kind.UPDATE, tr("Update"))]
    return Demonstration(tuple(stages))


def _names(columns: Sequence[Column]) -> list[str]:
    """Return what columns are called in the stages: by their part where there is one of each, else by name."""
    hidden = [c for c in columns if c.output is None]
    outputs = [c for c in columns if c.output is not None]
    if len(hidden) <= 1 and len(outputs) <= 1:
        return [tr("the hidden units") if c.output is None else tr("the outputs") for c in columns]
    return [tr("the outputs") if [c] == outputs else c.stage.name for c in columns]
