"""What is doubtful about how a network is trained, and about the data for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.document.doubts import data_doubts
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.repair import Repair
from nnsim.document.resolve import Problem, Resolved


def training_doubts(training: TrainingSettings, resolved: Resolved, data: Prepared) -> Iterator[Problem]:
    """Yield warnings: what trains, but not as the user will expect."""
    optimizer, examples = training.optimizer, len(data.train)
    if training.rule.uses_optimizer and optimizer.whole_data and training.batch < examples:
        text = tr(
            "{optimizer} compares the gradients of one step and the next, and those of different batches"
            " differ by chance. Set the batch size to {n}, all training examples."
        ).format(optimizer=tr(optimizer.title), n=examples)
        label = tr("Set the batch size to {n}").format(n=examples)
        yield Problem(None, text, "warning", Repair(label, lambda p: _with_batch(p, examples)))
    if data.train.weights is not None and not training.rule.minds_importance():
        text = tr(
            "{rule} corrects without the gradient of a loss, so all rows and classes count the same in its steps, whatever their"
            " importance. Choose back-propagation, or no importance."
        ).format(rule=tr(training.rule.title))
        yield Problem(None, text, "warning")
    for doubt in data_doubts(resolved.stages, resolved.outputs, data):
        if doubt.node in resolved.wrong:
            # First what must be: its cure may be another activation than the doubt asks for.
            continue
        yield Problem(doubt.node, doubt.text, "warning", doubt.repair)


def _with_batch(project: Project, batch: int) -> Project:
    return replace(project, training=replace(project.training, batch=batch))
