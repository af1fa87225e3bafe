from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from nnsim.base.settings import FilePath, Integer, Real, Shape, Text
from nnsim.ui.look.theme import manager, theme
from nnsim.ui.widgets.choice_field import ChoiceField
from nnsim.ui.widgets.labelled_combo import LabelledCombo
from nnsim.ui.widgets.labels import FittingLabel, LabelledValue, Pill, SectionHeading
from nnsim.ui.widgets.messages import Banner
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.plots import Curve, Histogram
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.text_field import FileField, SearchField, ShapeField, TextField
from nnsim.ui.widgets.toast import Toast

pytestmark = pytest.mark.usefixtures("dressed")

RATE = Real("Rate", low=0.0, high=10.0, log=True)
UNITS = Integer("Units", low=1, high=100)


@pytest.fixture
def show(qtbot):
    """Put a widget beside another that has the focus, in a window on show."""

    windows = []

    def show(widget: QWidget) -> QWidget:
        window = QWidget()
        windows.append(window)
        window.other = TextField(Text("Other"))
        column = QVBoxLayout(window)
        column.addWidget(window.other)
        column.addWidget(widget)
        qtbot.addWidget(window)
        window.resize(400, 200)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.other.setFocus()
        return widget

    return show


def wheel(widget: QWidget, clicks: int) -> None:
    centre = QPointF(widget.rect().center())
    event = QWheelEvent(
        centre,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, 120 * clicks),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def heard(signal) -> list:
    values: list = []
    signal.connect(lambda *args: values.append(args[0] if args else None))
    return values


# Segmented control


@pytest.fixture
def places(show) -> SegmentedControl:
    return show(SegmentedControl([("a", "Alpha"), ("b", "Beta"), ("c", "Gamma")], "Places"))


def test_click_makes_a_segment_current(qtbot, places) -> None:
    seen = heard(places.currentChanged)
    qtbot.mouseClick(places.segment("b"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(places.segment("b"), Qt.MouseButton.LeftButton)
    assert (places.current(), seen) == ("b", ["b"])
    assert [places.segment(k).isChecked() for k in "abc"] == [False, True, False]


def test_arrows_go_round_and_focus_follows(qtbot, places) -> None:
    places.segment("a").setFocus()
    key_ = Qt.Key
    for key, then in [
        (key_.Key_Right, "b"),
        (key_.Key_End, "c"),
        (key_.Key_Right, "a"),
        (key_.Key_Left, "c"),
    ]:
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert places.current() == then
        assert places.segment(then).hasFocus()


def test_segments_are_one_tab_stop(places) -> None:
    places.set_current("b")
    stops = [k for k in "abc" if places.segment(k).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["b"]
    with pytest.raises(KeyError):
        places.set_current("nosuch")


def test_in_icons_the_current_segment_keeps_its_name_in_room_for_any(places) -> None:
    icons = dict.fromkeys("abc", "data")
    places.show_icons(icons)
    widths = set()
    for key in "abc":
        places.set_current(key)
        widths.add(places.sizeHint().width())
        assert [bool(places.segment(k).text()) for k in "abc"] == [k == key for k in "abc"]
    assert len(widths) == 1
    assert min(widths) < places.named_width
    places.show_icons({})
    assert places.sizeHint().width() == places.named_width


def test_a_current_segment_without_a_name_is_marked_by_a_line(places) -> None:
    segment = places.segment("b")
    places.set_current("b")
    places.show_icons(dict.fromkeys("abc", "data"), current=True)
    QApplication.processEvents()
    foot = segment.grab().toImage()
    middle, last = foot.width() // 2, foot.height() - 1
    line, ground = foot.pixelColor(middle, last), foot.pixelColor(middle, last - 5)
    assert abs(line.lightness() - ground.lightness()) > 60
    assert line.name() == theme().text


# Number field


def test_typed_number_counts_when_entered(qtbot, show) -> None:
    field = show(NumberField(RATE, 0.03))
    seen = heard(field.valueEdited)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "1e-3")
    assert seen == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [1e-3]
    assert field.text() == "0.001"


def test_leaving_commits_once_and_untouched_text_never(qtbot, show) -> None:
    field = show(NumberField(RATE, 0.1234567890123))
    seen = heard(field.valueEdited)
    field.setFocus()
    field.window().other.setFocus()
    assert seen == []
    assert field.value() == 0.1234567890123
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2")
    field.window().other.setFocus()
    assert seen == [2.0]


@pytest.mark.parametrize(
    ("typed", "word"), [("0", "between"), ("abc", "whole"), ("2.5", "whole"), ("1,5", "dot")]
)
def test_wrong_number_is_explained_and_kept_out(qtbot, show, typed: str, word: str) -> None:
    field = show(NumberField(UNITS, 16))
    seen = heard(field.valueEdited)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, typed)
    assert word in field.problem()
    assert field.property("wrong") is True
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (seen, field.value(), field.text()) == ([], 16, typed)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), field.problem()) == ("16", None)


