"""Signals and gradients in very wide networks with random weights: mean field theory.

Weights are N(0, σ_w²/n), biases N(0, σ_b²); weighted sums are then N(0, q), and q goes from layer to layer by
q ← σ_w²·E[f(√q·z)²] + σ_b², z ~ N(0, 1). Going back, squared gradients are multiplied by χ₁ = σ_w²·E[f′(√q·z)²] in
every layer: they vanish below 1, explode above (Poole et al. 2016; Schoenholz et al. 2017).
"""

from __future__ import annotations

import math

import numpy as np

from nnsim.engine.activation import Activation
from nnsim.engine.measure import activation_curve

_HALF_WIDTH, _NODES = 12.0, 4000
_Z = np.linspace(-_HALF_WIDTH, _HALF_WIDTH, _NODES)
_BELL = np.exp(-(_Z**2) / 2) / np.exp(-(_Z**2) / 2).sum()
"""Points and weights of E[f(z)], z ~ N(0, 1): equal steps, exact to rounding for smooth f (Trefethen 2014).

No point lies at 0, so that a kink there has as many on either side.
"""
_STEPS = 2_000
"""Layers after which a variance that still moves is taken as it is; without biases it moves for ever on the line."""
_NEARLY_NOTHING = 1e-12
"""The variance that signals have in deep layers without biases, up to the line."""
_SETTLED = 1e-14


def mean_squares(activation: Activation, variance: float) -> tuple[float, float]:
    """Return E[f(√q·z)²] and E[f′(√q·z)²] of an elementwise activation for weighted sums of variance q."""
    y, slope = activation_curve(activation, math.sqrt(variance) * _Z)
    return float(_BELL @ y**2), float(_BELL @ slope**2)


def settled_variance(activation: Activation, weight_variance: float, bias_variance: float) -> float:
    """Return q of weighted sums in deep layers, from q = 1 in the first; infinite where it grows beyond all bounds."""
    q = 1.0
    for _ in range(_STEPS):
        before, q = q, weight_variance * mean_squares(activation, q)[0] + bias_variance
        if not q < 1e12:
            return math.inf
        if abs(q - before) <= _SETTLED * max(q, 1.0):
            break
    return q


def gradient_factor(activation: Activation, weight_variance: float, bias_variance: float) -> float:
    """Return χ₁: what a deep layer multiplies a squared gradient by; infinite where signals grow without bounds."""
    q = settled_variance(activation, weight_variance, bias_variance)
    return weight_variance * mean_squares(activation, q)[1] if math.isfinite(q) else math.inf


def depth_scale(activation: Activation, weight_variance: float, bias_variance: float) -> float:
    """Return ξ = 1/|ln χ₁|: layers in which a squared gradient changes by a factor of e; infinite on the critical line."""
    chi = gradient_factor(activation, weight_variance, bias_variance)
    return 1 / abs(math.log(chi)) if chi > 0 and chi != 1 and math.isfinite(chi) else math.inf


def critical_weight_variance(activation: Activation, bias_variance: float) -> float:
    """Return the σ_w² at which χ₁ is 1; NaN where there is none with a variance of weighted sums below 1,000.

    On the line σ_w² = 1/E[f′²], which leaves one equation in q: q = σ_b² + E[f²]/E[f′²].
    """
    if bias_variance == 0:
        return 1 / mean_squares(activation, _NEARLY_NOTHING)[1]

    def excess(q: float) -> float:
        square, slope = mean_squares(activation, q)
        return q - bias_variance - square / slope if slope > 0 else -math.inf

    places = np.geomspace(bias_variance, 1_000.0, 400)
    beyond = next((i for i, q in enumerate(places) if excess(q) > 0), 0)
    if beyond == 0:
        return math.nan
    low, high = float(places[beyond - 1]), float(places[beyond])
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if excess(middle) > 0 else (middle, high)
    return 1 / mean_squares(activation, low)[1]
