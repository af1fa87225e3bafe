"""Formulas worked out by hand: one tree tells the symbols, the numbers put in for them, and the result.

Activations and losses spell themselves out in these (`Activation.spelled`, `Loss.spelled`); whoever shows
the arithmetic of a network joins them to longer ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly an expression binds: what binds less than its surroundings wants parentheses."""


@dataclass(frozen=True)
class Piece:
    """A part of a written formula; `of` says what it stands for, None for signs and constants."""

    text: str
    of: Hashable | None = None


Writing = Callable[["Known"], str]
"""How what is known is written: by its symbol, or as a number."""


class Expression:
    """What has a value and can be written; numbers join it with + − · / and **."""

    level: ClassVar[int] = ATOM

    @property
    def value(self) -> float:
        """What it comes to, by ordinary arithmetic in float64."""
        raise NotImplementedError

    def pieces(self, write: Writing) -> Iterator[Piece]:
        """Yield the parts of the formula as `write` writes what is known, from left to right."""
        raise NotImplementedError

    def known(self) -> Iterator[Known]:
        """Yield what is put in, from left to right, as often as it stands there."""
        raise NotImplementedError

    def text(self, write: Writing) -> str:
        """Return the formula as one text."""
        return "".join(piece.text for piece in self.pieces(write))

    def symbols(self) -> str:
        """Return the formula in symbols."""
        return self.text(lambda known: known.symbol)

    def within(self, write: Writing, level: int) -> Iterator[Piece]:
        """Yield the pieces as part of something that binds as tightly as `level` says."""
        pieces = list(self.pieces(write))
        # A negative number put in for a symbol needs parentheses where the symbol needs none.
        signed = level > SUM and pieces[0].text.startswith("−") and self.level >= POWER
        if self.level < level or signed:
            yield Piece("(")
            yield from pieces
            yield Piece(")")
        else:
            yield from pieces

    def __add__(self, other: Expression | float) -> Expression:
        return Sum((*_terms(self), *_terms(expression(other))))

    def __radd__(self, other: float) -> Expression:
        return expression(other) + self

    def __sub__(self, other: Expression | float) -> Expression:
        return Sum((*_terms(self), (expression(other), True)))

    def __rsub__(self, other: float) -> Expression:
        return expression(other) - self

    def __mul__(self, other: Expression | float) -> Expression:
        return Product((*_factors(self), *_factors(expression(other))))

    def __rmul__(self, other: float) -> Expression:
        return expression(other) * self

    def __truediv__(self, other: Expression | float) -> Expression:
        return Quotient(self, expression(other))

    def __rtruediv__(self, other: float) -> Expression:
        return expression(other) / self

    def __neg__(self) -> Expression:
        return Sum(((self, True),))

    def __pow__(self, exponent: int) -> Expression:
        return Power(self, exponent)


@dataclass(frozen=True)
class Known(Expression):
    """A number that has a symbol, and perhaps comes from somewhere (`of`)."""

    symbol: str
    number: float
    of: Hashable | None = None

    @property
    def value(self) -> float:
        return self.number

    def pieces(self, write: Writing) -> Iterator[Piece]:
        yield Piece(write(self), self.of)

    def known(self) -> Iterator[Known]:
        yield self


@dataclass(frozen=True)
class Constant(Expression):
    """A number that is the same in symbols and in numbers, such as 1 or ½."""

    number: float
    written: str = ""

    @property
    def value(self) -> float:
        return self.number

    def pieces(self, write: Writing) -> Iterator[Piece]:
        yield Piece(self.written or f"{self.number:g}".replace("-", "−"))

    def known(self) -> Iterator[Known]:
        return iter(())


HALF = Constant(0.5, "½")


@dataclass(frozen=True)
class Sum(Expression):
    """Terms, each with whether it is taken away."""

    terms: tuple[tuple[Expression, bool], ...]
    level: ClassVar[int] = SUM

    @property
    def value(self) -> float:
        return sum(-term.value if minus else term.value for term, minus in self.terms)

    def pieces(self, write: Writing) -> Iterator[Piece]:
        for number, (term, minus) in enumerate(self.terms):
            if minus:
                yield Piece(" − " if number else "−")
            elif number:
                yield Piece(" + ")
            yield from term.within(write, PRODUCT if number or minus else SUM)

    def known(self) -> Iterator[Known]:
        for term, _ in self.terms:
            yield from term.known()


