"""A page as one HTML file that needs no other: its figures are drawings within it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from itertools import count

from nnsim.diagnosis.report.page import Block, Drawn, Heading, Page, Paragraph, Points, Table
from nnsim.figures import palette
from nnsim.figures.figure import Figure

Draw = Callable[[Figure], bytes]
"""Returns a figure as SVG."""
_TONES = {"plain": palette.INK, "good": palette.GREEN, "bad": palette.RED, "faint": palette.FAINT}
_STYLE = f"""
body {{ font: 15px/1.5 Inter, "Helvetica Neue", Arial, "Noto Sans", "Noto Sans CJK SC", sans-serif;
  color: {palette.INK}; background: {palette.PAPER}; max-width: 46rem; margin: 2.5rem auto; padding: 0 1.25rem }}
h1 {{ font-size: 1.6em; margin: 0 0 .4em }}
h2 {{ font-size: 1.15em; margin: 1.5em 0 .3em }}
p, ul {{ margin: .35em 0 }}
p.good, p.bad {{ font-weight: 600 }}
p.faint {{ font-size: .85em; margin-top: 1.5em }}
table {{ border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .95em }}
th {{ text-align: left; color: {palette.FAINT}; font-weight: 600; border-bottom: 1.5px solid {palette.RULE} }}
th, td {{ padding: .3em .8em .3em 0; vertical-align: top }}
td {{ border-bottom: 1px solid {palette.RULE} }}
th.number, td.number {{ text-align: right; padding-right: 0; padding-left: .8em; white-space: nowrap }}
figure {{ margin: 1.2rem 0 }}
figure svg {{ width: 100%; height: auto }}
@media print {{ body {{ margin: 0 auto; max-width: none; font-size: 11px }} @page {{ size: A4; margin: 1.5cm }} }}
"""


def as_html(page: Page, draw: Draw, language: str) -> str:
    """Return the page; `draw` returns a figure as SVG."""
    number = count()
    body = "\n".join(_block(block, draw, number.__next__) for block in page.blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(page.title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def _block(block: Block, draw: Draw, number: Callable[[], int]) -> str:
    match block:
        case Heading(text):
            return f"<h2>{escape(text)}</h2>"
        case Paragraph(text, tone):
            return f'<p class="{tone}" style="color:{_TONES[tone]}">{escape(text)}</p>'
        case Points(texts):
            return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
        case Table():
            return table_html(block)
        case Drawn():
            return f'<figure role="img" aria-label="{escape(block.alt)}">{_svg(draw(block.figure), number())}</figure>'


def table_html(table: Table) -> str:
    """Return a table as HTML."""
    first = len(table.heads) - table.numbers

    def row(cells: tuple[str, ...], tag: str) -> str:
        kinds = (' class="number"' if at >= first else "" for at in range(len(cells)))
        return (
            "<tr>"
            + "".join(f"<{tag}{k}>{escape(c)}</{tag}>" for c, k in zip(cells, kinds, strict=True))
            + "</tr>"
        )

    return "<table>" + row(table.heads, "th") + "".join(row(cells, "td") for cells in table.rows) + "</table>"


def _svg(drawing: bytes, number: int) -> str:
    """Return a drawing to stand within a page: without its head, its names its own."""
    text = drawing.decode()
    text = text[text.index("<svg") :]
    text = re.sub(r'\bid="([^"]+)"', rf'id="figure{number}-\1"', text)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#figure{number}-\1)", text)
