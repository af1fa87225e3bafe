"""Small networks of every shape that is worked through by hand, drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from nnsim.engine.activation import Activation, activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layer import Layer
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.average_pool2d import AveragePool2D
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv1d import Conv1D
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.loss import Loss
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.network import Network
from nnsim.engine.stage import Output, Stage
from nnsim.lab.byhand.bench import Order
from nnsim.lab.byhand.worksheet import Worksheet


class Building:
    """Stages put one after the other; every one is called by its number."""

    def __init__(self, *shape: int) -> None:
        self.stages = [Stage("s0", "s0", Input(), (), (shape,), shape)]

    def add(self, layer: Layer, *sources: Stage) -> Stage:
        """Put a layer after `sources`, by default after the last one."""
        sources = sources or (self.stages[-1],)
        inputs = tuple(s.shape for s in sources)
        id_ = f"s{len(self.stages)}"
        self.stages.append(
            Stage(id_, id_, layer, tuple(s.id for s in sources), inputs, layer.output_shape(inputs))
        )
        return self.stages[-1]

    def sheet(self, loss: Loss | None, seed: int = 0, examples: int = 1, **more: Any) -> Worksheet:
        """Return the worksheet of what was built, with random weights, inputs and targets."""
        last = self.stages[-1]
        outputs = [Output(last.id, loss, more.pop("weight", 1.0))] if loss else []
        network = Network(self.stages, outputs, np.float64, seed)
        rng = np.random.default_rng(seed)
        network.parameters.vector[:] = rng.normal(size=network.parameters.size) * 0.8
        inputs = rng.normal(size=(examples, *self.stages[0].shape))
        units = int(np.prod(last.shape))
        if loss is None:
            targets: list[np.ndarray] = []
        elif loss.needs_classes and units > 1:
            targets = [loss.encode(rng.integers(0, units, examples), units, units)]
        elif loss.needs_classes:
            targets = [loss.encode(rng.integers(0, 2, examples), 2, 1)]
        else:
            targets = [rng.normal(size=(examples, units))]
        return Worksheet.of(network, inputs, targets, **more)


ACTIVATIONS: Sequence[Activation] = (Sigmoid(), Tanh(), ReLU(), Identity())
EVERY = tuple(cls() for cls in activations)


@st.composite
def sheets(draw: st.DrawFn) -> Worksheet:
    """Draw a worksheet: a chain, with a skip, a branch or a convolution perhaps, and one of three losses."""
    loss = draw(st.sampled_from([MeanSquaredError(), SoftmaxCrossEntropy(), BinaryCrossEntropy()]))
    kind = draw(st.sampled_from(["chain", "add", "concatenate", "image", "sequence"]))
    bends = st.sampled_from(ACTIVATIONS)
    if kind == "image":
        building = Building(1, 4, 4)
        building.add(Conv2D(1, draw(st.integers(2, 3)), activation=draw(bends), padding="valid"))
        pool = draw(st.sampled_from([None, AveragePool2D(2), MaxPool2D(2)]))
        if pool:
            building.add(pool)
        building.add(Flatten())
    elif kind == "sequence":
        building = Building(4, 2)
        building.add(Conv1D(2, 2, activation=draw(bends)))
        building.add(Flatten())
    else:
        building = Building(draw(st.integers(1, 3)))
        first = building.add(Dense(3, draw(bends)))
        second = building.add(Dense(3, draw(bends), bias=draw(st.booleans())))
        if kind == "add":
            building.add(Add(), first, second)
        elif kind == "concatenate":
            building.add(Concatenate(), first, second, building.stages[0])
    if draw(st.booleans()):
        building.add(ActivationLayer(draw(bends)))
    units = draw(st.integers(2, 3)) if isinstance(loss, SoftmaxCrossEntropy) else draw(st.integers(1, 2))
    last = Identity() if loss.applies == "softmax" else draw(bends)
    units = 1 if isinstance(loss, BinaryCrossEntropy) else units
    building.add(Dense(units, last))
    return building.sheet(
        loss,
        draw(st.integers(0, 99)),
        draw(st.integers(1, 3)),
        order=draw(st.sampled_from(Order)),
        weight=draw(st.sampled_from([1.0, 0.5])),
    )
