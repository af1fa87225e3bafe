"""What animals measure of a network at one moment, on whole parts of its data."""

from __future__ import annotations

import math

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.layer import Layer
from nnsim.engine.metrics.accuracy import Accuracy
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array
from nnsim.training.evaluator import Part
from nnsim.training.scene import Scene


def accuracy(scene: Scene, part: str = "validation") -> float:
    """Return the share of a part, ``train``, ``validation`` or ``test``, that is told right; NaN where it is empty."""
    examples = getattr(scene.prepared, part)
    if not len(examples) or not scene.prepared.classes:
        return math.nan
    measured = Part(scene.network, scene.prepared, examples).ask().measure((Accuracy(),))
    return float(measured[0][1])


def stages_with(scene: Scene, kind: type[Layer]) -> list[Stage]:
    """Return the stages whose layer is of this kind, in their order; raises NnsimError where there is none."""
    found = [stage for stage in scene.network.stages if isinstance(stage.layer, kind)]
    if not found:
        raise NnsimError(
            tr("There is no layer {title} in this network any more.").format(title=tr(kind.title))
        )
    return found


def learned(scene: Scene, stage: Stage, name: str) -> Array:
    """Return one array of a stage, a parameter or a state, in its shape; a view."""
    return dict(scene.network.parameters.items())[f"{stage.id}/{name}"]
