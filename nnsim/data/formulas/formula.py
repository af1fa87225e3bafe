"""Formulas as people type them, read by a small grammar and never by eval.

Numbers, names of columns, ``+ − * / ^`` (also ``**``, ``·``, ``×``, ``²``), brackets, comparisons, ``and``, ``or``,
``not``, the functions and constants of `nnsim.data.formulas.tree`. A name that holds blanks or signs stands in quotes or
backticks. Subscripts are digits: ``x1`` is ``x₁``. Nothing is multiplied without a sign.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nnsim.base.arithmetic import of_keyboard
from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.data.dataset import Floats
from nnsim.data.formulas.named import find, nearest
from nnsim.data.formulas.tree import (
    CONSTANTS,
    FUNCTIONS,
    Binary,
    Call,
    Columns,
    Name,
    Negative,
    Node,
    Not,
    Number,
)

LONGEST, DEEPEST, MOST_NODES = 500, 30, 200
"""Characters of a formula, brackets in brackets, and nodes of its tree."""

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TOKEN = re.compile(
    rf"""(?P<number> (?:\d+(?:\.\d*)?|\.\d+) (?:[eE][+-]?\d+)? (?![^\W{_SUPERS}]|\.\d) )
    | (?P<quoted> '[^']*' | "[^"]*" | “[^”]*” )
    | (?P<raised> [⁺⁻]?[{_SUPERS}]+ )
    | (?P<word> [^\W\d{_SUPERS}][^\W{_SUPERS}]* )
    | (?P<sign> \*\* | <= | >= | == | != | <> | [-+*/^()<>=≤≥≠,|&!¬∧∨] )""",
    re.VERBOSE,
)
_SAME_SIGN = {"**": "^", "≤": "<=", "≥": ">=", "=": "==", "≠": "!=", "<>": "!="}
_SAME_SIGN |= {"&": "and", "∧": "and", "|": "or", "∨": "or", "!": "not", "¬": "not"}
_MOST_SHOWN = 80
_WORDS = ("and", "or", "not")
_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


@dataclass(frozen=True)
class Formula:
    """A formula that can be worked out on columns.

    Attributes
    ----------
    text
        As it was typed.
    tree
        What it means.
    """

    text: str
    tree: Node

    @property
    def is_condition(self) -> bool:
        """Whether it is true or false in each row, and no number."""
        return self.tree.is_condition

    def names(self) -> tuple[str, ...]:
        """Return the names in it as they are typed, each once; constants, too."""
        return tuple(dict.fromkeys(node.name for node in self.tree.walk() if isinstance(node, Name)))

    def written(self, names: Sequence[str] = ()) -> str:
        """Return it as people write it, with columns called as in `names`: ``x₁²``, ``sin x₁``, ``x₁x₂``."""
        return self.tree.written(names)

    def values(
        self, names: Sequence[str], columns: Sequence[Floats], rows: int, undefined: str = "refuse"
    ) -> Floats:
        """Return what it comes to in every row, shape (rows,), NaN where a value it needs is missing.

        Raises NnsimError for a name that is none of `names` and no constant, with the nearest, and, where
        `undefined` is ``refuse`` and not ``missing``, for the first row in which it has no value.
        """
        return self.tree.values(Columns(names, columns, rows, undefined))

    def unknown_names(self, names: Sequence[str]) -> list[str]:
        """Return the names in it that are none of `names` and no constants."""
        return [name for name in self.names() if find(name, names) is None and name not in CONSTANTS]


@dataclass(frozen=True)
class Definition:
    """A formula that may have a name of its own: ``area = a·b``."""

    name: str
    """Empty where it has none."""
    formula: Formula


def parse(text: str) -> Formula:
    """Return the formula that `text` stands for; raises NnsimError with one sentence that says what is wrong."""
    if len(text) > LONGEST:
        raise NnsimError(tr("A formula may have at most {n} characters.").format(n=LONGEST))
    if not text.strip():
        raise NnsimError(tr("The formula is empty. Write one, such as x₁^2."))
    return Formula(text.strip(), _Reader(text).read())


def parse_list(text: str) -> tuple[Definition, ...]:
    """Return the formulas that `text` lists, separated by semicolons or lines, each perhaps ``name = formula``."""
    return tuple(_definition(one) for one in split_formulas(text))


def split_formulas(text: str) -> list[str]:
    """Return the formulas that `text` lists, not yet read; what is empty is left out."""
    found = re.findall(r"""(?:`[^`]*`|'[^']*'|"[^"]*"|[^;；\n])+""", text)
    return [one.strip() for one in found if one.strip()]


def joined_formulas(formulas: Sequence[str]) -> str:
    """Return the text that lists `formulas`."""
    return "; ".join(formulas)


def _definition(text: str) -> Definition:
    named = re.match(
        r"""\s*(`[^`]+`|'[^']+'|"[^"]+"|[^\W\d][^=<>!≤≥≠+*/^()-]*?)\s*=(?!=)(.*)""", text, re.DOTALL
    )
    if named is None:
        return Definition("", parse(text))
    return Definition(named[1].strip().strip("`'\""), parse(named[2]))


