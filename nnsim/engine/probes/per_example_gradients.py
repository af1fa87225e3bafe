"""The gradient of every single example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.probe import Probe, Reading, headed, probes
from nnsim.engine.subject import Copy, Subject


@dataclass(frozen=True, eq=False, repr=False)
class ExampleGradients(Reading):
    """One row a parameter.

    Attributes
    ----------
    norm_of_mean, mean_norm
        Norm of the mean gradient, and mean of the examples' norms, float64, (rows,).
    agreement
        ‖mean gradient‖² over the mean of ‖gradient‖²: 1 when all examples pull the same way, about
        1/n when they pull at random; NaN where no example pulls.
    cosines
        Cosine between the whole gradients of any two examples, (examples, examples); NaN for an
        example without gradient.
    gradients
        By name, (examples, *shape of the parameter), in the network's dtype.
    """

    norm_of_mean: np.ndarray = field(metadata=headed(mark("norm of mean")))
    mean_norm: np.ndarray = field(metadata=headed(mark("mean norm")))
    agreement: np.ndarray = field(metadata=headed(mark("agreement")))
    cosines: np.ndarray
    gradients: Mapping[str, np.ndarray]


@probes.register
@dataclass(frozen=True)
class PerExampleGradients(Probe[ExampleGradients]):
    """∂Lₙ/∂P of each example alone, with layers as in use: no statistics of a batch, no dropout."""

    key = "per_example_gradients"
    title = mark("Gradients of single examples")
    summary = mark("What each example alone would change, and whether the examples agree.")
    formula = "gₙ = ∂Lₙ/∂P,  agreement = ‖mean g‖² / mean ‖g‖²"
    source = "Yin et al. 2018"
    order = 80
    needs_targets = True

    examples: int = integer(16, low=1, high=1000, label=mark("Examples"))

    def take(self, subject: Subject) -> ExampleGradients:
        subject.need_targets()
        copy = Copy(subject, batch=1, training=False)
        rows = np.zeros((min(self.examples, subject.count), subject.vector.size), subject.dtype)
        for k, row in enumerate(rows):
            copy.feed(slice(k, k + 1))
            copy.backward()
            row[:] = copy.parameters.gradient
        names, found = [], {}
        for (name, _), w in zip(subject.named_parameters(subject.vector), subject.windows, strict=True):
            names.append(name)
            found[name] = rows[:, w.start : w.stop].reshape(-1, *w.spec.shape)
        sizes = np.array([_sizes(g.reshape(len(rows), -1)) for g in found.values()]).reshape(-1, 3)
        return ExampleGradients(
            tuple(names),
            norm_of_mean=sizes[:, 0],
            mean_norm=sizes[:, 1],
            agreement=sizes[:, 2],
            cosines=_cosines(rows),
            gradients=found,
        )


def _sizes(rows: np.ndarray) -> tuple[float, float, float]:
    """Return norm of the mean, mean norm, and agreement of the gradients (examples, size)."""
    exact = rows.astype(np.float64)
    with np.errstate(all="ignore"):
        mean, norms = float(np.linalg.norm(exact.mean(axis=0))), np.linalg.norm(exact, axis=1)
        square = float((norms**2).mean())
        return mean, float(norms.mean()), mean**2 / square if square > 0 else np.nan


def _cosines(rows: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        directions = rows / np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
        return np.asarray(directions @ directions.T)
