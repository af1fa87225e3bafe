"""The page of a diagnosis: words are escaped, figures say what was seen, and much of it stays one page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.diagnosis.diagnosis import Diagnosis, diagnose
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.report.diagnosis_page import SIGNS, WHOLE, page_of
from nnsim.diagnosis.report.figures import MOST_LAYERS, page_figure
from nnsim.diagnosis.report.html import as_html
from nnsim.diagnosis.report.markdown import as_markdown
from nnsim.diagnosis.report.page import Drawn, Page, Paragraph, Points, Table
from nnsim.diagnosis.sign import Sign
from nnsim.figures.figure import Figure, Line
from nnsim.library import Dense, Input, Softmax, Tanh, TwoSpirals, chain
from nnsim.ui.report.report_files import REPORTS, save_report

STRANGE = "a <b> | *c* & d_e \\ #"


@pytest.fixture(scope="module")
def found() -> Diagnosis:
    """Return what is said of a network whose output is always 1."""
    return diagnose(
        chain(Input(), Dense(6, Tanh()), Dense(1, Softmax()), data=TwoSpirals(points=60)), epochs=20
    )


def _svg(figure: Figure) -> bytes:
    return b'<?xml version="1.0"?><svg><g id="x" fill="url(#x)"/></svg>'


def test_html_and_markdown_say_strange_words_as_they_are() -> None:
    table = Table((STRANGE, "n"), ((STRANGE, "1"),), 1)
    drawn = Drawn("curves", Figure("", "", ()), STRANGE)
    page = Page(STRANGE, (Paragraph(STRANGE, "bad"), Points((STRANGE,)), table, drawn, drawn))
    html = as_html(page, _svg, "en")
    assert "<b>" not in html
    assert html.count("a &lt;b&gt; | *c* &amp; d_e") == 8
    assert "<?xml" not in html
    assert {'id="figure0-x"', 'id="figure1-x"'} <= set(re.findall(r'id="[^"]*"', html))
    assert "url(#figure1-x)" in html
    lines = as_markdown(page, {"curves": "a b.png"}).splitlines()
    row = next(line for line in lines if line.endswith("| 1 |"))
    assert row == r"| a \<b\> \| \*c\* & d\_e \\ \# | 1 |"
    assert "](<a b.png>)" in lines[-1]


def test_many_verdicts_and_signs_are_cut_to_a_page(found: Diagnosis) -> None:
    signs = tuple(Sign(f"sign {k}", "1", "2", 1.0) for k in range(20))
    verdicts = tuple(Verdict("constant_output", 0.9, k, signs) for k in range(9))
    page = page_of(replace(found, verdicts=verdicts), "x")
    tables = [block for block in page.blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [SIGNS] * WHOLE + [9 - WHOLE]


def test_the_figure_shows_a_loss_that_does_not_move_as_flat(found: Diagnosis) -> None:
    figure = page_figure(found)
    assert figure is not None
    loss, gradients = figure.plots
    low, high = loss.y.range
    lines = [mark for mark in loss.marks if isinstance(mark, Line)]
    spread = max(float(np.ptp(line.y)) for line in lines)
    assert high - low > 10 * spread
    # No gradient comes through: said beside the axis, where a logarithm has no place for it.
    assert "0 at the edge" in gradients.x.label


def test_a_deep_network_has_so_many_rows_and_no_more() -> None:
    layers = [Dense(4, Tanh())] * 30
    deep = diagnose(chain(Input(), *layers, Dense(1), data=TwoSpirals(points=60), batch=60), epochs=2)
    figure = page_figure(deep)
    assert figure is not None
    assert len(figure.plots[-1].y.ticks) == MOST_LAYERS


def test_where_nothing_was_seen_there_is_no_figure() -> None:
    blank = diagnose(chain(Input(), data=TwoSpirals(points=60)))
    assert page_figure(blank) is None
    assert not any(isinstance(block, Drawn) for block in page_of(blank, "x").blocks)


@pytest.mark.parametrize("ending", REPORTS)
def test_a_file_that_stood_there_is_replaced_whole(found: Diagnosis, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"page{ending}"
    path.write_text("old")
    save_report(found, path, "x.nnsim")
    first = path.read_bytes()
    assert b"old" not in first[:10]
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".tmp"] == []


def test_another_ending_and_a_missing_folder_are_said(found: Diagnosis, tmp_path: Path) -> None:
    with pytest.raises(NnsimError, match=r"\.pdf, \.html, \.md"):
        save_report(found, tmp_path / "page.docx", "x")
    with pytest.raises(NnsimError, match="no folder"):
        save_report(found, tmp_path / "none" / "page.md", "x")
