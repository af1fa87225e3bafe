"""What the gradients of the layers say: that they vanish, explode, or are exactly 0."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

import numpy as np

from nnsim.base.text import tr
from nnsim.diagnosis import simple_cures as cures
from nnsim.diagnosis.verdict import Health
from nnsim.diagnosis.vitals import SMOOTHED, LayerSigns, Vitals
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.engine.activation import Activation
from nnsim.engine.measure import activation_curve

VANISHED = 1e-3
"""A first layer with less than this share of the last layer's gradient hardly learns."""
EXPLODED = 1e3
"""A first layer with more than this times the last layer's gradient is torn about."""

UNDERFLOWS = 1e-9
"""Where the next layer gets less than this share of the greatest gradient, an exact 0 is only a very small one."""


def judge_gradients(vitals: Vitals, project: Project | None) -> Health | None:
    """Return the verdict on the gradients of a run that is not at its goal; None where they are sound."""
    layers = tuple(layer for layer in vitals.layers if math.isfinite(layer.weight))
    blocked = [i for i, layer in enumerate(layers) if layer.gets_nothing]
    if blocked and vitals.steps >= SMOOTHED:
        at, most = blocked[-1], max(layer.weight for layer in layers)
        if at < len(layers) - 1 and layers[at + 1].weight < UNDERFLOWS * most:
            return _vanishing(layers, math.inf, project)
        return _no_gradient(layers, at, project)
    if len(layers) < 2 or layers[-1].weight <= 0 or layers[0].weight <= 0:
        return None
    share = layers[0].weight / layers[-1].weight
    if share < VANISHED:
        return _vanishing(layers, 1 / share, project)
    return _exploding(layers, share, project) if share > EXPLODED else None


# ---- exactly 0 ------------------------------------------------------------------------------------


def _no_gradient(layers: tuple[LayerSigns, ...], at: int, project: Project | None) -> Health:
    """Return the verdict on layers whose gradients are exactly 0, the last of them at place `at`."""
    layer, behind = layers[at], layers[at + 1] if at + 1 < len(layers) else None
    reason, cure = _why_nothing_passes(layer, behind, project)
    return Health(
        "bad",
        tr("No gradient"),
        tr("{layer} gets no gradient: it is exactly 0").format(layer=layer.name),
        reason,
        cure,
    )


def _nothing_comes_back(layer: LayerSigns, behind: LayerSigns | None) -> bool:
    """Return whether it is not the activation of a layer that lets nothing through."""
    own = layer.activation
    if own is None:
        return True
    if own.flat:
        return False
    if not layer.apart:
        return layer.output == 0
    # What is saturated on both sides is not 0, and teaches the layer behind; sums of 0 teach it nothing.
    both_sides = own.saturation is not None and own.saturation[0] < 0
    return both_sides and behind is not None and behind.weight == 0


def _why_nothing_passes(
    layer: LayerSigns, behind: LayerSigns | None, project: Project | None
) -> tuple[str, Repair | None]:
    own = layer.activation
    if own is None or _nothing_comes_back(layer, behind):
        text = tr(
            "What comes back to it is 0, or too small for the numbers in use: look at the layers behind it, and"
            " at whether their weights are all 0."
        )
        return text, cures.offered(cures.draw_fitting_weights(), project)
    names = {"own": tr(own.title), "layer": layer.name}
    if own.flat:
        return tr("{own} is level everywhere and passes no gradient. Choose another activation.").format(
            **names
        ), None
    if own.dead_below is not None:
        text = tr(
            "All units of {layer} are dead: whatever comes in, {own} gives {level}, and passes nothing there. Only"
            " new weights bring them back; a smaller learning rate keeps them alive."
        ).format(**names, level=f"{own.dead_below:g}")
        return text, None if behind is None else cures.offered(cures.use_leaky_relu(), project)
    if own.saturation is not None:
        text = tr(
            "All units of {layer} are saturated: the sums are so large that {own} is level there and passes"
            " nothing. Only new weights bring them back; a smaller learning rate keeps the sums small."
        ).format(**names)
        return text, cures.lower_rate(project)
    text = tr(
        "{own} passes nothing to {layer}, whatever comes in: its output says nothing of its input."
    ).format(**names)
    return text, None


# ---- small and large ------------------------------------------------------------------------------


def _vanishing(layers: tuple[LayerSigns, ...], times: float, project: Project | None) -> Health:
    """Return the verdict on a first layer that learns so many `times` slower than the last."""
    title = tr("{first} learns {times}× slower than {last}")
    if math.isinf(times):
        title = tr("The gradient of {first} is too small to be told from 0")
    text, cure = _why_less_passes(layers, project)
    return Health(
        "warning",
        tr("Gradients vanish"),
        title.format(first=layers[0].name, last=layers[-1].name, times=times_text(times)),
        tr("{why} The first layers hardly move.").format(why=text),
        cure or cures.offered(cures.draw_fitting_weights(), project),
    )


def _why_less_passes(layers: tuple[LayerSigns, ...], project: Project | None) -> tuple[str, Repair | None]:
    hidden = [layer.activation for layer in layers[:-1] if layer.activation is not None]
    squashing = [a for a in hidden if a.saturation is not None]
    most = Counter(squashing or hidden).most_common(1)
    text, cure = (
        tr("The weights are too small for what comes in: every layer passes less than it gets."),
        None,
    )
    if most and squashing:
        own = most[0][0]
        steepest = greatest_slope(own)
        cure = cures.offered(cures.use_relu_and_he(), project)
        if steepest < 0.99:
            text = tr("{own} passes at most {share} of a gradient, in every layer anew.").format(
                own=tr(own.title), share=f"{steepest:.2g}"
            )
        else:
            text = tr(
                "{own} passes less of a gradient the larger its sums are, and small weights less still, in every"
                " layer anew."
            ).format(own=tr(own.title))
    elif most and most[0][0].dead_below is not None:
        text = tr(
            "{own} passes nothing where its sums are negative, and small weights make less of the rest."
        )
        text = text.format(own=tr(most[0][0].title))
    return text, cure


def _exploding(layers: tuple[LayerSigns, ...], times: float, project: Project | None) -> Health:
    cure = cures.offered(cures.draw_fitting_weights(), project)
    return Health(
        "warning",
        tr("Gradients explode"),
        tr("The gradient of {first} is {times}× that of {last}").format(
            first=layers[0].name, last=layers[-1].name, times=times_text(times)
        ),
        tr("On its way back every layer makes the gradient larger: the first layers are torn about."),
        cure or cures.offered(cures.clip_gradients(), project),
    )


@lru_cache(maxsize=64)
def greatest_slope(activation: Activation) -> float:
    """Return the greatest slope of an elementwise activation for sums from −10 to 10, measured."""
    z = np.linspace(-10.0, 10.0, 20_001)
    return float(np.abs(activation_curve(activation, z)[1]).max())


def times_text(ratio: float) -> str:
    """Return how many times in at most two digits."""
    if math.isinf(ratio):
        return "∞"
    digits = max(0, math.floor(math.log10(ratio)) - 1)
    return f"{round(ratio, -digits):,.0f}"
