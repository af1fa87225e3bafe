"""One-dimensional convolution over a sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import part
from nnsim.base.settings import choice, flag, integer
from nnsim.base.text import mark, tr
from nnsim.engine.activation import Activation, activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.convolution import Convolution
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.he import HeUniform
from nnsim.engine.layer import layers
from nnsim.engine.shape import Shape, shape_words


@layers.register
@dataclass(frozen=True)
class Conv1D(Convolution):
    """Every filter slides along time; W has shape (features / groups, kernel, filters).

    From (time, features) to (time′, filters) with
    time′ = ⌊(time + padding − (kernel − 1)·dilation − 1) / stride⌋ + 1. Padding is 0, or
    (kernel − 1)·dilation zeros: on both sides, an odd one behind, or (causal) all of them before the
    start, so that no output sees what comes later.
    """

    key = "conv1d"
    title = mark("Conv 1-D")
    summary = mark("Slides small filters along a sequence; each filter looks for one pattern at every time.")
    formula = "y[t, f] = f(Σ W[c, u, f]·x[t·s + u·d, c] + b[f])"
    source = "Waibel et al. 1989; causal and dilated: van den Oord et al. 2016"
    category = "convolution"
    is_affine = True
    cell_kind = CellKind.KERNEL
    main_setting = "filters"
    order = 31
    space = 1

    filters: int = integer(8, low=1, high=4096, label=mark("Filters"))
    kernel: int = integer(3, low=1, high=255, label=mark("Kernel size"))
    stride: int = integer(1, low=1, high=64, label=mark("Stride"))
    padding: str = choice(
        "same",
        ("same", mark("same length")),
        ("valid", mark("none")),
        ("causal", mark("causal")),
        label=mark("Padding"),
        help=mark("Same length and causal keep the length (at stride 1); causal never looks ahead in time"),
    )
    activation: Activation = part(Identity(), activations, label=mark("Activation"))
    initializer: Initializer = part(HeUniform(), initializers, label=mark("Initializer"))
    bias: bool = flag(True, label=mark("Bias"))
    dilation: int = integer(
        1,
        low=1,
        high=1024,
        label=mark("Dilation"),
        help=mark("Steps between the numbers a filter sees; above 1 it sees further with as many weights"),
        advanced=True,
    )
    groups: int = integer(
        1,
        low=1,
        high=4096,
        label=mark("Groups"),
        help=mark("Each group of filters sees its own share of the features; as many as features: depthwise"),
        advanced=True,
    )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(inputs[0]) != 2:
            raise NnsimError(
                tr(
                    "Conv 1-D takes a sequence (time, features), got {shape}. Set the shape of the Input to two"
                    " numbers, such as 50 × 1."
                ).format(shape=shape_words(inputs[0]))
            )
        time, features = inputs[0]
        axes = self.slides((time,))
        self.check_fit(features, axes, tr("the sequence (length {time})").format(time=time))
        return (axes[0].places, self.filters)
