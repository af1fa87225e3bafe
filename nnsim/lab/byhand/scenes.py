"""Where worksheets come from: the worked example that the notes lead to, and any network with its data."""

from __future__ import annotations

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepared import Prepared
from nnsim.data.sources.typed_table import TypedTable
from nnsim.document.building import Builder
from nnsim.document.project import Project
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.optimizers.sgd import SGD
from nnsim.lab.byhand.worksheet import Worksheet
from nnsim.lab.running import begin
from nnsim.training.batches import encode_targets

RATE = 0.5
HELD = frozenset({"hidden/b", "output/b"})
"""The author of the worked example leaves the biases as they are."""


def worked_project() -> Project:
    """Return the 2-2-2 network of Mazur (2015) with its one example; the weights are those of `worked_example`."""
    drawn = Builder()
    before = drawn.add(Input())
    before = drawn.add(Dense(2, Sigmoid()), before, name="hidden")
    drawn.add(Dense(2, Sigmoid()), before, name="output", loss=MeanSquaredError("half_sum"))
    names = "i₁, i₂, o₁, o₂"
    table = TypedTable(rows="0.05 0.10 0.01 0.99", names=names, targets=2, task="regression")
    return drawn.project(
        DataSettings(table, scaling="none"),
        learning_rate=RATE,
        optimizer=SGD(),
        batch=1,
        shuffle=False,
        precision="float64",
    )


def worked_example() -> Worksheet:
    """Return the 2-2-2 network of Mazur (2015), with biases that stay as they are, as there."""
    run = begin(worked_project())
    # Of each layer the weights, a row an input, then the biases.
    hidden, output = [[0.15, 0.25], [0.20, 0.30], [0.35, 0.35]], [[0.40, 0.50], [0.45, 0.55], [0.60, 0.60]]
    run.network.parameters.vector[:] = np.array([hidden, output]).reshape(-1)
    return from_data(run.network, run.prepared, rate=RATE).with_held(HELD)


def from_data(
    network: Network, prepared: Prepared, first: int = 0, count: int = 1, rate: float = RATE
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
    rows = train.some(here)
    return Worksheet.of(network, rows.values(), encode_targets(network, prepared, rows), rate=rate)
