"""Instructions made fewer: the same numbers, bit for bit, with fewer passes over memory.

- Back through ReLU its slopes are no array of their own: the gradient is multiplied with them from its output.
- Against an array of zeros that nobody writes, the greater number needs no array.
- 1/cosh², three passes, becomes one.
- Neighbours that go over long vectors of one length do so piece by piece, all of them on one piece while
  it is in the fast cache: an optimizer becomes one pass. So are the squares added up that are read of them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nnsim.compiled.row import BOTH, ONE_B, Map, Row, as_map

PIECE = 1_024
"""Numbers of a vector that are worked on together."""
LONG = 4 * PIECE
"""Length from which it gains to go piece by piece."""


class Part(NamedTuple):
    """Numbers side by side whose squares are added up after a step: where, how many, and the place of their sum."""

    address: int
    numbers: int
    place: int


def fused(
    rows: Sequence[Row], words: Mapping[str, int], parts: Sequence[Part], item: int
) -> tuple[list[Row], list[Part]]:
    """Return instructions that do the same as `rows`, and the `parts` that are still to be added up behind them."""
    rows = _against_zero(_ramps(_slopes(rows, words), words), words)
    pieces = list(_in_pieces(rows, words))
    left = list(parts)
    for place, piece in enumerate(pieces):
        if piece.opcode != words["block"]:
            continue
        taken = [
            p for p in left if _is_final(p, item, pieces[place + 1 :]) and _first_in(p, item, piece) >= 0
        ]
        left = [p for p in left if p not in taken]
        piece.words[3] = len(taken)
        for p in taken:
            piece.words += [_first_in(p, item, piece), p.numbers, p.address, p.place]
    return pieces, left


def _first_in(part: Part, item: int, piece: Row) -> int:
    """Return where `part` begins in a vector that `piece` goes over, −1 where it lies in none."""
    numbers, inner = piece.words[0], piece.words[4 : 4 + piece.words[2]]
    while inner:
        one, inner = inner[: inner[1]], inner[inner[1] :]
        for start, size, single in Map(*one[2:11]).operands():
            first, rest = divmod(part.address - start, item)
            if size == item and not single and not rest and 0 <= first <= numbers - part.numbers:
                return first
    return -1


def _is_final(part: Part, item: int, later: Sequence[Row]) -> bool:
    """Return whether no instruction of `later` names anything within `part`."""
    stop = part.address + part.numbers * item
    return not any(part.address <= word < stop for row in later for word in row.words)


def _ramps(rows: Sequence[Row], words: Mapping[str, int]) -> list[Row]:
    """Multiply with slopes of 0 and 1 from what they are made of, where only such products read them."""
    left: list[Row | None] = list(rows)
    for place, row in enumerate(rows):
        slope = as_map(row, words)
        for suffix, item in (("_4", 4), ("_8", 8)):
            if slope is None or slope.kernel != words["above" + suffix] or slope.how != ONE_B:
                continue
            products = _products(rows, place, slope, words["multiply" + suffix], words)
            if products and _is_zero(slope.b, item):
                left[place] = None
                for k, product in products.items():
                    left[k] = product._replace(kernel=words["ramp" + suffix]).row(words)
    return [row for row in left if row is not None]


def _products(
    rows: Sequence[Row], place: int, slope: Map, multiply: int, words: Mapping[str, int]
) -> dict[int, Map]:
    """Return by place the products with `slope`, the output it is made of in its place; none if anything else reads it.

    A product may be written over the slopes it was made with: then what reads there reads the product.
    """
    found: dict[int, Map] = {}
    written: list[tuple[int, int]] = []
    for k, row in enumerate(rows):
        reads = [word for word in row.words if slope.out <= word < slope.out + slope.numbers * slope.out_item]
        if k == place or all(any(start <= word < stop for start, stop in written) for word in reads):
            continue
        product = _product_with(as_map(row, words), slope, multiply)
        if k < place or product is None:
            return {}
        found[k] = product
        written += [
            (word, word + product.numbers * product.out_item) for word in reads if word == product.out
        ]
    return found


def _product_with(now: Map | None, slope: Map, multiply: int) -> Map | None:
    """Return gradient · slopes with the output the slopes are made of for the slopes; None where it is no such product."""
    if now is None or now.kernel != multiply or now.how != BOTH:
        return None
    start, stop = slope.out, slope.out + slope.numbers * slope.out_item
    of_slopes = [
        start <= place and place + now.numbers * now.out_item <= stop for place in (now.a, now.b, now.out)
    ]
    a, b = (now.a, now.b) if of_slopes[1] else (now.b, now.a)
    if of_slopes[0] == of_slopes[1] or (of_slopes[2] and now.out != b):
        return None
    return now._replace(a=a, b=slope.a + b - start)


def _against_zero(rows: Sequence[Row], words: Mapping[str, int]) -> list[Row]:
    """Compare with one zero for all, where an operand is an array of zeros that no other row names."""
    left = list(rows)
    for place, row in enumerate(rows):
        now = as_map(row, words)
        if now is None or now.how != BOTH or now.kernel not in (words["maximum_4"], words["maximum_8"]):
            continue
        stop = now.b + now.numbers * now.b_item
        named = any(
            now.b <= word < stop for k, other in enumerate(rows) if k != place for word in other.words
        )
        if not named and _is_zero(now.b, now.numbers * now.b_item):
            left[place] = now._replace(how=ONE_B).row(words)
    return left


def _is_zero(address: int, item: int) -> bool:
    return ctypes.string_at(address, item) == bytes(item)


def _slopes(rows: Sequence[Row], words: Mapping[str, int]) -> list[Row]:
    """Join cosh, reciprocal and square, all in one place, into one."""
    joined: list[Row] = []
    for row in rows:
        joined.append(row)
        last = [as_map(one, words) for one in joined[-3:]]
        for suffix in ("_4", "_8"):
            if _is_slope(last, words, suffix):
                first = last[0]
                assert first is not None
                joined[-3:] = [first._replace(kernel=words["sech_squared" + suffix]).row(words)]
                break
    return joined


def _is_slope(maps: Sequence[Map | None], words: Mapping[str, int], suffix: str) -> bool:
    kernels = [words[name + suffix] for name in ("cosh", "reciprocal", "multiply")]
    if [m.kernel if m is not None else None for m in maps] != kernels:
        return False
    cosh, reciprocal, multiply = (m for m in maps if m is not None)
    place = cosh.out
    same = [reciprocal.a, reciprocal.out, multiply.a, multiply.b, multiply.out] == [place] * 5
    return same and cosh.numbers == reciprocal.numbers == multiply.numbers and multiply.how == BOTH


def _in_pieces(rows: Sequence[Row], words: Mapping[str, int]) -> Iterator[Row]:
    """Yield `rows`, neighbours over long vectors joined."""
    group: list[Map] = []
    for row in rows:
        now = as_map(row, words)
        if now is not None and now.numbers >= LONG and _may_join(group, now):
            group.append(now)
            continue
        yield from _joined(group, words)
        group = []
        if now is not None and now.numbers >= LONG:
            group = [now]
        else:
            yield row
    yield from _joined(group, words)


def _may_join(group: Sequence[Map], now: Map) -> bool:
    """Return whether piece by piece comes to the same as one after the other."""
    return all(
        one.numbers == now.numbers and _in_step(one, now) and _in_step(now, one) for one in group
    ) and _in_step(now, now)


def _in_step(writer: Map, other: Map) -> bool:
    """Return whether what `writer` writes is, for `other`, the same numbers place by place or none."""
    start, stop = writer.out, writer.out + writer.numbers * writer.out_item
    for place, item, single in other.operands():
        length = item if single else other.numbers * item
        if place + length <= start or place >= stop:
            continue
        if single or place != start or item != writer.out_item:
            return False
    return True


def _joined(group: Sequence[Map], words: Mapping[str, int]) -> Iterator[Row]:
    rows = [one.row(words) for one in group]
    if len(rows) < 2:
        yield from rows
        return
    inner = [word for row in rows for word in row.encoded()]
    yield Row(words["block"], [group[0].numbers, PIECE, len(inner), 0, *inner])