def test_keys_step_within_limits(qtbot, show) -> None:
    field = show(NumberField(UNITS, 99))
    field.setFocus()
    seen = heard(field.valueEdited)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    assert seen == [100, 99, 89]


def test_wheel_needs_the_focus(show) -> None:
    field = show(NumberField(RATE, 0.01))
    wheel(field, 1)
    assert field.value() == 0.01
    field.setFocus()
    wheel(field, 1)
    assert field.value() == 0.02


def test_unit_is_shown_and_may_be_typed(qtbot, show) -> None:
    field = show(NumberField(Integer("Delay", unit="ms"), 10))
    assert field.text() == "10 ms"
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "25 ms")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 25


def test_setting_a_value_tells_nobody(show) -> None:
    field = show(NumberField(RATE, 1))
    seen = heard(field.valueEdited)
    field.set_value(2)
    assert (seen, field.text()) == ([], "2")


# Texts, shapes, files


@pytest.mark.parametrize(
    ("typed", "value"),
    [("8x8", (8, 8)), ("8 × 8", (8, 8)), ("1, 28, 28", (1, 28, 28)), ("(5,)", (5,)), ("", ())],
)
def test_shapes_are_read_in_many_spellings(qtbot, show, typed: str, value: tuple) -> None:
    field = show(ShapeField(Shape("Shape"), (2, 3)))
    seen = heard(field.valueEdited)
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [value]


@pytest.mark.parametrize("typed", ["a", "0", "1,2,3,4", "-3"])
def test_wrong_shape_is_kept_out(qtbot, show, typed: str) -> None:
    field = show(ShapeField(Shape("Shape"), (2, 3)))
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.problem()
    assert field.value() == (2, 3)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "2 × 3"


def test_file_dialog_does_not_block_and_its_choice_counts(qtbot, show, tmp_path) -> None:
    field = show(FileField(FilePath("File", filters=(("Tables", "*.csv"),))))
    seen = heard(field.valueEdited)
    dialog = field.open_dialog()
    assert dialog.nameFilters() == ["Tables (*.csv)"]
    dialog.fileSelected.emit(str(tmp_path / "a.csv"))
    dialog.close()
    assert seen == [str(tmp_path / "a.csv")]
    assert field.line.text() == seen[0]


def test_slash_jumps_to_the_search_and_escape_empties_it(qtbot, show) -> None:
    field = show(SearchField("Search layers"))
    window = field.window()
    window.setFocus()
    window.other.clearFocus()
    qtbot.keyClick(window, Qt.Key.Key_Slash)
    assert field.hasFocus()
    qtbot.keyClicks(field, "a/b")
    assert field.text() == "a/b"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


# Combos


def test_choice_counts_only_when_it_differs(qtbot, show) -> None:
    field = show(ChoiceField([("a", "Alpha"), ("b", "Beta")], "a"))
    seen = heard(field.valueEdited)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    field.set_value("a")
    assert seen == ["b"]
    field.window().other.setFocus()
    wheel(field, -1)
    assert field.value() == "a"


