"""The test part, which nothing else ever looks at, measured when somebody asks."""

from __future__ import annotations

import math

from nnsim.engine.metric import fitting_metrics
from nnsim.training.evaluator import Part, judged_outputs
from nnsim.training.messages import Tested, TestedOutput
from nnsim.training.run import Run


def measure_test_part(run: Run) -> Tested:
    """Return what the test part comes to; it goes through the network once."""
    test = run.prepared.test
    if not len(test):
        return Tested(run.number, run.step, 0, math.nan)
    answers = Part(run.network, run.prepared, test).ask()
    chosen = [metric for metric in fitting_metrics(run.prepared.classes) if not metric.is_table]
    outputs = tuple(
        TestedOutput(layer, tuple((m.key, float(value)) for m, value in answers.measure(chosen, place)))
        for place, layer in enumerate(judged_outputs(run.network))
    )
    return Tested(run.number, run.step, len(test), answers.loss(), outputs)
