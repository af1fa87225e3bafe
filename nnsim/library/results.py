"""What a training came to, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepare import Prepared, refuse_unusable_inputs
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.engine.metric import Metric
from nnsim.engine.network import Network
from nnsim.training.evaluator import Part


@dataclass(frozen=True, eq=False)
class Result:
    """A trained network and the story of its training.

    Attributes
    ----------
    project
        What was trained.
    learned
        Learned numbers and what it takes to go on; pass it to `train` as `start`.
    history
        One float64 array for each of ``step``, ``epoch``, ``train_loss``, ``val_loss`` and, for
        classes, ``train_accuracy`` and ``val_accuracy``; one value an epoch, shape (epochs,). Where
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
        Empty, or the sentence that says when early stopping ended the training; `weights` are the
        best ones then.
    data
        The examples as the network saw them.
    """

    project: Project
    learned: Learned
    history: Mapping[str, np.ndarray]
    gradients: Mapping[str, np.ndarray]
    step_losses: np.ndarray
    step_gradients: Mapping[str, np.ndarray]
    weights: Mapping[str, np.ndarray]
    diverged: str
    stopped: str
    data: Prepared
    _network: Network = field(repr=False)

    def __repr__(self) -> str:
        last = {name: float(values[-1]) for name, values in self.history.items() if len(values)}
        numbers = [f"{name}={value:.6g}" for name, value in last.items()]
        said = {"diverged": self.diverged, "stopped": self.stopped}
        ends = [f"{name}={text!r}" for name, text in said.items() if text]
        return f"Result({', '.join([*numbers, f'parameters={self.parameters}', *ends])})"

    @property
    def parameters(self) -> int:
        """Number of learned numbers."""
        return self._network.parameters.size

    def predict(self, inputs: np.ndarray, output: str = "") -> np.ndarray:
        """Return what the network says to raw, unscaled examples, as numbers.

        For classes `predict_classes` and `predict_probabilities` say what these numbers mean.

        Parameters
        ----------
        inputs
            Shape (n, *shape of one example), in the units of the data source (``data.dataset.inputs``),
            without NaN. Bytes (uint8) are divided as the source divided its own, such as by 255.
        output
            Name of the output layer to read; needed only where there are several.

        Returns
        -------
        array (n, units)
            For a regression numbers in the units of the targets. For classes what the loss makes of
            the outputs: probabilities (of class 1 where there is one unit) after a cross-entropy or
            squared errors of a sigmoid or softmax; otherwise scores, such as those of Hinge, whose
            border is 0 where there is one unit, and of which the greatest wins where there are more.

        Raises
        ------
        NnsimError
            When the examples have another shape or hold NaN or infinity (the first is named by row and
            column), or there is no such output.
        """
        place = self._place(output)
        found = self._answers(inputs, place)
        if self.data.classes:
            return found
        chosen = self._network.outputs[place].columns
        return self.data.target_scaler.of(chosen).invert(found)

    def predict_classes(self, inputs: np.ndarray, output: str = "") -> np.ndarray:
        """Return the class the network takes each raw, unscaled example for.

        Parameters and errors as in `predict`.

        Returns
        -------
        array (n,) int64
            Places in ``data.target_names``, which has the names of the classes.

        Raises
        ------
        NnsimError
            When the data has no classes, too.
        """
        place = self._place(output)
        self._refuse_numbers()
        return self._network.class_reading(place).classes(self._answers(inputs, place))

    def predict_probabilities(self, inputs: np.ndarray, output: str = "") -> np.ndarray:
        """Return the probability of every class for raw, unscaled examples.

        Parameters and errors as in `predict`.

        Returns
        -------
        array (n, classes)
            A row sums to 1, except after units that each have a sigmoid of their own.

        Raises
        ------
        NnsimError
            When the data has no classes, or the network gives scores, which are no probabilities, too.
        """
        place = self._place(output)
        self._refuse_numbers()
        if not self._network.class_reading(place).probabilities:
            loss = self._network.outputs[place].loss
            raise NnsimError(
                tr(
                    "With {loss} the outputs are scores and no probabilities. Use predict for the scores and"
                    " predict_classes for the classes, or train with a cross-entropy."
                ).format(loss=tr(loss.title))
            )
        found = self._answers(inputs, place)
        return np.hstack([1 - found, found]) if found.shape[1] == 1 else found

    def _refuse_numbers(self) -> None:
        if not self.data.classes:
            raise NnsimError(tr("This data has numbers as targets and no classes. Use predict."))

    def _answers(self, inputs: np.ndarray, place: int) -> np.ndarray:
        """Return what an output says to raw examples, (n, units) float64, in the units of the network."""
        shape = self.data.shape
        raw = np.asarray(inputs)
        as_in_file = raw.dtype == np.uint8
        raw = raw.astype(np.float64)
        if as_in_file:
            raw /= self.data.dataset.divisor
        if raw.shape[1:] != shape:
            raise NnsimError(
                tr("The network takes examples of shape {shape}, got {given}.").format(
                    shape=("n", *shape), given=raw.shape
                )
            )
        refuse_unusable_inputs(self.data.dataset, raw)
        if not len(raw):
            stage = self._network.outputs[place].stage
            wanted = next(s for s in self._network.stages if s.id == stage)
            return np.zeros((0, *wanted.shape))
        return self._network.probabilities(self.data.scaler.apply(raw))[place].astype(np.float64)

    def measure(
        self,
        part: Literal["train", "validation", "test"] = "test",
        metrics: Sequence[Metric] | None = None,
        output: str = "",
    ) -> dict[str, float | np.ndarray]:
        """Return metrics on one part of the data.

        Parameters
        ----------
        part
            ``"train"``, ``"validation"`` or ``"test"``.
        metrics
            What to measure, such as ``[Accuracy(), TopKAccuracy(k=5)]``; by default all that fit.
        output
            Name of the output layer to judge; needed only where there are several.

        Returns
        -------
        dict
            By the key of each metric, such as ``"accuracy"``, a number (NaN where it is not
            defined), or an array for a table such as the confusion matrix. Errors of numbers are
            in the units of the targets.

        Raises
        ------
        NnsimError
            When there is no such part or it is empty, or a metric does not fit the data.
        """
        parts = {"train": self.data.train, "validation": self.data.validation, "test": self.data.test}
        if part not in parts:
            raise NnsimError(
                tr("Choose one of the parts {names}, not {name}.").format(
                    names=", ".join(parts), name=repr(part)
                )
            )
        if not len(parts[part]):
            raise NnsimError(
                tr("The part {name} has no examples. Give it a share of the data.").format(name=part)
            )
        for metric in metrics or ():
            if not metric.fits(self.data.classes):
                raise NnsimError(tr("{title} does not fit this data.").format(title=tr(metric.title)))
        answers = Part(self._network, self.data, parts[part]).ask()
        return {metric.key: value for metric, value in answers.measure(metrics, self._place(output))}

    def _place(self, output: str) -> int:
        names = {s.id: s.name for s in self._network.stages}
        found = [names[o.stage] for o in self._network.outputs]
        if not output and len(found) == 1:
            return 0
        if not found:
            raise NnsimError(
                tr("No loss reads an output of this network, so none can be told from the others.")
            )
        if output not in found:
            raise NnsimError(
                tr("Choose one of the outputs {names}, not {name}.").format(
                    names=", ".join(found), name=repr(output)
                )
            )
        return found.index(output)

    def save_weights(self, path: Path | str) -> None:
        """Write `weights` as ``.npz`` or ``.safetensors``; raises NnsimError when that cannot be.

        Beside them stand names, units of measure and scaling of inputs and targets, class names and the
        layout of every layer, as JSON (see `nnsim.export.weights`): what it takes to use them elsewhere.
        """
        from nnsim.export.description import description
        from nnsim.export.weights import save_weights

        described = description(self._network.stages, self._network.outputs, self.data)
        save_weights(path, self.weights, described)
