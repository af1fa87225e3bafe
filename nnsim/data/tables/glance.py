"""A look at a table's file without reading all of it."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.data.format import formats
from nnsim.data.tables.first_lines import Line
from nnsim.data.tables.layout import Layout


@dataclass(frozen=True)
class Glance:
    """What can be seen of a file without reading all of it."""

    layout: Layout
    lines: tuple[Line, ...]


def glance(layout: Layout) -> Glance:
    """Return the first lines of the file that `layout` was found for; raises NnsimError as reading does."""
    return Glance(layout, tuple(formats[layout.format].lines(layout)))
