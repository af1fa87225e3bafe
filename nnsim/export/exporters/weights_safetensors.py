"""Weights for PyTorch, JAX and others."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.export.exporter import exporters
from nnsim.export.weights_exporter import WeightsExporter


@exporters.register
class WeightsSafetensors(WeightsExporter):
    """Weights as safetensors; its metadata has a key ``nnsim``: JSON that says how to use them."""

    key = "weights_safetensors"
    title = mark("Weights as safetensors")
    summary = mark(
        "All weights and biases, with scaling, names and layout, in the format PyTorch, JAX and TensorFlow read alike."
    )
    source = "https://github.com/huggingface/safetensors"
    suffix = ".safetensors"
    order = 20
