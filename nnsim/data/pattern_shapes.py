"""Patterns of on and off, drawn with letters: shapes that come with the program, and those a person types."""

from __future__ import annotations

import re

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Floats

ON, OFF = "#xX1*█", ".-0_ ·"
"""Letters of a cell that is on, and of one that is off."""

SHAPES: tuple[tuple[str, str], ...] = (
    (
        mark("Ring"),
        "...####.../..######../.###..###./.##....##./##......##/##......##/.##....##./.###..###./..######../...####...",
    ),
    (
        mark("Cross"),
        "....##..../....##..../....##..../....##..../##########/##########/....##..../....##..../....##..../....##....",
    ),
    (
        mark("Corners"),
        "#####...../#####...../#####...../#####...../#####...../"
        ".....#####/.....#####/.....#####/.....#####/.....#####",
    ),
    (
        mark("Checks"),
        "##..##..##/##..##..##/..##..##../..##..##../##..##..##/"
        "##..##..##/..##..##../..##..##../##..##..##/##..##..##",
    ),
    (
        mark("Heart"),
        "........../.###..###./##########/##########/##########/.########./..######../...####.../....##..../..........",
    ),
    (
        mark("Half"),
        "/".join(["#####....."] * 10),
    ),
    (
        mark("House"),
        "....##..../...####.../..######../.########./##########/.##....##./.##....##./.##.##.##./.##.##.##./.##.##.##.",
    ),
    (
        mark("Saltire"),
        "##......##/###....###/.###..###./..######../...####.../...####.../..######../.###..###./###....###/##......##",
    ),
    (
        mark("Arrow"),
        "....##..../...####.../..######../.########./##########/....##..../....##..../....##..../....##..../....##....",
    ),
    (
        mark("Frame"),
        "##########/##########/##......##/##......##/##......##/##......##/##......##/##......##/##########/##########",
    ),
)
"""Shapes of 10 × 10 cells, by name; the first five are little alike."""


def drawn(pattern: str) -> Floats:
    """Return one pattern, rows of letters parted by ``/`` or ends of lines, as (height, width) of −1 and 1.

    Raises
    ------
    NnsimError
        When a letter means nothing, or the rows are not of one length.
    """
    rows = re.split(r"[/\n]", pattern)
    for letter in sorted({letter for row in rows for letter in row} - set(ON + OFF)):
        raise NnsimError(
            tr("{letter} is no cell of a pattern. Draw with # for on and . for off.").format(
                letter=repr(letter)
            )
        )
    if len({len(row) for row in rows}) > 1:
        lengths = ", ".join(str(len(row)) for row in rows)
        raise NnsimError(
            tr("The rows of a pattern must be of one length; these are of {lengths}.").format(lengths=lengths)
        )
    return np.array([[1.0 if letter in ON else -1.0 for letter in row] for row in rows])


def drawn_patterns(text: str) -> Floats:
    """Return patterns that an empty row parts from each other, (patterns, height, width) of −1 and 1.

    Raises
    ------
    NnsimError
        When there is none, one cannot be read, or they are not of one size.
    """
    lines = [line.strip("\r") for line in re.split(r"[/\n]", text)]
    blocks = re.split(r"\n\s*\n", "\n".join(lines).strip("\n"))
    found = [drawn(block) for block in blocks if block.strip()]
    if not found:
        raise NnsimError(
            tr(
                "No pattern is drawn yet. Draw with # for on and . for off, a row in a line, and an empty line"
                " between two patterns."
            )
        )
    sizes = list(dict.fromkeys(f"{len(p)} × {p.shape[1]}" for p in found))
    if len(sizes) > 1:
        raise NnsimError(
            tr("All patterns must be of one size; these are of {sizes}.").format(sizes=", ".join(sizes))
        )
    return np.array(found)


def as_letters(patterns: Floats) -> str:
    """Return patterns (n, height, width) as `drawn_patterns` reads them."""
    blocks = (
        "/".join("".join("#" if c > 0 else "." for c in row) for row in pattern) for pattern in patterns
    )
    return "//".join(blocks)
