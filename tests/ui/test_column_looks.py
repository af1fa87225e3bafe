"""Columns looked at in other ways than as points: histograms, correlations, scaling."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.looking import statistics
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.source import sources
from nnsim.figures.figure import Image, Spans
from nnsim.figures.figure_table import to_csv
from nnsim.ui.charts.figures import save_figure
from nnsim.ui.charts.key_row import MOST_ROWS, KeyRow
from nnsim.ui.datapage.preview import Preview
from nnsim.ui.look import fonts

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def preview(qtbot):
    made = Preview()
    qtbot.addWidget(made)
    made.resize(760, 480)
    made.show()
    made.show_examples(prepare(DataSettings(sources["iris"]())))
    return made


def look_at(qtbot, preview: Preview, key: str):
    points = preview.points
    QTest.mouseClick(points.views.segment(key), Qt.MouseButton.LeftButton)
    look = points.looks[key]
    assert look.isVisible()
    qtbot.waitUntil(lambda: look.found is not None and not look.is_busy)
    QApplication.processEvents()
    look.view.grab()
    return look


def test_a_histogram_has_a_bar_of_its_own_pattern_for_each_class(qtbot, preview) -> None:
    look = look_at(qtbot, preview, "columns")
    bars = [mark for mark in look.view.figure.plots[0].marks if isinstance(mark, Spans)]
    assert [bar.name for bar in bars] == ["setosa", "versicolor", "virginica"]
    assert len({bar.pattern for bar in bars}) == len({bar.colour for bar in bars}) == 3
    assert [bar.values.sum() for bar in bars] == [50, 50, 50]
    tops = {x: high for bar in bars for x, high in zip(bar.x.tolist(), bar.high.tolist(), strict=True)}
    assert sum(tops.values()) == 150, "they stand upon each other"
    model = look.numbers.model()
    assert [model.index(row, 0).data() for row in range(4)] == ["all", "setosa", "versicolor", "virginica"]
    assert [model.index(row, 1).data() for row in range(4)] == ["150", "50", "50", "50"]
    assert float(model.index(0, 4).data()) == pytest.approx(3.758)


def test_the_chosen_column_stays_when_rows_are_split_anew(qtbot, preview) -> None:
    look = look_at(qtbot, preview, "columns")
    look.choice.setFocus()
    QTest.keyClick(look.choice, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: look.found.title.startswith("sepal length"))
    preview.show_examples(prepare(DataSettings(sources["iris"](), validation_share=0.4)))
    qtbot.waitUntil(lambda: not look.is_busy)
    assert look.found.title.startswith("sepal length")


def test_a_press_on_a_correlation_shows_the_two_as_points(qtbot, preview) -> None:
    look = look_at(qtbot, preview, "correlations")
    image = next(mark for mark in look.view.figure.plots[0].marks if isinstance(mark, Image))
    x = prepare(DataSettings(sources["iris"]())).dataset.inputs
    np.testing.assert_allclose(image.values, np.corrcoef(x.T), atol=1e-9)
    assert "petal length" in look.words.text()
    space = look.view._placed[0].space
    at = (space.point(0.5, 3.5) * fonts.scale()).toPoint()
    assert look.view.read_at(QPointF(at)) == "petal width (cm), sepal length (cm): 0.818"
    QTest.mouseClick(look.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(at))
    assert preview.scatter.isVisible()
    assert preview.points.views.current() == "scatter"
    assert (preview.across.currentText(), preview.up.currentText()) == (
        "sepal length (cm)",
        "petal width (cm)",
    )


def test_spearman_is_another_figure(qtbot, preview) -> None:
    look = look_at(qtbot, preview, "correlations")
    before = look.found.values
    QTest.mouseClick(look.kind.segment("spearman"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: look.found.kind == "spearman")
    assert not np.allclose(before, look.found.values)


def test_scaling_is_shown_with_its_formula(qtbot, preview) -> None:
    look = look_at(qtbot, preview, "scaling")
    before, after = look.view.figure.plots
    assert before.title.startswith("Before: mean 3.7")
    assert after.title == "After: mean 0, std. dev. 1"
    assert after.x.label.startswith("(x − 3.7")
    (bars,) = before.marks
    assert bars.values.sum() == 105, "what the scaler learned from: the training part"


def test_what_is_seen_is_saved_in_the_colours_of_paper(qtbot, preview, tmp_path) -> None:
    look = look_at(qtbot, preview, "columns")
    figure = look._on_paper()
    assert figure.plots[0].legend
    assert "Iris · 150 rows" in figure.caption
    for ending in (".svg", ".pdf", ".csv"):
        save_figure(figure, tmp_path / f"h{ending}")
    assert "versicolor" in to_csv(figure)
    # Lines of the patterns, which are no brushes: those would be lost.
    assert (tmp_path / "h.svg").read_text("utf-8").count("<polyline") > 50


def test_nothing_is_worked_out_for_what_is_not_seen(qtbot, preview) -> None:
    look = preview.points.looks["correlations"]
    preview.show_examples(prepare(DataSettings(sources["wine"]())))
    assert not look.is_busy
    assert look.found is None
    look_at(qtbot, preview, "correlations")
    assert len(look.found.names) == 13


def test_pictures_and_sequences_keep_their_own_views(qtbot, preview) -> None:
    preview.show_examples(prepare(DataSettings(sources["parity_sequence"]())))
    assert preview.sequences.isVisible()
    assert not preview.points.isVisible()
    preview.enlarge(17)
    assert preview.sequences.rows == [17]
    QTest.keyClick(preview.sequences, Qt.Key.Key_Right)
    assert preview.sequences.rows == [18]
    QTest.keyClick(preview.sequences, Qt.Key.Key_Escape)
    assert len(preview.sequences.rows) > 1
    preview.show_examples(prepare(DataSettings(sources["digits"]())))
    preview.enlarge(3)
    assert preview.images.currentWidget() is preview.images.close_up


def test_a_column_without_any_value_is_no_fault(qtbot, preview) -> None:
    x = np.array([[np.nan, 1.0], [2.0, 1.0], [3.0, 1.0]] * 4)
    dataset = Dataset("t", x, np.arange(12) % 2, "classes", ("a", "flat"), ("no", "yes"), missing="mean")
    preview.show_examples(prepare_dataset(dataset, DataSettings()))
    for key in ("columns", "correlations", "scaling"):
        assert look_at(qtbot, preview, key).view.figure is not None


def test_a_legend_of_many_classes_is_scrolled_to_the_last(qtbot) -> None:
    row = KeyRow()
    qtbot.addWidget(row)
    row.set_keys([(f"class number {k}", "circle", k, "#336699") for k in range(200)])
    row.resize(300, row.height_for(300))
    row.show()
    assert row.height() == MOST_ROWS * fonts.grown(18)
    assert len(row._places(300)) == 200
    assert row.focusPolicy() == Qt.FocusPolicy.StrongFocus
    row.setFocus()
    before = row.grab().toImage()
    for _ in range(200):
        QTest.keyClick(row, Qt.Key.Key_PageDown)
    bar = row.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    assert row.grab().toImage() != before
    row.set_keys([("one", "circle", 0, "#336699")])
    assert row.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_what_is_worked_out_of_a_sample_says_so(qtbot, preview, monkeypatch) -> None:
    monkeypatch.setattr(statistics, "MOST_ROWS", 40)
    look = look_at(qtbot, preview, "columns")
    assert look.numbers.model().index(0, 0).data() == "worked out of 40 rows, spread evenly"
    assert look._on_paper().caption == "Iris · 150 rows · worked out of 40 rows, spread evenly"
    assert look_at(qtbot, preview, "correlations").words.text().startswith("worked out of 40 rows")
