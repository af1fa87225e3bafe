"""What crosses the thread boundary: frozen letters, each with the number of its run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nnsim.data.prepare import Prepared
from nnsim.document.learned import Learned
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.engine.loss import PROBABILITIES, ClassReading
from nnsim.engine.scalar import Scalar

# ---- requests: to the trainer ----------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Load:
    """Compile another network and start run number `run`.

    `learned` is where to start from; what is missing in it or of another shape is initialised from
    the seed.
    """

    run: int
    resolved: Resolved
    training: TrainingSettings
    data: Prepared
    learned: Learned | None = None


@dataclass(frozen=True)
class Play:
    """Train until paused."""


@dataclass(frozen=True)
class Pause:
    """Stop after the step under way."""


@dataclass(frozen=True)
class StepOnce:
    """Take one step (one batch), then pause."""


@dataclass(frozen=True)
class StepEpoch:
    """Train to the end of the epoch, then pause."""


@dataclass(frozen=True)
class Reset:
    """Go back to the initial weights of the seed, as run number `run`."""

    run: int


@dataclass(frozen=True, eq=False)
class Retune:
    """Go on with other settings (learning rate, batch size, optimizer, ...)."""

    training: TrainingSettings


@dataclass(frozen=True)
class MeasureTest:
    """Measure the network on the test part, which nothing else ever looks at."""


@dataclass(frozen=True)
class SetWeight:
    """Write one number into a parameter."""

    parameter: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class Shutdown:
    """End the thread."""


# ---- pictures: asked for one at a time ---------------------------------------------------------


@dataclass(frozen=True)
class MapRequest:
    """The map of a decision boundary: the outputs over a plane through the inputs.

    The plane is ``origin + u·first + v·second`` for u, v on a regular grid, in prepared (scaled)
    inputs. `first` and `second` are unit vectors: two inputs, or two principal axes.
    """

    origin: tuple[float, ...]
    first: tuple[float, ...]
    second: tuple[float, ...]
    u_range: tuple[float, float]
    v_range: tuple[float, float]
    resolution: int = 100


@dataclass(frozen=True)
class NeuronsRequest:
    """What every neuron computes over a plane, and the weights between neurons.

    Attributes
    ----------
    plane
        Where; None asks for weights alone. A large network is shown with fewer points than asked.
    stages
        Ids of the stages to show; None: all.
    most_units
        Units shown of one stage, from its first; more are counted only.
    """

    plane: MapRequest | None
    stages: tuple[str, ...] | None = None
    most_units: int = 64


@dataclass(frozen=True)
class Want:
    """What the next picture should show. An empty wish still brings gradients and weights' places.

    `answer_at` is one example, its prepared inputs in one list, that a person points at.
    """

    boundary: MapRequest | None = None
    histograms_of: str | None = None
    neurons: NeuronsRequest | None = None
    answer_at: tuple[float, ...] | None = None


def combined(wants: Iterable[Want]) -> Want:
    """Return one wish that grants all `wants`; of two of one kind the first is taken."""
    boundary, histograms, neurons, answer_at = None, None, None, None
    for want in wants:
        boundary = boundary or want.boundary
        histograms = histograms or want.histograms_of
        neurons = neurons or want.neurons
        answer_at = answer_at or want.answer_at
    return Want(boundary, histograms, neurons, answer_at)


@dataclass(frozen=True, eq=False)
class BoundaryMap:
    """Outputs over a plane.

    `values` has shape (rows along v, columns along u, outputs): for classes what `reading` says,
    for a regression the prediction of every target column (NaN where no output makes one). `line` is
    (weights, bias) of a network that is one unit telling classes apart, in the coordinates (u, v):
    the boundary is ``weights·(u, v) + bias = 0``. The bias is less by `level`, the weighted sum at
    which the unit decides.
    """

    request: MapRequest
    values: np.ndarray
    line: tuple[tuple[float, float], float] | None = None
    reading: ClassReading = PROBABILITIES
    level: float = 0.0


@dataclass(frozen=True, eq=False)
class PointAnswer:
    """What the network says to one example: `values` (outputs,) as in `BoundaryMap`."""

    at: tuple[float, ...]
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class HistogramOf:
    """Counts between edges, and shares a person wants to know."""

    counts: np.ndarray
    edges: np.ndarray
    saturated: float | None = None
    dead: float | None = None


@dataclass(frozen=True, eq=False)
class StageNeurons:
    """The first units of one stage.

    A stage with a flat output has one unit a number; channels of pictures and features of
    sequences are shown by their means over places and times.

    Attributes
    ----------
    count
        Number of all units, of which the first are shown.
    maps
        Outputs over the plane, (units, rows along v, columns along u), float32, read-only: what a
        person reads (probabilities where the loss makes them). None without a plane.
    biases
        (units,), float32, read-only; None for a layer without biases.
    bias
        Key of the biases in the network's parameters; empty where there are none.
    labels
        Names of inputs, classes or targets, where the units stand for them; else empty.
    """

    stage: str
    name: str
    shape: tuple[int, ...]
    count: int
    shown: int
    maps: np.ndarray | None = None
    biases: np.ndarray | None = None
    bias: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Wires:
    """What leads from the units of one stage to those of another.

    Attributes
    ----------
    weights
        (units of `source`, units of `target`), float32, read-only; None where nothing is learned
        between single units.
    parameter
        Key of the weights in the network's parameters; empty where there are none.
    offset
        Where there are no weights: unit i leads to unit ``i + offset``; None when every unit of
        `source` has a part in every one of `target`.
    """

    source: str
    target: str
    weights: np.ndarray | None = None
    parameter: str = ""
    offset: int | None = None


@dataclass(frozen=True, eq=False)
class NeuronMaps:
    """What single neurons compute, in running order of the stages, and what joins them.

    `seconds` is what the picture cost the trainer.
    """

    request: NeuronsRequest
    step: int
    stages: tuple[StageNeurons, ...]
    wires: tuple[Wires, ...]
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One frozen look at a run: everything in it is a copy."""

    run: int
    step: int
    epoch: float
    boundary: BoundaryMap | None = None
    node: str | None = None
    weights: HistogramOf | None = None
    activations: HistogramOf | None = None
    gradients: HistogramOf | None = None
    neurons: NeuronMaps | None = None
    answer: PointAnswer | None = None


