"""Figures on paper: every format, whole or not at all, white whatever the theme."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtSvg import QSvgRenderer

from nnsim.base.errors import NnsimError
from nnsim.figures.boundary_figure import boundary_figure
from nnsim.figures.figure import Axis, Figure, Line, Plot
from nnsim.figures.gradient_figure import gradient_figure
from nnsim.figures.loss_figure import loss_figure
from nnsim.figures.plane import default_plane
from nnsim.ui.charts.figures import figure_image, save_figure
from nnsim.ui.charts.pdf_text import readable
from nnsim.ui.look.theme import manager
from tests.synthetic import answered, history, request, spirals


def _figures() -> dict[str, Figure]:
    run, deep, prepared = history(300), history(60, layers=31), spirals()
    plane = default_plane(prepared)
    asked = request(plane, prepared, 40)
    return {
        "loss": loss_figure(run, "seed 0 · learning rate 0.03"),
        "log": loss_figure(run, "seed 0", smoothing=20, log=True),
        "bars": gradient_figure(deep, "seed 0"),
        "heat": gradient_figure(deep, "seed 0", view="heat"),
        "boundary": boundary_figure(answered(asked), prepared, plane, "seed 0"),
        "line": boundary_figure(answered(asked, line=True), prepared, plane, "seed 0"),
    }


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return _figures()


KEYS = ("loss", "log", "bars", "heat", "boundary", "line")


@pytest.mark.parametrize("key", KEYS)
def test_every_figure_is_drawn_on_white_in_any_theme(qtbot, figures, key) -> None:
    manager().use("dark")
    image = figure_image(figures[key], 96)
    assert (image.width(), image.height()) == tuple(round(v) for v in figures[key].size)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[..., :3]
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    assert (edge == 255).all()
    assert (pixels.min(-1) < 100).sum() > 500


@pytest.mark.parametrize("key", KEYS)
def test_svg_is_well_formed_and_looks_like_the_png(qtbot, figures, key, tmp_path) -> None:
    path = tmp_path / "a.svg"
    save_figure(figures[key], path)
    text = path.read_text("utf-8")
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    assert "seed 0" in text
    assert QSvgRenderer(QByteArray(text.encode())).isValid()


def test_pdf_has_one_page_of_the_size_of_the_figure(qtbot, figures, tmp_path) -> None:
    path = tmp_path / "a.pdf"
    save_figure(figures["loss"], path)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    width, height = (round(v * 0.75) for v in figures["loss"].size)
    assert f"/MediaBox [0 0 {width}".encode() in data.replace(b".000000", b"")
    assert str(height).encode() in data


def test_png_has_300_dots_an_inch(qtbot, figures, tmp_path) -> None:
    path = tmp_path / "a.png"
    save_figure(figures["loss"], path)
    image = QImage(str(path))
    assert image.width() == round(figures["loss"].size[0] * 300 / 96)
    assert round(image.dotsPerMeterX() * 0.0254) == 300


@pytest.mark.parametrize("name", ["a.gif", "a"])
def test_an_unknown_ending_is_refused_in_words(figures, name, tmp_path) -> None:
    with pytest.raises(NnsimError, match=r"\.png, \.svg, \.pdf, \.csv"):
        save_figure(figures["loss"], tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_said(figures, tmp_path) -> None:
    with pytest.raises(NnsimError, match="There is no folder"):
        save_figure(figures["loss"], tmp_path / "missing" / "a.csv")


def test_a_full_disk_leaves_the_old_file_and_no_rest(figures, tmp_path, monkeypatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NnsimError, match="is full"):
        save_figure(figures["loss"], path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_figure_is_saved_with_no_window_and_no_display(tmp_path) -> None:
    code = (
        "from pathlib import Path; from tests.synthetic import history;"
        "from nnsim.figures.loss_figure import loss_figure; from nnsim.ui.charts.figures import save_figure;"
        f"save_figure(loss_figure(history(30)), Path({str(tmp_path / 'a.png')!r}))"
    )
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], env=bare, cwd=root, timeout=60, check=False)
    assert done.returncode == 0
    assert (tmp_path / "a.png").stat().st_size > 1000


def test_a_gap_in_a_band_parts_it(qtbot) -> None:
    x = np.linspace(0.0, 1.0, 101)
    low, high = np.zeros(101), np.ones(101)
    low[40:61] = np.nan
    line = Line("", x, np.full(101, np.nan), "#ff0000", low, high)
    axis = Axis("", range=(0.0, 1.0))
    image = figure_image(Figure("", "", (Plot(axis, axis, (line,)),), (400.0, 300.0)), 96)
    row = [image.pixelColor(i, 90) for i in range(image.width())]
    tinted = [i for i, c in enumerate(row) if c.red() > 240 and c.green() < 225]
    parts = np.split(tinted, np.flatnonzero(np.diff(tinted) > 20) + 1)
    assert len(parts) == 2
    assert min(len(part) for part in parts) > 80


def _meanings(pdf: bytes) -> list[str]:
    """Return what the glyphs of a PDF stand for, font by font."""
    tables = re.findall(rb"beginbfrange.*?endbfrange", pdf, re.DOTALL)
    # Many glyphs have a list of what they mean; one alone has its meaning behind its range.
    parts = [part for t in tables for part in re.findall(rb"\[.*?\]|(?<=> )<[0-9A-F]{4}>\n", t)]
    codes = [re.findall(rb"<([0-9A-F]{4}) ?>", part) for part in parts]
    return ["".join(chr(int(code, 16)) for code in found) for found in codes]


def test_the_text_of_a_pdf_copies_as_it_reads(qtbot, tmp_path: Path) -> None:
    # What no font here can show is drawn as a box, and copies as nothing.
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    title = "Gradient of the first-layer weights ‖∂L/∂W‖ 10⁻³" + (" 一日目金" if chinese else "")
    y = np.linspace(1.0, 2.0, 5)
    axis = Axis("‖∂L/∂W‖")
    save_figure(
        Figure(
            title,
            "seed 0 · float32 · final",
            (Plot(axis, axis, (Line("训练", y, y, "#000000"),)),),
            (600, 400),
        ),
        tmp_path / "a.pdf",
    )
    pdf = (tmp_path / "a.pdf").read_bytes()
    shown = "".join(_meanings(pdf))
    assert set(title) <= set(shown)
    assert not set(shown) & set("\t\u00a0\u00adﬀﬁﬂ")
    at = int(re.search(rb"startxref\n(\d+)", pdf).group(1))
    assert pdf[at : at + 4] == b"xref", "the table of places is where it was"


def test_characters_that_share_a_glyph_are_the_plain_ones() -> None:
    table = b"1 beginbfrange\n<0001> <0004> [<0009> <00AD> <2F00> <0041> ]\nendbfrange"
    assert _meanings(readable(table)) == [" -一A"]
    assert readable(b"<0009> outside of a table") == b"<0009> outside of a table"
