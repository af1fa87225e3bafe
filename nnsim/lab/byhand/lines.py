"""The formula of every number: what it is worked out from, in one line.

A line never replaces the engine's number. It says how one comes to it by hand, and must come to the
same, to 1e-9; what the engine does in another way (recurrent cells, attention, norms) has a sentence
instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.text import tr
from nnsim.engine.expression import Constant, Expression, Known, Product, total
from nnsim.engine.stage import Stage
from nnsim.lab.byhand.address import Address, Of, UnitAt
from nnsim.lab.byhand.bench import Order
from nnsim.lab.byhand.wiring import Column, Link
from nnsim.lab.byhand.worksheet import Worksheet


@dataclass(frozen=True)
class Line:
    """One line of a worked example: `left` = `right`, which comes to the number of `left`.

    `right` is None for what is given, and for what is not spelled out; `note` then says why.
    """

    left: Known
    right: Expression | None = None
    note: str = ""

    @property
    def address(self) -> Address:
        """Where the number on the left is."""
        assert isinstance(self.left.of, Address)
        return self.left.of


def line(sheet: Worksheet, address: Address) -> Line:
    """Return how one comes to the number at an address."""
    left = sheet.known(address)
    if isinstance(address.at, UnitAt):
        return _Unit(sheet, address, left).line()
    if address.of is Of.LOSS:
        return Line(left, *_loss(sheet, address.example))
    if address.of is Of.GRADIENT:
        return Line(left, *_gradient(sheet, address))
    if address.of is Of.STEP:
        rate = sheet.known(Address(Of.RATE))
        moves = sheet.weight_at[address.weight].moves
        if not moves:
            return Line(left, Constant(0.0), tr("It is held: the update leaves it as it is."))
        own = rate if moves == 1 else rate * moves
        return Line(left, -(own * sheet.known(address.other(Of.GRADIENT))))
    if address.of is Of.AFTER:
        return Line(left, sheet.known(address.other(Of.WEIGHT)) + sheet.known(address.other(Of.STEP)))
    note = tr("The learning rate, as it is set.") if address.of is Of.RATE else tr("A weight, as it is now.")
    return Line(left, None, note)


def _loss(sheet: Worksheet, example: int | None) -> tuple[Expression | None, str]:
    if not sheet.can_learn:
        return None, tr("Nothing is compared with a target: the network has no loss.")
    if example is None and sheet.examples > 1:
        return _mean([sheet.known(Address(Of.LOSS, None, n)) for n in range(sheet.examples)]), ""
    ends = [c for c in sheet.columns if c.output is not None]
    errors = [sheet.known(Address(Of.ERROR, at, example or 0)) for c in ends for at in c.places()]
    if any(math.isnan(e.number) for e in errors) and not math.isnan(sheet.loss):
        return None, tr("This loss does not spell itself out; the number is the engine's own.")
    return total(errors), ""


def _gradient(sheet: Worksheet, address: Address) -> tuple[Expression | None, str]:
    weight = sheet.weight_at[address.weight]
    if not sheet.can_learn:
        return None, tr("Without a loss there is no gradient.")
    if not weight.uses:
        stage = next(s for s in sheet.bench.stages if s.id == sheet.wiring.window_of(address.weight).stage)
        return None, is_no_sum(stage)
    uses = [_use(sheet, use, n) for n in range(sheet.examples) for use in weight.uses]
    if sheet.examples == 1:
        return total(uses), ""
    return Constant(1 / sheet.examples, f"1/{sheet.examples}") * total(uses), ""


def _use(sheet: Worksheet, use: Link, example: int) -> Expression:
    """Return what one use of a weight in one example adds to its gradient: δ of the unit, times the input."""
    delta = sheet.known(Address(Of.DELTA, use.target, example))
    return delta if use.source is None else delta * sheet.known(Address(Of.Y, use.source, example))


def _mean(parts: Sequence[Expression]) -> Expression:
    return Constant(1 / len(parts), f"1/{len(parts)}") * total(parts)


def is_no_sum(stage: Stage) -> str:
    """Return the sentence that says why a layer is not spelled out."""
    return tr(
        "{title} is no weighted sum ({formula}), so it is not spelled out; its numbers are the engine's own."
    ).format(title=tr(stage.layer.title), formula=stage.layer.formula)


@dataclass(frozen=True)
class _Unit:
    """The lines of what belongs to a unit."""

    sheet: Worksheet
    address: Address
    left: Known

    @property
    def at(self) -> UnitAt:
        return self.address.unit

    @property
    def column(self) -> Column:
        return self.sheet.wiring.column_of(self.at)

    def other(self, of: Of, at: UnitAt | None = None) -> Known:
        """Return another number of the same example."""
        return self.sheet.known(Address(of, at or self.at, self.address.example))

    def line(self) -> Line:
        of, column = self.address.of, self.column
        if of is Of.TARGET:
            return Line(self.left, None, tr("What the output should be."))
        if of is Of.Y and column.is_input:
            return Line(self.left, None, tr("An input, as the data has it."))
        if self.address.example is None:
            examples = range(self.sheet.examples)
            return Line(self.left, _mean([self.sheet.known(self.address.in_example(n)) for n in examples]))
        if of in (Of.Z, Of.Y):
            return self._forward()
        if of in (Of.ANSWER, Of.ERROR):
            return self._compared()
        if of is Of.LOCAL:
            return Line(self.left, None, is_no_sum(column.stage))
        if of is Of.SLOPE:
            return Line(self.left, self.slope(), "" if self.slope() else tr("The engine's own slope."))
        return self._back()

    # ---- forward -------------------------------------------------------------------------------

    def _forward(self) -> Line:
        column = self.column
        if column.is_opaque:
            return Line(self.left, None, is_no_sum(column.stage))
        if self.address.of is Of.Y and column.activation is not None:
            spelled = column.activation.spelled(self.other(Of.Z))
            note = "" if spelled else tr("The engine's own number.")
            return Line(self.left, spelled, note)
        return Line(self.left, self._sum())

    def _sum(self) -> Expression:
        column, number = self.column, self.at.number
        parts = [self._term(link) for link in column.links[number]]
        if column.constants[number] or not parts:
            parts.append(Constant(column.constants[number]))
        return total(parts)

    def _term(self, link: Link) -> Expression:
        factors: list[Expression] = [] if link.factor == 1 else [_constant(link.factor)]
        if link.weight is not None:
            factors.append(self.sheet.known(Address(Of.WEIGHT, link.weight)))
        if link.source is not None:
            factors.append(self.other(Of.Y, link.source))
        return factors[0] if len(factors) == 1 else Product(tuple(factors))

    def _compared(self) -> Line:
        column, example = self.column, self.address.example
        assert column.output is not None
        assert example is not None
        output = self.sheet.outputs[column.output]
        compared = self.sheet.comparison(column, example)
        if self.address.of is Of.ANSWER:
            spelled = output.loss.spelled_answers(compared.outputs)
        else:
            spelled = output.loss.spelled(compared)
        if spelled is None:
            return Line(
                self.left, None, tr("This loss does not spell itself out; the number is the engine's own.")
            )
        own = spelled[self.at.number]
        weighted = own if output.weight == 1 or self.address.of is Of.ANSWER else output.weight * own
        return Line(self.left, weighted)

    # ---- back ----------------------------------------------------------------------------------

    def _back(self) -> Line:
        if not self.sheet.can_learn:
            return Line(self.left, None, tr("Without a loss nothing comes back."))
        if not self.is_connected():
            return Line(self.left, None, tr("No way leads from here to the loss, so nothing comes back."))
        signal = self.signal()
        if signal is None:
            return Line(self.left, None, self._not_told())
        if isinstance(signal, Constant) and self.column.output is None:
            # Such as what was not the greatest of its tile.
            return Line(self.left, signal, tr("No unit it leads to changes with it, so nothing comes back."))
        slope = self.slope()
        if self.address.of is Of.SIGNAL or self.column.activation is None:
            return Line(self.left, signal)
        return Line(self.left, signal * (slope or self.other(Of.SLOPE)))

    def is_connected(self) -> bool:
        """Return whether a way leads from the unit's column to a loss."""
        return self.column.id in self.sheet.readings.signals

    def slope(self) -> Expression | None:
        """Return f′ as it is worked out by hand."""
        activation = self.column.activation
        if activation is None:
            return Constant(1.0)
        return activation.spelled_slope(self.other(Of.Z), self.other(Of.Y))

    def signal(self) -> Expression | None:
        """Return what comes back to the unit's output: from the loss, and from every unit it leads to."""
        parts: list[Expression] = []
        if self.column.output is not None:
            parts.append(self._from_loss(self.column.output))
        links = self.sheet.wiring.outgoing.get(self.at, ())
        parts += [self._from_link(k) for k in links if k.target.stage in self.sheet.readings.signals]
        for reader in self.sheet.wiring.opaque_readers(self.column.id):
            if reader.id in self.sheet.readings.signals:
                through = self._through(reader)
                if through is None:
                    return None
                parts += through
        return total(parts)

    def _from_loss(self, number: int) -> Expression:
        output, example = self.sheet.outputs[number], self.address.example
        assert example is not None
        found = output.loss.spelled_slopes(self.sheet.comparison(self.column, example))
        if found is None:
            symbol = self.sheet.symbols.of(self.address.other(Of.SIGNAL))
            return Known(symbol, self.sheet.value(self.address.other(Of.SIGNAL)))
        own = found[self.at.number]
        return own if output.weight == 1 else output.weight * own

    def _from_link(self, link: Link) -> Expression:
        factors: list[Expression] = [self.other(Of.DELTA, link.target)]
        if link.factor != 1:
            factors.append(_constant(link.factor))
        if link.weight is not None:
            factors.append(self.sheet.known(Address(self._weight_used(link), link.weight)))
        return factors[0] if len(factors) == 1 else Product(tuple(factors))

    def _weight_used(self, link: Link) -> Of:
        """Return whether a weight is met as it was, or as the update has left it already."""
        assert link.weight is not None
        changed = self.sheet.order is Order.OUTPUTS_FIRST and self.sheet.weight_at[link.weight].moves
        return Of.AFTER if changed else Of.WEIGHT

    def _through(self, reader: Column) -> list[Expression] | None:
        """Return what comes back through a layer that is no weighted sum; None where it cannot be told apart."""
        example = self.address.example
        assert example is not None
        found = []
        for target in reader.places():
            local = self.sheet.known(Address(Of.LOCAL, target, example, self.at))
            if math.isnan(local.number):
                return None
            if local.number:
                found.append(self.other(Of.SIGNAL, target) * local)
        return found

    def _not_told(self) -> str:
        reader = next(c for c in self.sheet.wiring.opaque_readers(self.column.id) if self._through(c) is None)
        return tr(
            "What comes back through {title} depends on other examples or on chance, so it is not spelled out; the"
            " number is the engine's own."
        ).format(title=tr(reader.stage.layer.title))


def _constant(factor: float) -> Constant:
    """Return a factor of a connection without weight, such as −1, or the share of a mean as a fraction."""
    inverse = 1 / factor
    if abs(factor) < 1 and abs(inverse - round(inverse)) < 1e-9:
        return Constant(factor, f"{'−' if factor < 0 else ''}1/{abs(round(inverse))}")
    return Constant(factor)
