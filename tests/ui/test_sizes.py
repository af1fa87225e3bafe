"""Small windows, large type, both languages: nothing is cut, and what has no room is left out whole."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics, QScreen
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from nnsim.base import text
from nnsim.document.examples import examples, shown_notes
from nnsim.document.storage import load
from nnsim.figures.figure import Shape
from nnsim.ui.charts.key_row import KeyRow
from nnsim.ui.datapage.bars import ClassBars
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import manager
from nnsim.ui.place import places
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.combo import Combo
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.link_button import LinkButton
from nnsim.ui.widgets.messages import Banner
from nnsim.ui.widgets.toast import Toast
from nnsim.ui.window.main_window import MainWindow

EXAMPLE = {example.key: example for example in examples()}["vanishing_gradient"]


@pytest.fixture
def usual(qtbot: QtBot) -> Iterator[None]:
    del qtbot
    manager().use("dark")
    yield
    text.use_language("en")
    manager().use_type(1.0)


def cut(window: QWidget) -> list[str]:
    """Return the texts of labels and buttons in `window` that have less room than they take."""
    found = []
    for widget in window.findChildren(QWidget):
        # A dock behind another one's tab is visible for Qt, but nothing of it is on the screen.
        if (
            widget.visibleRegion().isEmpty()
            or not isinstance(widget, QLabel | QAbstractButton)
            or not widget.text()
        ):
            continue
        left = widget.mapTo(window, QPoint(0, 0)).x()
        if (isinstance(widget, QLabel) and widget.wordWrap()) or isinstance(widget, LinkButton):
            fits = widget.heightForWidth(widget.width()) <= widget.height() + 1
        elif isinstance(widget, ElidedLabel):
            fits = True
        else:
            fits = widget.sizeHint().width() <= widget.width() + 1
        if not fits or left < 0 or left + widget.width() > window.width() + 1:
            found.append(f"{type(widget).__name__} {widget.text()[:40]!r}")
    return found


PLACES = [place.key for place in places]


@pytest.mark.parametrize(
    ("size", "language", "scale"),
    [
        ((1024, 700), "en", 1.0),
        ((1024, 700), "zh_CN", 1.25),
        ((1024, 700), "en", 1.5),
        ((780, 470), "en", 1.0),
    ],
)
def test_nothing_is_cut(
    usual: None,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    language: str,
    scale: float,
) -> None:
    del usual
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(0, 0, size[0] + 20, size[1] + 30))
    text.use_language(language)
    manager().use_type(scale)
    session = Session(load(EXAMPLE.path).project)
    window = MainWindow(session, Preferences())
    window.resize(*size)
    window.show()
    window.vitals.advice.banner.set_content(
        "warning", "dense_1 learns 11,000× slower than dense_6", "Why. " * 20
    )
    found, widths = {}, []
    for place in PLACES:
        window.desk.places.go_to(place)
        QApplication.processEvents()
        found[place] = cut(window)
        widths.append(window.width())
    window.rebuild_wanted = True
    window.close()
    assert session.close()
    window.deleteLater()
    session.deleteLater()
    assert found == {place: [] for place in PLACES}
    assert max(widths) <= size[0] + 20


def test_a_legend_names_all_ten_classes_in_a_narrow_panel(usual: None) -> None:
    del usual
    shape: Shape = "circle"
    holder = QWidget()
    row = KeyRow(holder)
    names = ["Training", "Validation", "Test", *map(str, range(10))]
    row.set_keys([(name, shape, i % 4, "#ff0000") for i, name in enumerate(names)])
    for width in (260, 400, 1200):
        row.resize(width, row.height_for(width))
        places = row._places(width)
        assert len(places) == len(names)
        assert all(x + wide <= width for x, _, wide in places)
        assert row.minimumHeight() >= fonts.grown(18) * (places[-1][1] + 1)
    holder.deleteLater()


def test_a_banner_puts_its_button_below_where_there_is_little_room(usual: None) -> None:
    del usual
    banner = Banner("warning", "A title of some length", "And a text that takes some more room than it.")
    action = banner.add_action("Use ReLU + He")
    for width in (240, 900):
        banner.resize(width, banner.height_for(width))
        banner.layout().activate()
        assert action.sizeHint().width() <= width - 46
    assert banner.height_for(240) > banner.height_for(900)
    banner.deleteLater()


def test_words_above_a_button_are_as_wide_as_the_banner(usual: None) -> None:
    del usual
    banner = Banner("warning", "dense_1 learns 11,000× slower than dense_6", "Why. " * 20)
    banner.add_action("Cure")
    banner.resize(300, banner.height_for(300))
    banner.layout().setGeometry(banner.rect())
    words = [label for label in banner.findChildren(QLabel) if label.text()]
    assert {label.width() for label in words} == {300 - 46 - 14}
    banner.deleteLater()


LONG = "Put Flatten and an output of 10 units after max_pool2d_1"


def test_a_repair_of_many_words_is_whole_in_a_narrow_form(usual: None) -> None:
    del usual
    link = LinkButton(LONG)
    wide = link.sizeHint().width()
    assert link.minimumSizeHint().width() < wide / 2
    assert link.heightForWidth(wide) == link.sizeHint().height()
    assert link.heightForWidth(wide // 2) >= 2 * link.fontMetrics().height()
    link.deleteLater()


def test_a_toast_puts_its_action_below_where_there_is_little_room_each_time(usual: None) -> None:
    del usual
    holder = QWidget()
    holder.resize(340, 300)
    holder.show()
    toast = Toast(holder)
    for words in ("Short.", "conv2d_1: Conv 2-D takes an image (channels, height, width), got 16 numbers."):
        toast.show_message(words, "bad", action=LONG, on_action=holder.close)
        toast.layout().activate()
        assert cut(holder) == []
        assert holder.rect().contains(toast.geometry())
    holder.resize(320, 300)
    toast.layout().activate()
    assert cut(holder) == [], "also when it is placed anew"
    holder.close()
    holder.deleteLater()


def test_a_choice_that_is_too_long_is_whole_in_its_tooltip(usual: None) -> None:
    del usual
    combo = Combo()
    combo.addItem("Binary cross-entropy (auto)")
    combo.resize(90, 30)
    assert QFontMetrics(combo.font()).horizontalAdvance(combo.currentText()) > 90
    assert combo.hidden_text() == "Binary cross-entropy (auto)"
    combo.resize(600, 30)
    assert combo.hidden_text() == ""
    combo.deleteLater()


def lowest_mark_of_class_bars() -> float:
    """Return how far down the bars of three classes reach, as a share of the room they ask for."""
    bars = ClassBars()
    bars.set_counts(("one", "two", "three"), np.array([3, 2, 1]))
    bars.resize(bars.sizeHint())
    picture = bars.grab().toImage()
    ground = picture.pixelColor(100, 0)
    drawn = [y for y in range(picture.height()) if picture.pixelColor(100, y) != ground]
    bars.deleteLater()
    return drawn[-1] / picture.height()


def test_type_is_kept_and_everything_grows_with_it(usual: None) -> None:
    del usual
    preferences = Preferences()
    assert preferences.type_scale == 1.0
    small = fonts.ui_font().pixelSize()
    preferences.type_scale = 1.5
    assert Preferences().type_scale == 1.5
    manager().use_type(Preferences().type_scale)
    assert fonts.ui_font().pixelSize() == round(1.5 * small)
    assert QApplication.font().pixelSize() == round(1.5 * small)
    assert fonts.drawn_font(13).pixelSize() == 13, "cards are drawn to measure, and zoomed"
    assert 0.7 < lowest_mark_of_class_bars() < 1.0, "the last of three stands in the last third"
    preferences._settings.setValue("type_scale", "17")
    assert Preferences().type_scale == 1.0


def test_notes_of_examples_are_shown_in_the_language_in_use_until_they_are_changed(usual: None) -> None:
    del usual
    text.use_language("zh_CN")
    for example in examples():
        notes = load(example.path).project.notes
        assert notes == example.full_notes
        assert shown_notes(notes) == f"{text.tr(example.title)}\n\n{text.tr(example.notes)}" != notes
        assert shown_notes(notes + ".") == notes + "."
