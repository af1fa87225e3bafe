"""Tables in columns, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnsim.cli.progress import columns_of


def table(head: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> Iterator[str]:
    """Yield the lines of a table; the first `words` columns stand to the left, the numbers after them to the right."""
    widths = [max(columns_of(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, ["─" * width for width in widths], *rows):
        gaps = [" " * (width - columns_of(cell)) for width, cell in zip(widths, row, strict=True)]
        left = [cell + gap for cell, gap in zip(row[:words], gaps, strict=False)]
        right = [gap + cell for cell, gap in zip(row[words:], gaps[words:], strict=True)]
        yield "  ".join([*left, *right])
