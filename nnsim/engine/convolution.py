"""What convolutions over sequences and over images have in common."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.activation import Activation
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec
from nnsim.engine.patches import Axis, contiguous, gather, multiply, multiply_transposed, scatter
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


class Convolution(Trainable):
    """Filters that slide along one axis (time) or two (height, width); a layer adds its settings.

    W has the shape (channels / groups, *kernels, filters). Patches are gathered into one matrix for
    each group, with a row of ones below for the bias, so that the layer is one product. Filters and
    channels are dealt to the groups in order, as in PyTorch.
    """

    space: ClassVar[int]
    """Number of axes the filters slide along."""
    activation_setting = "activation"
    filters: int
    kernel: int
    stride: int
    padding: str
    activation: Activation
    initializer: Initializer
    bias: bool
    dilation: int
    groups: int

    def slides(self, lengths: Sequence[int]) -> list[Axis]:
        """Return how the filters slide along axes of these lengths; an odd zero goes behind."""
        total = 0 if self.padding == "valid" else (self.kernel - 1) * self.dilation
        before = total if self.padding == "causal" else total // 2
        return [Axis(n, self.kernel, self.stride, self.dilation, before, total - before) for n in lengths]

    def check_fit(self, channels: int, axes: Sequence[Axis], place: str) -> None:
        """Raise with a sentence when groups or kernel do not fit; `place` names what they slide over."""
        for count, sentence in (
            (
                channels,
                tr("The {n} input channels cannot be dealt to {groups} groups evenly. Change Groups."),
            ),
            (self.filters, tr("The {n} filters cannot be dealt to {groups} groups evenly. Change Groups.")),
        ):
            if count % self.groups:
                raise NnsimError(sentence.format(n=count, groups=self.groups))
        if any(a.places < 1 for a in axes):
            raise NnsimError(
                tr(
                    "The kernel reaches over {reach}, which is larger than {place}. Make the kernel or its"
                    " dilation smaller, or choose the padding that keeps the size."
                ).format(reach=axes[0].reach, place=place)
            )

    def _channels_and_axes(self, shape: Shape) -> tuple[int, list[Axis]]:
        if self.space == 1:
            return shape[1], self.slides(shape[:1])
        return shape[0], self.slides(shape[1:])

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        channels, axes = self._channels_and_axes(inputs[0])
        area = math.prod(a.kernel for a in axes)
        fans = (channels // self.groups * area, self.filters * area)
        shape = (channels // self.groups, *(a.kernel for a in axes), self.filters)
        slid = ("time",) if self.space == 1 else ("height", "width")
        weights = ParameterSpec(
            "W", shape, self.initializer, *fans, axes=("channels / groups", *slid, "filters")
        )
        if not self.bias:
            return (weights,)
        return (weights, ParameterSpec("b", (self.filters,), Zeros(), *fans, bias=True, axes=("filters",)))

    def working_size(self, inputs: Sequence[Shape]) -> int:
        channels, axes = self._channels_and_axes(inputs[0])
        return channels * math.prod(a.kernel * a.places for a in axes)

    def emit(self, e: Emitter) -> None:
        _, axes = self._channels_and_axes(e.inputs[0].shape)
        source = self._grouped(e.inputs[0].data)
        kernels_and_places = (*(a.kernel for a in axes), *(a.places for a in axes), e.batch)
        area = source.shape[1] * math.prod(a.kernel for a in axes)
        patches = e.forward.buffer(
            self.groups, area + self.bias, math.prod(kernels_and_places[-1 - self.space :])
        )
        patches[:, area:] = 1
        seen = patches[:, :area].reshape(*source.shape[:2], *kernels_and_places, copy=False)
        gather(e.forward, source, axes, seen)
        joined, joined_gradient = (
            m.reshape(len(m), self.groups, -1).swapaxes(0, 1) for m in e.joined(self.filters)
        )
        y = self._grouped(e.output.data)
        sums = y if y.flags.c_contiguous else e.forward.buffer(*y.shape)
        multiply(e.forward, joined.swapaxes(1, 2), patches, _matrix(sums))
        if sums is not y:
            e.forward(np.copyto, y, sums)
        dz = e.activate(self.activation)
        if not e.learns:
            return
        delta = _matrix(contiguous(e.backward, self._grouped(dz.data)))
        multiply_transposed(e.backward, patches, delta, joined_gradient)
        dx = e.input_gradients[0]
        if dx is not None:
            spread = e.backward.buffer(*seen.shape)
            multiply(e.backward, joined[:, :area], delta, spread.reshape(self.groups, area, -1))
            scatter(e.backward, spread, axes, self._grouped(dx.data))

    def _grouped(self, data: np.ndarray) -> np.ndarray:
        """Return (groups, channels of one, *lengths, batch): images lie like that, sequences have time first."""
        channels_first = data.swapaxes(0, 1) if self.space == 1 else data
        return channels_first.reshape(self.groups, -1, *channels_first.shape[1:], copy=False)

    def detail(self) -> str:
        size = "×".join([str(self.kernel)] * self.space)
        return size if self.activation.is_identity else f"{size} {tr(self.activation.title).lower()}"


def _matrix(grouped: np.ndarray) -> np.ndarray:
    """Return (groups, channels of one, *lengths, batch) as (groups, channels of one, columns), a view."""
    return grouped.reshape(*grouped.shape[:2], -1, copy=False)