@dataclass(frozen=True)
class _Token:
    kind: str
    """``number``, ``name``, ``call``, ``raised``, or the sign itself; ``end`` behind the last."""
    text: str
    at: int
    """Where it begins, from 1."""


def _tokens(text: str) -> Iterator[_Token]:
    """Yield the tokens of `text` and an end; raises NnsimError for a character that means nothing."""
    plain, at = of_keyboard(text), 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        found = _TOKEN.match(plain, at)
        if found is None:
            raise NnsimError(_strange(text, at))
        kind, end = found.lastgroup or "", found.end()
        yield _token(kind, text[at:end], found[0], at + 1)
        at = end
    yield _Token("end", "", len(text) + 1)


def _token(kind: str, typed: str, plain: str, at: int) -> _Token:
    if kind == "quoted":
        return _Token("name", typed[1:-1], at)
    if kind == "raised":
        return _Token("raised", typed.translate(_RAISED), at)
    if kind == "word":
        return _Token(plain.lower(), plain, at) if plain.lower() in _WORDS else _Token("name", typed, at)
    if kind == "sign":
        return _Token(_SAME_SIGN.get(plain, plain), typed, at)
    return _Token(kind, plain, at)


def _shown(text: str) -> str:
    """Return a formula for a sentence, the beginning of a long one."""
    text = text.strip()
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _strange(text: str, at: int) -> str:
    if text[at] in "'\"`“":
        return tr("The quote at character {at} of “{text}” is never closed.").format(
            at=at + 1, text=_shown(text)
        )
    if text[at].isdigit():
        said = tr(
            "At character {at} of “{text}”, a sign such as · is missing behind the number, or it is no number."
        )
        return said.format(at=at + 1, text=_shown(text))
    return tr("Character {at} of “{text}”, “{sign}”, means nothing in a formula.").format(
        at=at + 1, text=_shown(text), sign=text[at]
    )


