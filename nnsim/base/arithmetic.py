"""Numbers as people type them: ``1e3``, ``8*8``, ``3/4``, ``1,000``, ``50 %``, ``2^10``; without eval.

Signs are understood in all their widths: ``−``, ``×``, full-width digits, superscripts. Everything is
worked out in fractions, so that 0.1 + 0.2 is 0.3, and rounded once, by who asked.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from fractions import Fraction

LONGEST = 200
"""Characters that are read of a text at most."""
_DEEPEST = 20
_GREATEST_EXPONENT = 400
_MOST_BITS = 20_000
"""Size of a power that is worked out exactly; what is larger is a float."""
_GREATEST = Fraction(sys.float_info.max)

_SIGNS = {
    "-": "−–—‒﹣",
    "*": "×·⋅✕∗",
    "/": "÷⁄∕",
    "%": "﹪",
    ".": "。",
    ",": "、",
    "'": "’ʼ´`",
    " ": "\u00a0\u2007\u2009\u202f\u3000\t",
}
_SAME = {ord(sign): plain for plain, signs in _SIGNS.items() for sign in signs}
_SAME |= {n: chr(n - 0xFEE0) for n in range(0xFF01, 0xFF5F)}  # full-width forms of ASCII
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SUPERSCRIPT = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TIMES = re.compile(r"(?<=[\d)])\s*[xX]\s*(?=[\d(.])")
_HEXADECIMAL = re.compile(r"(?<![\d.])0[xX]")
_TOKEN = re.compile(
    r"""(?P<number>
            (?:[1-9]\d{0,2}(?P<sign>[,'_ ])\d{3}(?:(?P=sign)\d{3})*(?!\d)  # digits in groups of three
            | \d+)(?:\.\d*)? (?:[eE][+-]?\d+)?
            | \.\d+ (?:[eE][+-]?\d+)? )
        | (?P<operator>\*\*|[-+*/^()%])""",
    re.VERBOSE,
)


def plain(text: str) -> str:
    """Return `text` with the signs and digits of a keyboard, in the place of all that mean the same."""
    text = of_keyboard(text.strip())
    text = _SUPERSCRIPT.sub(lambda found: f"^({found[0].translate(_RAISED)})", text)
    return "".join(_digit(sign) for sign in text).strip()


def of_keyboard(text: str) -> str:
    """Return `text` with the signs of a keyboard, one for one, so that places in it stay what they are."""
    return text.translate(_SAME)


def _digit(sign: str) -> str:
    number = unicodedata.decimal(sign, None)
    return sign if number is None else str(number)


def evaluate(text: str, *, percent: bool = False) -> Fraction:
    """Return the number that `text` stands for.

    Parameters
    ----------
    text
        Numbers, ``+ - * / ^`` (or ``**``) and parentheses. Digits may be grouped by three with
        ``,``, ``'``, ``_`` or a blank; a comma that groups nothing is refused, since it means a tenth to
        some.
    percent
        Whether ``50 %`` means a half, or nothing.

    Raises
    ------
    ValueError
        When it is no number, or none that a float could hold.
    """
    text = plain(text)
    if len(text) > LONGEST or _HEXADECIMAL.search(text):
        raise ValueError(text[:LONGEST])
    value = _Reader(_TIMES.sub("*", text), percent).read()
    if abs(value) > _GREATEST:
        raise ValueError(text)
    return value


class _Reader:
    """Reads sum := product ± product …, product := signed × signed …, power := atom [^ signed]."""

    def __init__(self, text: str, percent: bool) -> None:
        self._tokens = _tokens(text)
        self._percent = percent
        self._depth = 0

    def read(self) -> Fraction:
        value = self._sum()
        if self._tokens:
            raise ValueError(self._tokens[-1])
        return value

    def _next(self, *wanted: str) -> str:
        """Take the next token if it is one of `wanted`; return it, or nothing."""
        return self._tokens.pop() if self._tokens and self._tokens[-1] in wanted else ""

    def _sum(self) -> Fraction:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("too deep")
        value = self._product()
        while sign := self._next("+", "-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        self._depth -= 1
        return value

    def _product(self) -> Fraction:
        value = self._signed()
        while sign := self._next("*", "/"):
            other = self._signed()
            if sign == "/" and not other:
                raise ValueError("division by zero")
            value = value * other if sign == "*" else value / other
        return value

    def _signed(self) -> Fraction:
        sign = self._next("+", "-")
        value = self._power()
        return -value if sign == "-" else value

    def _power(self) -> Fraction:
        value = self._atom()
        while self._percent and self._next("%"):
            value /= 100
        return _raised(value, self._signed()) if self._next("^", "**") else value

    def _atom(self) -> Fraction:
        if self._next("("):
            value = self._sum()
            if not self._next(")"):
                raise ValueError("a parenthesis is open")
            return value
        return _number(self._tokens.pop() if self._tokens else "")


def _tokens(text: str) -> list[str]:
    """Return the numbers and signs of `text`, the first last."""
    found: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError(text[at])
        found.append(re.sub("[,'_ ]", "", token[0]))
        at = token.end()
    return found[::-1]


def _number(token: str) -> Fraction:
    exponent = token.lower().partition("e")[2]
    if not token or len(exponent) > 6 or abs(int(exponent or "0")) > _GREATEST_EXPONENT:
        raise ValueError(token)
    return Fraction(token)


def _raised(base: Fraction, exponent: Fraction) -> Fraction:
    """Return base^exponent, exactly where that is of a size to be handled."""
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if not base and exponent < 0:
        raise ValueError("division by zero")
    if exponent.denominator == 1 and abs(exponent) * bits <= _MOST_BITS:
        return base ** int(exponent)
    try:
        value = float(base) ** float(exponent)
    except OverflowError:
        raise ValueError("too large") from None
    if isinstance(value, complex):
        raise ValueError("no real number")
    return Fraction(value)
