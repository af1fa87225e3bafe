"""One look into a network: what its layers say to a batch, and what comes back to them.

Everything is measured on a private copy of the network, on examples of the training part, layers as in training.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnsim.base.text import mark
from nnsim.diagnosis.line_search import reach_of
from nnsim.diagnosis.through_time import ThroughTime, through_time
from nnsim.engine.activation import Activation
from nnsim.engine.broken import Broken, first_broken
from nnsim.engine.measure import loss_value
from nnsim.engine.parameters import Window
from nnsim.engine.recurrence import Recurrent
from nnsim.engine.signals import SATURATED_BELOW
from nnsim.engine.spectrum import effective_rank
from nnsim.engine.stage import Output, Stage, running
from nnsim.engine.subject import Copy, Signal, Subject, greatest_slope, slopes
from nnsim.training.picture import Picture
from nnsim.training.scene import Scene

EXAMINED = 64
"""Examples in the batch."""
RANKED_UNITS = 128
"""Units of a layer that its rank is worked out of, spread evenly: a spectrum is dear."""
ALIKE = 1e-4
"""Share of their size by which two rows of numbers may differ and still be the same: rounding in float32 is less."""


@dataclass(frozen=True)
class LayerSeen:
    """What was seen of one stage that computes something. NaN where there is no such number.

    Attributes
    ----------
    node, name, key
        Id and name of the stage, and key of its layer.
    activation
        That ends it; None where none does.
    learns, connects
        Whether it has parameters, and weights that connect inputs with units.
    units
        Numbers that it makes of one example.
    output_rms, output_std
        Of its outputs: root mean square of all; spread over the examples, the mean over the units.
    sum_rms
        Root mean square of its weighted sums before the activation.
    saturated, dead
        Share of values whose slope is below a tenth of the greatest; share of units with slope 0 for every example.
    directions, rank
        Effective rank of its outputs over the batch, centred: how many directions matter; and the same as a share of
        the greatest there could be (0 to 1).
    alike
        Share of units whose outputs are those of another unit, for every example, of those that say anything.
    twins
        Share of units whose weights, and the gradients of these, are those of another unit: no step tells them apart.
    weights
        How many connecting weights and other parameters it has, biases apart.
    weight_rms
        Root mean square of these.
    fan_in
        Numbers that come into a unit.
    gradient, bias_gradient, output_gradient
        ‖∂L/∂W‖, ‖∂L/∂b‖ and ‖∂L/∂output‖ of the mean loss of the batch.
    zeros
        Share of its weights' gradients that are exactly 0.
    finite
        Whether all of this is.
    """

    node: str
    name: str
    key: str
    activation: Activation | None
    learns: bool
    connects: bool
    units: int
    output_rms: float
    output_std: float
    sum_rms: float
    saturated: float
    dead: float
    directions: float
    rank: float
    alike: float
    twins: float
    weights: int
    weight_rms: float
    fan_in: int
    gradient: float
    bias_gradient: float
    output_gradient: float
    zeros: float
    finite: bool

    @property
    def variation(self) -> float:
        """How much its outputs differ from example to example, as a share of their size: 0 where all look alike."""
        return (
            self.output_std / self.output_rms
            if self.output_rms > 0
            else 0.0
            if self.output_rms == 0
            else math.nan
        )


@dataclass(frozen=True, eq=False)
class OutputSeen:
    """What an output said to the batch, beside what is asked of it.

    Attributes
    ----------
    node
        Id of the stage.
    said
        What a person reads of it (probabilities, numbers), float64 (examples, units).
    asked
        The targets as the loss compares them, float64 (examples, units).
    loss
        Mean loss of the batch.
    """

    node: str
    said: np.ndarray
    asked: np.ndarray
    loss: float

    @cached_property
    def is_constant(self) -> bool:
        """Whether it says the same to every example."""
        spread = float(self.said.std(axis=0).max()) if self.said.size else 0.0
        return spread <= 1e-7 * max(1e-30, float(np.abs(self.said).max(initial=0.0)))


@dataclass(frozen=True, eq=False)
class Examination:
    """What a probe saw of a network at one moment.

    Attributes
    ----------
    step
        The moment.
    examples
        Size of the batch.
    layers
        Every stage that computes something, in running order.
    outputs
        Every output.
    broken
        Where a number first was not finite, if anywhere.
    reach
        Relative change of the weights up to which the loss of the batch falls along its gradient (`reach_of`).
    recurrent
        What goes on from time to time in every recurrent layer.
    """

    step: int
    examples: int
    layers: tuple[LayerSeen, ...]
    outputs: tuple[OutputSeen, ...]
    broken: Broken | None = None
    reach: float = math.nan
    recurrent: tuple[ThroughTime, ...] = ()

    @cached_property
    def by_node(self) -> Mapping[str, LayerSeen]:
        """The layers by id."""
        return {layer.node: layer for layer in self.layers}

    @cached_property
    def connecting(self) -> tuple[LayerSeen, ...]:
        """The layers with weights that connect inputs with units."""
        return tuple(layer for layer in self.layers if layer.connects)

    @property
    def loss(self) -> float:
        """Loss of the batch, all outputs together; NaN without one."""
        return sum(output.loss for output in self.outputs) if self.outputs else math.nan


@dataclass(frozen=True)
class Examine(Picture[Examination]):
    """What the doctor sees of a run: asked for like every other picture."""

    key = "examination"
    title = mark("Examination")
    summary = mark("What layers say to a batch, and which gradients come back to them.")

    def take(self, scene: Scene) -> Examination | None:
        if not scene.network.outputs or not len(scene.prepared.train):
            return None
        return examine(scene.subject(EXAMINED), scene.moment.step)


def examine(subject: Subject, step: int = 0) -> Examination:
    """Return what a network says to the batch of `subject`, and what comes back.

    Raises NnsimError when it has no outputs or no targets.
    """
    subject.need_targets()
    reads_times = any(isinstance(stage.layer, Recurrent) for stage in subject.stages)
    copy = Copy(subject, subject.split(), input_gradients=reads_times)
    copy.feed()
    copy.backward()
    program = copy.program
    with np.errstate(all="ignore"):
        layers = tuple(_layer(subject, copy, signal) for signal in _signals(subject))
        outputs = tuple(
            _output(program.values[output.stage].flat, output, target)
            for output, target in zip(subject.outputs, subject.targets, strict=True)
        )
        broken = first_broken(program)
        recurrent = through_time(subject, program) if reads_times else ()
        # Last, for it moves the weights of the copy.
        reach = math.nan if broken is not None else reach_of(copy, subject)
    return Examination(step, subject.count, layers, outputs, broken, reach, recurrent)


def _signals(subject: Subject) -> list[tuple[Stage, Signal]]:
    return list(zip(running(subject.stages), subject.signals(), strict=True))


def _output(values: np.ndarray, output: Output, target: np.ndarray) -> OutputSeen:
    raw = np.array(values, np.float64).T
    loss = output.weight * loss_value(output.loss, raw, target)
    return OutputSeen(output.stage, np.asarray(output.loss.probabilities(raw), np.float64), target, loss)


def _layer(subject: Subject, copy: Copy, pair: tuple[Stage, Signal]) -> LayerSeen:
    stage, signal = pair
    program, parameters = copy.program, copy.parameters
    y = np.array(program.values[stage.id].flat, np.float64)
    z = None if signal.z is None else np.array(program.values[signal.z].flat, np.float64)
    saturated, dead = _shares(program.values[signal.z].data if signal.z is not None else None, signal, stage)
    own = [w for w in subject.windows if w.stage == stage.id]
    weights = [w for w in own if not w.spec.bias]
    biases = [w for w in own if w.spec.bias]
    # A stage whose activation was taken out keeps its parameters under the id of its sums.
    taken = [w for w in parameters.windows if w.stage in (stage.id, f"{stage.id}/z")]
    gradient = np.concatenate(
        [parameters.gradient[w.start : w.stop] for w in taken if not w.spec.bias] or [np.zeros(0)]
    )
    bias_gradient = np.concatenate(
        [parameters.gradient[w.start : w.stop] for w in taken if w.spec.bias] or [np.zeros(0)]
    )
    back = program.gradients.get(stage.id)
    values = np.concatenate([subject.vector[w.start : w.stop] for w in weights] or [np.zeros(0)])
    activation = signal.activation
    directions, rank = _rank(y)
    numbers = (y, gradient, bias_gradient, np.zeros(0) if back is None else back.flat)
    return LayerSeen(
        node=stage.id,
        name=stage.name,
        key=stage.layer.key,
        activation=None if activation is None or activation.is_identity else activation,
        learns=bool(own),
        connects=any(len(w.spec.shape) > 1 for w in weights),
        units=y.shape[0],
        output_rms=_rms(y),
        output_std=float(y.std(axis=1).mean()) if y.size else math.nan,
        sum_rms=math.nan if z is None else _rms(z),
        saturated=saturated,
        dead=dead,
        directions=directions,
        rank=rank,
        alike=_alike(y),
        twins=_twins(subject, weights, taken, parameters.gradient),
        weights=values.size,
        weight_rms=_rms(values) if values.size else math.nan,
        fan_in=max((w.spec.fan_in for w in weights), default=0),
        gradient=_norm(gradient) if weights else math.nan,
        bias_gradient=_norm(bias_gradient) if biases else math.nan,
        output_gradient=math.nan if back is None else _norm(back.flat),
        zeros=float((gradient == 0).mean()) if gradient.size else math.nan,
        finite=all(bool(np.isfinite(array).all()) for array in numbers),
    )


def _rms(numbers: np.ndarray) -> float:
    return math.sqrt(float(np.mean(np.square(numbers, dtype=np.float64)))) if numbers.size else math.nan


def _norm(numbers: np.ndarray) -> float:
    return math.sqrt(float(np.sum(np.square(numbers, dtype=np.float64))))


def _shares(z: np.ndarray | None, signal: Signal, stage: Stage) -> tuple[float, float]:
    """Return the shares of saturated values and of dead units; NaN where there is no slope of each number."""
    f = signal.activation
    if f is None or z is None or not f.elementwise or f.is_identity or greatest_slope(f) == 0:
        return math.nan, math.nan
    slope = np.abs(slopes(f, np.array(z)))
    axis = 1 if slope.ndim == 3 else 0
    others = tuple(k for k in range(slope.ndim) if k != axis)
    saturated = float((slope < SATURATED_BELOW * greatest_slope(f)).mean())
    return saturated, float((slope == 0).all(axis=others).mean())


def _some_units(y: np.ndarray) -> np.ndarray:
    if len(y) <= RANKED_UNITS:
        return y
    return y[np.linspace(0, len(y), RANKED_UNITS, endpoint=False).astype(np.intp)]


def _rank(y: np.ndarray) -> tuple[float, float]:
    """Return the effective rank of centred outputs (units, examples), and its share of the greatest there could be."""
    some = _some_units(y)
    most = min(some.shape[0], some.shape[1] - 1)
    if most < 1 or not np.isfinite(some).all():
        return math.nan, math.nan
    # Squares of singular values are eigenvalues of the smaller square: a good deal cheaper.
    centred = some - some.mean(axis=1, keepdims=True)
    centred /= max(float(np.abs(centred).max()), 1e-300)
    square = centred @ centred.T if len(centred) <= centred.shape[1] else centred.T @ centred
    values = np.sqrt(np.maximum(np.linalg.eigvalsh(square), 0.0))
    found = float(effective_rank(values))
    return found, found / most


def _alike(y: np.ndarray) -> float:
    """Return the share of units (units, examples) that say what another does, of those that say anything."""
    some = _some_units(y)
    if not np.isfinite(some).all():
        return math.nan
    return _with_a_twin(some[(some != some[:, :1]).any(axis=1)])


def _twins(
    subject: Subject, weights: Sequence[Window], taken: Sequence[Window], gradient: np.ndarray
) -> float:
    """Return the share of units whose weights and their gradients are those of another; NaN without such weights."""
    columns = []
    for own, back in zip(weights, (w for w in taken if not w.spec.bias), strict=True):
        if len(own.spec.shape) > 1:
            for vector, at in ((subject.vector, own), (gradient, back)):
                columns.append(
                    _scaled(_some_units(vector[at.start : at.stop].reshape(-1, own.spec.shape[-1]).T))
                )
    if not columns or len({len(column) for column in columns}) > 1:
        return math.nan
    joined = np.concatenate(columns, axis=1)
    return _with_a_twin(joined) if np.isfinite(joined).all() else math.nan


def _scaled(rows: np.ndarray) -> np.ndarray:
    exact = np.asarray(rows, np.float64)
    return exact / max(float(np.abs(exact).max(initial=0.0)), 1e-300)


def _with_a_twin(rows: np.ndarray) -> float:
    """Return the share of `rows` (n, numbers) that are as another row, up to what rounding makes of them."""
    if len(rows) < 2:
        return 0.0
    rows = _scaled(rows)
    square = rows @ rows.T
    sizes = np.diag(square)
    apart = sizes[:, None] + sizes[None, :] - 2 * square
    same = apart <= ALIKE**2 * np.maximum(sizes[:, None], sizes[None, :])
    return float((same.sum(axis=1) > 1).mean())
