"""What a training came to, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnsim.document.history_file import SavedRun
from nnsim.library.moments import Moments
from nnsim.library.trained import Trained


@dataclass(frozen=True, eq=False)
class Result(Trained):
    """A trained network and the story of its training.

    Attributes
    ----------
    project
        What was trained.
    learned
        Learned numbers and what it takes to go on; pass it to `train` as `start`.
    history
        One float64 array for each of ``step``, ``epoch``, ``train_loss``, ``val_loss`` and, for
        classes, ``train_accuracy`` and ``val_accuracy``, and for what the learning rule reports of its
        own, such as ``mistakes``; one value an epoch, shape (epochs,). Where
        several outputs have a loss, each has its own, such as ``val_accuracy/left`` by layer name.
        NaN where there is no validation part. The last epoch of a run that diverged is there too, as
        far as it came, with the losses it diverged with.
    gradients
        By layer name the mean over each epoch of ‖∂L/∂W‖₂, shape (epochs,).
    step_losses, step_gradients
        The loss of the batch, shape (steps,), and by layer name ‖∂L/∂W‖₂, shape (steps,), of
        every single step, up to the one where the run diverged; of the project's precision. Empty
        unless asked for with ``every_step=True``.
    weights
        A copy of every learned array by ``layer name/parameter name``, such as ``dense_1/W``.
    diverged
        Empty, or the sentence that says when the loss stopped being a finite number; `weights`
        are the last good ones then.
    stopped
        Empty, or the sentence that says when early stopping ended the training, `weights` being the
        best ones then, or that the learning rule had nothing left to do.
    data
        The examples as the network saw them.
    moments
        What was kept on the way, each a `Trained`: so many as `train` was asked for, by default where it
        began and where it ended.
    runs
        The run as `save` writes it, with its moments and curves; none unless moments were asked for.
    """

    history: Mapping[str, np.ndarray]
    gradients: Mapping[str, np.ndarray]
    step_losses: np.ndarray
    step_gradients: Mapping[str, np.ndarray]
    diverged: str
    stopped: str
    moments: Moments = field(repr=False)
    runs: tuple[SavedRun, ...] = field(repr=False)

    def __repr__(self) -> str:
        last = {name: float(values[-1]) for name, values in self.history.items() if len(values)}
        numbers = [f"{name}={value:.6g}" for name, value in last.items()]
        said = {"diverged": self.diverged, "stopped": self.stopped}
        ends = [f"{name}={text!r}" for name, text in said.items() if text]
        return f"Result({', '.join([*numbers, f'parameters={self.parameters}', *ends])})"

    def at(self, step: int) -> Trained:
        """Return the network as it stood at `step`, bit for bit: see `Moments.at`."""
        return self.moments.at(step)
