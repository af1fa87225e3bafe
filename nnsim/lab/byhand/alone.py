"""One stage run alone, by the engine's own calls, to find out what its units sum up.

Whether a layer is a weighted sum is not asked of its kind: it is tried. A unit with z = Σ w·x + Σ c·x + b
has ∂z/∂w = x, which names the input that a weight multiplies when every input holds another number.
What is found so must then give the layer's own outputs for random inputs and weights, else the layer is
no weighted sum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnsim.engine.layers.input import Input
from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.engine.stage import Output, Stage
from nnsim.engine.subject import Readout

ROWS = 16
"""Examples that are run at once: so many random ones tell a sum from a maximum."""
NEAR = 1e-9


@dataclass(frozen=True)
class Term:
    """What a unit adds up: its `factor`, times a weight if any, times an input if any.

    `weight` counts within the stage's own parameters; `source` and `number` say which input: of which of
    the stage's sources, and which number of it. A bias has no input, a skip connection no weight.
    """

    weight: int | None
    source: int | None
    number: int = 0
    factor: float = 1.0


@dataclass(frozen=True)
class Sums:
    """All that a unit adds up, and a constant that is nobody's (such as the code of a position)."""

    terms: tuple[Term, ...]
    constant: float = 0.0


class Alone:
    """A program of one stage, with its inputs as free numbers.

    Parameters
    ----------
    stage
        The stage; one that runs.
    training
        Whether it behaves as in a training step.
    """

    def __init__(self, stage: Stage, training: bool) -> None:
        self._sizes = [math.prod(shape) for shape in stage.inputs] if stage.sources else []
        self._starts = np.cumsum([0, *self._sizes]).tolist()
        entries = [
            Stage(f"x{k}", f"x{k}", Input(), (), (shape,), shape) for k, shape in enumerate(stage.inputs)
        ][: len(self._sizes)]
        own = replace(stage, id="y", sources=tuple(entry.id for entry in entries))
        self._parameters = Parameters([own], np.dtype(np.float64))
        self._parameters.initialize(0)
        self._program = Program(
            (*entries, own),
            (Output("y", Readout()),),
            self._parameters,
            ROWS,
            training=training,
            learns=True,
            random=np.random.default_rng(0),
            input_gradients=True,
            own_losses=False,
        )
        self._feeds = [self._program.feeds[entry.id] for entry in entries]

    @property
    def inputs(self) -> int:
        """Numbers that lead in, of all sources together."""
        return int(self._starts[-1])

    @property
    def weights(self) -> int:
        """Learned numbers of the stage."""
        return self._parameters.size

    def run(self, weights: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        """Run forward and return the outputs (rows, units).

        `weights` has the length of the stage's window, `inputs` the shape (`inputs`,) or (ROWS, `inputs`).
        """
        self._put(weights, inputs)
        self._call(back=False)
        return np.array(self._program.values["y"].flat.T)

    def slopes(self, weights: np.ndarray, inputs: np.ndarray, unit: int) -> tuple[np.ndarray, np.ndarray]:
        """Return ∂y/∂weights and ∂y/∂inputs of one unit, both flat, where all rows hold `inputs`."""
        self._put(weights, inputs)
        target = self._program.targets[0]
        target[...] = 0
        target[0, unit] = 1
        self._call(back=True)
        gradients = (self._program.gradients[f"x{k}"].flat[:, 0] for k in range(len(self._sizes)))
        return self._parameters.gradient.copy(), np.concatenate([*gradients, np.empty(0)])

    def _put(self, weights: np.ndarray, inputs: np.ndarray) -> None:
        self._parameters.vector[:] = weights
        for k, feed in enumerate(self._feeds):
            feed[:, :-1] = inputs[..., self._starts[k] : self._starts[k + 1]]

    def _call(self, back: bool) -> None:
        program = self._program
        ways = (program.loss_calls, program.backward_calls) if back else ()
        with np.errstate(all="ignore"):
            for way in (program.forward_calls, *ways):
                for call in way:
                    call()

    def sums(self, unit: int) -> Sums | None:
        """Return what a unit adds up, or None where it is no weighted sum."""
        no_weights, no_inputs = np.zeros(self.weights), np.zeros(self.inputs)
        distinct = np.arange(1.0, self.inputs + 1)
        at_nothing, _ = self.slopes(no_weights, no_inputs, unit)
        at_distinct, plain = self.slopes(no_weights, distinct, unit)
        constant = float(self.run(no_weights, no_inputs)[0, unit])
        met = at_distinct - at_nothing
        if not np.isfinite([*met, *plain, constant]).all():
            return None
        terms = []
        for weight in np.flatnonzero(met):
            number = round(float(met[weight])) - 1
            if not 0 <= number < self.inputs:
                return None
            terms.append(Term(int(weight), *self._place(number)))
        terms += [Term(None, *self._place(int(i)), float(plain[i])) for i in np.flatnonzero(plain)]
        terms.sort(key=lambda term: (term.source or 0, term.number))
        terms += [Term(int(w), None, 0, float(at_nothing[w])) for w in np.flatnonzero(at_nothing)]
        found = Sums(tuple(terms), constant)
        return found if self._is_right(found, unit) else None

    def _place(self, number: int) -> tuple[int, int]:
        """Return the source and the number within it of one of all inputs."""
        source = int(np.searchsorted(self._starts, number, side="right")) - 1
        return source, number - self._starts[source]

    def _is_right(self, sums: Sums, unit: int) -> bool:
        """Return whether random weights and inputs give what the engine makes of them."""
        rng = np.random.default_rng(1)
        weights, inputs = rng.normal(size=self.weights), rng.normal(size=(ROWS, self.inputs))
        expected = np.full(ROWS, sums.constant)
        for term in sums.terms:
            met = 1.0 if term.source is None else inputs[:, self._starts[term.source] + term.number]
            expected += term.factor * met * (1.0 if term.weight is None else weights[term.weight])
        return bool(np.allclose(self.run(weights, inputs)[:, unit], expected, rtol=NEAR, atol=NEAR))


def flat_inputs(values: Sequence[np.ndarray]) -> np.ndarray:
    """Return the numbers of all sources of a stage, one array each, as `Alone` takes them."""
    return np.concatenate([*(v.reshape(-1) for v in values), np.empty(0)])
