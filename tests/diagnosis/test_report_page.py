"""The page of a diagnosis: words are escaped, figures say what was seen, and much of it stays one page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.diagnosis.arm import Arm
from nnsim.diagnosis.cure import Prescription
from nnsim.diagnosis.diagnosis import Diagnosis, diagnose
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.records import cure_record
from nnsim.diagnosis.report.diagnosis_page import SIGNS, WHOLE, page_of
from nnsim.diagnosis.report.figures import MOST_LAYERS, page_figure
from nnsim.diagnosis.report.html import as_html
from nnsim.diagnosis.report.markdown import as_markdown
from nnsim.diagnosis.report.page import Drawn, Heading, Page, Paragraph, Points, Table
from nnsim.diagnosis.score import Measure
from nnsim.diagnosis.sign import Sign
from nnsim.diagnosis.trial import Trial
from nnsim.diagnosis.words import MOST_TOGETHER, cures_table, trials_left_out
from nnsim.document.repair import Repair
from nnsim.figures.figure import Figure, Line
from nnsim.library import Dense, Input, Softmax, Tanh, TwoSpirals, chain
from nnsim.ui.doctor.trial_words import came_to
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
    page = Page(
        STRANGE, (Heading(STRANGE), Paragraph(STRANGE, "bad"), Points((STRANGE,)), table, drawn, drawn)
    )
    html = as_html(page, _svg, "en")
    assert "<b>" not in html
    assert html.count("a &lt;b&gt; | *c* &amp; d_e") == 9
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


def _trial(key: str, cured: tuple[Arm, ...], **more: object) -> Trial:
    prescriptions = tuple(
        Prescription(part, Repair(part, lambda project: project)) for part in key.split("+")
    )
    sick = tuple(Arm(seed, STEPS, STEPS, STEPS, STEPS * score, ()) for seed, score in enumerate((0.1, 0.2)))
    return Trial(
        "constant_output", prescriptions, key, (key,), chain(Input()), sick=sick, cured=cured, **more
    )


def _arms(*scores: float) -> tuple[Arm, ...]:
    return tuple(Arm(seed, STEPS, STEPS, STEPS, STEPS * score, ()) for seed, score in enumerate(scores))


STEPS = np.array([0.0, 1.0])


def test_what_was_not_tried_and_what_came_to_no_more_is_said_below_the_table() -> None:
    trials = (
        _trial("one", _arms(0.3, 0.5), share=1.0, helped=True),
        _trial("two", _arms(0.1), share=1.0),
        _trial("three", (), why_not="It would take an hour."),
        _trial("one+two", _arms(0.2), share=1.0),
        *(
            _trial(f"one+{k}", _arms(0.5 + k / 100, 0.5), share=1.0, helped=True)
            for k in range(MOST_TOGETHER + 1)
        ),
        _trial("wild", (replace(_arms(0.1)[0], diverged=True),), share=1.0),
        _trial("split", _arms(0.9), share=1.0, note="Its validation part is another."),
    )
    heads, rows = cures_table(trials)
    assert heads == ("Cure", "Outcome", "Seeds", "Accuracy before", "after")
    assert rows[0] == ("one", "✓ helped", "0, 1", "15.0 %", "40.0 %")
    assert rows[1] == ("two", "✗ did not help", "0", "10.0 %", "10.0 %")
    assert [row[0] for row in rows] == ["one", "two", *(f"one+{k}" for k in (1, 2, 3)), "wild", "split"]
    assert [row[1] for row in rows[-2:]] == ["✗ diverged", "cannot be compared"]
    assert list(trials_left_out(trials)) == [
        "2 combinations more were tried and came to no more.",
        "Not tried: three.",
        "It would take an hour.",
        "Its validation part is another.",
    ]


def test_a_cure_is_told_to_programs_with_numbers_or_null() -> None:
    record = cure_record(_trial("three", (), why_not="It would take an hour."))
    assert (record["tried"], record["helped"], record["after"], record["why_not"]) == (
        False,
        False,
        None,
        "It would take an hour.",
    )
    tried = cure_record(_trial("two", _arms(0.3)))
    assert (tried["before"], tried["after"], tried["measure"], tried["seeds"]) == (0.1, 0.3, "accuracy", [0])
    lost = cure_record(
        _trial(
            "two", (replace(_arms(0.3)[0], val_loss=np.full(2, np.nan), train_loss=np.array([0.0, np.inf])),)
        )
    )
    assert (lost["loss_before"], lost["loss_after"]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("what", "head", "shown"),
    [
        ("accuracy", "Accuracy before", "30.0 %"),
        ("balanced_accuracy", "Balanced accuracy before", "30.0 %"),
        ("r2", "R² before", "0.300"),
    ],
)
def test_every_score_is_named_and_written_as_what_it_is(what: Measure, head: str, shown: str) -> None:
    sick, cured = (Arm(0, STEPS, STEPS, STEPS, np.full(2, end), (), what) for end in (0.3, 0.9))
    other = replace(sick, seed=1, scores=np.full(2, 0.7))
    trial = replace(_trial("one", (cured,), share=1.0), sick=(sick, other))
    heads, (row,) = cures_table([trial])
    assert heads[-2] == head
    assert row[-2] == shown
    # Beside the window, too, and beside the twin of the same seed alone.
    said = came_to(trial)
    assert said.lower().startswith(head.removesuffix(" before").lower())
    assert ("30 % → 90 %" if "%" in shown else "0.30 → 0.90") in said