@dataclass(frozen=True)
class Product(Expression):
    """Factors; one that is exactly 0 makes it 0 only as arithmetic does: 0·∞ is no number."""

    factors: tuple[Expression, ...]
    level: ClassVar[int] = PRODUCT

    @property
    def value(self) -> float:
        return math.prod(factor.value for factor in self.factors)

    def pieces(self, write: Writing) -> Iterator[Piece]:
        for number, factor in enumerate(self.factors):
            if number:
                yield Piece("·")
            yield from factor.within(write, POWER if number or factor.level != PRODUCT else PRODUCT)

    def known(self) -> Iterator[Known]:
        for factor in self.factors:
            yield from factor.known()


@dataclass(frozen=True)
class Quotient(Expression):
    """One expression divided by another; by 0 it is infinite or no number."""

    above: Expression
    below: Expression
    level: ClassVar[int] = PRODUCT

    @property
    def value(self) -> float:
        with np.errstate(all="ignore"):
            return float(np.divide(self.above.value, self.below.value))

    def pieces(self, write: Writing) -> Iterator[Piece]:
        yield from self.above.within(write, PRODUCT)
        yield Piece("/")
        yield from self.below.within(write, POWER)

    def known(self) -> Iterator[Known]:
        yield from self.above.known()
        yield from self.below.known()


@dataclass(frozen=True)
class Power(Expression):
    """A whole power."""

    base: Expression
    exponent: int
    level: ClassVar[int] = POWER

    @property
    def value(self) -> float:
        return math.prod([self.base.value] * self.exponent)

    def pieces(self, write: Writing) -> Iterator[Piece]:
        yield from self.base.within(write, ATOM)
        yield Piece(str(self.exponent).translate(_RAISED))

    def known(self) -> Iterator[Known]:
        yield from self.base.known()


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Applied(Expression):
    """A function of one number, written between two marks: ``tanh(z)``, ``|z|``."""

    function: Callable[[float], float]
    before: str
    argument: Expression
    after: str = ")"

    @property
    def value(self) -> float:
        with np.errstate(all="ignore"):
            return float(self.function(self.argument.value))

    def pieces(self, write: Writing) -> Iterator[Piece]:
        yield Piece(self.before)
        yield from self.argument.pieces(write)
        yield Piece(self.after)

    def known(self) -> Iterator[Known]:
        yield from self.argument.known()


@dataclass(frozen=True)
class Comparison:
    """What a loss compares in one example, unit by unit.

    Attributes
    ----------
    outputs
        Raw outputs, as the network gives them.
    answers
        What a person reads from them (`Loss.probabilities`): the same unless the loss applies something.
    targets
        As the loss compares them (`Loss.encode`).
    """

    outputs: tuple[Expression, ...]
    answers: tuple[Expression, ...]
    targets: tuple[Expression, ...]

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.outputs)

    @property
    def errors(self) -> list[Expression]:
        """Answer minus target, of each unit."""
        return [y - t for y, t in zip(self.answers, self.targets, strict=True)]


def expression(value: Expression | float) -> Expression:
    """Return `value` as an expression: a number is a constant."""
    return value if isinstance(value, Expression) else Constant(value)


def total(parts: Sequence[Expression]) -> Expression:
    """Return the sum of all parts; the only one itself, and 0 for none."""
    if len(parts) == 1:
        return parts[0]
    return Sum(tuple(term for part in parts for term in _terms(part))) if parts else Constant(0.0)


def exp(argument: Expression) -> Expression:
    """Return e^argument."""
    return Applied(np.exp, "exp(", argument)


def ln(argument: Expression) -> Expression:
    """Return the natural logarithm; that of 0 is −∞."""
    return Applied(np.log, "ln(", argument)


def tanh(argument: Expression) -> Expression:
    """Return the hyperbolic tangent."""
    return Applied(np.tanh, "tanh(", argument)


def size(argument: Expression) -> Expression:
    """Return the absolute value."""
    return Applied(np.abs, "|", argument, "|")


def positive(argument: Expression) -> Expression:
    """Return the greater of 0 and the argument."""
    return Applied(_positive, "max(0, ", argument)


def _positive(value: float) -> float:
    return float(np.maximum(0.0, value))


def _terms(part: Expression) -> tuple[tuple[Expression, bool], ...]:
    return part.terms if isinstance(part, Sum) else ((part, False),)


def _factors(part: Expression) -> tuple[Expression, ...]:
    return part.factors if isinstance(part, Product) else (part,)
