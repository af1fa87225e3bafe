"""A network that was trained, as arrays and as something to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.engine.metric import Metric
from nnsim.engine.network import Network
from nnsim.export.exporter import ExportContext, Exporter, ExportKind, exporter_for
from nnsim.export.weights import by_node_id
from nnsim.library.own_examples import checked_lengths, prepared_examples, prepared_inputs
from nnsim.library.predicting import Predicts
from nnsim.training.evaluator import Part
from nnsim.training.input_gradients import input_gradients
from nnsim.training.walks_taken import names_of


@dataclass(frozen=True, eq=False)
class Trained(Predicts):
    """A network as it stood at one step of its training.

    Attributes
    ----------
    project
        What was trained.
    learned
        Learned numbers and what it takes to go on; pass it, or all of this, to `train` as `start`.
    weights
        A copy of every learned array by ``layer name/parameter name``, such as ``dense_1/W``.
    data
        The examples as the network saw them.
    """

    project: Project
    learned: Learned
    weights: Mapping[str, np.ndarray]
    data: Prepared
    _network: Network = field(repr=False)

    def __repr__(self) -> str:
        return f"Trained(step={self.step}, epoch={self.epoch:g}, parameters={self.parameters})"

    @property
    def step(self) -> int:
        """How many steps were taken."""
        return self.learned.step

    @property
    def epoch(self) -> float:
        """How many epochs, with the fraction of the one under way."""
        return self.learned.epoch

    @property
    def walk(self) -> str:
        """Name of the walk that took the last step, such as ``numpy`` or ``compiled-v3``; empty where none was taken."""
        return self.walks[-1] if self.walks else ""

    @property
    def walks(self) -> tuple[str, ...]:
        """Names of all walks that took the steps, in the order of their use: more than one where it was gone on from."""
        return names_of(self.learned.moment)

    @property
    def parameters(self) -> int:
        """Number of learned numbers."""
        return self._network.parameters.size

    def predict(
        self, inputs: np.ndarray, output: str = "", *, lengths: np.ndarray | None = None
    ) -> np.ndarray:
        """Return what the network says to raw, unscaled examples, as numbers.

        For classes `predict_classes` and `predict_probabilities` say what these numbers mean.

        Parameters
        ----------
        inputs
            Shape (n, *shape of one example), in the units of the data source (``data.dataset.values()``),
            without NaN. Bytes (uint8) are divided as the source divided its own, such as by 255.
        output
            Name of the output layer to read; needed only where there are several.
        lengths
            Shape (n,): how many times, from the first, of each sequence are no padding, where it learned from
            padded sequences; all by default.

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
        found = self._answers(inputs, place, lengths)
        if self.data.classes:
            return found
        chosen = self._network.outputs[place].columns
        columns = slice(None) if chosen is None else list(chosen)
        scaler = self.data.target_scaler
        return np.asarray(found * scaler.scale[columns] + scaler.shift[columns])

    def predict_classes(
        self, inputs: np.ndarray, output: str = "", *, lengths: np.ndarray | None = None
    ) -> np.ndarray:
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
        return self._network.class_reading(place).classes(self._answers(inputs, place, lengths))

    def predict_probabilities(
        self, inputs: np.ndarray, output: str = "", *, lengths: np.ndarray | None = None
    ) -> np.ndarray:
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
        found = self._answers(inputs, place, lengths)
        return np.hstack([1 - found, found]) if found.shape[1] == 1 else found

    def _refuse_numbers(self) -> None:
        if not self.data.classes:
            raise NnsimError(tr("This data has numbers as targets and no classes. Use predict."))

    def _answers(self, inputs: np.ndarray, place: int, lengths: np.ndarray | None) -> np.ndarray:
        """Return what an output says to raw examples, (n, units) float64, in the units of the network."""
        given = prepared_inputs(self.data, inputs)
        if not len(given):
            stage = self._network.outputs[place].stage
            wanted = next(s for s in self._network.stages if s.id == stage)
            return np.zeros((0, *wanted.shape))
        fed = self._network.feed(given, lengths=checked_lengths(self.data, len(given), lengths))
        output = self._network.outputs[place]
        return output.loss.probabilities(self._network.run(fed)[place]).astype(np.float64)

    def input_gradients(self, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Return how the loss of each example depends on its inputs, ∂L/∂x.

        L is the loss of that example alone: of all outputs, weighted, without penalties on weights. The
        network runs as in use, without dropout.

        Parameters
        ----------
        inputs
            As for `predict`.
        targets
            Classes: (n,), their names or places in ``data.target_names``, or (n, classes), one-hot.
            Numbers: (n, k) in the units of the targets, or (n,) where k is 1.

        Returns
        -------
        array (n, *shape of one example) float64
            Per unit of the network's own, scaled inputs (see ``data.scaler``), whatever the units of the
            data: divided by ``data.scaler.scale`` it is per unit of these.

        Raises
        ------
        NnsimError
            When examples or targets do not fit the data, or no loss reads the network.
        """
        examples = prepared_examples(self.data, inputs, targets)
        return input_gradients(self._network, self.data, examples)

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
        self.export(path, exporter_for(Path(path), (ExportKind.WEIGHTS,))())

    def export(self, path: Path | str, exporter: Exporter | None = None) -> None:
        """Write the network, or a part of it, as a file for other programs.

        Parameters
        ----------
        exporter
            What writes it, with its settings, such as ``nnsim.library.WeightsNpz()``; by default the first
            whose files end like `path`.

        Raises
        ------
        NnsimError
            When nothing writes such a file, or it cannot be written.
        """
        place = Path(path)
        chosen = exporter_for(place)() if exporter is None else exporter
        # As they are in `weights` now: whoever changed a number there wants that one in the file.
        arrays = by_node_id(self.project.graph, self.weights)
        learned = Learned.named(arrays, step=self.step, epoch=self.epoch)
        resolved = resolve(self.project.graph, self.data, self.project.training.rule)
        chosen.write(place, ExportContext(self.project, resolved, learned, self.data))
