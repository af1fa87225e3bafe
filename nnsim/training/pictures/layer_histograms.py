"""How the numbers of one layer are spread: its weights, what it gives, and the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from nnsim.base.read_only import read_only
from nnsim.base.text import mark
from nnsim.engine.stage import Stage
from nnsim.training.picture import Picture, pictures
from nnsim.training.scene import Scene

BINS = 32
GREATEST = 1e300
"""What is further from 0 has no place in a histogram: a span of such numbers is none."""


@dataclass(frozen=True, eq=False)
class HistogramOf:
    """Counts (bins,) between edges (bins + 1,), and shares a person wants to know."""

    counts: np.ndarray
    edges: np.ndarray
    saturated: float | None = None
    dead: float | None = None


@dataclass(frozen=True, eq=False)
class Histograms:
    """The numbers of one layer, each None where there are none.

    Attributes
    ----------
    weights
        Of its weights, without biases.
    activations
        Of its outputs on the first training examples, with the shares at rest.
    gradients
        Of ∂L/∂W on these examples, with layers as in training.
    """

    weights: HistogramOf | None
    activations: HistogramOf | None
    gradients: HistogramOf | None


@pictures.register
@dataclass(frozen=True)
class LayerHistograms(Picture[Histograms]):
    """Histograms of the layer with the id `layer`."""

    key = "layer_histograms"
    title = mark("Histograms of a layer")
    summary = mark("How the weights, outputs and gradients of one layer are spread.")

    layer: str

    @classmethod
    def usual(cls, scene: Scene) -> Self:
        return cls(scene.network.stages[-1].id)

    def take(self, scene: Scene) -> Histograms | None:
        stage = scene.stage(self.layer)
        if stage is None:
            return None
        own = [w for w in scene.network.parameters.windows_of(stage.id) if not w.spec.bias]
        weights = gradients = None
        if own:
            start, stop = own[0].start, own[-1].stop
            weights = _histogram(scene.network.parameters.vector[start:stop])
            gradient = scene.gradient()
            gradients = _histogram(gradient[start:stop]) if gradient is not None else None
        return Histograms(weights, _activations(scene, stage), gradients)


def _activations(scene: Scene, stage: Stage) -> HistogramOf | None:
    """Return the outputs of a stage on the first training examples, with the share at rest."""
    outputs = scene.network.run(scene.sample, [stage.id])[0]
    activation = stage.layer.activation_function()
    saturated = dead = None
    if activation is not None and activation.saturation is not None:
        low, high = activation.saturation
        saturated = float(((outputs < low) | (outputs > high)).mean())
    if activation is not None and activation.dead_below is not None:
        dead = float((outputs <= activation.dead_below).all(axis=0).mean())
    return _histogram(outputs, saturated=saturated, dead=dead)


def _histogram(numbers: np.ndarray, **shares: float | None) -> HistogramOf | None:
    """Return how the finite numbers are spread over bars of one width; None where there is no such number."""
    exact = numbers.astype(np.float64)
    finite = exact[np.abs(exact) < GREATEST]
    if not finite.size:
        return None
    low, high = float(finite.min()), float(finite.max())
    if high - low <= 1e-12 * max(abs(low), abs(high), 1e-300):
        margin = max(abs(low), 1.0) * 0.5
        low, high = low - margin, high + margin
    # np.histogram does the same in three times the time: it is ready for bars of any width.
    bars = np.minimum(((finite - low) * (BINS / (high - low))).astype(np.intp), BINS - 1)
    counts, edges = np.bincount(bars, minlength=BINS), np.linspace(low, high, BINS + 1)
    return HistogramOf(read_only(counts), read_only(edges), **shares)
