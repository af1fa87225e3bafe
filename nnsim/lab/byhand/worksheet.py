"""A worksheet: a small network, its examples, and every number of one step of gradient descent."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.read_only import read_only
from nnsim.base.text import ntr, tr
from nnsim.engine.expression import Comparison, Known
from nnsim.engine.measure import loss_value
from nnsim.engine.network import Network
from nnsim.engine.stage import Output
from nnsim.lab.byhand.address import Address, Of, WeightAt
from nnsim.lab.byhand.bench import Bench, Order, Readings
from nnsim.lab.byhand.symbols import Symbols, symbols_of
from nnsim.lab.byhand.unit_numbers import UnitNumbers
from nnsim.lab.byhand.wiring import Column, Link, Wiring

MOST_UNITS, MOST_EXAMPLES = 64, 32
EPSILON = 1e-5
"""How far a weight is moved to each side to check its gradient."""


@dataclass(frozen=True)
class Weight:
    """One learned number: what it is called, where it is kept, and what it connects.

    Attributes
    ----------
    at
        Its place in the vector.
    symbol
        Such as ``w₁``.
    array, index
        Name of the array it is of (``layer/parameter``), and where it is in there.
    is_bias
        Whether it is added without an input.
    uses
        The terms it stands in: one, or several where it is shared, as in a convolution.
    moves
        What its step is multiplied by: 0 where it is held or its layer is frozen.
    """

    at: WeightAt
    symbol: str
    array: str
    index: tuple[int, ...]
    is_bias: bool
    uses: tuple[Link, ...]
    moves: float


@dataclass(frozen=True)
class Check:
    """A gradient measured without calculus: (E(w + ε) − E(w − ε)) / 2ε.

    Attributes
    ----------
    above, below
        The loss with the weight moved up and down by `epsilon`.
    gradient
        What back-propagation says.
    """

    above: float
    below: float
    epsilon: float
    gradient: float

    @property
    def measured(self) -> float:
        """The difference quotient."""
        return (self.above - self.below) / (2 * self.epsilon)

    @property
    def differs_by(self) -> float:
        """How far both are from each other."""
        return abs(self.measured - self.gradient)


@dataclass(frozen=True, eq=False)
class Worksheet:
    """A network worked through by hand; every number in it is the engine's own.

    Attributes
    ----------
    bench
        The network with its examples, which runs with any weights.
    vector
        All learned numbers, float64.
    rate
        η of the update, which is plain gradient descent.
    order
        Which weights the update changes first.
    held
        Arrays that the update leaves as they are, as ``layer/parameter``.
    """

    bench: Bench
    wiring: Wiring
    vector: np.ndarray
    rate: float = 0.5
    order: Order = Order.TOGETHER
    held: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        network: Network,
        inputs: np.ndarray,
        targets: Sequence[np.ndarray],
        *,
        rate: float = 0.5,
        order: Order = Order.TOGETHER,
        held: frozenset[str] = frozenset(),
    ) -> Worksheet:
        """Return the worksheet of `network` with its weights as they are, on some examples.

        Parameters
        ----------
        inputs
            (n, *shape), scaled as for training.
        targets
            One (n, units) array an output, as its loss compares them.

        Raises
        ------
        NnsimError
            When there are more units or examples than can be worked through by hand.
        """
        units = sum(math.prod(s.shape) for s in network.stages if s.layer.role.is_fed or s.layer.role.runs)
        if units > MOST_UNITS:
            raise NnsimError(_too_many_units(units))
        if len(inputs) > MOST_EXAMPLES:
            raise NnsimError(
                tr("By hand there is room for {most} examples at once, not {n}. Choose fewer rows.").format(
                    most=MOST_EXAMPLES, n=len(inputs)
                )
            )
        bench = Bench(network, inputs, targets)
        wiring = bench.plan.wired()
        if wiring.units > MOST_UNITS:
            raise NnsimError(_too_many_units(wiring.units))
        vector = read_only(network.parameters.vector, np.float64)
        return cls(bench, wiring, vector, _checked_rate(rate), order, held)

    # ---- other worksheets ----------------------------------------------------------------------

    def with_rate(self, rate: float) -> Worksheet:
        """Return this worksheet with another learning rate."""
        return replace(self, rate=_checked_rate(rate))

    def with_order(self, order: Order) -> Worksheet:
        """Return this worksheet with another order of the update."""
        return replace(self, order=order)

    def with_held(self, held: frozenset[str]) -> Worksheet:
        """Return this worksheet with other arrays left as they are."""
        return replace(self, held=held)

    def with_weight(self, weight: WeightAt, value: float) -> Worksheet:
        """Return this worksheet with one number changed; raises NnsimError for what is not finite."""
        if not math.isfinite(value):
            raise NnsimError(tr("A weight must be a finite number, not {value}.").format(value=value))
        vector = self.vector.copy()
        vector[weight.number] = value
        return replace(self, vector=read_only(vector))

    def after(self, steps: int = 1) -> Worksheet:
        """Return this worksheet with the weights that so many updates lead to."""
        vector = self.bench.descend(self.vector, self._rates, self.order, steps)
        return replace(self, vector=read_only(vector))

    # ---- what there is -------------------------------------------------------------------------

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of units, in running order."""
        return self.wiring.columns

    @property
    def examples(self) -> int:
        """Number of examples."""
        return self.bench.count

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What is measured; none where the network has no loss."""
        return self.bench.network.outputs

    @property
    def can_learn(self) -> bool:
        """Whether there is a loss to go back from."""
        return self.bench.network.has_loss

    @cached_property
    def symbols(self) -> Symbols:
        """The symbols of everything."""
        return symbols_of(self.wiring, self.examples)

    @cached_property
    def readings(self) -> Readings:
        """The engine's numbers."""
        return self.bench.read(self.vector, self._rates, self.order)

    @property
    def loss(self) -> float:
        """The mean loss of the examples; NaN where there is none."""
        return self.readings.loss

    @cached_property
    def weights(self) -> tuple[Weight, ...]:
        """Every learned number: weights first, in the order of their symbols, biases behind them."""
        names = self.bench.subject.names()
        found = []
        for number, symbol in self.symbols.weights.items():
            at = WeightAt(number)
            window = self.wiring.window_of(at)
            index = np.unravel_index(number - window.start, window.spec.shape)
            found.append(
                Weight(
                    at,
                    symbol,
                    f"{names[_own_stage(window.stage)]}/{window.spec.name}",
                    tuple(int(i) for i in index),
                    window.spec.bias,
                    self.wiring.uses.get(number, ()),
                    float(self._moves[number]),
                )
            )
        return tuple(sorted(found, key=lambda w: w.is_bias))

    @cached_property
    def weight_at(self) -> Mapping[WeightAt, Weight]:
        """Every learned number by its place."""
        return {w.at: w for w in self.weights}

    @cached_property
    def _moves(self) -> np.ndarray:
        """What the step of each parameter is multiplied by."""
        names = self.bench.subject.names()
        factors = {s.id: s.layer.rate_factor for s in self.bench.stages}
        moves = np.zeros(len(self.vector))
        for w in self.wiring.windows:
            is_held = f"{names[_own_stage(w.stage)]}/{w.spec.name}" in self.held
            moves[w.start : w.stop] = 0.0 if is_held else factors[w.stage]
        return moves

    @property
    def _rates(self) -> np.ndarray:
        return self.rate * self._moves

    # ---- numbers -------------------------------------------------------------------------------

    def value(self, address: Address) -> float:
        """Return the engine's number at an address; NaN for what there is none of."""
        match address.of:
            case Of.RATE:
                return self.rate
            case Of.LOSS:
                return self._loss_of(address.example)
        if isinstance(address.at, WeightAt):
            number = address.at.number
            r = self.readings
            match address.of:
                case Of.WEIGHT:
                    return float(self.vector[number])
                case Of.GRADIENT:
                    return float(r.gradient[number])
                case Of.AFTER:
                    return float(r.after[number])
            return float(r.after[number] - self.vector[number])
        if address.example is None:
            return sum(self.value(address.in_example(n)) for n in range(self.examples)) / self.examples
        if address.of is Of.ERROR:
            at = address.unit
            return self._error(self.wiring.column_of(at), at.number, address.example)
        return self._units.value(address, address.example)

    def _error(self, column: Column, number: int, example: int) -> float:
        """Return what an output adds to the loss of an example; NaN where the loss does not say."""
        if column.output is None:
            return math.nan
        output = self.outputs[column.output]
        spelled = output.loss.spelled(self.comparison(column, example))
        return math.nan if spelled is None else output.weight * spelled[number].value

    @cached_property
    def _units(self) -> UnitNumbers:
        return UnitNumbers(self.bench, self.wiring, self.vector, self.readings)

    def comparison(self, column: Column, example: int) -> Comparison:
        """Return what the loss of an output compares in one example, each number with its address."""
        outputs = tuple(self.known(Address(Of.Y, at, example)) for at in column.places())
        targets = tuple(self.known(Address(Of.TARGET, at, example)) for at in column.places())
        if not self.has_answers(column):
            return Comparison(outputs, outputs, targets)
        answers = tuple(self.known(Address(Of.ANSWER, at, example)) for at in column.places())
        return Comparison(outputs, answers, targets)

    def has_answers(self, column: Column) -> bool:
        """Return whether the loss of an output applies a function by itself, such as softmax."""
        if column.output is None:
            return False
        given = [Known("", float(v)) for v in self.readings.values[column.id][0]]
        made = self.outputs[column.output].loss.spelled_answers(given)
        return made is None or any(a is not b for a, b in zip(made, given, strict=True))

    def _loss_of(self, example: int | None) -> float:
        if example is None:
            return self.loss
        return sum(
            output.weight
            * loss_value(
                output.loss,
                self.readings.values[output.stage][example : example + 1],
                self.bench.subject.targets[number][example : example + 1],
            )
            for number, output in enumerate(self.outputs)
        )

    def known(self, address: Address) -> Known:
        """Return the number at an address with its symbol, for formulas."""
        found = self._known.get(address)
        if found is None:
            found = self._known[address] = Known(self.symbols.of(address), self.value(address), address)
        return found

    @cached_property
    def _known(self) -> dict[Address, Known]:
        return {}

    def check(self, weight: WeightAt, epsilon: float = EPSILON) -> Check:
        """Return the gradient of a weight measured by moving it up and down."""
        above, below = self.vector.copy(), self.vector.copy()
        above[weight.number] += epsilon
        below[weight.number] -= epsilon
        gradient = self.value(Address(Of.GRADIENT, weight))
        return Check(self.bench.loss(above), self.bench.loss(below), epsilon, gradient)

    def addresses(self) -> Iterator[Address]:
        """Yield what is shown of every unit, in every example, then of every weight, in the order it arises."""
        for example in range(self.examples):
            for column in self.columns:
                for at in column.places():
                    yield from (Address(of, at, example) for of in self._forward(column))
        if self.can_learn:
            yield from (Address(Of.LOSS, None, n) for n in range(self.examples))
        for column in reversed(self.columns if self.can_learn else ()):
            for example in range(self.examples):
                yield from (Address(Of.DELTA, at, example) for at in column.places())
        if self.can_learn:
            yield from (Address(of, w.at) for of in (Of.GRADIENT, Of.AFTER) for w in self.weights)

    def _forward(self, column: Column) -> Iterator[Of]:
        if column.sums is not None:
            yield Of.Z
        yield Of.Y
        if self.has_answers(column):
            yield Of.ANSWER

    @cached_property
    def not_finite(self) -> Address | None:
        """Where a number first is none or infinite; None where all are finite."""
        return next((a for a in self.addresses() if not math.isfinite(self.value(a))), None)


def _own_stage(id_: str) -> str:
    """Return the id of the stage that a part of it, split off for its sums, is of."""
    return id_.removesuffix("/z")


def _checked_rate(rate: float) -> float:
    if not (math.isfinite(rate) and rate >= 0):
        raise NnsimError(
            tr("The learning rate must be a finite number of at least 0, not {rate}.").format(rate=rate)
        )
    return rate


def _too_many_units(units: int) -> str:
    return ntr(
        "This network has {n} unit, and by hand there is room for {most}. Make its layers smaller, or follow a row"
        " through it, which works for any network.",
        "This network has {n} units, and by hand there is room for {most}. Make its layers smaller, or follow a"
        " row through it, which works for any network.",
        units,
    ).format(n=f"{units:,}", most=MOST_UNITS)
