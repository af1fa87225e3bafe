"""Where worksheets come from: the worked example that the notes lead to, and any network with its data."""

from __future__ import annotations

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepare import Examples, Prepared
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.stage import Output, Stage
from nnsim.lab.byhand.worksheet import Worksheet
from nnsim.training.batches import encode_targets


def worked_example() -> Worksheet:
    """Return the 2-2-2 network of Mazur (2015), with biases that stay as they are, as there."""
    stages = [Stage("in", "in", Input(), (), ((2,),), (2,))]
    for name in ("hidden", "output"):
        layer = Dense(2, Sigmoid())
        stages.append(Stage(name, name, layer, (stages[-1].id,), ((2,),), (2,)))
    network = Network(stages, [Output("output", MeanSquaredError("half_sum"))], np.float64, drawn=False)
    # Of each layer the weights, a row an input, then the biases.
    hidden, output = [[0.15, 0.25], [0.20, 0.30], [0.35, 0.35]], [[0.40, 0.50], [0.45, 0.55], [0.60, 0.60]]
    network.parameters.vector[:] = np.array([hidden, output]).reshape(-1)
    inputs, targets = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
    return Worksheet.of(network, inputs, [targets], rate=0.5, held=frozenset({"hidden/b", "output/b"}))


def from_data(
    network: Network, prepared: Prepared, first: int = 0, count: int = 1, rate: float = 0.5
) -> Worksheet:
    """Return the worksheet of `network` on rows of the training part, from row `first` on.

    Raises
    ------
    NnsimError
        When there are no such rows, or the network is too large to be worked through by hand.
    """
    train = prepared.train
    if not (0 <= first < len(train) and count >= 1):
        raise NnsimError(
            tr("There is no row {n}: the training part has {rows}.").format(
                n=first + 1, rows=f"{len(train):,}"
            )
        )
    here = slice(first, first + count)
    rows = Examples(train.inputs[here], train.targets[here])
    return Worksheet.of(network, rows.inputs, encode_targets(network, prepared, rows), rate=rate)
