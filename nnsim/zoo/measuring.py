"""What animals measure of a network at one moment, on whole parts of its data."""

from __future__ import annotations

import math

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.layer import Layer
from nnsim.engine.layers.input import Input
from nnsim.engine.metrics.accuracy import Accuracy
from nnsim.engine.program import Program
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array
from nnsim.training.evaluator import Part
from nnsim.training.scene import Scene


def accuracy(scene: Scene, part: str = "validation") -> float:
    """Return the share of a part, ``train``, ``validation`` or ``test``, that is told right; NaN where nothing is or can be."""
    examples = getattr(scene.prepared, part)
    if not len(examples) or not scene.prepared.classes or not scene.network.outputs:
        return math.nan
    measured = Part(scene.network, scene.prepared, examples).ask().measure((Accuracy(),))
    return float(measured[0][1])


def given_by(scene: Scene, stage: Stage, layer: Layer, inputs: Array) -> Array:
    """Return what `layer`, with the parameters of `stage`, gives of other inputs, (n, *shape) to (n, *its shape).

    The layer is that of `stage` with other settings, such as one that gives the whole sequence, and has one input.
    """
    shape, batch, network = inputs.shape[1:], len(inputs), scene.network
    fed = Stage(stage.sources[0], "", Input(), (), (shape,), shape)
    alone = Stage(stage.id, stage.name, layer, (fed.id,), (shape,), layer.output_shape([shape]))
    program = Program(
        (fed, alone), (), network.parameters, batch, training=False, learns=False, random=network.random
    )
    program.feeds[fed.id][:, :-1] = inputs.reshape(batch, -1)
    with np.errstate(all="ignore"):
        for call in program.forward_calls:
            call()
    return np.moveaxis(program.values[stage.id].data, -1, 0).astype(np.float64)


def stages_with(scene: Scene, kind: type[Layer]) -> list[Stage]:
    """Return the stages whose layer is of this kind, in their order; raises NnsimError where there is none."""
    found = [stage for stage in scene.network.stages if isinstance(stage.layer, kind)]
    if not found:
        raise NnsimError(
            tr("There is no layer {title} in this network any more.").format(title=tr(kind.title))
        )
    return found


def fed_to(scene: Scene, stage: Stage, inputs: Array) -> Array:
    """Return what `stage` reads where the network is fed `inputs` (m, …), (m, numbers) as float64."""
    return scene.network.predict(inputs, [stage.sources[0]])[0].astype(np.float64)


def learned(scene: Scene, stage: Stage, name: str) -> Array:
    """Return one array of a stage, a parameter or a state, in its shape; a view."""
    return dict(scene.network.parameters.items())[f"{stage.id}/{name}"]
