"""A page as Markdown; its figures are files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from nnsim.diagnosis.report.page import Block, Drawn, Heading, Page, Paragraph, Points, Table

_MEANT = re.compile(r"([\\`*_{}\[\]<>#|])")


def as_markdown(page: Page, files: Mapping[str, str]) -> str:
    """Return the page; `files` says what the file of each figure is called, by the figure's name."""
    return "\n\n".join([f"# {_plain(page.title)}", *(_block(block, files) for block in page.blocks)]) + "\n"


def _block(block: Block, files: Mapping[str, str]) -> str:
    match block:
        case Heading(text):
            return f"## {_plain(text)}"
        case Paragraph(text, tone):
            mark = {"good": "**", "bad": "**", "faint": "*"}.get(tone, "")
            return f"{mark}{_plain(text)}{mark}"
        case Points(texts):
            return "\n".join(f"- {_plain(text)}" for text in texts)
        case Table():
            return _table(block)
        case Drawn():
            return f"![{_plain(block.alt)}](<{files[block.name]}>)"


def _table(table: Table) -> str:
    first = len(table.heads) - table.numbers
    rules = ("---:" if at >= first else "---" for at in range(len(table.heads)))
    rows = (_row(map(_plain, cells)) for cells in table.rows)
    return "\n".join([_row(map(_plain, table.heads)), _row(rules), *rows])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _plain(text: str) -> str:
    """Return words that Markdown reads as they are, on one line."""
    return _MEANT.sub(r"\\\1", " ".join(text.split()))
