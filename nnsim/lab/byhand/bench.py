"""Where a network is worked through: the engine's own program, in float64, on a few examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from nnsim.base.read_only import read_only
from nnsim.base.text import mark
from nnsim.engine.network import Network
from nnsim.engine.stage import Stage
from nnsim.engine.subject import Copy, Subject
from nnsim.lab.byhand.alone import flat_inputs
from nnsim.lab.byhand.wiring import Column, Plan, Wiring


class Order(Enum):
    """Which weights an update changes first."""

    TOGETHER = mark("together")
    """All at once, which is gradient descent."""
    OUTPUTS_FIRST = mark("outputs first")
    """Layer by layer from the last to the first, with what comes back through weights already changed.

    As the worked example of Mazur (2015) is often read and programmed; it is not gradient descent.
    """

    @property
    def title(self) -> str:
        """Its name, marked for translation."""
        return self.value


@dataclass(frozen=True, eq=False)
class Readings:
    """What the engine makes of the examples with certain weights.

    Attributes
    ----------
    values
        By stage of the split network, its outputs (examples, units).
    signals
        By stage, the derivative of the loss of each example, on its own, for them: (examples, units). A
        stage from which no way leads to the loss has none.
    gradient
        Of the mean loss, for all parameters (parameters,), as the update uses it.
    after
        The parameters when it is done.
    loss
        Mean over the examples, with the weights as they are; NaN without a loss.
    """

    values: Mapping[str, np.ndarray]
    signals: Mapping[str, np.ndarray]
    gradient: np.ndarray
    after: np.ndarray
    loss: float


class Bench:
    """A network with examples, ready to be run with any weights.

    Parameters
    ----------
    network
        Only read, and only now. Its state is taken along, its weights are not.
    inputs
        (n, *shape) examples, scaled as for training.
    targets
        One (n, units) array an output, encoded as its loss compares them.

    Raises
    ------
    NnsimError
        When there is no example, or inputs and targets do not fit each other.
    """

    def __init__(self, network: Network, inputs: np.ndarray, targets: Sequence[np.ndarray]) -> None:
        exact = Network(network.stages, network.outputs, np.float64, network.seed, drawn=False)
        state = network.parameters.state[: len(exact.parameters.state)]
        exact.parameters.state[:] = state
        exact.random.bit_generator.state = network.random.bit_generator.state
        self.network = exact
        self.subject = Subject(exact, inputs, targets)
        if exact.outputs:
            self.subject.need_targets()
        self._stages = self.subject.split()
        self.plan = Plan(self._stages, exact.outputs, training=True)
        self._use = self._copy(learns=False)
        self._learn = self._copy(learns=True) if exact.has_loss else None
        self._slopes: dict[tuple[str, int, bytes], np.ndarray | None] = {}

    def _copy(self, learns: bool) -> Copy:
        copy = Copy(self.subject, self._stages, learns=learns, input_gradients=learns)
        copy.feed(targets=learns)
        return copy

    @property
    def count(self) -> int:
        """Number of examples."""
        return self.subject.count

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the split network, in running order."""
        return self._stages

    def loss(self, vector: np.ndarray) -> float:
        """Return the mean loss of the examples with the parameters `vector`; NaN without a loss."""
        if self._learn is None:
            return float("nan")
        self._learn.parameters.vector[:] = vector
        return self._learn.loss()

    def read(self, vector: np.ndarray, rates: np.ndarray, order: Order) -> Readings:
        """Return everything of one step, with the parameters `vector` and a rate for each of them."""
        self._use.parameters.vector[:] = vector
        self._use.forward()
        values = {id_: read_only(value.flat.T) for id_, value in self._use.program.values.items()}
        if self._learn is None:
            return Readings(values, {}, read_only(np.zeros_like(vector)), read_only(vector), float("nan"))
        step = _Step(self._learn, vector, rates, order)
        # The engine's numbers are of the mean over examples; here each example speaks for itself.
        with np.errstate(all="ignore"):
            signals = {id_: read_only(self.count * found.T) for id_, found in step.signals.items()}
        return Readings(values, signals, read_only(step.gradient), read_only(step.after), self.loss(vector))

    def descend(self, vector: np.ndarray, rates: np.ndarray, order: Order, steps: int) -> np.ndarray:
        """Return the parameters after so many steps of plain gradient descent."""
        for _ in range(steps if self._learn is not None else 0):
            assert self._learn is not None
            vector = _Step(self._learn, vector, rates, order, signals=False).after
        return vector

    def local_slopes(
        self, wiring: Wiring, column: Column, example: int, vector: np.ndarray
    ) -> np.ndarray | None:
        """Return ∂y/∂inputs of a layer that is no weighted sum, (units, inputs), in one example.

        None where the layer does not give its numbers alone: its units look at other examples, or draw.
        The inputs are those of all its sources, one after the other.
        """
        key = column.id, example, vector.tobytes()
        if key not in self._slopes:
            if len(self._slopes) > 256:
                self._slopes.clear()
            self._slopes[key] = self._worked_alone(column, example, vector)
        return self._slopes[key]

    def _worked_alone(self, column: Column, example: int, vector: np.ndarray) -> np.ndarray | None:
        self._use.parameters.vector[:] = vector
        self._use.forward()
        values = self._use.program.values
        stage, alone = column.stage, self.plan.alone(column)
        weights = self._use.parameters.layer_window(vector, stage.id)
        inputs = flat_inputs([values[id_].flat[:, example] for id_ in stage.sources])
        outputs = values[stage.id].flat[:, example].copy()
        if not np.allclose(alone.run(weights, inputs)[0], outputs, rtol=1e-12, atol=1e-12, equal_nan=True):
            return None
        return read_only(np.array([alone.slopes(weights, inputs, unit)[1] for unit in range(column.units)]))


class _Step:
    """One step of plain gradient descent, in either order.

    With the outputs first, forward is run once with the old parameters; then, from the last layer with
    parameters to the first, what comes back is worked out with the later ones already changed.
    """

    def __init__(
        self, copy: Copy, vector: np.ndarray, rates: np.ndarray, order: Order, signals: bool = True
    ) -> None:
        self._copy, self._old, self._wanted = copy, vector, signals
        self.signals: dict[str, np.ndarray] = {}
        self.gradient = np.zeros_like(vector)
        self.after = vector.copy()
        # What is no number is shown where it arises; nobody needs to be warned of it.
        with np.errstate(all="ignore"):
            self._go_back()
            if order is Order.TOGETHER:
                self._note(reversed(copy.program.stages))
                self.gradient[:] = copy.parameters.gradient
                self.after -= rates * self.gradient
            else:
                self._layer_by_layer(rates)

    def _layer_by_layer(self, rates: np.ndarray) -> None:
        """Change one layer after the other, from the last to the first."""
        copy = self._copy
        windows = copy.parameters.layer_windows
        for stage in reversed(copy.program.stages):
            self._note([stage])
            if stage.id in windows:
                here = slice(*windows[stage.id])
                self.gradient[here] = copy.parameters.gradient[here]
                self.after[here] -= rates[here] * self.gradient[here]
                self._go_back()

    def _go_back(self) -> None:
        """Run forward with the old parameters and back with those changed so far."""
        self._copy.parameters.vector[:] = self._old
        self._copy.forward()
        self._copy.parameters.vector[:] = self.after
        self._copy.back()

    def _note(self, stages: Iterable[Stage]) -> None:
        found = self._copy.program.gradients
        for stage in stages:
            if self._wanted and stage.id in found:
                self.signals[stage.id] = found[stage.id].flat.copy()
