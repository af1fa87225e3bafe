"""Names of the metrics that are measured again and again, as curves, tables and files carry them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class MetricName:
    """``val_accuracy``, or ``val_accuracy/left`` where the network has several outputs.

    Attributes
    ----------
    part
        ``train`` or ``val``.
    metric
        Key of the metric.
    layer
        Name of the output's layer; empty where the network has one output.
    """

    part: str
    metric: str
    layer: str = ""

    @property
    def is_accuracy(self) -> bool:
        """Whether it names the share of right answers."""
        return self.metric == "accuracy"

    def __str__(self) -> str:
        return qualified(f"{self.part}_{self.metric}", self.layer)

    @classmethod
    def read(cls, text: str) -> MetricName:
        """Return the name that `text` is."""
        head, _, layer = text.partition("/")
        part, _, metric = head.partition("_")
        return cls(part, metric, layer)


def qualified(key: str, layer: str) -> str:
    """Return the key of a number of one output: as it is, or with the layer's name where there are several."""
    return f"{key}/{layer}" if layer else key


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether these are the names of the same metrics, whatever the layers are called."""
    first, second = (
        [(name.part, name.metric) for name in map(MetricName.read, names)] for names in (one, other)
    )
    return first == second


def accuracies(metrics: Iterable[str]) -> Iterator[MetricName]:
    """Yield the accuracies among the names of metrics."""
    return (name for name in map(MetricName.read, metrics) if name.is_accuracy)


def outputs_of(metrics: Sequence[str]) -> tuple[str, ...]:
    """Return the layers that have an accuracy of their own, in the order of the outputs."""
    return tuple(dict.fromkeys(name.layer for name in accuracies(metrics) if name.layer))


def least_accuracy(metrics: Iterable[tuple[str, float]], part: str) -> tuple[float, str] | None:
    """Return the accuracy on `part` of the output that is right least often, and the name of its layer.

    A network of several outputs answers as well as the worst of them. None where there are no classes;
    the name is empty where there is one output.
    """
    named = ((MetricName.read(name), value) for name, value in metrics)
    found = [(value, n.layer) for n, value in named if n.part == part and n.is_accuracy]
    return min(found, key=lambda pair: pair[0], default=None)
