"""Recurrent layers that PyTorch has."""

from __future__ import annotations

from typing import Any

from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.recurrence import Recurrent
from tests.references.cases import LayerCase

GATES = {"lstm": (0, 1, 3, 2)}
"""Where the gates PyTorch lists (LSTM: i, f, g, o) stand among ours (i, f, o, g)."""


def _reordered(columns: Any, gates: tuple[int, ...], t: Any) -> Any:
    """Return the last axis, which holds the gates one after the other, in their order."""
    parts = columns.chunk(len(gates), -1)
    return t.cat([parts[k] for k in gates], -1)


def recurrent(t: Any, x: Any, p: Any, layer: Recurrent) -> Any:
    """Read a sequence with one of PyTorch's modules; a backward layer is a forward one in a mirror.

    There are two biases there, which are added: the second is 0.
    """
    name = {"lstm": "LSTM"}[layer.key]
    both, mirrored = layer.direction == "both", layer.direction == "backward"
    module = getattr(t.nn, name)(x.shape[-1], layer.units, layer.layers, batch_first=True, bidirectional=both)
    weights = {}
    for level in range(layer.layers):
        for end in ("", "_back") if both else ("_back",) if mirrored else ("",):
            ours = (f"_{level + 1}" if level else "") + end
            theirs = f"_l{level}" + ("_reverse" if end and both else "")
            for short, long in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
                columns = _reordered(p[short + ours], GATES[layer.key], t)
                weights[long + theirs] = columns if short == "b" else columns.T
            weights["bias_hh" + theirs] = t.zeros_like(weights["bias_ih" + theirs])
    y, _ = t.func.functional_call(module, weights, (x.flip(1) if mirrored else x,))
    if layer.returns == "all":
        return y.flip(1) if mirrored else y
    return t.cat((y[:, -1, : layer.units], y[:, 0, layer.units :]), -1)


def case(name: str, layer: Recurrent) -> LayerCase:
    return LayerCase(name, layer, ((5, 2),), lambda t, x, p: recurrent(t, x, p, layer))


RECURRENT = [
    case("lstm_last", LSTM(3)),
    case("lstm_all", LSTM(3, "all")),
    case("lstm_backward", LSTM(3, "last", 1, "backward")),
    case("lstm_backward_all", LSTM(2, "all", 2, "backward")),
    case("lstm_both", LSTM(3, "last", 1, "both")),
    case("lstm_deep", LSTM(3, "last", 3)),
    case("lstm_deep_both_all", LSTM(2, "all", 2, "both")),
]
