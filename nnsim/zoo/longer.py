"""A network put to sequences of another length than it learned from: the same parameters, more times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.beside import Beside
from nnsim.engine.network import Network
from nnsim.engine.shape import Shape
from nnsim.engine.stage import Stage


def longer(network: Network, times: int) -> Network:
    """Return a network with the parameters `network` has now that reads sequences of so many times, padded or not.

    Raises
    ------
    NnsimError
        When it does not read sequences, or a layer has learned something about their length.
    """
    shapes: dict[str, Shape] = {}
    stages = []
    for stage in network.stages:
        stages.append(_put_to(stage, times, shapes))
        shapes[stage.id] = stages[-1].shape
    beside = Beside(network.beside.weighted, times)
    made = Network(stages, network.outputs, network.dtype, network.seed, drawn=False, beside=beside)
    theirs = network.parameters
    if [w.spec.shape for w in made.parameters.windows] != [w.spec.shape for w in theirs.windows]:
        raise NnsimError(
            tr(
                "A layer of this network has weights for each time, so it only reads sequences of the length it"
                " learned from. Let the layer before give its last output."
            )
        )
    made.parameters.vector[:] = theirs.vector
    if made.parameters.state.shape == theirs.state.shape:
        made.parameters.state[:] = theirs.state
    return made


def _put_to(stage: Stage, times: int, shapes: dict[str, Shape]) -> Stage:
    if not stage.layer.role.is_fed:
        inputs = tuple(shapes[source] for source in stage.sources)
    elif len(stage.inputs[0]) == 2:
        inputs = ((times, stage.inputs[0][1]),)
    else:
        raise NnsimError(tr("This network reads no sequences. Choose data that are."))
    return replace(stage, inputs=inputs, shape=stage.layer.output_shape(inputs))


def looked_inside(network: Network, inputs: np.ndarray, name: str) -> np.ndarray | None:
    """Return what the last layer that shows `name` (see `Emitter.show`) has there for inputs (n, times, features).

    (times, ..., n); None where no layer shows it.
    """
    found = network.inside(network.feed(inputs))
    return next((shown[name] for shown in reversed(found.values()) if name in shown), None)
