"""Layers taught one after the other to keep what they were shown, before anybody says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnsim.data.data_settings import DataSettings
from nnsim.document.building import chain
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.adam import Adam
from nnsim.lab.running import begin

EPOCHS = 20
"""So long each layer is taught."""


def autoencoders(hidden: Sequence[Dense], data: DataSettings, outputs: int) -> tuple[Project, ...]:
    """Return the networks of a greedy pre-training: each has one hidden layer more, and only that one is new.

    The layers before it are frozen, a linear layer behind it makes what is asked for, and is thrown away
    (Hinton & Salakhutdinov 2006; Bengio et al. 2007, who rebuild the layer before instead of the input).

    Parameters
    ----------
    hidden
        The layers to teach, from first to last.
    data
        Examples that ask for their own inputs.
    outputs
        Numbers in an input.
    """
    return tuple(
        chain(
            Input(),
            *(replace(layer, frozen=True) for layer in hidden[:k]),
            hidden[k],
            Dense(outputs),
            data=data,
            optimizer=Adam(),
            learning_rate=0.01,
            batch=32,
        )
        for k in range(len(hidden))
    )


def pretrained(projects: Sequence[Project], seed: int, epochs: int = EPOCHS) -> Learned:
    """Return what the hidden layers have learned after each network was trained on what the one before it left."""
    learned: Learned | None = None
    for project in projects:
        run = begin(project, seed, learned)
        while run.batches.epoch < epochs:
            run.advance(run.batches.count)
            run.take_points()
        *kept, _ = [s.id for s in run.network.stages if s.layer.fully_connected]
        arrays = {
            key: array for key, array in run.learned().arrays.items() if key.split("/", 1)[0] in set(kept)
        }
        learned = Learned.named(arrays)
    assert learned is not None, "there is a layer to teach"
    return learned
