"""Singular values of the Jacobian from the input to any layer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import integer, text
from nnsim.base.text import mark, tr
from nnsim.engine.probe import Probe, Reading, headed, probes
from nnsim.engine.spectrum import effective_rank, spectrum
from nnsim.engine.stage import Output, Stage, running
from nnsim.engine.subject import Copy, Readout, Subject

MOST_ENTRIES = 4_000_000
"""Greatest Jacobian of one example; its singular values would take minutes beyond."""
ROWS_AT_A_TIME = 256


@dataclass(frozen=True, eq=False, repr=False)
class JacobianSpectra(Reading):
    """One row a layer; medians over the examples.

    Attributes
    ----------
    greatest
        Greatest singular value: how much the layer stretches the most sensitive direction.
    mean_square
        Mean of the squared singular values: how much a random direction is stretched.
    effective_rank
        exp of the entropy of the squared singular values: in how many directions the layer sees.
    singular_values
        By layer, (examples, min(size, inputs)), falling.
    """

    greatest: np.ndarray = field(metadata=headed(mark("greatest")))
    mean_square: np.ndarray = field(metadata=headed(mark("mean square")))
    effective_rank: np.ndarray = field(metadata=headed(mark("effective rank")))
    singular_values: Mapping[str, np.ndarray]


@probes.register
@dataclass(frozen=True)
class JacobianSpectrum(Probe[JacobianSpectra]):
    """J = ∂y/∂x of a layer's output by the data, for single examples, with layers as in use."""

    key = "jacobian_spectrum"
    title = mark("Singular values of the Jacobian")
    summary = mark("In how many directions a layer still tells one input from another, and how sharply.")
    formula = "J = ∂y/∂x = U·S·Vᵀ"
    source = "Saxe, McClelland & Ganguli 2013; Duvenaud et al. 2014"
    order = 70

    layer: str = text("", label=mark("Layer"), help=mark("Name of one layer; empty means every layer"))
    examples: int = integer(4, low=1, high=1000, label=mark("Examples"))

    def take(self, subject: Subject) -> JacobianSpectra:
        count = min(self.examples, subject.count)
        if self.layer:
            stages = [subject.stage(self.layer)]
        else:
            stages = running(subject.stages)
        found = {s.name: spectrum(jacobian(subject, s.name, count)) for s in stages}
        values = list(found.values())
        return JacobianSpectra(
            tuple(found),
            greatest=np.array([np.median(s[:, 0]) for s in values]),
            mean_square=np.array([np.median((s**2).mean(axis=1)) for s in values]),
            effective_rank=np.array([np.median(effective_rank(s)) for s in values]),
            singular_values=found,
        )


def jacobian(subject: Subject, layer: str, examples: int | None = None, since: str = "") -> np.ndarray:
    """Return ∂y/∂x of the layer called `layer`, (examples, size of y, size of x), in float64, as in use.

    One example fills a batch, and back-propagation starts from rows of the identity: every pass gives
    as many rows of J as the batch has places. Several inputs stand side by side in the order they run.

    Parameters
    ----------
    since
        Name of an earlier layer whose output is x; by default x are the inputs.

    Raises
    ------
    NnsimError
        When there is no such layer, or its Jacobian has more than four million entries.
    """
    stage, first = subject.stage(layer), subject.stage(since) if since else None
    size = math.prod(stage.shape)
    inputs = math.prod(first.shape) if first else sum(fed.shape[1] - 1 for fed in subject.fed.values())
    if size * inputs > MOST_ENTRIES:
        raise NnsimError(
            tr(
                "The Jacobian of {layer} would hold {n} numbers; the most is {most}. Choose a smaller layer."
            ).format(layer=layer, n=f"{size * inputs:,}", most=f"{MOST_ENTRIES:,}")
        )
    count = subject.count if examples is None else min(examples, subject.count)
    if first is not None and first.id == stage.id:
        return np.repeat(np.eye(size)[None], count, 0)
    if stage.layer.role.is_fed and first is None:
        return np.repeat(_of_input(subject, stage)[None], count, 0)
    rows = min(size, ROWS_AT_A_TIME)
    copy = Copy(
        subject,
        outputs=[Output(stage.id, Readout())],
        batch=rows,
        dtype=np.float64,
        training=False,
        input_gradients=True,
    )
    made = np.zeros((count, -(-size // rows) * rows, inputs))
    for example in range(count):
        copy.feed(np.full(rows, example), targets=False)
        for start in range(0, size, rows):
            copy.program.targets[0][...] = np.eye(rows, size, start)
            copy.backward()
            made[example, start : start + rows] = _by_sources(subject, copy, rows, first)
    return made[:, :size]


def _by_sources(subject: Subject, copy: Copy, rows: int, first: Stage | None) -> np.ndarray:
    """Return ∂L/∂x of every place in the batch, (rows, size of x); 0 for what the layer does not see."""
    sizes = {id_: fed.shape[1] - 1 for id_, fed in subject.fed.items()}
    if first is not None:
        sizes = {first.id: math.prod(first.shape)}
    pieces = []
    for id_, size in sizes.items():
        field = copy.program.gradients.get(id_)
        pieces.append(np.zeros((rows, size)) if field is None else field.flat.T)
    return np.concatenate(pieces, axis=1)


def _of_input(subject: Subject, stage: Stage) -> np.ndarray:
    """Return the Jacobian of an input: ones where it is itself."""
    sizes = [(id_, fed.shape[1] - 1) for id_, fed in subject.fed.items()]
    pieces = [np.eye(n) if id_ == stage.id else np.zeros((math.prod(stage.shape), n)) for id_, n in sizes]
    return np.concatenate(pieces, axis=1)
