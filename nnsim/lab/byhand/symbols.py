"""Symbols of units and weights: i₁, h₁, o₁ and w₁ as in textbooks, h²₁ where there are several layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nnsim.lab.byhand.address import Address, Of, UnitAt
from nnsim.lab.byhand.wiring import Column, Wiring

LOSS = "E"
"""What the loss is called: the error, as in the worked example and the notes."""

_LOW = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def low(number: int) -> str:
    """Return a number as an index below the line."""
    return str(number).translate(_LOW)


def high(number: int) -> str:
    """Return a number as an index above the line."""
    return str(number).translate(_HIGH)


@dataclass(frozen=True, eq=False)
class Symbols:
    """The symbol of everything in a network.

    Units are numbered from 1 within their column, columns of one kind where there are several. Weights
    are numbered unit by unit, each from its first input to its last; biases apart from them.

    Attributes
    ----------
    units
        By unit, its symbol without index for an example.
    outputs
        By unit of an output, the index that its target and answer share with it.
    weights
        By place in the vector.
    examples
        How many there are; with one, its number is left out.
    """

    units: Mapping[UnitAt, str]
    outputs: Mapping[UnitAt, str]
    weights: Mapping[int, str]
    examples: int = 1

    def of(self, address: Address) -> str:
        """Return the symbol of any quantity."""
        example = ""
        if self.examples > 1 and address.example is not None:
            example = f"⁽{high(address.example + 1)}⁾"
        if address.of is Of.RATE:
            return "η"
        if address.of is Of.LOSS:
            return LOSS + example
        if isinstance(address.at, UnitAt):
            return self._of_unit(address, address.at, example)
        weight = self.weights[address.weight.number]
        return {
            Of.WEIGHT: weight,
            Of.GRADIENT: f"∂{LOSS}/∂{weight}",
            Of.STEP: f"Δ{weight}",
            Of.AFTER: f"{weight}′",
        }[address.of]

    def _of_unit(self, address: Address, at: UnitAt, example: str) -> str:
        unit = self.units[at]
        match address.of:
            case Of.Y:
                return unit + example
            case Of.Z:
                return f"z{unit}{example}"
            case Of.SLOPE:
                return f"{unit}′{example}"
            case Of.DELTA:
                return f"δ{unit}{example}"
            case Of.SIGNAL:
                return f"∂{LOSS}{example}/∂{unit}"
            case Of.LOCAL:
                assert address.before is not None
                return f"∂{unit}{example}/∂{self.units[address.before]}"
        index = self.outputs[at]
        return {Of.ANSWER: "p", Of.TARGET: "t", Of.ERROR: LOSS}[address.of] + index + example


def symbols_of(wiring: Wiring, examples: int) -> Symbols:
    """Return the symbols of a network, for as many examples."""
    named = unit_symbols(wiring.columns)
    units = {at: named[c.id].format(low(at.number + 1)) for c in wiring.columns for at in c.places()}
    outputs = {at: units[at][1:] for c in wiring.columns if c.output is not None for at in c.places()}
    return Symbols(units, outputs, _numbered(wiring), examples)


def unit_symbols(columns: Sequence[Column]) -> dict[str, str]:
    """Return the symbol of the units of each column, by its id, with {} where their number belongs."""
    kinds = {c.id: "i" if c.is_input else "h" if c.output is None else "o" for c in columns}
    seen = dict.fromkeys("iho", 0)
    found = {}
    for column in columns:
        kind = kinds[column.id]
        seen[kind] += 1
        layer = high(seen[kind]) if list(kinds.values()).count(kind) > 1 else ""
        found[column.id] = f"{kind}{layer}{{}}"
    return found


def _numbered(wiring: Wiring) -> dict[int, str]:
    order = [
        link.weight.number
        for column in wiring.columns
        for links in column.links
        for link in links
        if link.weight is not None
    ]
    order += [number for window in wiring.windows for number in range(window.start, window.stop)]
    biases = {n for w in wiring.windows if w.spec.bias for n in range(w.start, w.stop)}
    named: dict[int, str] = {}
    counts = {"w": 0, "b": 0}
    for number in dict.fromkeys(order):
        letter = "b" if number in biases else "w"
        counts[letter] += 1
        named[number] = letter + low(counts[letter])
    return named
