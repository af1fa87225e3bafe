"""Convolutions and pools that PyTorch has: images lie alike, sequences have features before time there."""

from __future__ import annotations

from typing import Any

from nnsim.engine.activations.relu import ReLU
from nnsim.engine.layers.average_pool1d import AveragePool1D
from nnsim.engine.layers.average_pool2d import AveragePool2D
from nnsim.engine.layers.conv1d import Conv1D
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.conv_transpose2d import ConvTranspose2D
from nnsim.engine.layers.global_average_pool import GlobalAveragePool
from nnsim.engine.layers.global_max_pool import GlobalMaxPool
from nnsim.engine.layers.max_pool1d import MaxPool1D
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.upsample import Upsample
from tests.references.cases import LayerCase, Shape


def convolution(t: Any, x: Any, p: Any, layer: Conv1D | Conv2D) -> Any:
    """W is (channels, *kernel, filters) here and (filters, channels, *kernel) there.

    Their "same" wants a stride of 1, so the zeros are put around by hand; an odd one goes behind.
    """
    space = p["W"].ndim - 2
    x = x.transpose(1, 2) if space == 1 else x
    zeros = 0 if layer.padding == "valid" else (layer.kernel - 1) * layer.dilation
    before = zeros if layer.padding == "causal" else zeros // 2
    x = t.nn.functional.pad(x, (before, zeros - before) * space)
    function = t.nn.functional.conv1d if space == 1 else t.nn.functional.conv2d
    y = function(
        x,
        p["W"].movedim(-1, 0),
        p.get("b"),
        stride=layer.stride,
        dilation=layer.dilation,
        groups=layer.groups,
    )
    if layer.activation.key == "relu":
        y = t.relu(y)
    return y.transpose(1, 2) if space == 1 else y


def case(name: str, layer: Conv1D | Conv2D, shape: Shape) -> LayerCase:
    return LayerCase(name, layer, (shape,), lambda t, x, p: convolution(t, x, p, layer))


def transposed(name: str, layer: ConvTranspose2D, shape: Shape) -> LayerCase:
    return LayerCase(
        name,
        layer,
        (shape,),
        lambda t, x, p: t.nn.functional.conv_transpose2d(
            x, p["W"].movedim(-1, 1), p.get("b"), stride=layer.stride, padding=layer.padding
        ),
    )


CONVOLUTIONS = [
    case("conv1d_same", Conv1D(3, 3), (6, 2)),
    case("conv1d_even", Conv1D(2, 4, activation=ReLU()), (7, 2)),
    case("conv1d_valid", Conv1D(3, 2, 2, "valid", bias=False), (7, 2)),
    case("conv1d_causal", Conv1D(2, 3, padding="causal", dilation=2), (8, 3)),
    case("conv1d_groups", Conv1D(6, 3, 2, groups=3), (7, 3)),
    case("conv2d_same", Conv2D(3, 3), (2, 6, 5)),
    case("conv2d_even", Conv2D(2, 2), (2, 4, 5)),
    case("conv2d_valid", Conv2D(3, 3, 2, "valid", ReLU()), (2, 7, 6)),
    case("conv2d_stride", Conv2D(2, 3, 2, bias=False), (1, 5, 6)),
    case("conv2d_dilation", Conv2D(2, 3, dilation=2), (2, 6, 5)),
    case("conv2d_dilation_valid", Conv2D(2, 2, 2, "valid", dilation=3), (2, 6, 7)),
    case("conv2d_groups", Conv2D(4, 3, groups=2), (4, 4, 5)),
    case("conv2d_depthwise", Conv2D(6, 3, 2, bias=False, groups=3), (3, 5, 5)),
    transposed("conv_transpose2d", ConvTranspose2D(3), (2, 3, 4)),
    transposed("conv_transpose2d_overlap", ConvTranspose2D(2, 4, 2, 1), (3, 3, 4)),
    transposed("conv_transpose2d_gaps", ConvTranspose2D(2, 2, 3, 0, bias=False), (2, 2, 3)),
    LayerCase(
        "max_pool1d",
        MaxPool1D(2),
        ((5, 3),),
        lambda t, x, p: t.nn.functional.max_pool1d(x.transpose(1, 2), 2).transpose(1, 2),
    ),
    LayerCase("max_pool2d", MaxPool2D(2), ((2, 5, 6),), lambda t, x, p: t.nn.functional.max_pool2d(x, 2)),
    LayerCase(
        "average_pool1d",
        AveragePool1D(3),
        ((7, 2),),
        lambda t, x, p: t.nn.functional.avg_pool1d(x.transpose(1, 2), 3).transpose(1, 2),
    ),
    LayerCase(
        "average_pool2d", AveragePool2D(2), ((2, 5, 4),), lambda t, x, p: t.nn.functional.avg_pool2d(x, 2)
    ),
    LayerCase(
        "global_average_pool",
        GlobalAveragePool(),
        ((2, 3, 4),),
        lambda t, x, p: t.nn.functional.adaptive_avg_pool2d(x, 1).flatten(1),
    ),
    LayerCase(
        "global_average_pool_sequence",
        GlobalAveragePool(),
        ((4, 3),),
        lambda t, x, p: t.nn.functional.adaptive_avg_pool1d(x.transpose(1, 2), 1).flatten(1),
    ),
    LayerCase("global_max_pool", GlobalMaxPool(), ((2, 3, 4),), lambda t, x, p: t.amax(x, (2, 3))),
    LayerCase("global_max_pool_sequence", GlobalMaxPool(), ((4, 3),), lambda t, x, p: t.amax(x, 1)),
    LayerCase(
        "upsample",
        Upsample(3),
        ((2, 2, 3),),
        lambda t, x, p: t.nn.functional.interpolate(x, scale_factor=3),
    ),
    LayerCase(
        "upsample_bilinear",
        Upsample(2, "bilinear"),
        ((2, 3, 4),),
        lambda t, x, p: t.nn.functional.interpolate(x, scale_factor=2, mode="bilinear"),
    ),
    LayerCase(
        "upsample_bilinear_odd",
        Upsample(3, "bilinear"),
        ((1, 3, 2),),
        lambda t, x, p: t.nn.functional.interpolate(x, scale_factor=3, mode="bilinear"),
    ),
]