def test_labelled_combo_chooses_keys(qtbot, show) -> None:
    combo = show(LabelledCombo("Optimizer", [("sgd", "SGD"), ("adam", "Adam")]))
    seen = heard(combo.valueChosen)
    assert combo.value() == "sgd"
    combo.setFocus()
    qtbot.keyClick(combo.combo, Qt.Key.Key_Down)
    assert seen == ["adam"]
    combo.set_value("sgd")
    assert seen == ["adam"]
    assert combo.combo.currentText() == "SGD"
    assert combo.combo.accessibleName() == "Optimizer"


def test_labelled_combo_takes_typed_numbers_within_limits(qtbot, show) -> None:
    combo = show(LabelledCombo.of_numbers("Learning rate", RATE, [0.03, 0.1]))
    seen, refused = heard(combo.valueChosen), heard(combo.refused)
    line = combo.combo.lineEdit()
    combo.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "2e-3")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert seen == [0.002]
    line.selectAll()
    qtbot.keyClicks(line, "1e30")
    assert "between" in combo.combo.toolTip()
    assert combo.combo.property("wrong") is True
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (seen, line.text()) == ([0.002], "0.002")
    assert len(refused) == 1
    assert "between" in refused[0]
    assert combo.combo.property("wrong") is False
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert isinstance(combo.value(), float)


@pytest.mark.parametrize("text", ["0.03", "128", "1e-5"])
def test_a_number_in_the_bar_is_seen_whole(show, text: str) -> None:
    combo = show(LabelledCombo.of_numbers("Rate", RATE, [float(text)]))
    line = combo.combo.lineEdit()
    QApplication.processEvents()
    assert line.text() == text
    assert line.width() >= line.fontMetrics().horizontalAdvance(text)


# Labels


def test_labelled_value_never_narrows(show) -> None:
    value = show(LabelledValue("Speed", "9,310 st/s"))
    wide = value.sizeHint().width()
    value.set_value("1 st/s")
    assert value.sizeHint().width() == wide
    assert value.accessibleName() == "Speed 1 st/s"


def test_each_state_of_a_pill_has_its_own_shape(show) -> None:
    pill = show(Pill("x", "good"))
    shapes = set()
    for state in ("good", "warning", "bad", "neutral"):
        pill.set_state(state, "x")
        picture = pill.grab().toImage()
        ground = picture.pixelColor(18, 3).rgb()
        shapes.add(
            tuple(picture.pixelColor(x, y).rgb() != ground for x in range(12, 26) for y in range(7, 21))
        )
    assert len(shapes) == 4
    with pytest.raises(ValueError, match="sad"):
        pill.set_state("sad", "x")


def test_pill_is_clicked_only_when_it_may_be(qtbot, show) -> None:
    pill = show(Pill("Gradients vanish", "warning", clickable=True))
    seen = heard(pill.clicked)
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    pill.setFocus()
    qtbot.keyClick(pill, Qt.Key.Key_Space)
    assert len(seen) == 2
    assert Pill("x").focusPolicy() == Qt.FocusPolicy.NoFocus


def test_heading_keeps_its_text_for_screen_readers(show) -> None:
    assert show(SectionHeading("Weights")).text() == "Weights"


# Messages


def test_banner_says_and_offers(qtbot, show) -> None:
    banner = show(Banner("warning", "Slow", "Layer 1 hardly learns.", closable=True))
    seen: list[int] = []
    action = banner.add_action("Use ReLU", lambda: seen.append(1))
    banner.announce()
    QApplication.processEvents()
    qtbot.mouseClick(action, Qt.MouseButton.LeftButton)
    assert seen == [1]
    assert (banner.accessibleName(), banner.accessibleDescription()) == ("Slow", "Layer 1 hardly learns.")
    banner.clear_actions()
    banner.set_content("good", "Fine")
    assert (banner.state(), banner.accessibleName()) == ("good", "Fine")


