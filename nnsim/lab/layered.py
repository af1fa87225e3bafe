"""Circuits in layers, in which every neuron reads the whole layer before it."""

from __future__ import annotations

from collections.abc import Sequence

from nnsim.lab.circuit import Gate

Units = Sequence[tuple[str, Sequence[float], float]]
"""Of one layer: name, weights and bias of every neuron."""


def layered(inputs: Sequence[str], *layers: Units) -> tuple[Gate, ...]:
    """Return the gates of layers that follow one another."""
    gates: list[Gate] = []
    before = tuple(inputs)
    for column, units in enumerate(layers, 1):
        for row, (name, weights, bias) in enumerate(units):
            at = (float(column), row - (len(units) - 1) / 2)
            gates.append(Gate(name, before, tuple(map(float, weights)), float(bias), at))
        before = tuple(name for name, _, _ in units)
    return tuple(gates)


def at_least(inputs: int, *counts: int) -> Units:
    """Return neurons that fire when at least so many of `inputs` are on."""
    return [(f"≥ {n}", [1.0] * inputs, 0.5 - n) for n in counts]


def on_count(gates: Sequence[float], firing: Sequence[int]) -> float:
    """Return 1 when just as many of `gates` are on as `firing` names, else 0."""
    return float(sum(gates) in firing)
