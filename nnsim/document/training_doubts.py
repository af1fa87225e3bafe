"""What is doubtful about how a network is trained, whatever its drawing."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import tr
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Problem


def training_doubts(training: TrainingSettings, examples: int) -> Iterator[Problem]:
    """Yield warnings: settings that train, but not as the user will expect.

    Parameters
    ----------
    examples
        Number of examples in the training part.
    """
    optimizer = training.optimizer
    if training.rule.uses_optimizer and optimizer.whole_data and training.batch < examples:
        text = tr(
            "{optimizer} compares the gradients of one step and the next, and those of different batches"
            " differ by chance. Set the batch size to {n}, all training examples."
        ).format(optimizer=tr(optimizer.title), n=examples)
        yield Problem(None, text, "warning")