def test_toast_stays_inside_acts_once_and_goes(qtbot, show) -> None:
    window = show(QWidget()).window()
    toast = Toast(window)
    seen: list[int] = []
    toast.show_message("Deleted dense_1.", action="Undo", on_action=lambda: seen.append(1), milliseconds=0)
    assert toast.isVisible()
    assert window.rect().contains(toast.geometry())
    window.resize(240, 150)
    toast.show_message("A long sentence that does not fit into so narrow a window at all.", "bad")
    assert window.rect().contains(toast.geometry())
    toast.show_message("Again", action="Undo", on_action=lambda: seen.append(2), milliseconds=0)
    qtbot.mouseClick(toast._action, Qt.MouseButton.LeftButton)
    assert seen == [2]
    assert not toast.isVisible()


def test_a_toast_does_not_cover_the_banner(show) -> None:
    window = show(QWidget()).window()
    window.resize(600, 400)
    banner = Banner("bad", "Diverged", "Lower the learning rate.", window)
    banner.setGeometry(20, 330, 560, 54)
    toast = Toast(window, above=(banner,))
    toast.show_message("Diverged at step 3.", "bad")
    assert toast.geometry().intersects(banner.geometry())
    banner.show()
    assert not toast.geometry().intersects(banner.geometry())
    banner.setGeometry(20, 250, 560, 134)
    assert not toast.geometry().intersects(banner.geometry())
    banner.hide()
    assert toast.geometry().bottom() > 370


# Pictures


def colours(widget: QWidget) -> set[str]:
    picture = widget.grab().toImage()
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


def test_curve_paints_function_and_derivative_and_survives_gaps(show) -> None:
    curve = show(Curve())
    curve.grab()
    x = np.linspace(-3, 3, 61)
    curve.set_data(x, np.maximum(x, 0), (x > 0).astype(float))
    assert {theme().category("activation"), theme().category("merge")} <= colours(curve)
    manager().use("light")
    assert theme().category("activation") in colours(curve)
    for y in (np.full(61, np.nan), np.where(x == 0, np.inf, x), np.zeros(61)):
        curve.set_data(x, y)
        curve.grab()


def test_histogram_bars_follow_the_counts(show) -> None:
    histogram = show(Histogram())
    histogram.grab()
    histogram.set_data([1, 0, 4], [0, 1, 2, 3])
    tall = [r.height() for r in histogram._bars(histogram.rect().toRectF())]
    assert tall[0] == pytest.approx(tall[2] / 4)
    assert tall[1] == 0
    with pytest.raises(ValueError, match="edges"):
        histogram.set_data([1], [0])
    histogram.clear()
    histogram.grab()


def test_tab_reaches_fields_in_order(qtbot, show) -> None:
    field = show(NumberField(UNITS, 1))
    QTest.keyClick(field.window().other, Qt.Key.Key_Tab)
    assert field.hasFocus()


def test_a_text_that_changes_lays_its_window_out_anew_only_for_more_room(qtbot) -> None:
    class Watched(QWidget):
        asked = 0

        def event(self, event: QEvent) -> bool:
            self.asked += event.type() == QEvent.Type.LayoutRequest
            return super().event(event)

    window, shown = Watched(), FittingLabel()
    qtbot.addWidget(window)
    QHBoxLayout(window).addWidget(shown)
    with qtbot.waitExposed(window):
        window.show()
    shown.set_lengths("loss 0.888", "0.888")
    QApplication.processEvents()
    before, room = window.asked, shown.sizeHint()
    for text in ("loss 0.111", "loss 0.1", "loss 0.888"):
        shown.set_lengths(text, text[5:])
        QApplication.processEvents()
    assert window.asked == before
    assert shown.text() == shown.accessibleName() == "loss 0.888"
    assert shown.sizeHint() == room
    shown.set_lengths("loss 0.888, and more", "0.888")
    QApplication.processEvents()
    assert window.asked > before
    shown.set_lengths("")
    assert shown.sizeHint().width() == 0


def test_a_number_field_shows_the_front_of_a_number_it_has_no_room_for(show) -> None:
    field = show(NumberField(RATE, 1 / 700))
    field.setFixedWidth(60)
    assert field.lineEdit().cursorPosition() == 0
    field.set_value(1 / 7)
    assert field.lineEdit().cursorPosition() == 0