class _Reader:
    """Reads or := and {or and}, and := not {and not}, not := [not] comparison, and so on down to atoms."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._shown = _shown(text)
        self._tokens = list(_tokens(text))[::-1]
        self._depth = self._nodes = 0

    def read(self) -> Node:
        tree = self._or()
        if not self._next("end"):
            raise NnsimError(self._misplaced(self._tokens[-1]))
        return tree

    # ---- grammar -----------------------------------------------------------------------------

    def _or(self) -> Node:
        return self._deeper(lambda: self._chain(self._and, "or"))

    def _and(self) -> Node:
        return self._chain(self._not, "and")

    def _not(self) -> Node:
        if self._next("not"):
            return self._made(Not(self._deeper(self._not)))
        return self._comparison()

    def _comparison(self) -> Node:
        first = self._sum()
        found: Node | None = None
        while sign := self._next(*_COMPARISONS):
            second = self._sum()
            compared = self._made(Binary(sign.kind, first, second))
            # 0 < x < 1 means what it says.
            found = compared if found is None else self._made(Binary("and", found, compared))
            first = second
        return found or first

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._signed, "*", "/")

    def _signed(self) -> Node:
        sign = self._next("+", "-")
        if not sign:
            return self._power()
        inside = self._deeper(self._signed)
        return self._made(Negative(inside)) if sign.kind == "-" else inside

    def _power(self) -> Node:
        base = self._atom()
        while raised := self._next("raised"):
            base = self._made(Binary("^", base, Number(float(raised.text))))
        if self._next("^"):
            return self._made(Binary("^", base, self._deeper(self._signed)))
        return base

    def _atom(self) -> Node:
        token = self._tokens[-1]
        if self._next("("):
            return self._bracket(token)
        if self._next("number"):
            return self._made(Number(self._number(token)))
        if self._next("name"):
            return self._named(token)
        raise NnsimError(self._misplaced(token))

    def _named(self, token: _Token) -> Node:
        is_function = token.text.lower() in FUNCTIONS and not self._was_quoted(token)
        follows = self._tokens[-1]
        if follows.kind == "(":
            if not is_function:
                raise NnsimError(
                    tr("There is no function called “{name}”; the nearest is “{nearest}”.").format(
                        name=token.text, nearest=nearest(token.text, list(FUNCTIONS))
                    )
                )
            self._tokens.pop()
            return self._call(token, follows)
        if is_function and follows.kind in ("name", "number"):
            # "sin x₁", as features are called.
            self._tokens.pop()
            inside: Node = Name(follows.text) if follows.kind == "name" else Number(self._number(follows))
            if self._tokens[-1].kind in ("raised", "^", "("):
                raise NnsimError(
                    tr("Write brackets behind {name} in “{text}”.").format(name=token.text, text=self._shown)
                )
            return self._made(Call(token.text.lower(), (inside,)))
        return self._made(Name(token.text))

    def _call(self, token: _Token, opened: _Token) -> Node:
        name = token.text.lower()
        of = [self._or()]
        while self._next(","):
            of.append(self._or())
        self._close(opened)
        function = FUNCTIONS[name]
        if not function.least <= len(of) <= function.most:
            wanted = (
                ntr("{name} takes {n} value", "{name} takes {n} values", function.least)
                if function.least == function.most
                else tr("{name} takes {n} values or more")
            )
            said = tr("{wanted}, and in “{text}” it is given {given}.")
            wanted = wanted.format(name=name, n=function.least)
            raise NnsimError(said.format(wanted=wanted, text=self._shown, given=len(of)))
        return self._made(Call(name, tuple(of)))

    def _bracket(self, opened: _Token) -> Node:
        inside = self._or()
        self._close(opened)
        return inside

    # ---- helpers -----------------------------------------------------------------------------

    def _next(self, *kinds: str) -> _Token | None:
        """Take the next token if it is of one of `kinds`."""
        return self._tokens.pop() if self._tokens and self._tokens[-1].kind in kinds else None

    def _chain(self, inner: Callable[[], Node], *signs: str) -> Node:
        """Read values with any of `signs` between them, worked out from left to right."""
        tree = inner()
        while sign := self._next(*signs):
            tree = self._made(Binary(sign.kind, tree, inner()))
        return tree

    def _deeper(self, inner: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NnsimError(tr("“{text}” is nested too deeply.").format(text=self._shown))
        tree = inner()
        self._depth -= 1
        return tree

    def _made(self, node: Node) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise NnsimError(tr("The formula is too long: at most {n} terms.").format(n=MOST_NODES))
        return node

    def _number(self, token: _Token) -> float:
        value = float(token.text)
        if math.isinf(value):
            raise NnsimError(tr("{number} is too large a number.").format(number=token.text[:40]))
        return value

    def _was_quoted(self, token: _Token) -> bool:
        return not self._text.startswith(token.text, token.at - 1)

    def _close(self, opened: _Token) -> None:
        """Take the closing bracket; raises NnsimError where something else stands there."""
        if self._next(")"):
            return
        if self._tokens[-1].kind != "end":
            raise NnsimError(self._misplaced(self._tokens[-1]))
        said = tr("The bracket at character {at} of “{text}” is never closed.")
        raise NnsimError(said.format(at=opened.at, text=self._shown))

    def _misplaced(self, token: _Token) -> str:
        """Return the sentence for a token that cannot stand where it does."""
        if token.kind == "end":
            return tr("“{text}” ends too early: a number, a name or a bracket is missing.").format(
                text=self._shown
            )
        if token.kind == ")" and self._text[: token.at - 1].rstrip().endswith("("):
            text = tr("The brackets at character {at} of “{text}” hold nothing.")
        elif token.kind == ")":
            text = tr("The bracket at character {at} of “{text}” closes nothing.")
        elif token.kind == "name":
            text = tr(
                "At character {at} of “{text}”, a sign such as + or · is missing before “{sign}”; "
                "a name with blanks stands in quotes."
            )
        elif token.kind in ("number", "("):
            text = tr("At character {at} of “{text}”, a sign such as + or · is missing before “{sign}”.")
        else:
            text = tr("“{sign}” cannot stand at character {at} of “{text}”.")
        return text.format(at=token.at, text=self._shown, sign=token.text)
