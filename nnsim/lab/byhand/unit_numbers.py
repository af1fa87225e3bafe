"""The engine's numbers of one unit in one example: what it adds up, gives, and gets back."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from nnsim.engine.subject import slopes
from nnsim.lab.byhand.address import Address, Of
from nnsim.lab.byhand.bench import Bench, Readings
from nnsim.lab.byhand.wiring import Column, Wiring


@dataclass(frozen=True, eq=False)
class UnitNumbers:
    """What `Readings` say of single units.

    Attributes
    ----------
    bench, wiring
        The network with its examples, and how its units are connected.
    vector
        All learned numbers, float64, that `readings` were made with.
    """

    bench: Bench
    wiring: Wiring
    vector: np.ndarray
    readings: Readings
    _slopes: dict[str, np.ndarray] = field(default_factory=dict)

    def value(self, address: Address, example: int) -> float:
        """Return the number of a unit in an example; NaN for what there is none of."""
        at = address.unit
        column = self.wiring.column_of(at)
        match address.of:
            case Of.Y:
                return float(self.readings.values[column.id][example, at.number])
            case Of.Z:
                # Before an activation where there is one; else the output itself.
                id_ = column.id if column.sums is None else column.sums.id
                return float(self.readings.values[id_][example, at.number])
            case Of.SIGNAL:
                return self._signal(column.id, at.number, example)
            case Of.SLOPE:
                return float(self._slopes_of(column)[example, at.number])
            case Of.DELTA:
                return self._delta(column, at.number, example)
            case Of.LOCAL:
                return self._local(address, example)
        if column.output is None:
            return math.nan
        if address.of is Of.TARGET:
            return float(self.bench.subject.targets[column.output][example, at.number])
        return float(self._answers(column)[example, at.number])

    def _answers(self, column: Column) -> np.ndarray:
        """Return what a person reads from an output, (examples, units)."""
        assert column.output is not None
        output = self.bench.network.outputs[column.output]
        return output.loss.probabilities(self.readings.values[column.id])

    def _signal(self, stage: str, number: int, example: int) -> float:
        found = self.readings.signals.get(stage)
        return 0.0 if found is None else float(found[example, number])

    def _delta(self, column: Column, number: int, example: int) -> float:
        if column.sums is None or column.activation is None:
            return self._signal(column.id, number, example)
        if self.wiring.bases[column.sums.id] == column.id:
            return self._signal(column.sums.id, number, example)
        # Other layers read the sums as well, so that their signal is not of this way alone.
        return self._signal(column.id, number, example) * float(self._slopes_of(column)[example, number])

    def _slopes_of(self, column: Column) -> np.ndarray:
        if column.activation is None or column.sums is None:
            return np.ones((self.bench.count, column.units))
        if column.id not in self._slopes:
            self._slopes[column.id] = slopes(column.activation, self.readings.values[column.sums.id].copy())
        return self._slopes[column.id]

    def _local(self, address: Address, example: int) -> float:
        column, before = self.wiring.column_of(address.unit), address.before
        assert before is not None
        found = self.bench.local_slopes(self.wiring, column, example, self.vector)
        if found is None:
            return math.nan
        total, start = 0.0, 0
        for id_, shape in zip(column.stage.sources, column.stage.inputs, strict=True):
            if self.wiring.bases[id_] == before.stage:
                total += float(found[address.unit.number, start + before.number])
            start += math.prod(shape)
        return total
