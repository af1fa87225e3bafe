"""Weights for NumPy."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.export.exporter import exporters
from nnsim.export.weights_exporter import WeightsExporter


@exporters.register
class WeightsNpz(WeightsExporter):
    """Weights as a NumPy archive; the text ``__metadata__`` is JSON and says how to use them."""

    key = "weights_npz"
    title = mark("Weights as NPZ (NumPy)")
    summary = mark(
        "All weights and biases, one array each, with scaling, names and layout. Read them with numpy.load(name)."
    )
    suffix = ".npz"
    order = 10
