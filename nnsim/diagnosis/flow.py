"""How gradients run back from the losses: what comes to each layer that connects, first layer first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.examination import Examination, LayerSeen
from nnsim.diagnosis.numerals import short
from nnsim.diagnosis.progress import NEWEST
from nnsim.diagnosis.sign import Sign
from nnsim.training.quantities import BIAS_GRADIENT, GRADIENT, OUTPUT_GRADIENT, Quantity


@dataclass(frozen=True)
class Flow:
    """Gradients of layers with connecting weights that a loss depends on, n of them in running order.

    Attributes
    ----------
    layers
        As they were seen.
    weight, bias, output
        ‖∂L/∂W‖, ‖∂L/∂b‖ (0 without biases) and ‖∂L/∂output‖, (n,) each.
    """

    layers: tuple[LayerSeen, ...]
    weight: np.ndarray
    bias: np.ndarray
    output: np.ndarray

    def __len__(self) -> int:
        return len(self.layers)

    @property
    def first(self) -> LayerSeen:
        """The layer that is farthest from the losses."""
        return self.layers[0]

    @property
    def last(self) -> LayerSeen:
        """The layer that is nearest to the losses."""
        return self.layers[-1]

    @property
    def rms(self) -> np.ndarray:
        """Root mean square of the gradient of a weight of each layer, (n,)."""
        return self.weight / np.sqrt([max(1, layer.weights) for layer in self.layers])

    @property
    def back(self) -> float:
        """Decades by which what comes back to the outputs of layers grows, from the last to the first.

        Below 0 where it shrinks; the lesser of what norm and root mean square say. NaN where one of them is 0.
        """
        sizes = np.sqrt([max(1, layer.units) for layer in self.layers])
        return _lesser(_decades(self.output[0], self.output[-1]), _decades(*(self.output / sizes)[[0, -1]]))

    @property
    def down(self) -> float:
        """Decades by which the gradient of the first layer's weights is below the last layer's, biases included.

        The lesser of what norm and root mean square say; below 0 where it is above. NaN where one of them is 0.
        """
        numbers = self.weight[-1], self.rms[-1]
        last = [
            max(own, float(self.bias[-1]) / math.sqrt(size))
            for own, size in zip(numbers, (1, self.last.units), strict=True)
        ]
        return _lesser(_decades(last[0], self.weight[0]), _decades(last[1], self.rms[0]))

    @property
    def steepest(self) -> float:
        """Greatest share that one step from layer to layer has in all the decades by which gradients change."""
        steps = np.abs(np.diff(np.log10(np.maximum(self.output, 1e-300))))
        return float(steps.max() / steps.sum()) if len(steps) and steps.sum() > 0 else 1.0


def _decades(above: float, below: float) -> float:
    if not (above > 0 and below > 0 and math.isfinite(above) and math.isfinite(below)):
        return math.nan
    return math.log10(above / below)


def _lesser(one: float, two: float) -> float:
    """Return which of two numbers is nearer to 0; 0 where they disagree about the direction, NaN where one is NaN."""
    if one != one or two != two:
        return math.nan
    return 0.0 if one * two < 0 else min(one, two, key=abs)


def flow_now(case: Case) -> Flow | None:
    """Return how gradients run now, the mean of the newest steps; what a probe sees where there were none."""
    seen = case.now
    if seen is None or not back_propagates(case):
        return None
    layers = _layers(case, seen)
    if case.course is None or not layers:
        return _seen(layers)
    columns = {layer.node: layer for layer in case.course.layers}
    if any(layer.node not in columns for layer in layers):
        return _seen(layers)
    course = case.course

    def newest(quantity: Quantity) -> np.ndarray:
        found = [course.curve(columns[layer.node], quantity)[-NEWEST:] for layer in layers]
        return np.array([_mean(curve) for curve in found])

    return Flow(layers, newest(GRADIENT), np.nan_to_num(newest(BIAS_GRADIENT)), newest(OUTPUT_GRADIENT))


def flow_first(case: Case) -> Flow | None:
    """Return how gradients ran at the first weights, as a probe saw it."""
    return None if case.first is None or not back_propagates(case) else _seen(_layers(case, case.first))


def _layers(case: Case, seen: Examination) -> tuple[LayerSeen, ...]:
    led = case.structure.led
    return tuple(layer for layer in seen.connecting if layer.node in led)


def _seen(layers: tuple[LayerSeen, ...]) -> Flow | None:
    if not layers:
        return None
    bias = np.nan_to_num([layer.bias_gradient for layer in layers])
    weight, output = ([getattr(layer, name) for layer in layers] for name in ("gradient", "output_gradient"))
    return Flow(layers, np.array(weight), bias, np.array(output))


def _mean(numbers: np.ndarray) -> float:
    finite = numbers[np.isfinite(numbers)]
    return float(finite.mean()) if len(finite) else math.nan


def hidden_now(case: Case) -> tuple[LayerSeen, ...]:
    """Return the layers with connecting weights before the outputs, as they are now, first layer first."""
    if case.now is None or not back_propagates(case):
        return ()
    ends = {output.stage for output in case.structure.outputs}
    return tuple(layer for layer in _layers(case, case.now) if layer.node not in ends)


def back_propagates(case: Case) -> bool:
    """Return whether gradients come from back-propagation, so that there is something to say of them.

    Not while a rule that learns layer by layer leaves the loss alone: the other layers wait for their turn.
    """
    rule, course = case.training.rule, case.course
    epoch = 0 if course is None else int(course.epoch)
    return rule.uses_optimizer and rule.is_judged(case.resolved.stages, epoch)


def times_text(times: float) -> str:
    """Return how many times, as people read it."""
    return f"{times:.0f}" if 10 <= times < 1000 else short(float(f"{times:.2g}"))


def bypassed(case: Case, weight: float) -> Iterator[Sign]:
    """Yield the counter-sign that there are skip connections: what a layer spoils goes around it."""
    if any(len(stage.sources) > 1 for stage in case.structure.stages):
        yield Sign(tr("Skip connections"), tr("there are some"), tr("some in deep networks"), -weight)
