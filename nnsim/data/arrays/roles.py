"""Which arrays of a file are inputs and targets, where their names do not say it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.text import tr
from nnsim.data.arrays.example_axes import example_axes
from nnsim.data.arrays.names import (
    ArrayNames,
    by_usual_name,
    of_rows,
    says_inputs,
    says_targets,
    with_held_out,
)
from nnsim.data.container import Container, Found
from nnsim.data.notes import Note, Switch

_MOST_LOOKED_AT = 200
"""Arrays of one file; in a file of more nobody would have left the question open."""


@dataclass(frozen=True)
class Roles:
    """Which arrays are what, and what is said about it."""

    names: ArrayNames
    """Without targets where the last column of the inputs is the target."""
    notes: tuple[Note, ...] = ()


def roles_in(file: Container, inputs: str, targets: str) -> Roles | None:
    """Return which arrays of an open file are inputs and targets; None where that is not clear.

    Parameters
    ----------
    file
        Its names are asked first (`by_usual_name`). Two arrays of equal length need no names; of two pairs
        the longer one trains and the other tests; of a single table the last column is the target.
    inputs, targets
        The arrays a user chose, empty where none is chosen.
    """
    usual = by_usual_name(file.names)
    x, y = inputs or usual.x, targets or usual.y
    if x and y:
        return Roles(with_held_out(x, y, file.names))
    if len(file.names) > _MOST_LOOKED_AT:
        return None
    looked = [file.look(name) for name in file.names]
    usable = [found for found in looked if not found.why_not and found.shape]
    known = x or y
    if known:
        return _with_partner(usable, known, is_x=bool(x), last=file.examples_last)
    if len(usable) == 1:
        return _alone(usable[0])
    found = _by_length(_without_rows(usable), last=file.examples_last)
    if found is not None or inputs or targets:
        return found
    called = [one.name for one in usable if says_inputs(one.name) and len(one.shape) > 1]
    if len(called) == 1:
        found = _with_partner(usable, called[0], is_x=True, last=file.examples_last)
        if found is not None:
            return found
    # Where what one trains on has no targets, as for finding outliers, there is nothing else to learn from.
    held_out = by_usual_name(file.names, ("validation", "test"))
    return Roles(held_out) if held_out.x else None


def _without_rows(usable: Sequence[Found]) -> list[Found]:
    """Return the arrays whose names do not say that they are weights, groups, lengths or times of rows."""
    names = [found.name for found in usable]
    said = {name for first in names for pair in of_rows(first, names).values() for name in pair}
    return [found for found in usable if found.name not in said]


def _with_partner(usable: Sequence[Found], known: str, *, is_x: bool, last: bool) -> Roles | None:
    """Return the roles where one of both is known, and only one other array can be its partner."""
    own = next((found for found in usable if found.name == known), None)
    others = [found for found in _without_rows(usable) if found.name != known]
    if own is None:
        return None
    fits = [
        other
        for other in others
        if example_axes(*((own.shape, other.shape) if is_x else (other.shape, own.shape)), last=last)
        and (not is_x or _can_be_targets(other))
    ]
    told = [one for one in fits if says_targets(one.name)] if is_x else []
    if len(told) > 1 and len({one.shape for one in told}) == 1:
        # Several things were told of each example, such as fine and coarse classes.
        text = tr("Targets: “{y}”; others are {others}").format(
            y=told[0].name, others=", ".join(f"“{one.name}”" for one in told[1:])
        )
        ways = (Switch(one.name, (("inputs", known), ("targets", one.name))) for one in told[1:])
        return Roles(ArrayNames(known, told[0].name), (Note(text, *ways),))
    along = [one for one in fits if is_x and one.shape[0] == own.shape[0]]
    fits = along if len(along) == 1 else fits
    if len(fits) == 1:
        pair = (known, fits[0].name) if is_x else (fits[0].name, known)
        return Roles(ArrayNames(*pair))
    return _alone(own) if is_x and not others else None


def _by_length(usable: Sequence[Found], *, last: bool) -> Roles | None:
    """Return the roles in one pair of arrays of equal length, or in two, of which the longer one trains."""
    if len(usable) not in (2, 4):
        return None
    first, *rest = usable
    pairs = [(axes, pair) for other in rest for axes, pair in [_as_pair(first, other, last=last)] if pair]
    pairs = [found for found in pairs if found[0] == (0, 0)] or pairs
    if len(pairs) != 1:
        return None
    pair = pairs[0][1]
    if len(usable) == 2:
        return Roles(ArrayNames(pair[0].name, pair[1].name), (_told(*pair),))
    axes, second = _as_pair(*(found for found in rest if found not in pair), last=last)
    if second is None or axes != pairs[0][0] or not _alike(pair, second, axes):
        return None
    train, test = sorted((pair, second), key=lambda both: -both[1].shape[axes[1]])
    said = tr("“{x}” and “{y}” are the test part: they belong together, and are fewer").format(
        x=test[0].name, y=test[1].name
    )
    ignored = Note(said, Switch(tr("Ignore the test part"), (("use_test", False),)))
    names = ArrayNames(train[0].name, train[1].name, test[0].name, test[1].name)
    return Roles(names, (_told(*train), ignored))


Axes = tuple[int, int]
Pair = tuple[Found, Found]
"""Inputs and targets."""


def _as_pair(a: Found, b: Found, *, last: bool) -> tuple[Axes, Pair] | tuple[Axes, None]:
    """Return the axes of the examples, and which of two arrays are inputs and which targets.

    Targets are texts, fewer numbers an example, or whole numbers; of two that are alike the second are.
    None where the arrays cannot be a pair.
    """
    axes = example_axes(a.shape, b.shape, last=last)
    if axes is None:
        return (0, 0), None
    ranks = [
        (found.kind in "US", -math.prod(found.shape) / max(found.shape[axis], 1), found.kind in "iub")
        for found, axis in ((a, axes[0]), (b, axes[1]))
    ]
    pair, axes = ((a, b), axes) if ranks[0] <= ranks[1] else ((b, a), axes[::-1])
    x, y = pair
    fits = x.kind in "iufb" and _can_be_targets(y)
    return (axes, pair) if fits else (axes, None)


def _alike(train: Pair, test: Pair, axes: Axes) -> bool:
    """Return whether two pairs differ in the number of their examples alone."""
    for ours, theirs, axis in zip(train, test, axes, strict=True):
        lengths = [list(found.shape) for found in (ours, theirs)]
        if len(lengths[0]) != len(lengths[1]):
            return False
        for shape in lengths:
            del shape[axis]
        if lengths[0] != lengths[1] or ours.kind != theirs.kind:
            return False
    return True


def _can_be_targets(found: Found) -> bool:
    return found.kind in "iufbUS" and len(found.shape) <= 2


def _told(x: Found, y: Found) -> Note:
    text = tr("Inputs: “{x}”, targets: “{y}”, which holds less of each example").format(x=x.name, y=y.name)
    return Note(text, Switch(tr("The other way round"), (("inputs", y.name), ("targets", x.name))))


def _alone(found: Found) -> Roles | None:
    """Return the roles in the only array of a file, a table."""
    if len(found.shape) != 2 or found.shape[1] < 2 or found.kind not in "iufb":
        return None
    text = tr("The last of {n} columns of “{name}” is the target, as the file has no other array")
    return Roles(ArrayNames(found.name), (Note(text.format(n=f"{found.shape[1]:,}", name=found.name)),))
