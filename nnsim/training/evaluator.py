"""Evaluations: exact losses and metrics on whole parts of the data, in use mode."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from nnsim.base.pieces import Pieces, Piecework
from nnsim.data.prepared import Examples, Prepared
from nnsim.engine.measure import loss_value
from nnsim.engine.metric import (
    Judged,
    Measured,
    Metric,
    fitting_metrics,
    judge_classes,
    judge_numbers,
    measured,
)
from nnsim.engine.metrics.accuracy import Accuracy
from nnsim.engine.network import Network
from nnsim.training.batches import encode_targets, feed_of
from nnsim.training.metric_names import MetricName

Measurement: TypeAlias = tuple[float, float | None, tuple[tuple[str, float], ...]]
"""Training loss, validation loss, and the metrics by name."""


class Part:
    """One part of the data that has examples, ready to be put to a network."""

    def __init__(self, network: Network, prepared: Prepared, examples: Examples) -> None:
        self.network = network
        self.prepared = prepared
        self.examples = examples
        self.fed = feed_of(network, examples)
        self.targets = encode_targets(network, prepared, examples)

    def ask(self) -> Answers:
        """Return what the network as it is now says to all examples: one forward pass."""
        return Piecework(self.asking()).result()

    def asking(self) -> Pieces[Answers]:
        """Do `ask` a batch at a time; the parameters are to stay as they are meanwhile."""
        return Answers(self, *(yield from self.network.answering(self.fed)))


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network said to a part; loss and metrics are read from it, as long as the network stays as it was.

    `raw` is one array (n, units) an output, `own_loss` what layers add to the loss.
    """

    part: Part
    raw: list[np.ndarray]
    own_loss: float = 0.0

    def loss(self) -> float:
        """Return the weighted sum of the losses of all outputs and what layers add to it; NaN where nothing does."""
        if not self.part.network.has_loss:
            return math.nan
        outputs, targets, weights = self.part.network.outputs, self.part.targets, self.part.examples.weights
        return self.own_loss + sum(
            o.weight * loss_value(o.loss, r, t, weights)
            for o, r, t in zip(outputs, self.raw, targets, strict=True)
        )

    def judged(self, output: int = 0) -> Judged:
        """Return what an output said beside what would have been right, numbers in the units of the targets.

        The weighted sums that rank where outputs do not are asked for when a metric reads the scores.
        """
        network, prepared, targets = self.part.network, self.part.prepared, self.part.examples.targets
        chosen, raw, weights = network.outputs[output], self.raw[output], self.part.examples.weights
        if prepared.classes:
            ranks = partial(network.ranks, self.part.fed, output)
            return judge_classes(chosen.loss, raw, targets, prepared.classes, ranks, weights)
        columns = slice(None) if chosen.columns is None else list(chosen.columns)
        scaler = prepared.target_scaler.of(chosen.columns)
        predicted = scaler.invert(chosen.loss.probabilities(raw))
        return judge_numbers(predicted, scaler.invert(np.asarray(targets[:, columns], np.float64)), weights)

    def measure(
        self, chosen: Iterable[Metric] | None = None, output: int = 0
    ) -> list[tuple[Metric, Measured]]:
        """Return `chosen` metrics of an output; by default all that fit the data."""
        fit = fitting_metrics(self.part.prepared.classes) if chosen is None else chosen
        judged = self.judged(output)
        return [(metric, measured(metric, judged)) for metric in fit]


def judged_outputs(network: Network) -> tuple[str, ...]:
    """Return what numbers of each output are called by: its layer, or nothing where there is only one."""
    return tuple(name for _, name in _several(network)) or ("",) * len(network.outputs)


def _several(network: Network) -> tuple[tuple[str, str], ...]:
    """Return id and name of the outputs; nothing where there are less than two."""
    names = {stage.id: stage.name for stage in network.stages}
    found = tuple((output.stage, names[output.stage]) for output in network.outputs)
    return found if len(found) > 1 else ()


class Evaluator:
    """Measures a network on the training and the validation part. Changes nothing and draws nothing.

    Attributes
    ----------
    metrics
        Names of the metrics, in the order `measure` gives them, see `MetricName`.
    outputs
        Id and name of the layers those names name; empty where there is one output.
    """

    def __init__(self, network: Network, prepared: Prepared) -> None:
        self._network = network
        self._parts = {"train": Part(network, prepared, prepared.train)}
        if len(prepared.validation):
            self._parts["val"] = Part(network, prepared, prepared.validation)
        self._watched = (Accuracy(),) if prepared.classes else ()
        self.metrics = tuple(name for part in self._parts for name, _, _ in self._names(part))
        self.outputs = _several(network) if self.metrics else ()

    def _names(self, part: str) -> Iterator[tuple[str, Metric, int]]:
        """Yield name, metric and place of the output of all that is watched on a part."""
        for place, layer in enumerate(judged_outputs(self._network)):
            for metric in self._watched:
                yield str(MetricName(part, metric.key, layer)), metric, place

    def measuring(self) -> Pieces[Measurement]:
        """Return the training loss, the validation loss (None without that part), and the metrics.

        Nothing is measured of a network without outputs: its losses are NaN, unless layers have some. A piece is a
        batch, and the parameters are to stay as they are until the last.
        """
        if not self._network.has_loss:
            return math.nan, math.nan if "val" in self._parts else None, ()
        losses: dict[str, float] = {}
        metrics: list[tuple[str, float]] = []
        for part, examples in self._parts.items():
            answers = yield from examples.asking()
            losses[part] = answers.loss()
            for name, metric, place in self._names(part):
                [(_, value)] = answers.measure([metric], place)
                metrics.append((name, float(value)))
        return losses["train"], losses.get("val"), tuple(metrics)
