"""What stands on a page, whatever it is written as: HTML, Markdown or PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nnsim.figures.figure import Figure

Tone = Literal["plain", "good", "bad", "faint"]


@dataclass(frozen=True)
class Heading:
    """A heading of the second rank."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Some sentences; `tone` says how they are meant."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells under their heads; the last `numbers` columns stand to the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 0


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure; `name` is what a file of its own is called, and `alt` says in words what it shows."""

    name: str
    figure: Figure
    alt: str


Block = Heading | Paragraph | Points | Table | Drawn


@dataclass(frozen=True, eq=False)
class Page:
    """A title, and what stands below it."""

    title: str
    blocks: tuple[Block, ...]
