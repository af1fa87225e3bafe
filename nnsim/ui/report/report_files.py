"""Writes the page of a diagnosis as PDF, HTML or Markdown, by the ending of the name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nnsim.base.atomic import write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.text import language, mark, tr
from nnsim.diagnosis.diagnosis import Diagnosis
from nnsim.diagnosis.report.diagnosis_page import page_of
from nnsim.diagnosis.report.html import as_html
from nnsim.diagnosis.report.markdown import as_markdown
from nnsim.diagnosis.report.page import Drawn, Page
from nnsim.ui.charts.figures import png_figure, svg_figure
from nnsim.ui.report.pdf_page import as_pdf


def save_report(found: Diagnosis, path: Path, name: str) -> None:
    """Write the report about a project called `name`; a file that stood there is replaced whole or not at all.

    The figures of Markdown go beside it, called as it is with a name behind.

    Raises
    ------
    NnsimError
        When the ending is none of `REPORTS`, or a file cannot be written.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        text = tr("A report is written as {endings}; choose one of these endings for {name}.")
        raise NnsimError(text.format(endings=", ".join(_WRITERS), name=path.name))
    write(page_of(found, name), path)


def _html(page: Page, path: Path) -> None:
    write_atomically(path, as_html(page, svg_figure, language()).encode())


def _markdown(page: Page, path: Path) -> None:
    drawn = [block for block in page.blocks if isinstance(block, Drawn)]
    files = {block.name: f"{path.stem}-{block.name}.png" for block in drawn}
    for block in drawn:
        write_atomically(path.with_name(files[block.name]), png_figure(block.figure))
    write_atomically(path, as_markdown(page, files).encode())


def _pdf(page: Page, path: Path) -> None:
    write_atomically(path, as_pdf(page))


_WRITERS: dict[str, Callable[[Page, Path], None]] = {".pdf": _pdf, ".html": _html, ".md": _markdown}
REPORTS: dict[str, str] = {".pdf": mark("PDF"), ".html": mark("HTML page"), ".md": mark("Markdown")}
"""Ending and name of everything a report can be written as."""
