"""Pictures for the help pages: what a part does, worked out by the part itself.

An activation draws its curve, a loss its valley, an initializer a matrix, an optimizer its way down a
slope, a layer what it makes of an example: nothing is drawn by hand, so no picture can be out of date.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.registry import Part
from nnsim.base.text import tr
from nnsim.engine.activation import Activation
from nnsim.engine.calls import Calls
from nnsim.engine.clipping import Clipping
from nnsim.engine.initializer import Initializer
from nnsim.engine.layer import Layer
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import Loss
from nnsim.engine.measure import loss_value
from nnsim.engine.network import Network
from nnsim.engine.optimizer import Optimizer, OptimizerVectors
from nnsim.engine.program import Program
from nnsim.engine.schedule import REACTION, Schedule
from nnsim.engine.stage import Stage

Array = NDArray[Any]
FLAT, SEQUENCE, IMAGE = (24,), (24, 6), (1, 14, 14)
"""Shapes of the examples that layers are shown with."""
BOWL = (1.0, 12.0)
"""Curvatures of the slope that optimizers go down."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """One pair of axes: curves ``(name, x, y)``, or an image (rows, columns) with row 0 at the top."""

    title: str
    x: str = ""
    y: str = ""
    curves: tuple[tuple[str, Array, Array], ...] = ()
    image: Array | None = None


def picture_of(part: type[Part]) -> tuple[Drawing, ...]:
    """Return the drawings of a part with its defaults, left to right; empty when it has nothing to show."""
    for base, draw in _DRAWN:
        if issubclass(part, base):
            with np.errstate(all="ignore"):
                return draw(part())
    return ()


# ---- activations, losses, initializers, optimizers -------------------------------------------------


def _activation(part: Activation) -> tuple[Drawing, ...]:
    z = np.linspace(-4.0, 4.0, 201)
    if not part.elementwise:
        # Three numbers, of which the first changes and the others stay 0.
        rows = np.zeros((len(z), 3))
        rows[:, 0] = z
        y = _response(ActivationLayer(part), (3,), rows)
        names = ("y₁", "y₂, y₃")
        return (Drawing(tr("Outputs"), "z₁", "y", ((names[0], z, y[:, 0]), (names[1], z, y[:, 1]))),)
    y = _response(ActivationLayer(part), (1,), z[:, None])[:, 0]
    step = 1e-5
    rise = _response(ActivationLayer(part), (1,), z[:, None] + step)[:, 0]
    fall = _response(ActivationLayer(part), (1,), z[:, None] - step)[:, 0]
    slope = (rise - fall) / (2 * step)
    # The height of a jump is no slope.
    slope[np.abs(slope) > 100] = np.nan
    return (Drawing(tr("Function and slope"), "z", "y", (("f(z)", z, y), ("f′(z)", z, slope))),)


def _loss(part: Loss) -> tuple[Drawing, ...]:
    z = np.linspace(-4.0, 4.0, 201)
    # What compares shares is shown with two of them, of which one is the whole.
    shares = part.needs_classes or part.applies != ""
    single = part.misfit(2 if shares else 0, 1, 1) is None and part.applies != "softmax"
    outputs = z[:, None] if single else np.stack([np.zeros_like(z), z], axis=1)
    curves = []
    for target in (0, 1):
        if shares:
            encoded = part.encode(np.full(len(z), target), 2, outputs.shape[1])
        else:
            encoded = np.full_like(outputs, float(target))
        values = [loss_value(part, outputs[i : i + 1], encoded[i : i + 1]) for i in range(len(z))]
        curves.append((tr("target {t}").format(t=target), z, np.array(values)))
    return (Drawing(tr("Loss of one example"), tr("output"), "L", tuple(curves)),)


def _initializer(part: Initializer) -> tuple[Drawing, ...]:
    drawn = part.draw(np.random.default_rng(1), (24, 24), 24, 24)
    return (Drawing(tr("A 24 × 24 matrix"), tr("unit"), tr("input"), image=np.asarray(drawn)),)


def _optimizer(part: Optimizer) -> tuple[Drawing, ...]:
    curves = []
    for rate in (0.01, 0.1, 1.0):
        losses = np.array(_way_down(part, rate, 60))
        losses[~(losses < 100)] = np.nan
        if np.isnan(losses).mean() > 0.5:
            # Too fast for this one: it has flown away.
            continue
        curves.append((f"η = {rate:g}", np.arange(len(losses), dtype=float), losses))
    return (Drawing(tr("Loss on a narrow slope"), tr("step"), "½·x² + 6·y²", tuple(curves)),)


def _way_down(part: Optimizer, rate: float, steps: int) -> list[float]:
    """Return the loss before each step from (1, 1)."""
    curvature = np.array(BOWL)
    place, gradient, step = np.ones(2), np.zeros(2), np.zeros(2)
    calls = Calls(place.dtype)
    part.emit(OptimizerVectors(place, gradient, step, np.array(rate)), calls)
    losses = []
    for _ in range(steps):
        losses.append(float(0.5 * (curvature * place * place).sum()))
        gradient[:] = curvature * place
        for call in calls:
            call()
        place -= step
    return losses


def _schedule(part: Schedule) -> tuple[Drawing, ...]:
    epochs = np.linspace(0.0, 60.0, 601)
    state: dict[str, Any] = {}
    shares = []
    for epoch in epochs.tolist():
        shares.append(part.factor(epoch) * state.get(REACTION, 1.0))
        if part.observes and epoch.is_integer():
            # A loss that falls for ten epochs and then no more.
            part.observe(max(1.0, 11.0 - epoch), state)
    title = tr("A loss stands still from epoch 10 on") if part.observes else tr("Share of the learning rate")
    return (Drawing(title, tr("epoch"), "η / η₀", (("η / η₀", epochs, np.array(shares)),)),)


def _clipping(part: Clipping) -> tuple[Drawing, ...]:
    lengths = np.linspace(0.0, 4.0, 81)
    gradient, clipped = np.zeros(2), np.zeros(2)
    calls = Calls(gradient.dtype)
    part.emit(gradient, clipped, [(0, 1), (1, 2)], calls)
    found = []
    for length in lengths:
        gradient[:] = length, 0.5
        for call in calls:
            call()
        found.append(clipped.copy())
    first, second = np.array(found).T
    curves = (("g₁", lengths, first), (tr("g₂ of another layer, 0.5"), lengths, second))
    return (Drawing(tr("After clipping"), "g₁", "", curves),)


# ---- layers ----------------------------------------------------------------------------------------


def _layer(part: Layer) -> tuple[Drawing, ...]:
    if part.role.is_fed:
        return ()
    if not part.takes_inputs:
        return (_drawn(tr("Output"), _response(part, ())[0].reshape(part.output_shape(()))),)
    count = max(1, part.arity[0])
    shapes = (IMAGE, SEQUENCE, FLAT) if part.category in ("convolution", "shape") else (FLAT, SEQUENCE, IMAGE)
    for shape in shapes:
        try:
            output = part.output_shape((shape,) * count)
        except NnsimError:
            continue
        if output == (1,) and shape is not FLAT:
            # One number is no picture.
            continue
        example = _example(shape) if part.codes is None else np.arange(shape[0]) ** 2 % part.codes
        examples = [example if i == 0 else np.roll(example, 5, axis=-1) for i in range(count)]
        made = _response(part, shape, *[e[None] for e in examples])[0].reshape(output)
        seen = [_drawn(tr("Input"), e) for e in examples]
        return (*seen, _drawn(tr("Output"), made))
    return ()


def _example(shape: tuple[int, ...]) -> Array:
    """Return a wave, a rising chord, or a ring: patterns in which one sees what became of them."""
    if len(shape) == 1:
        x = np.linspace(0, 2 * math.pi, shape[0])
        return np.asarray(np.sin(x) + 0.4 * np.sin(3 * x))
    if len(shape) == 2:
        time = np.arange(shape[0])[:, None]
        return np.asarray(np.sin(time * (np.arange(shape[1])[None] + 1) * math.pi / shape[0]))
    rows, columns = np.indices(shape[1:]) - (np.array(shape[1:]).reshape(2, 1, 1) - 1) / 2
    ring = np.exp(-((np.hypot(rows, columns) - shape[1] / 3.2) ** 2))
    return np.broadcast_to(ring, shape)


def _drawn(title: str, numbers: Array) -> Drawing:
    if numbers.ndim == 1:
        return Drawing(title, tr("number"), "", ((title, np.arange(1.0, len(numbers) + 1), numbers),))
    if numbers.ndim == 2:
        return Drawing(title, tr("time"), tr("feature"), image=numbers.T)
    return Drawing(title, tr("channels, side by side"), image=_tiled(numbers[:9]))


def _tiled(channels: Array) -> Array:
    """Return the channels (c, height, width) as one image, in rows and columns with gaps of NaN."""
    count, height, width = channels.shape
    columns = math.ceil(math.sqrt(count))
    rows = -(-count // columns)
    tiled = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for i, channel in enumerate(channels):
        top, left = i // columns * (height + 1), i % columns * (width + 1)
        tiled[top : top + height, left : left + width] = channel
    return tiled


def _response(layer: Layer, shape: tuple[int, ...], *inputs: Array) -> Array:
    """Return what `layer` makes of a batch for each of its inputs, as (n, size) in training mode."""
    feeds = [Stage(f"in{i}", f"in{i}", Input(), (), (shape,), shape) for i in range(len(inputs))]
    shapes = (shape,) * len(inputs)
    own = Stage("layer", "layer", layer, tuple(f.id for f in feeds), shapes, layer.output_shape(shapes))
    network = Network((*feeds, own), (), np.float64, seed=3)
    program = Program(
        network.stages,
        (),
        network.parameters,
        len(inputs[0]) if inputs else 1,
        # Noise and dropout do something in training only.
        training=layer.category == "normalise" or not inputs,
        learns=False,
        random=network.random,
    )
    for feed, numbers in zip(feeds, inputs, strict=True):
        program.feeds[feed.id][:, :-1] = numbers.reshape(len(numbers), -1)
    for call in program.forward_calls:
        call()
    return program.values["layer"].flat.T.copy()


_DRAWN: tuple[tuple[type[Part], Callable[[Any], tuple[Drawing, ...]]], ...] = (
    (Layer, _layer),
    (Activation, _activation),
    (Loss, _loss),
    (Initializer, _initializer),
    (Optimizer, _optimizer),
    (Schedule, _schedule),
    (Clipping, _clipping),
)
