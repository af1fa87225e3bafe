"""Features beside the network: what the switches show, and that one click gives an input to the network or takes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from nnsim.data.prepare import prepare
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.iris import Iris
from nnsim.data.steps.features import Features
from nnsim.data.steps.window import Window
from nnsim.ui.datapage.examples import colours
from nnsim.ui.datapage.source_chip import SourceChip
from nnsim.ui.features.beside_network import FeaturesBesideNetwork
from nnsim.ui.features.feature_chip import FeatureChip
from nnsim.ui.features.feature_map import SIDE, feature_map, feature_values
from nnsim.ui.features.features_strip import FeaturesStrip
from nnsim.ui.window.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("dressed")

SEVEN = ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂")


def use(window: MainWindow, source: object) -> None:
    """Take other data, prepared at once."""
    workspace = window.desk.session.workspace
    workspace.edit("Other data", lambda p: replace(p, data=replace(p.data, source=source)))
    workspace.set_data(prepare(workspace.project.data))


def follow(window: MainWindow) -> None:
    """Prepare the data the project has by now, as the loader does."""
    window.desk.session.workspace.set_data(prepare(window.desk.session.workspace.project.data))


@pytest.fixture
def strip(window: MainWindow) -> FeaturesStrip:
    window.resize(1600, 1000)
    window.show()
    found = window.findChild(FeaturesStrip)
    assert found is not None
    return found


def chip_of(strip: FeaturesStrip, title: str) -> FeatureChip:
    return next(chip for chip in strip.chips if chip.title == title)


def press(chip: FeatureChip) -> None:
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)


def test_two_inputs_have_the_seven_of_playground(window: MainWindow, strip: FeaturesStrip) -> None:
    assert tuple(chip.title for chip in strip.chips) == SEVEN
    assert [chip.title for chip in strip.chips if chip.isChecked()] == ["x₁", "x₂"]
    assert strip.isVisibleTo(window)
    assert all(chip.accessibleName() == f"Feature {chip.title}" for chip in strip.chips)


def test_one_click_gives_a_feature_to_the_network_and_one_takes_it(
    window: MainWindow, strip: FeaturesStrip
) -> None:
    workspace = window.desk.session.workspace
    press(chip_of(strip, "x₁x₂"))
    follow(window)
    assert workspace.prepared is not None
    assert workspace.prepared.input_names == ("x₁", "x₂", "x₁x₂")
    assert chip_of(strip, "x₁x₂").isChecked()
    press(chip_of(strip, "x₁"))
    follow(window)
    assert workspace.prepared.input_names == ("x₂", "x₁x₂")
    assert tuple(chip.title for chip in strip.chips) == SEVEN, "what is left out can come back"
    press(chip_of(strip, "x₁x₂"))
    press(chip_of(strip, "x₁"))
    follow(window)
    assert workspace.project.data.steps == ()
    workspace.undo_stack.undo()
    follow(window)
    assert not chip_of(strip, "x₁").isChecked()


def test_the_last_input_cannot_be_taken_away(window: MainWindow, strip: FeaturesStrip) -> None:
    press(chip_of(strip, "x₂"))
    follow(window)
    only = chip_of(strip, "x₁")
    assert not only.isEnabled()
    press(only)
    assert only.isChecked()


def test_a_formula_of_ones_own_becomes_a_switch(window: MainWindow, strip: FeaturesStrip) -> None:
    QTest.mouseClick(strip.more, Qt.MouseButton.LeftButton)
    QTest.keyClicks(strip.line, "x1^2 + y")
    QTest.keyClick(strip.line, Qt.Key.Key_Return)
    assert "y" in strip.problem.text()
    assert window.desk.session.workspace.project.data.steps == ()
    strip.line.clear()
    QTest.keyClicks(strip.line, "x1^2 + x2^2")
    QTest.keyClick(strip.line, Qt.Key.Key_Return)
    follow(window)
    assert strip.problem.isHidden()
    assert strip.line.isHidden()
    own = strip.chips[-1]
    assert len(strip.chips) == len(SEVEN) + 1
    assert own.isChecked()
    assert window.desk.session.workspace.project.data.steps == (Features(formulas="x1^2 + x2^2"),)


def test_columns_of_a_table_can_be_switched_and_pictures_have_none(
    window: MainWindow, strip: FeaturesStrip
) -> None:
    use(window, Iris())
    assert 4 <= len(strip.chips) <= 12
    assert all(chip.isChecked() for chip in strip.chips[:4])
    use(window, Digits())
    assert strip.isHidden()


def test_where_rows_are_joined_they_are_features_of_each_row(
    window: MainWindow, strip: FeaturesStrip
) -> None:
    workspace = window.desk.session.workspace
    assert strip.heading.text() == "Features"
    window_of_time = (Window(length=3),)
    workspace.edit("Window", lambda p: replace(p, data=replace(p.data, steps=window_of_time)))
    follow(window)
    assert strip.heading.text() == "Features of each row"
    assert "several rows" in strip.heading.toolTip()
    press(chip_of(strip, "x₁x₂"))
    follow(window)
    assert workspace.prepared is not None
    assert workspace.prepared.shape == (3, 3), "so they are: each of three rows has a third number"
    workspace.undo_stack.undo()
    workspace.undo_stack.undo()
    follow(window)
    assert strip.heading.text() == "Features"


def test_a_picture_is_of_the_feature_itself() -> None:
    ranges = ((-2.0, 2.0), (-3.0, 3.0))
    values = feature_values("x1*x2", ("x₁", "x₂"), ranges)
    assert values is not None
    assert values.shape == (SIDE, SIDE)
    assert values[0, 0] == pytest.approx(-6.0), "upper left: x₁ least, x₂ greatest"
    assert values[-1, 0] == pytest.approx(6.0)
    picture = feature_map(values, colours())
    assert picture.pixelColor(0, 0).name() == colours().negative
    assert picture.pixelColor(0, SIDE - 1).name() == colours().positive
    assert feature_values("x1 +", ("x₁", "x₂"), ranges) is None
    assert feature_values("x1", ("x₁",), ranges[:1]) is None


def test_all_seven_are_in_sight_in_a_low_window(window: MainWindow, strip: FeaturesStrip) -> None:
    for height in (205, 400, 205):  # what 1280 × 720 and 1440 × 900 leave it
        strip.fit(QRect(16, 80, 700, height))
        QApplication.processEvents()
        for chip in strip.chips:
            assert chip.visibleRegion().boundingRect().height() == chip.height(), (height, chip.title)
        assert strip.more.isHidden() == (height < 300)
        assert strip.plus.isHidden() != strip.more.isHidden()
    QTest.mouseClick(strip.plus, Qt.MouseButton.LeftButton)
    assert not strip.line.isHidden()
    assert strip.more.isHidden()
    assert strip.plus.isHidden()


def test_it_stands_below_the_data_and_within_the_canvas(window: MainWindow, strip: FeaturesStrip) -> None:
    chip, canvas = window.findChild(SourceChip), strip.parentWidget()
    assert chip is not None
    assert strip.geometry().top() > chip.geometry().bottom()
    assert canvas.rect().contains(strip.geometry())


def test_where_they_are_scrolled_their_right_edges_stay_in_sight(
    window: MainWindow, strip: FeaturesStrip
) -> None:
    use(window, Iris())
    # What the canvas has still to say of its own size would give the strip its own room again.
    beside = window.findChild(FeaturesBesideNetwork)
    assert beside is not None
    beside.release()
    for watched in (strip.parentWidget(), window.findChild(SourceChip)):
        watched.removeEventFilter(beside)
    for height in (60, 80):
        strip.fit(QRect(16, 80, 700, height))
        QApplication.processEvents()
        QApplication.processEvents()
        area = strip.findChild(QScrollArea)
        assert area is not None
        assert area.verticalScrollBar().maximum() > 0
        assert all(chip.geometry().right() < area.viewport().width() for chip in strip.chips)
