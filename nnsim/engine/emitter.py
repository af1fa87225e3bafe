"""What a layer is given to say what it computes: where its numbers lie, and where its calls go.

Memory is feature-major: an array's last axis is the batch, so a layer of 16 units on a batch of
32 fills a (16, 32) array, and an image layer a (channels, height, width, batch) array. Below the
numbers of every value lies a row of ones, so that weights and bias are one matrix and one product.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from nnsim.engine.activation import Activation
from nnsim.engine.calls import Calls
from nnsim.engine.shape import Shape


class Field:
    """Numbers of one value for a whole batch, flat as (size, batch) and shaped as (*shape, batch)."""

    def __init__(self, flat: np.ndarray, shape: Shape) -> None:
        self.shape = shape
        self.flat = flat
        self.data = _shaped(flat, shape)


class Value(Field):
    """The output of a stage: a field with a row of ones below it, (size + 1, batch) in all.

    `real` says where a padded sequence is real, (time, batch) of 0 and 1; None where all of it is.
    """

    def __init__(self, extended: np.ndarray, shape: Shape, real: np.ndarray | None = None) -> None:
        super().__init__(extended[:-1], shape)
        self.extended = extended
        self.real = real


def _shaped(flat: np.ndarray, shape: Shape) -> np.ndarray:
    """Return `flat` as (*shape, batch), always a view."""
    batch = flat.shape[1]
    if flat.flags.c_contiguous or len(shape) == 1:
        return flat.reshape(*shape, batch)
    return np.moveaxis(flat.T.reshape(batch, *shape), 0, -1)


@dataclass(eq=False)
class Emitter:
    """What one layer sees while its program is built.

    Attributes
    ----------
    forward, backward
        Where the calls go. A layer emits backward calls only if `learns`.
    training
        Whether the program is for training (batch statistics, dropout) or for use.
    learns
        Whether gradients are wanted.
    inputs, output
        Values read and written.
    input_gradients
        Where ∂L/∂input goes; None where nobody needs it. Written, never added to.
    output_gradient
        ∂L/∂output, complete when the backward calls run. Not to be written to.
    random
        Generator for a layer that draws at every step.
    own_loss
        (batch,): what a layer that adds to the loss (`Layer.adds_loss`) fills for every example, on the
        way forward. Its mean is added to the loss; its gradient the layer adds itself on the way back.
        None where only the losses of outputs are asked for: then neither is emitted.
    shown
        What `show` was given.
    """

    forward: Calls
    backward: Calls
    training: bool
    learns: bool
    batch: int
    inputs: tuple[Value, ...]
    output: Value
    input_gradients: tuple[Field | None, ...]
    output_gradient: Field | None
    random: np.random.Generator
    parameter_window: np.ndarray
    gradient_window: np.ndarray
    windows: dict[str, tuple[int, int, Shape]]
    state_windows: dict[str, np.ndarray]
    pooled_slope: Callable[[Activation], np.ndarray]
    own_loss: np.ndarray | None = None
    shown: dict[str, np.ndarray] = field(default_factory=dict)

    def show(self, name: str, array: np.ndarray) -> None:
        """Let others look at numbers that a pass forward leaves inside the layer, such as gates.

        Parameters
        ----------
        name
            The field's word for them, in English and marked for translation.
        array
            Time first where there is one, the batch last; they hold until the next pass.
        """
        self.shown[name] = array

    @property
    def incoming(self) -> Field:
        """∂L/∂output for the backward calls."""
        assert self.output_gradient is not None
        return self.output_gradient

    def parameter(self, name: str) -> np.ndarray:
        """Return the window of a parameter, in its shape."""
        start, stop, shape = self.windows[name]
        return self.parameter_window[start:stop].reshape(shape)

    def gradient(self, name: str) -> np.ndarray:
        """Return the window of a parameter's gradient, in its shape."""
        start, stop, shape = self.windows[name]
        return self.gradient_window[start:stop].reshape(shape)

    def joined(self, columns: int) -> tuple[np.ndarray, np.ndarray]:
        """Return all parameters of the layer, and all gradients, as one matrix with `columns` columns.

        Works because the windows of a layer lie next to each other: weight rows, then the bias row.
        """
        rows = len(self.parameter_window) // columns
        return self.parameter_window.reshape(rows, columns), self.gradient_window.reshape(rows, columns)

    def state(self, name: str) -> np.ndarray:
        """Return the window of an array that is kept without being learned by gradient."""
        return self.state_windows[name]

    def sums(self, activation: Activation) -> Field:
        """Return where weighted sums z are best written for `activate`: where its slope wants them."""
        y = self.output
        if activation.holds and self.learns:
            return Field(self.pooled_slope(activation), y.shape)
        if activation.needs_input and self.learns:
            return Field(self.forward.buffer(*y.flat.shape), y.shape)
        return y

    def activate(self, activation: Activation, z: Field | None = None) -> Field:
        """Emit the activation of z, and its backward; return the field of ∂L/∂z.

        Parameters
        ----------
        z
            What `sums` gave, if the sums were written there; by default they are in the output.
        """
        if z is None:
            z = self.output
            if activation.needs_input and self.learns:
                z = self.sums(activation)
                self.forward(np.copyto, z.flat, self.output.flat)
        self.apply(activation, z)
        if not self.learns:
            return self.output
        return self.incoming if activation.is_identity else self.differentiate(activation, z)

    def apply(self, activation: Activation, z: Field) -> None:
        """Emit output = f(z); `z` may be the output itself, or where the slope will be."""
        if activation.holds and self.learns:
            activation.hold(self.forward, z.flat, self.output.flat, self.pooled_slope(activation))
        elif activation.elementwise:
            activation.forward(self.forward, z.flat, self.output.flat)
        else:
            activation.forward(self.forward, z.data, self.output.data)

    def differentiate(self, activation: Activation, z: Field, dz: Field | None = None) -> Field:
        """Emit dz = ∂L/∂z for output = f(z), by default into a field of its own; return it.

        `z` is read only where the activation needs its input, and must then not be the output.
        """
        y, dy = self.output, self.incoming
        if not activation.elementwise:
            dz = dz or Field(self.backward.buffer(*y.flat.shape), y.shape)
            activation.backward(self.backward, y.data, dy.data, dz.data)
            return dz
        if activation.needs_input:
            slope = self.backward.buffer(*y.flat.shape)
            activation.slope_at(self.backward, z.flat, y.flat, slope)
        else:
            slope = self.pooled_slope(activation)
        dz = dz or Field(slope, y.shape)
        self.backward(np.multiply, dy.flat, slope, dz.flat)
        return dz
