"""What is clicked, spelled out by the chain rule: the whole in one line, then where its factors come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nnsim.base.text import mark, tr
from nnsim.engine.expression import Expression, Known, Product, Sum
from nnsim.lab.byhand.address import Address, Of, UnitAt
from nnsim.lab.byhand.lines import Line, line
from nnsim.lab.byhand.worksheet import Worksheet

BEHIND = 4
"""Lines of one kind that stand below a whole; the others are found by following their symbols."""


@dataclass(frozen=True)
class Explanation:
    """A number and how one comes to it.

    Attributes
    ----------
    title
        What is explained, in words.
    whole
        The number by the factors of its factors, in one line.
    steps
        Where these come from, down to the number itself.
    left_out
        How many lines more there would be.
    """

    title: str
    whole: Line
    steps: tuple[Line, ...]
    left_out: int = 0


def explain(sheet: Worksheet, address: Address) -> Explanation:
    """Return how one comes to the number at an address."""
    own = line(sheet, address)
    if own.right is None:
        return Explanation(_title(sheet, address), own, ())
    whole = own
    if address.of is Of.GRADIENT and len(list(own.right.known())) <= BEHIND:
        whole = Line(own.left, _unfolded(sheet, own.right), own.note)
    assert whole.right is not None
    steps, left_out = _behind(sheet, whole.right)
    if address.of is Of.DELTA or whole is not own:
        delta = address if address.of is Of.DELTA else _first_delta(own.right)
        steps += _through(sheet, delta)
    if whole is not own:
        steps.append(own)
    return Explanation(_title(sheet, address), whole, tuple(steps), left_out)


def _unfolded(sheet: Worksheet, formula: Expression) -> Expression:
    """Return a formula with every delta replaced by what it is worked out from."""
    match formula:
        case Known(of=Address(of=Of.DELTA)):
            assert isinstance(formula.of, Address)
            return line(sheet, formula.of).right or formula
        case Product():
            parts = [_unfolded(sheet, factor) for factor in formula.factors]
            return Product(tuple(f for p in parts for f in (p.factors if isinstance(p, Product) else (p,))))
        case Sum():
            return Sum(tuple((_unfolded(sheet, term), minus) for term, minus in formula.terms))
    return formula


def _first_delta(formula: Expression) -> Address:
    return next(k.of for k in formula.known() if isinstance(k.of, Address) and k.of.of is Of.DELTA)


def _behind(sheet: Worksheet, formula: Expression) -> tuple[list[Line], int]:
    """Return the lines of what a formula is made of, and how many are left out."""
    addresses = dict.fromkeys(k.of for k in formula.known() if isinstance(k.of, Address))
    lines = [line(sheet, address) for address in addresses]
    told = [found for found in lines if found.right is not None]
    return told[:BEHIND], max(0, len(told) - BEHIND)


def _through(sheet: Worksheet, delta: Address) -> list[Line]:
    """Return what comes back to a unit, its slope, and both together: the links of the chain one by one."""
    if sheet.wiring.column_of(delta.unit).activation is None or delta.example is None:
        return []
    signal, slope = line(sheet, delta.other(Of.SIGNAL)), line(sheet, delta.other(Of.SLOPE))
    both = Line(sheet.known(delta), sheet.known(signal.address) * sheet.known(slope.address))
    return [signal, slope, both] if signal.right is not None else []


def _title(sheet: Worksheet, address: Address) -> str:
    symbol = sheet.symbols.of(address)
    if isinstance(address.at, UnitAt):
        return tr(_UNIT_TITLES[address.of]).format(symbol=symbol, unit=sheet.symbols.units[address.at])
    return tr(_TITLES[address.of]).format(symbol=symbol)


_UNIT_TITLES = {
    Of.Z: mark("{symbol}, the weighted sum of {unit}"),
    Of.Y: mark("{symbol}, the output of the unit"),
    Of.ANSWER: mark("{symbol}, what the loss reads from {unit}"),
    Of.TARGET: mark("{symbol}, the target of {unit}"),
    Of.ERROR: mark("{symbol}, what {unit} adds to the loss"),
    Of.SIGNAL: mark("{symbol}, what comes back to {unit}"),
    Of.SLOPE: mark("{symbol}, the slope of {unit}"),
    Of.DELTA: mark("{symbol}, by the chain rule"),
    Of.LOCAL: mark("{symbol}, a slope within a layer"),
}
_TITLES = {
    Of.WEIGHT: mark("{symbol}, a weight"),
    Of.GRADIENT: mark("{symbol}, by the chain rule"),
    Of.STEP: mark("{symbol}, the step of the update"),
    Of.AFTER: mark("{symbol}, after the update"),
    Of.LOSS: mark("{symbol}, the loss"),
    Of.RATE: mark("{symbol}, the learning rate"),
}


def following(explanation: Explanation) -> Iterator[Address]:
    """Yield every address that can be followed from an explanation."""
    lines: Sequence[Line] = (explanation.whole, *explanation.steps)
    seen = (k.of for found in lines if found.right is not None for k in found.right.known())
    yield from dict.fromkeys(of for of in seen if isinstance(of, Address))
