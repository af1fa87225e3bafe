"""A row followed through a network of any size: every value, and any weighted sum spelled out.

The network runs as it is used (no dropout, running means), in float64, one row at a time. What a unit
adds up is found out for that unit alone, when it is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.base.errors import NnsimError
from nnsim.base.read_only import read_only
from nnsim.base.text import tr
from nnsim.data.prepared import Examples, Prepared
from nnsim.engine.expression import Comparison, Constant, Expression, Known, Product, total
from nnsim.engine.measure import loss_value
from nnsim.engine.network import Network
from nnsim.engine.stage import Output
from nnsim.engine.subject import Copy, Subject
from nnsim.lab.byhand.address import Address, Of, UnitAt
from nnsim.lab.byhand.lines import Line, is_no_sum
from nnsim.lab.byhand.symbols import low, unit_symbols
from nnsim.lab.byhand.wiring import Column, Link, Plan
from nnsim.training.batches import encode_targets


@dataclass(frozen=True, eq=False)
class FollowedRow:
    """One row on its way through a network.

    Attributes
    ----------
    number
        Which row of the data; None for numbers that were typed.
    inputs
        (*shape), scaled as for training.
    values
        By column, its outputs y, (units,).
    sums
        By column, its weighted sums z, (units,), where there are any.
    answers
        Of each output, what a person reads from it, (units,).
    targets
        Of each output, what it is compared with, (units,); nothing where no target is known.
    losses
        Of each output, what its loss makes of it, weighted; nothing without targets.
    chosen, meant
        The class the first output chose, and the one that is right; None where there are no classes.
    """

    number: int | None
    inputs: np.ndarray
    values: Mapping[str, np.ndarray]
    sums: Mapping[str, np.ndarray]
    answers: tuple[np.ndarray, ...]
    targets: tuple[np.ndarray, ...]
    losses: tuple[float, ...]
    chosen: int | None = None
    meant: int | None = None

    @property
    def loss(self) -> float:
        """What all losses make of the row; NaN without targets."""
        return sum(self.losses) if self.losses else math.nan

    @property
    def is_wrong(self) -> bool | None:
        """Whether the class that was chosen is not the one that is right; None where that is not known."""
        return None if self.chosen is None or self.meant is None else self.chosen != self.meant


@dataclass(frozen=True)
class Summand:
    """One term of a weighted sum with its number; `source` is the unit it comes from, if one."""

    source: UnitAt | None
    weight: float
    input: float
    formula: Expression

    @property
    def product(self) -> float:
        """What it adds."""
        return self.formula.value


@dataclass(frozen=True)
class WeightedSum:
    """The weighted sum of one unit, and what its activation makes of it.

    Attributes
    ----------
    summands
        In the order of the inputs, the bias last.
    sum, output
        z of all of them, and y of z. Where the layer is no weighted sum, `sum` has a sentence instead.
    """

    at: UnitAt
    summands: tuple[Summand, ...]
    sum: Line
    output: Line | None


class Walkthrough:
    """A network with rows to follow.

    Parameters
    ----------
    network
        Only read, and only now.
    inputs
        (n, *shape) rows, scaled as for training.
    targets
        One (n, units) array an output, as its loss compares them; nothing where they are not known.
    classes
        Number of classes the first output tells apart; 0 for numbers.
    lengths
        (n,) real times of padded sequences; None: all.

    Raises
    ------
    NnsimError
        When there is no row, or inputs and targets do not fit each other.
    """

    def __init__(
        self,
        network: Network,
        inputs: np.ndarray | ByteNumbers,
        targets: Sequence[np.ndarray] = (),
        classes: int = 0,
        lengths: np.ndarray | None = None,
    ) -> None:
        if not len(inputs):
            raise NnsimError(tr("There is no row to follow."))
        self._network = Network(
            network.stages, network.outputs, np.float64, network.seed, drawn=False, beside=network.beside
        )
        self._network.parameters.vector[:] = network.parameters.vector
        self._network.parameters.state[:] = network.parameters.state[: len(self._network.parameters.state)]
        self._inputs = inputs if isinstance(inputs, ByteNumbers) else np.asarray(inputs, np.float64)
        self._targets = tuple(np.asarray(t, np.float64) for t in targets)
        self._classes = classes
        self._lengths = lengths
        subject = Subject(self._network, self._numbers(slice(1)), training=False)
        stages = subject.split()
        self._plan = Plan(stages, network.outputs, training=False)
        self._copy = Copy(subject, stages, learns=False)
        self._symbols = unit_symbols(self._plan.columns)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of units, in running order."""
        return self._plan.columns

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What is measured."""
        return self._network.outputs

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self._inputs)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one row."""
        return self._inputs.shape[1:]

    def symbol(self, at: UnitAt) -> str:
        """Return the symbol of a unit."""
        return self._symbols[at.stage].format(low(at.number + 1))

    def symbol_of(self, column: str) -> str:
        """Return the symbol of the units of a column, with {} where their number belongs."""
        return self._symbols[column]

    # ---- rows ----------------------------------------------------------------------------------

    def row(self, number: int) -> FollowedRow:
        """Return a row of the data, followed; raises NnsimError where there is none of this number."""
        if not 0 <= number < self.rows:
            raise NnsimError(
                tr("There is no row {n}: the data has {rows}.").format(n=number + 1, rows=f"{self.rows:,}")
            )
        return self._followed(self._numbers(number), [t[number] for t in self._targets], number)

    def _numbers(self, rows: int | slice) -> np.ndarray:
        kept = self._inputs
        return kept.numbers(rows) if isinstance(kept, ByteNumbers) else np.asarray(kept[rows])

    def typed(self, inputs: np.ndarray) -> FollowedRow:
        """Return numbers of one's own, (*shape) and scaled as for training, followed."""
        return self._followed(np.asarray(inputs, np.float64).reshape(self.shape), [], None)

    def _followed(self, inputs: np.ndarray, targets: Sequence[np.ndarray], number: int | None) -> FollowedRow:
        lengths = self._lengths
        if lengths is not None:
            lengths = None if number is None else lengths[number : number + 1]
        fed = self._network.feed(inputs[np.newaxis], lengths=lengths)
        for id_, buffer in self._copy.program.feeds.items():
            buffer[...] = fed[id_]
        self._copy.forward()
        found = self._copy.program.values
        values = {c.id: read_only(found[c.id].flat[:, 0]) for c in self.columns}
        sums = {c.id: read_only(found[c.sums.id].flat[:, 0]) for c in self.columns if c.sums is not None}
        raw = [found[o.stage].flat[:, 0].copy() for o in self.outputs]
        answers = [o.loss.probabilities(y[np.newaxis])[0] for o, y in zip(self.outputs, raw, strict=True)]
        losses = [
            o.weight * loss_value(o.loss, y[np.newaxis], t[np.newaxis])
            for o, y, t in zip(self.outputs, raw, targets, strict=False)
        ]
        chosen = meant = None
        if self._classes and self.outputs:
            chosen = int(self._chosen(raw[0][np.newaxis])[0])
            meant = int(self._meant(targets[0][np.newaxis])[0]) if targets else None
        return FollowedRow(
            number,
            read_only(inputs),
            values,
            sums,
            tuple(read_only(a) for a in answers),
            tuple(read_only(t) for t in targets),
            tuple(losses),
            chosen,
            meant,
        )

    def _chosen(self, raw: np.ndarray) -> np.ndarray:
        return self.outputs[0].loss.predict_classes(raw)

    def _meant(self, targets: np.ndarray) -> np.ndarray:
        """Return the classes that encoded targets (n, units) stand for."""
        if targets.shape[1] == 1:
            middle = (1 + self.outputs[0].loss.off) / 2
            return np.asarray(targets[:, 0] > middle, np.int64)
        return np.asarray(targets.argmax(axis=1), np.int64)

    @cached_property
    def wrong(self) -> np.ndarray:
        """Which rows get another class than the right one, (rows,) bool.

        Raises NnsimError where there are no classes: a number is not right or wrong, only nearer or further.
        """
        if not (self._classes and self.outputs and self._targets):
            raise NnsimError(
                tr("Only classes are right or wrong; these outputs are numbers. Follow the rows one by one.")
            )
        [raw, *_] = self._network.predict(self._inputs)
        return read_only(self._chosen(raw) != self._meant(self._targets[0]))

    def beside(self, number: int | None, step: int, *, only_wrong: bool = False) -> int | None:
        """Return the next row (`step` 1) or the previous one (−1), around the ends; None where no row is wrong.

        `number` is the row one stands at; from numbers that were typed one comes to the first or last.
        """
        allowed = np.flatnonzero(self.wrong) if only_wrong else np.arange(self.rows)
        if not len(allowed):
            return None
        if number is None:
            return int(allowed[0] if step > 0 else allowed[-1])
        beyond = allowed[allowed > number] if step > 0 else allowed[allowed < number][::-1]
        around = allowed[0] if step > 0 else allowed[-1]
        return int(beyond[0] if len(beyond) else around)

    # ---- one unit ------------------------------------------------------------------------------

    def weighted_sum(self, row: FollowedRow, at: UnitAt) -> WeightedSum:
        """Return what a unit adds up of a row, and what it makes of it."""
        column = next(c for c in self.columns if c.id == at.stage)
        output = self._known(Of.Y, at, float(row.values[at.stage][at.number]))
        found = self._plan.terms(column, at.number)
        if column.is_input:
            return WeightedSum(at, (), Line(output, None, tr("An input, as the data has it.")), None)
        if found is None:
            return WeightedSum(at, (), Line(output, None, is_no_sum(column.stage)), None)
        links, constant = found
        summands = tuple(self._summand(row, link) for link in links)
        parts = [s.formula for s in summands]
        if constant or not parts:
            parts.append(Constant(constant))
        z = self._known(Of.Z, at, float(row.sums[at.stage][at.number]))
        if column.activation is None:
            return WeightedSum(at, summands, Line(output, total(parts)), None)
        spelled = column.activation.spelled(z)
        note = "" if spelled else tr("The engine's own number.")
        return WeightedSum(at, summands, Line(z, total(parts)), Line(output, spelled, note))

    def _known(self, of: Of, at: UnitAt, value: float) -> Known:
        symbol = self.symbol(at)
        return Known(f"z{symbol}" if of is Of.Z else symbol, value, Address(of, at, 0))

    def _summand(self, row: FollowedRow, link: Link) -> Summand:
        factors: list[Expression] = [] if link.factor == 1 else [Constant(link.factor)]
        weight, met = link.factor, 1.0
        if link.weight is not None:
            window = next(w for w in self._plan.windows if w.start <= link.weight.number < w.stop)
            index = np.unravel_index(link.weight.number - window.start, window.spec.shape)
            letter = "b" if window.spec.bias else "w"
            value = float(self._network.parameters.vector[link.weight.number])
            weight *= value
            name = letter + ",".join(low(int(i) + 1) for i in index)
            factors.append(Known(name, value, Address(Of.WEIGHT, link.weight)))
        if link.source is not None:
            met = float(row.values[link.source.stage][link.source.number])
            factors.append(self._known(Of.Y, link.source, met))
        formula = factors[0] if len(factors) == 1 else Product(tuple(factors))
        return Summand(link.source, weight, met, formula)

    def loss_lines(self, row: FollowedRow) -> tuple[Line, ...]:
        """Return what each output's loss makes of a row, unit by unit: answers first, then what they cost."""
        lines: list[Line] = []
        for column in (c for c in self.columns if c.output is not None):
            number = column.output
            assert number is not None
            if number < len(row.targets):
                lines += self._compared(row, column, self.outputs[number], number)
        return tuple(lines)

    def _compared(self, row: FollowedRow, column: Column, output: Output, number: int) -> list[Line]:
        places = list(column.places())

        def all_of(letter: str, of: Of, values: np.ndarray) -> tuple[Known, ...]:
            return tuple(
                Known(letter + low(at.number + 1), float(v), Address(of, at, 0))
                for at, v in zip(places, values, strict=True)
            )

        raw = tuple(self._known(Of.Y, at, float(row.values[column.id][at.number])) for at in places)
        spelled = output.loss.spelled_answers(raw)
        lines: list[Line] = []
        answers = raw
        if spelled is None or any(a is not b for a, b in zip(spelled, raw, strict=True)):
            answers = all_of("p", Of.ANSWER, row.answers[number])
            lines += [Line(p, how) for p, how in zip(answers, spelled or (), strict=False)]
        compared = Comparison(raw, answers, all_of("t", Of.TARGET, row.targets[number]))
        costs = output.loss.spelled(compared) or []
        for at, cost in zip(places, costs, strict=False):
            weighted = cost if output.weight == 1 else output.weight * cost
            lines.append(
                Line(Known("E" + low(at.number + 1), weighted.value, Address(Of.ERROR, at, 0)), weighted)
            )
        return lines


def walkthrough_of(network: Network, prepared: Prepared, examples: Examples) -> Walkthrough:
    """Return the rows of a part of the data, ready to be followed through `network`."""
    targets = encode_targets(network, prepared, examples)
    return Walkthrough(network, examples.inputs, targets, prepared.classes, examples.lengths)
