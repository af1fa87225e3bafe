"""Evaluations: exact losses and accuracies on whole parts of the data, in use mode."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnsim.data.prepare import Examples, Prepared
from nnsim.engine.measure import accuracy, loss_value
from nnsim.engine.metric import (
    Judged,
    Measured,
    Metric,
    fitting_metrics,
    judge_classes,
    judge_numbers,
    measure_all,
)
from nnsim.engine.network import Network
from nnsim.training.batches import encode_targets


class Evaluator:
    """Measures a network on the training and the validation part. Changes nothing and draws nothing.

    Attributes
    ----------
    metrics
        Names of the metrics, in the order `measure` gives them.
    """

    def __init__(self, network: Network, prepared: Prepared) -> None:
        self._network = network
        self._parts = {"train": self._part(prepared, prepared.train)}
        if len(prepared.validation):
            self._parts["val"] = self._part(prepared, prepared.validation)
        judged = bool(prepared.classes and network.outputs)
        self.metrics = tuple(f"{name}_accuracy" for name in self._parts) if judged else ()
        self.cost = sum(len(examples) for examples, _, _ in self._parts.values())

    def _part(
        self, prepared: Prepared, examples: Examples
    ) -> tuple[Examples, dict[str, np.ndarray], list[np.ndarray]]:
        network = self._network
        return examples, network.feed(examples.inputs), encode_targets(network, prepared, examples)

    def measure(self) -> tuple[float, float | None, tuple[tuple[str, float], ...]]:
        """Return the training loss, the validation loss (None without that part), and the metrics.

        Nothing is measured of a network without outputs: its losses are NaN, unless layers have some.
        """
        if not self._network.outputs and not any(s.layer.adds_loss for s in self._network.stages):
            return math.nan, math.nan if "val" in self._parts else None, ()
        losses: dict[str, float] = {}
        metrics: list[tuple[str, float]] = []
        for name, (examples, fed, targets) in self._parts.items():
            raw = self._network.run(fed)
            losses[name] = sum(
                o.weight * loss_value(o.loss, r, t)
                for o, r, t in zip(self._network.outputs, raw, targets, strict=True)
            ) + self._network.own_loss(fed)
            if self.metrics:
                value = accuracy(self._network.outputs[0].loss, raw[0], examples.targets)
                metrics.append((f"{name}_accuracy", value))
        return losses["train"], losses.get("val"), tuple(metrics)


def measure_part(network: Network, prepared: Prepared, examples: Examples) -> tuple[float, float | None]:
    """Return the loss and (for classes) the accuracy on any part of the data, such as the test part."""
    if not (len(examples) and network.outputs):
        return math.nan, None
    fed = network.feed(examples.inputs)
    raw = network.run(fed)
    targets = encode_targets(network, prepared, examples)
    loss = sum(
        o.weight * loss_value(o.loss, r, t) for o, r, t in zip(network.outputs, raw, targets, strict=True)
    ) + network.own_loss(fed)
    if not prepared.classes:
        return loss, None
    return loss, accuracy(network.outputs[0].loss, raw[0], examples.targets)


def judge_part(network: Network, prepared: Prepared, examples: Examples, output: int = 0) -> Judged:
    """Return the predictions of an output for any part of the data, numbers in the units of the targets."""
    chosen = network.outputs[output]
    raw = network.predict(examples.inputs)[output]
    if prepared.classes:
        ranks = network.ranks(examples.inputs, output)
        return judge_classes(chosen.loss, raw, examples.targets, prepared.classes, ranks)
    columns = slice(None) if chosen.columns is None else list(chosen.columns)
    scale, shift = prepared.target_scaler.scale[columns], prepared.target_scaler.shift[columns]
    predicted = chosen.loss.probabilities(raw) * scale + shift
    return judge_numbers(predicted, examples.targets[:, columns] * scale + shift)


def measure_metrics(
    network: Network,
    prepared: Prepared,
    examples: Examples,
    chosen: Sequence[Metric] | None = None,
    output: int = 0,
) -> list[tuple[Metric, Measured]]:
    """Return `chosen` metrics of an output on any part of the data; by default all that fit."""
    if not network.outputs:
        return []
    fit = fitting_metrics(prepared.classes) if chosen is None else chosen
    return list(measure_all(fit, judge_part(network, prepared, examples, output)))
