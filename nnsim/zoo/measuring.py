"""What animals measure of a network at one moment, on whole parts of its data."""

from __future__ import annotations

import math

from nnsim.engine.metrics.accuracy import Accuracy
from nnsim.training.evaluator import Part
from nnsim.training.scene import Scene


def accuracy(scene: Scene, part: str = "validation") -> float:
    """Return the share of a part, ``train``, ``validation`` or ``test``, that is told right; NaN where it is empty."""
    examples = getattr(scene.prepared, part)
    if not len(examples) or not scene.prepared.classes:
        return math.nan
    measured = Part(scene.network, scene.prepared, examples).ask().measure((Accuracy(),))
    return float(measured[0][1])
