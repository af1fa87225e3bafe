"""The palette and the catalogue behind it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnsim.base.text import SOURCE_LANGUAGE, use_language
from nnsim.engine.layer import Layer, layers
from nnsim.ui.palette.layer_catalogue import entries, groups, search
from nnsim.ui.palette.layer_mime import LAYER_MIME, layer_in
from nnsim.ui.palette.palette import Palette


@pytest.fixture
def palette(qtbot: QtBot) -> Palette:
    palette = Palette()
    qtbot.addWidget(palette)
    palette.resize(216, 600)
    palette.show()
    return palette


def shown(palette: Palette) -> list[str]:
    return [palette.list.item(i).text() for i in range(palette.list.count())]


def test_every_preset_of_every_layer_is_there(palette: Palette) -> None:
    presets = [p for cls in layers for p in cls.presets()]
    assert len(entries()) == len(presets)
    assert len(shown(palette)) == len(presets) + len(list(groups(entries())))


def test_the_first_entry_found_is_the_one_meant() -> None:
    for typed, title in [
        ("den", "Dense"),
        ("conv", "Conv 2-D"),
        ("max", "Max pool 2-D"),
        ("relu", "ReLU"),
        ("ls", "LSTM"),
        ("concat", "Concatenate"),
    ]:
        assert search(typed)[0].title == title, typed
    for entry in entries():
        assert search(entry.title)[0].title == entry.title
    assert search("xyzzy") == ()
    assert search("  ") == entries()


def test_typing_filters_and_enter_adds(palette: Palette) -> None:
    taken: list[Layer] = []
    palette.activated.connect(taken.append)
    QTest.keyClicks(palette.search, "dens")
    assert shown(palette)[0] == "Dense"
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert taken == [next(iter(layers["dense"].presets())).layer]
    palette.search.setText("xyzzy")
    assert not palette.list.isVisible()
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert len(taken) == 1


def test_arrows_pass_headings(palette: Palette) -> None:
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.list.current_entry().title == "Input"  # type: ignore[union-attr]
    for title in ("Noise", "Dense"):
        QTest.keyClick(palette.list, Qt.Key.Key_Down)
        assert palette.list.current_entry().title == title  # type: ignore[union-attr]
    for _ in range(3):
        QTest.keyClick(palette.list, Qt.Key.Key_Up)
    assert palette.list.current_entry().title == "Input"  # type: ignore[union-attr]


def test_double_click_adds(palette: Palette) -> None:
    taken: list[Layer] = []
    palette.activated.connect(taken.append)
    item = palette.list.findItems("Perceptron", Qt.MatchFlag.MatchExactly)[0]
    palette.list.scrollToItem(item)
    at = palette.list.visualItemRect(item).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [layer.units for layer in taken] == [1]  # type: ignore[attr-defined]


def test_a_drag_carries_the_layer_and_its_picture(palette: Palette) -> None:
    assert palette.list.make_drag() is None
    for entry in entries():
        item = palette.list.findItems(entry.title, Qt.MatchFlag.MatchExactly)[-1]
        palette.list.setCurrentItem(item)
        drag = palette.list.make_drag()
        assert drag is not None
        assert drag.mimeData().hasFormat(LAYER_MIME)
        assert layer_in(drag.mimeData()) == entry.preset.layer
        assert drag.pixmap().width() > 100
        drag.deleteLater()


def test_tooltips_say_what_a_layer_does_with_its_formula(palette: Palette) -> None:
    item = palette.list.findItems("Dense", Qt.MatchFlag.MatchExactly)[0]
    assert "weighted sum" in item.toolTip()
    assert "y = f(W·x + b)" in item.toolTip()


def test_in_chinese_a_layer_is_found_by_both_its_names() -> None:
    use_language("zh_CN")
    try:
        for typed in ("感知", "perceptron", "Perc"):
            assert search(typed)[0].title == "感知机"
        assert "二维卷积" in [entry.title for entry in search("图像")]
    finally:
        use_language(SOURCE_LANGUAGE)
