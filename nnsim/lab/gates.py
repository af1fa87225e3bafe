"""The gates one builds from: a weighted sum and a threshold each."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.lab.circuit import Gate

KINDS: dict[str, tuple[str, tuple[float, ...], float]] = {
    "nand": (mark("NAND"), (-2.0, -2.0), 3.0),
    "and": (mark("AND"), (2.0, 2.0), -3.0),
    "or": (mark("OR"), (2.0, 2.0), -1.0),
    "nor": (mark("NOR"), (-2.0, -2.0), 1.0),
    "not": (mark("NOT"), (-2.0,), 1.0),
    "majority": (mark("majority"), (2.0, 2.0, 2.0), -3.0),
}
"""By key: what it is called, its weights and its bias."""


def gate(kind: str, name: str, *sources: str, at: tuple[float, float] | None = None) -> Gate:
    """Return a gate of a kind; every source has the weight of its place, the last one also of those beyond."""
    _, weights, bias = KINDS[kind]
    chosen = tuple(weights[min(i, len(weights) - 1)] for i in range(len(sources)))
    return Gate(name, sources, chosen, bias, at, wire=weights[-1])
