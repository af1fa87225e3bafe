"""Two-dimensional convolution."""

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
class Conv2D(Convolution):
    """Every filter slides over the image; W has shape (channels / groups, kernel, kernel, filters).

    From (channels, height, width) to (filters, height′, width′) with
    n′ = ⌊(n + padding − (kernel − 1)·dilation − 1) / stride⌋ + 1, where the padding that keeps the
    size is (kernel − 1)·dilation rows of zeros in all, an odd one behind.
    """

    key = "conv2d"
    title = mark("Conv 2-D")
    summary = mark("Slides small filters over an image; each filter looks for one pattern everywhere.")
    formula = "y[f, i, j] = f(Σ W[c, u, v, f]·x[c, i·s + u·d, j·s + v·d] + b[f])"
    source = "LeCun et al. 1989"
    category = "convolution"
    is_affine = True
    cell_kind = CellKind.KERNEL
    main_setting = "filters"
    order = 30
    space = 2

    filters: int = integer(8, low=1, high=4096, label=mark("Filters"))
    kernel: int = integer(3, low=1, high=31, label=mark("Kernel size"))
    stride: int = integer(1, low=1, high=16, label=mark("Stride"))
    padding: str = choice(
        "same",
        ("same", mark("same size")),
        ("valid", mark("none")),
        label=mark("Padding"),
        help=mark("Same size adds zeros around the image so that its size stays (at stride 1)"),
    )
    activation: Activation = part(Identity(), activations, label=mark("Activation"))
    initializer: Initializer = part(HeUniform(), initializers, label=mark("Initializer"))
    bias: bool = flag(True, label=mark("Bias"))
    dilation: int = integer(
        1,
        low=1,
        high=64,
        label=mark("Dilation"),
        help=mark("Steps between the numbers a filter sees; above 1 it sees further with as many weights"),
        advanced=True,
    )
    groups: int = integer(
        1,
        low=1,
        high=4096,
        label=mark("Groups"),
        help=mark("Each group of filters sees its own share of the channels; as many as channels: depthwise"),
        advanced=True,
    )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(inputs[0]) != 3:
            raise NnsimError(
                tr(
                    "Conv 2-D takes an image (channels, height, width), got {shape}. Set the shape of the Input"
                    " to three numbers, such as 1 × 28 × 28."
                ).format(shape=shape_words(inputs[0]))
            )
        channels, height, width = inputs[0]
        axes = self.slides((height, width))
        self.check_fit(
            channels, axes, tr("the image ({height} × {width})").format(height=height, width=width)
        )
        return (self.filters, axes[0].places, axes[1].places)
