"""Formulas over named columns as immutable trees: how each node is worked out, and how it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import Floats
from nnsim.data.formulas.named import find, unknown

OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(9)
"""How tightly a node binds: what binds less than its surroundings wants parentheses."""

CONSTANTS: Mapping[str, float] = {"pi": math.pi, "π": math.pi, "e": math.e}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SIMPLE = re.compile(r"[^\W\d_⁰¹²³⁴-⁹][^\W⁰¹²³⁴-⁹]*")
_TERM = re.compile(r"(?:[^\W\d_₀-₉⁰¹²³⁴-⁹][₀-₉]+[⁰¹²³⁴-⁹]*)+")
"""What stands side by side with its like: ``x₁`` with ``x₂``, and ``x₁²``."""


@dataclass(frozen=True)
class Columns:
    """What a formula is worked out on: named columns of equal length.

    Attributes
    ----------
    names, values
        One for each column; values of shape (n,), NaN where one is missing.
    rows
        n.
    undefined
        What becomes of a value that cannot be worked out from values that are there: ``refuse`` or ``missing``.
    """

    names: Sequence[str]
    values: Sequence[Floats]
    rows: int
    undefined: str = "refuse"

    def column(self, name: str) -> Floats:
        """Return the column or the constant of a name; raises NnsimError, with the nearest name, for neither."""
        place = find(name, self.names)
        if place is not None:
            return self.values[place]
        if name in CONSTANTS:
            return np.full(self.rows, CONSTANTS[name])
        raise NnsimError(unknown(name, self.names))

    def settle(self, node: Node, result: Floats, *of: Floats) -> Floats:
        """Return `result`, worked out of values `of`: missing where one of these is.

        Raises NnsimError, with row and formula, where the values are there and the result is none.
        """
        there = np.ones(self.rows, bool)
        for values in of:
            there &= ~np.isnan(values)
        bad = there & ~np.isfinite(result)
        if bad.any() and self.undefined == "refuse":
            row = int(np.argmax(bad))
            why = node.why_not([float(values[row]) for values in of])
            text = tr("Row {row}: {why} in “{formula}”.")
            raise NnsimError(text.format(row=f"{row + 1:,}", why=why, formula=node.written(self.names)))
        return np.where(there & ~bad, result, np.nan)


@dataclass(frozen=True)
class Node:
    """A part of a formula."""

    level: ClassVar[int] = ATOM
    is_condition: ClassVar[bool] = False
    """Whether it is true (1) or false (0), and else a number."""

    def values(self, columns: Columns) -> Floats:
        """Return what it comes to in every row, shape (n,), NaN where a value is missing."""
        raise NotImplementedError

    def written(self, names: Sequence[str] = ()) -> str:
        """Return it as people write it, with the columns called as in `names`."""
        raise NotImplementedError

    def within(self, names: Sequence[str], level: int) -> str:
        """Return it as part of something that binds as tightly as `level` says."""
        text = self.written(names)
        return f"({text})" if self.level < level else text

    def parts(self) -> Sequence[Node]:
        """Return what it is made of."""
        return ()

    def walk(self) -> Iterator[Node]:
        """Yield itself and all below it."""
        yield self
        for part in self.parts():
            yield from part.walk()

    def why_not(self, of: Sequence[float]) -> str:
        """Return why there is no result for values `of`, as words in the middle of a sentence."""
        return tr("the result is too large")


@dataclass(frozen=True)
class Number(Node):
    """A number that is written down."""

    value: float

    def values(self, columns: Columns) -> Floats:
        return np.full(columns.rows, self.value)

    def written(self, names: Sequence[str] = ()) -> str:
        return f"{self.value:.12g}"


@dataclass(frozen=True)
class Name(Node):
    """A column, or a constant where no column is called so."""

    name: str

    def values(self, columns: Columns) -> Floats:
        return columns.column(self.name)

    def written(self, names: Sequence[str] = ()) -> str:
        place = find(self.name, names)
        return self.name if place is None else names[place]

    def within(self, names: Sequence[str], level: int) -> str:
        # A name with blanks or brackets, such as "width (cm)", would run into its surroundings.
        text = self.written(names)
        return text if _SIMPLE.fullmatch(text) else f"({text})"


@dataclass(frozen=True)
class Negative(Node):
    """A minus before a value."""

    of: Node
    level: ClassVar[int] = SIGN

    def values(self, columns: Columns) -> Floats:
        return -self.of.values(columns)

    def written(self, names: Sequence[str] = ()) -> str:
        return f"−{self.of.within(names, SIGN)}"

    def parts(self) -> Sequence[Node]:
        return (self.of,)


@dataclass(frozen=True)
class Not(Node):
    """The contrary of a condition."""

    of: Node
    level: ClassVar[int] = NOT
    is_condition: ClassVar[bool] = True

    def values(self, columns: Columns) -> Floats:
        given = self.of.values(columns)
        return columns.settle(self, (given == 0).astype(np.float64), given)

    def written(self, names: Sequence[str] = ()) -> str:
        return f"not {self.of.within(names, NOT)}"

    def parts(self) -> Sequence[Node]:
        return (self.of,)


@dataclass(frozen=True)
class Operator:
    """A sign between two values: how it is worked out, written, and how tightly it binds."""

    function: Callable[[Floats, Floats], Floats]
    written: str
    level: int

    @property
    def is_condition(self) -> bool:
        return self.level <= COMPARISON


def _truth(function: Callable[[Floats, Floats], np.ndarray]) -> Callable[[Floats, Floats], Floats]:
    return lambda a, b: function(a, b).astype(np.float64)


OPERATORS: Mapping[str, Operator] = {
    "+": Operator(np.add, " + ", SUM),
    "-": Operator(np.subtract, " − ", SUM),
    "*": Operator(np.multiply, "·", PRODUCT),
    "/": Operator(np.divide, "/", PRODUCT),
    "^": Operator(np.power, "^", POWER),
    "<": Operator(_truth(np.less), " < ", COMPARISON),
    "<=": Operator(_truth(np.less_equal), " ≤ ", COMPARISON),
    ">": Operator(_truth(np.greater), " > ", COMPARISON),
    ">=": Operator(_truth(np.greater_equal), " ≥ ", COMPARISON),
    "==": Operator(_truth(np.equal), " = ", COMPARISON),
    "!=": Operator(_truth(np.not_equal), " ≠ ", COMPARISON),
    "and": Operator(_truth(np.logical_and), " and ", AND),
    "or": Operator(_truth(np.logical_or), " or ", OR),
}


@dataclass(frozen=True)
class Binary(Node):
    """Two values and the sign between them, a key of `OPERATORS`."""

    sign: str
    first: Node
    second: Node

    @property
    def level(self) -> int:  # type: ignore[override]
        return OPERATORS[self.sign].level

    @property
    def is_condition(self) -> bool:  # type: ignore[override]
        return OPERATORS[self.sign].is_condition

    def values(self, columns: Columns) -> Floats:
        first, second = self.first.values(columns), self.second.values(columns)
        with np.errstate(all="ignore"):
            if self.sign == "^" and isinstance(self.second, Number):
                result = first**self.second.value  # squares of a million rows in a twentieth of the time
            else:
                result = OPERATORS[self.sign].function(first, second)
        return columns.settle(self, result, first, second)

    def written(self, names: Sequence[str] = ()) -> str:
        if self.sign == "^":
            return self._power(names)
        operator = OPERATORS[self.sign]
        # A comparison first keeps its parentheses, too: a < b < c would be read as a < b and b < c.
        compares = operator.is_condition and self.sign not in ("and", "or")
        first = self.first.within(names, operator.level + compares)
        # What is taken away, divided by or compared keeps its parentheses: a − (b − c).
        second = self.second.within(names, operator.level + (self.sign not in ("+", "*", "and", "or")))
        side_by_side = self.sign == "*" and _TERM.fullmatch(first) and _TERM.fullmatch(second)
        return f"{first}{'' if side_by_side else operator.written}{second}"

    def _power(self, names: Sequence[str]) -> str:
        base, exponent = self.first.within(names, ATOM), self.second.within(names, POWER)
        raised = exponent.strip("()").replace("−", "-")
        return (
            f"{base}{raised.translate(_RAISED)}" if re.fullmatch(r"-?\d+", raised) else f"{base}^{exponent}"
        )

    def parts(self) -> Sequence[Node]:
        return self.first, self.second

    def why_not(self, of: Sequence[float]) -> str:
        if self.sign == "/" and of[1] == 0:
            return tr("{value} is divided by 0").format(value=f"{of[0]:g}")
        if self.sign == "^" and (of[0] < 0 or (of[0] == 0 and of[1] < 0)):
            return tr("{value} cannot be raised to {exponent}").format(
                value=f"{of[0]:g}", exponent=f"{of[1]:g}"
            )
        return super().why_not(of)


@dataclass(frozen=True)
class Function:
    """What is called by a name: of so many values at least and at most."""

    function: Callable[..., Floats]
    least: int = 1
    most: int = 1


def _logistic(x: Floats) -> Floats:
    # tanh does not overflow where exp does.
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)))


def _folded(function: Callable[[Floats, Floats], Floats]) -> Callable[..., Floats]:
    def of_all(first: Floats, *others: Floats) -> Floats:
        for other in others:
            first = function(first, other)
        return first

    return of_all


MOST_VALUES = 20
FUNCTIONS: Mapping[str, Function] = {
    "sin": Function(np.sin),
    "cos": Function(np.cos),
    "tan": Function(np.tan),
    "tanh": Function(np.tanh),
    "exp": Function(np.exp),
    "log": Function(np.log),
    "ln": Function(np.log),
    "sqrt": Function(np.sqrt),
    "abs": Function(np.abs),
    "sign": Function(np.sign),
    "floor": Function(np.floor),
    "sigmoid": Function(_logistic),
    "min": Function(_folded(np.minimum), 2, MOST_VALUES),
    "max": Function(_folded(np.maximum), 2, MOST_VALUES),
}
"""All there are; the logarithm is the natural one."""


@dataclass(frozen=True)
class Call(Node):
    """A function, a key of `FUNCTIONS`, of some values."""

    function: str
    of: tuple[Node, ...]

    def values(self, columns: Columns) -> Floats:
        given = [one.values(columns) for one in self.of]
        with np.errstate(all="ignore"):
            result = FUNCTIONS[self.function].function(*given)
        return columns.settle(self, result, *given)

    def written(self, names: Sequence[str] = ()) -> str:
        inside = ", ".join(one.written(names) for one in self.of)
        is_plain = len(self.of) == 1 and isinstance(self.of[0], Name) and _SIMPLE.fullmatch(inside)
        return f"{self.function} {inside}" if is_plain else f"{self.function}({inside})"

    def within(self, names: Sequence[str], level: int) -> str:
        # sin x² would be read as the sine of the square, and sin x·y as that of the product.
        if level <= SUM:
            return self.written(names)
        return f"{self.function}({', '.join(one.written(names) for one in self.of)})"

    def parts(self) -> Sequence[Node]:
        return self.of

    def why_not(self, of: Sequence[float]) -> str:
        if self.function in ("log", "ln") and of[0] <= 0:
            return tr("there is no logarithm of {value}").format(value=f"{of[0]:g}")
        if self.function == "sqrt" and of[0] < 0:
            return tr("there is no square root of {value}").format(value=f"{of[0]:g}")
        return super().why_not(of)
