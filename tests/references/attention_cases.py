"""Attention as PyTorch has it: as a module, and as a function for heads of any size."""

from __future__ import annotations

from typing import Any

from nnsim.engine.layers.positional_encoding import PositionalEncoding
from nnsim.engine.layers.self_attention import SelfAttention
from tests.references.cases import LayerCase, Shape


def by_module(t: Any, x: Any, p: Any, layer: SelfAttention) -> Any:
    """Their heads share the features out, so the size of a head cannot be chosen."""
    time, features = x.shape[1:]
    module = t.nn.MultiheadAttention(features, layer.heads, bias=layer.bias, batch_first=True)
    weights = {"in_proj_weight": p["W"].T, "out_proj.weight": p["W_o"].T}
    if layer.bias:
        weights |= {"in_proj_bias": p["b"], "out_proj.bias": p["b_o"]}
    future = t.ones(time, time).triu(1).bool() if layer.causal else None
    y, _ = t.func.functional_call(module, weights, (x, x, x), {"attn_mask": future})
    return y


def by_function(t: Any, x: Any, p: Any, layer: SelfAttention) -> Any:
    asked = x @ p["W"] + p["b"]
    split = asked.unflatten(-1, (3, layer.heads, layer.head_size)).permute(2, 0, 3, 1, 4)
    mixed = t.nn.functional.scaled_dot_product_attention(*split, is_causal=layer.causal)
    return mixed.transpose(1, 2).flatten(2) @ p["W_o"] + p["b_o"]


def case(name: str, layer: SelfAttention, shape: Shape = (5, 6)) -> LayerCase:
    function = by_function if layer.head_size else by_module
    return LayerCase(name, layer, (shape,), lambda t, x, p: function(t, x, p, layer))


ATTENTION = [
    case("self_attention", SelfAttention()),
    case("self_attention_heads", SelfAttention(3)),
    case("self_attention_causal", SelfAttention(2, causal=True)),
    case("self_attention_bare", SelfAttention(2, bias=False)),
    case("self_attention_sized", SelfAttention(2, 4), (4, 3)),
    case("self_attention_sized_causal", SelfAttention(3, 2, causal=True), (4, 5)),
    LayerCase(
        "positions_learned",
        PositionalEncoding("learned"),
        ((5, 4),),
        lambda t, x, p: x + t.nn.functional.embedding(t.arange(5), p["P"]),
    ),
]