# ---- reports: from the trainer -----------------------------------------------------------------


@dataclass(frozen=True)
class LayerColumns:
    """Where the readings of one layer with parameters stand in a row of `Points`.

    Gradients are those of the loss, before clipping and penalties.
    ``weight``: ‖∂L/∂W‖₂, ``bias``: ‖∂L/∂b‖₂, ``output``: ‖∂L/∂output‖₂ of the batch, ``ratio``:
    ‖ΔW‖/‖W‖; −1 where the layer has no such array. Root mean squares follow by dividing by the
    square roots of the sizes.
    """

    node: str
    name: str
    weight: int
    bias: int
    output: int
    ratio: int
    weight_size: int
    bias_size: int
    output_size: int


@dataclass(frozen=True)
class Columns:
    """Names of the columns in `Points.rows`: ``loss`` first, then what else the rule reports, then layers."""

    width: int
    layers: tuple[LayerColumns, ...]
    scalars: tuple[tuple[Scalar, int], ...] = ()

    def place(self, key: str) -> int:
        """Return the column of the scalar called `key`; -1 where the rule has none."""
        return next((column for scalar, column in self.scalars if scalar.key == key), -1)


@dataclass(frozen=True)
class Loaded:
    """A network was compiled and stands at its initial (or given) weights."""

    run: int
    columns: Columns
    metrics: tuple[str, ...]
    steps_per_epoch: int
    step: int
    epoch: float


@dataclass(frozen=True, eq=False)
class Points:
    """Readings of the steps ``first_step`` … ``first_step + len(rows) − 1`` (one row a step, as exact as the network)."""

    run: int
    first_step: int
    rows: np.ndarray
    epoch: float


@dataclass(frozen=True)
class Evaluation:
    """Losses and metrics on whole parts of the data, at one step; None where there is no validation part.

    `metrics` are pairs of a name such as ``val_accuracy`` and a number.
    """

    run: int
    step: int
    epoch: float
    train_loss: float
    val_loss: float | None
    metrics: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Tested:
    """Loss and (for classes) accuracy on the test part; `examples` is 0 and the loss NaN where there is none.

    `metrics` are key and value of all metrics that fit the data and are one number.
    """

    run: int
    step: int
    examples: int
    loss: float
    accuracy: float | None
    metrics: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class State:
    """Whether the trainer runs, and how fast; `rate` is the learning rate in force, None while unknown."""

    run: int
    playing: bool
    step: int
    epoch: float
    steps_per_second: float
    reason: str = ""
    rate: float | None = None


@dataclass(frozen=True)
class Diverged:
    """The loss stopped being a finite number at `step`; the last finite weights are kept."""

    run: int
    step: int
    text: str


@dataclass(frozen=True)
class Failed:
    """A fault in the trainer: a bug, or something about the run that cannot be (then `text` says it)."""

    run: int
    text: str
    traceback: str = ""


Request = Load | Play | Pause | StepOnce | StepEpoch | Reset | Retune | MeasureTest | SetWeight | Shutdown
Report = Loaded | Points | Evaluation | Tested | State | Diverged | Failed
