"""Recurrent layers that PyTorch has."""

from __future__ import annotations

from typing import Any

from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.rnn import RNN
from nnsim.engine.recurrence import Recurrent
from tests.references.cases import LayerCase

GATES = {"rnn": (0,), "gru": (0, 1, 2), "lstm": (0, 1, 3, 2)}
"""Where the gates PyTorch lists stand among ours: of an LSTM it lists i, f, g, o, and we i, f, o, g."""


def recurrent(t: Any, x: Any, p: Any, layer: Recurrent) -> Any:
    """Read a sequence with one of PyTorch's modules; a backward layer is a forward one in a mirror."""
    both, mirrored = layer.direction == "both", layer.direction == "backward"
    more = {"nonlinearity": layer.nonlinearity} if isinstance(layer, RNN) else {}
    module = getattr(t.nn, layer.key.upper())(
        x.shape[-1], layer.units, layer.layers, batch_first=True, bidirectional=both, **more
    )
    weights: dict[str, Any] = {}
    for level in range(layer.layers):
        for end in ("", "_back") if both else ("_back",) if mirrored else ("",):
            ours = (f"_{level + 1}" if level else "") + end
            theirs = f"_l{level}" + ("_reverse" if end and both else "")
            weights |= {k + theirs: a for k, a in _cell(t, p, ours, GATES[layer.key]).items()}
    y, _ = t.func.functional_call(module, weights, (x.flip(1) if mirrored else x,))
    if layer.returns == "all":
        return y.flip(1) if mirrored else y
    return t.cat((y[:, -1, : layer.units], y[:, 0, layer.units :]), -1)


def _cell(t: Any, p: Any, suffix: str, gates: tuple[int, ...]) -> dict[str, Any]:
    """Return the parameters of one cell as theirs: gates in rows, and a second bias beside U·h.

    It is added to the first but for the last gate of a GRU, and 0 here where it is.
    """

    def ordered(name: str) -> Any:
        parts = p[name + suffix].chunk(len(gates), -1)
        return t.cat([parts[k] for k in gates], -1)

    second = t.zeros_like(p["b" + suffix])
    if "b_h" + suffix in p:
        own = p["b_h" + suffix]
        second = t.cat((second[: -len(own)], own))
    return {
        "weight_ih": ordered("W").T,
        "weight_hh": ordered("U").T,
        "bias_ih": ordered("b"),
        "bias_hh": second,
    }


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
    case("rnn_last", RNN(3)),
    case("rnn_relu_all", RNN(3, "all", nonlinearity="relu")),
    case("rnn_deep_both", RNN(2, "last", 2, "both")),
    case("rnn_backward_all", RNN(2, "all", 1, "backward")),
    case("gru_last", GRU(3)),
    case("gru_all", GRU(3, "all")),
    case("gru_deep_both_all", GRU(2, "all", 2, "both")),
    case("gru_backward", GRU(2, "last", 2, "backward")),
]
