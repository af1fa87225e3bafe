"""The data beside the network: what the button shows, what it opens, and what follows from either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from desk import Desk
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnsim.base.seeds import MOST_SEED
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.files.file_source import FileSource
from nnsim.data.prepare import prepare
from nnsim.data.source import sources
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.moons import Moons
from nnsim.data.sources.playground_xor import PlaygroundXor
from nnsim.data.sources.truth_table import TruthTable
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.steps.lags import Lags
from nnsim.document.examples import examples
from nnsim.document.project import Project
from nnsim.ui.datapage.beside_network import DataBesideNetwork
from nnsim.ui.datapage.source_chip import SourceChip
from nnsim.ui.datapage.source_popover import SourcePopover
from nnsim.ui.datapage.source_tiles import fitting, lines_of
from nnsim.ui.look import fonts
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.slider_field import SliderField
from nnsim.ui.window.main_window import MainWindow
from tests.ui.small_project import small_project

pytestmark = pytest.mark.usefixtures("dressed")


class _ThreeClasses(Moons):
    """Examples of a class more than the one output of the network can tell apart."""

    def _read(self, progress: object) -> Dataset:
        moons = super()._read(progress)
        targets = np.arange(len(moons), dtype=np.int64) % 3
        return replace(moons, targets=targets, target_names=("A", "B", "C"))


def use(workspace, source) -> None:
    workspace.edit("Other data", lambda p: replace(p, data=replace(p.data, source=source)))


# ---- the button ----------------------------------------------------------------------------------


@pytest.fixture
def chip(qtbot: QtBot) -> SourceChip:
    made = SourceChip()
    qtbot.addWidget(made)
    return made


def test_the_button_says_which_source_it_is_and_how_many_examples(chip: SourceChip) -> None:
    chip.show_source(Moons(points=1200), Moons(points=1200).load(), "", "Press it")
    assert chip.accessibleName() == "Data: Moons"
    assert chip.accessibleDescription() == "1,200 examples. Press it"
    assert chip.text_shown == "Moons 1,200 examples"
    assert "Press it" in chip.toolTip()


def test_it_counts_the_examples_that_the_network_has(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(window=True)
    data = DataSettings(Iris(), steps=(Lags(),))
    desk.workspace.edit("data", lambda p: replace(p, data=data))
    desk.settle()
    prepared = desk.workspace.prepared
    n = len(prepared.dataset)
    assert n < len(prepared.origin)
    assert desk.window.desk.data.chip.text_shown.endswith(f" {n} examples")


def test_without_examples_it_says_why(chip: SourceChip) -> None:
    chip.show_source(Moons(), None, "", "Press it")
    assert chip.text_shown == "Moons loading…"
    chip.show_source(CsvFile(path="gone.csv"), None, "There is no file gone.csv.", "Press it")
    assert "no examples" in chip.text_shown
    assert "There is no file gone.csv." in chip.accessibleDescription()
    assert "There is no file gone.csv." in chip.toolTip()


def test_its_picture_is_of_the_very_examples(chip: SourceChip) -> None:
    def picture(noise: float):
        source = Moons(noise=noise)
        chip.show_source(source, source.load(), "", "")
        return chip.grab().toImage()

    calm, wild = picture(0.0), picture(0.5)
    assert calm != wild
    assert picture(0.0) == calm


def test_a_name_that_is_too_long_goes_without_its_brackets(chip: SourceChip) -> None:
    chip.show_source(PlaygroundXor(), PlaygroundXor().load(), "", "Press it")
    assert chip.text_shown == "Exclusive or 500 examples"
    assert chip.accessibleName() == "Data: Exclusive or (Playground)"


def test_where_there_is_little_room_it_is_its_picture(chip: SourceChip) -> None:
    chip.show_source(Moons(), Moons().load(), "", "")
    whole = chip.size()
    chip.set_brief(True)
    assert chip.width() == chip.height() < whole.width() / 2
    assert chip.accessibleName() == "Data: Moons"
    chip.set_brief(False)
    assert chip.size() == whole


# ---- what it opens -------------------------------------------------------------------------------


@pytest.fixture
def popover(qtbot: QtBot) -> Iterator[SourcePopover]:
    made = SourcePopover(DataLoader())
    qtbot.addWidget(made)
    made.show_source(TwoSpirals())
    made.fit(QSize(1000, 500))
    yield made
    made.release()


def test_every_source_that_needs_no_file_is_there(popover: SourcePopover) -> None:
    assert set(popover.list.keys()) == {cls.key for cls in sources if not issubclass(cls, FileSource)}


def test_noise_points_and_seed_are_sliders(popover: SourcePopover) -> None:
    for source in (TwoSpirals(), Moons()):
        popover.show_source(source)
        for name in ("points", "noise", "seed"):
            assert isinstance(popover.settings.form.editor(name), SliderField), name
    popover.show_source(TruthTable())
    assert popover.settings.form.has("function")
    assert isinstance(popover.settings.form.editor("noise"), SliderField)


def test_a_file_has_no_settings_here(popover: SourcePopover) -> None:
    popover.show_source(CsvFile(path="a.csv"))
    assert popover.settings.form.isHidden()


def test_what_is_typed_stays_while_it_is_the_same_source(popover: SourcePopover) -> None:
    popover.show()
    field = popover.settings.form.editor("points")
    assert isinstance(field, SliderField)
    field.number.setFocus()
    field.number.selectAll()
    QTest.keyClicks(field.number, "77")
    popover.show_source(TwoSpirals(noise=0.3))
    assert popover.settings.form.editor("points") is field
    assert field.number.lineEdit().text() == "77"


@pytest.mark.parametrize("room", [QSize(1050, 520), QSize(474, 259), QSize(320, 259), QSize(268, 240)])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_it_fits_into_the_room_and_all_can_be_reached(qtbot: QtBot, room: QSize, scale: float) -> None:
    fonts.use_scale(scale)
    try:
        popover = SourcePopover(DataLoader())
        qtbot.addWidget(popover)
        popover.show_source(TwoSpirals())
        popover.fit(room)
        popover.show()
        QApplication.processEvents()
        assert popover.width() <= room.width()
        assert popover.height() <= room.height()
        for widget in (popover.settings.more, popover.settings.close_button, popover.list):
            place = QRect(widget.mapTo(popover, QPoint()), widget.size())
            assert popover.rect().contains(place), widget
        for field in popover.settings.form.findChildren(SliderField):
            assert field.slider.width() >= 24
            right = field.mapTo(popover, field.rect().bottomRight()).x()
            assert right < popover.width() - 10
        popover.release()
    finally:
        fonts.use_scale(1.0)


def test_keys_nobody_wants_stop_there(qtbot: QtBot) -> None:
    class Below(QWidget):
        heard: list[object] = []

        def keyPressEvent(self, event) -> None:
            self.heard.append(event.key())

    below = Below()
    qtbot.addWidget(below)
    popover = SourcePopover(DataLoader(), below)
    popover.show_source(TwoSpirals())
    below.show()
    popover.show()
    QTest.keyClick(popover.list, Qt.Key.Key_Delete)
    QTest.keyClick(popover, Qt.Key.Key_A)
    assert below.heard == []
    popover.release()


# ---- both, over a canvas -------------------------------------------------------------------------


class Bench:
    """The data over an empty canvas, in a window with a button beside it."""

    def __init__(self, desk: Desk, bot: QtBot) -> None:
        self.desk, self.session, self.workspace = desk, desk.session, desk.workspace
        self.window = QWidget()
        self.outside = QWidget()
        self.outside.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.canvas = QWidget()
        self.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self.window)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.outside)
        self.data = DataBesideNetwork(self.session, self.canvas)
        bot.addWidget(self.window)
        self.window.resize(1000, 600)
        with bot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        bot.waitUntil(self.window.isActiveWindow)
        self.canvas.setFocus()

    @property
    def chip(self) -> SourceChip:
        return self.data.chip

    @property
    def popover(self) -> SourcePopover:
        return self.data.popover

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())

    def choose(self, key: str) -> None:
        entries = self.popover.list
        item = entries.entries()[entries.keys().index(key)]
        entries.scrollToItem(item)
        self.click(entries.viewport(), entries.visualItemRect(item).center())


@pytest.fixture
def bench(desk: Desk, qtbot: QtBot, monkeypatch) -> Iterator[Bench]:
    monkeypatch.setattr("nnsim.ui.sitting.trying.REST", 30)
    monkeypatch.setattr("nnsim.ui.sitting.trying.PATIENCE", 0)
    made = Bench(desk, qtbot)
    yield made
    made.data.release()


def test_other_data_while_it_trains_are_two_clicks_away(bench: Bench) -> None:
    bench.session.play()
    bench.desk.wait(lambda: bench.session.feed.playing)
    bench.click(bench.chip)
    bench.choose("moons")
    assert bench.workspace.project.data.source == Moons()
    bench.desk.wait(lambda: bench.chip.accessibleName() == "Data: Moons" and "400" in bench.chip.text_shown)
    bench.desk.wait(lambda: bench.session.feed.playing and bench.session.feed.state.step > 0)
    assert bench.data.is_open
    bench.session.pause()


def test_data_the_network_cannot_be_trained_on_interrupt_training_and_others_let_it_go_on(
    bench: Bench,
) -> None:
    bench.session.play()
    bench.desk.wait(lambda: bench.session.feed.playing)
    told = len(bench.desk.said)
    for source in (_ThreeClasses(), _ThreeClasses(noise=0.4)):
        use(bench.workspace, source)
        bench.desk.wait(lambda: not bench.session.loader.is_busy and not bench.session.loading.is_due)
        assert not bench.workspace.resolved.can_train
        assert not bench.session.transport.is_playing
    assert len(bench.desk.said) == told
    use(bench.workspace, Moons())
    bench.desk.wait(lambda: bench.session.feed.playing and bench.session.feed.state.step > 0)
    bench.session.pause()
    use(bench.workspace, _ThreeClasses())
    bench.desk.settle()
    use(bench.workspace, Moons(noise=0.1))
    bench.desk.settle()
    assert not bench.session.transport.is_playing


def test_a_drag_is_one_step_and_training_goes_on(bench: Bench) -> None:
    bench.session.play()
    bench.desk.wait(lambda: bench.session.feed.playing)
    bench.data.open()
    field = bench.popover.settings.form.editor("noise")
    assert isinstance(field, SliderField)
    slider, middle = field.slider, field.slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(8, middle))
    for x in range(10, slider.width() - 4, 6):
        QTest.mouseMove(slider, QPoint(x, middle))
        bench.desk.bot.wait(2)
    bench.desk.wait(lambda: bench.workspace.project.data.source.noise == field.value())
    assert bench.popover.settings.is_dragged
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 4, middle))
    bench.desk.wait(lambda: not bench.session.loading.trying.is_under_way)
    assert bench.workspace.project.data.source.noise == field.value() > 0.3
    assert bench.workspace.undo_stack.count() == 1
    bench.desk.wait(lambda: bench.session.feed.playing and bench.session.feed.state.step > 0)
    bench.session.pause()
    bench.desk.undo()
    assert bench.workspace.project.data.source == TwoSpirals()
    assert field.value() == 0.05


def test_it_follows_undo_and_another_project(bench: Bench) -> None:
    bench.data.open()
    use(bench.workspace, Moons(noise=0.2))
    bench.desk.settle()
    assert bench.chip.accessibleName() == "Data: Moons"
    assert bench.popover.settings.form.part() == Moons(noise=0.2)
    bench.desk.undo()
    assert bench.chip.accessibleName() == "Data: Two spirals"
    assert bench.popover.settings.form.part() == TwoSpirals()
    bench.session.file.new(replace(Project(), data=replace(Project().data, source=Moons(points=50))))
    bench.desk.wait(lambda: "50" in bench.chip.text_shown)
    assert bench.chip.accessibleName() == "Data: Moons"


def test_what_cannot_be_loaded_is_said(bench: Bench) -> None:
    bench.data.open()
    use(bench.workspace, CsvFile(path="/nowhere/gone.csv"))
    bench.desk.settle()
    assert "no examples" in bench.chip.text_shown
    assert "gone.csv" in bench.chip.accessibleDescription()


def test_the_button_opens_and_closes(bench: Bench) -> None:
    for is_open in (True, False, True):
        bench.click(bench.chip)
        assert bench.data.is_open == is_open == bench.chip.isChecked()
    bench.click(bench.popover.settings.close_button)
    assert not bench.data.is_open


def test_notes_of_an_example_go_with_its_data_and_come_back_with_them(bench: Bench) -> None:
    notes = next(example.full_notes for example in examples() if example.key == "two_spirals")
    bench.workspace.edit("", lambda p: replace(p, notes=notes))
    bench.data.open()
    bench.popover.chosen.emit("moons")
    assert bench.workspace.project.notes == ""
    bench.workspace.undo_stack.undo()
    assert bench.workspace.project.notes == notes


def test_keys_open_choose_and_close(bench: Bench) -> None:
    bench.chip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bench.chip, Qt.Key.Key_Space)
    assert bench.popover.list.hasFocus()
    QTest.keyClick(bench.popover.list, Qt.Key.Key_Left)
    QTest.keyClick(bench.popover.list, Qt.Key.Key_Return)
    assert bench.workspace.project.data.source == Moons()
    QTest.keyClick(bench.popover.list, Qt.Key.Key_Escape)
    assert not bench.data.is_open
    assert bench.chip.hasFocus()
    assert not bench.chip.isChecked()


def test_tab_visits_all_of_it_as_it_stands(bench: Bench) -> None:
    bench.data.open()
    for source in (Moons(), TwoSpirals(), TruthTable()):
        use(bench.workspace, source)
        bench.chip.setFocus()
        seen: list[QWidget | None] = []
        settings = bench.popover.settings
        shares = [stop for stop in settings.split.stops() if stop.isEnabled()]
        fields = [*settings.form.stops(), *shares]
        wanted = [bench.popover.list, settings.anew, settings.more, settings.close_button, *fields]
        for _ in wanted:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            seen.append(QApplication.focusWidget())
        assert seen == wanted


def test_it_stays_open_for_what_stands_around_and_closes_for_the_canvas(bench: Bench) -> None:
    bench.data.open()
    bench.click(bench.popover, QPoint(3, 3))
    bench.outside.setFocus()
    assert bench.data.is_open
    bench.click(bench.canvas, bench.canvas.rect().bottomRight() - QPoint(9, 9))
    assert not bench.data.is_open
    assert bench.canvas.hasFocus()


def test_another_source_while_a_slider_has_the_focus_leaves_it_open(bench: Bench) -> None:
    use(bench.workspace, Moons())
    bench.data.open()
    field = bench.popover.settings.form.editor("overlap")
    assert isinstance(field, SliderField)
    field.slider.setFocus()
    bench.workspace.undo_stack.undo()
    assert bench.data.is_open
    assert bench.popover.list.hasFocus()


def test_the_button_and_what_it_opens_stay_on_a_canvas_that_shrinks(bench: Bench) -> None:
    bench.data.open()
    for size in (QSize(1000, 600), QSize(520, 400), QSize(320, 320)):
        bench.window.resize(size)
        QApplication.processEvents()
        for widget in (bench.chip, bench.popover):
            assert bench.canvas.rect().contains(widget.geometry()), (size, widget)
        assert not bench.chip.geometry().intersects(bench.popover.geometry())
    assert bench.chip.text_shown == ""


def test_more_leads_on_and_closes(bench: Bench) -> None:
    wanted: list[None] = []
    bench.data.more_wanted.connect(lambda: wanted.append(None))
    bench.data.open()
    bench.click(bench.popover.settings.more)
    assert wanted == [None]
    assert not bench.data.is_open


# ---- in the window -------------------------------------------------------------------------------


def test_a_command_opens_it_from_anywhere_and_more_leads_to_the_data(
    window: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitExposed(window):
        window.show()
    desk = window.desk
    desk.places.go_to("data")
    window.actions_by_key["data_beside"].trigger()
    assert desk.places.current.key == "network"
    assert desk.data.is_open
    desk.data.popover.settings.more.click()
    assert desk.places.current.key == "data"
    assert not desk.data.is_open
    window.hide()


def test_neither_drawing_nor_neurons_lie_below_the_button(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 700)
    with qtbot.waitExposed(window):
        window.show()
    desk, chip = window.desk, window.desk.data.chip
    canvas = desk.canvas
    canvas.deeds.navigator.fit()
    cards = [canvas.deeds.camera.view_rect(item.card()) for item in canvas.canvas.nodes.values()]
    assert not any(card.intersects(chip.geometry()) for card in cards)
    assert canvas.deeds.corners.way_out(chip.geometry()) != (0, 0)
    assert chip.text_shown
    window.opening.open_all()
    assert chip.isVisible()
    assert not chip.text_shown
    assert window.neurons.navigator.camera.room.left() > chip.geometry().right()
    window.opening.close()
    assert chip.text_shown
    window.hide()


def test_a_session_outlives_its_canvas(qtbot: QtBot) -> None:
    session = Session(small_project())
    canvas = QWidget()
    qtbot.addWidget(canvas)
    data = DataBesideNetwork(session, canvas)
    data.release()
    canvas.deleteLater()
    session.workspace.set_data(prepare(session.workspace.project.data))
    use(session.workspace, Moons())
    session.loading.stop()
    session.loader.cancel(quietly=True)


def test_a_value_that_waits_is_taken_before_the_canvas_goes(qtbot: QtBot) -> None:
    session = Session(small_project())
    canvas = QWidget()
    data = DataBesideNetwork(session, canvas)
    form = data.popover.settings.form
    for noise in (0.1, 0.2):
        form.edited.emit(TwoSpirals(noise=noise), "noise")
    data.release()
    shiboken6.delete(canvas)
    assert session.workspace.project.data.source == TwoSpirals(noise=0.2)
    assert not session.loading.trying.is_under_way
    qtbot.wait(60)  # no timer asks a slider that is gone
    session.loading.stop()
    session.loader.cancel(quietly=True)


def test_the_test_share_is_set_beside_the_network_and_greyed_where_it_plays_no_part(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.data.open()
    settings, workspace = bench.popover.settings, bench.workspace
    field = settings.split.editor("test_share")
    assert isinstance(field, SliderField)
    field.valueEdited.emit(0.4)
    qtbot.waitUntil(lambda: workspace.project.data.test_share == 0.4)
    use(workspace, Moons(points=100))
    prepared = prepare(workspace.project.data)
    workspace.set_data(prepared)
    assert len(prepared.test) == 40
    assert settings.split.editor("test_share").value() == 0.4
    assert settings.split.editor("test_share").isEnabled()
    use(workspace, TruthTable())
    workspace.set_data(prepare(workspace.project.data))
    assert not settings.split.editor("test_share").isEnabled()
    use(workspace, Moons(points=100))
    workspace.set_data(prepare(workspace.project.data))
    assert settings.split.editor("test_share").isEnabled()


def test_the_validation_share_is_set_beside_the_network_too(bench: Bench, qtbot: QtBot) -> None:
    bench.data.open()
    settings, workspace = bench.popover.settings, bench.workspace
    field = settings.split.editor("validation_share")
    assert isinstance(field, SliderField)
    settings.split.editor("test_share").valueEdited.emit(0.3)
    qtbot.waitUntil(lambda: workspace.project.data.test_share == 0.3)
    field.valueEdited.emit(0.5)
    qtbot.waitUntil(lambda: workspace.project.data.validation_share == 0.5)
    assert workspace.project.data.test_share == 0.3, "one share changes, and the other stays"
    settings.split.editor("test_share").valueEdited.emit(0.8)
    qtbot.waitUntil(lambda: workspace.project.data.test_share == 0.8)
    assert workspace.project.data.validation_share == 0.15, "something is left to train on"
    assert settings.split.editor("validation_share").value() == 0.15
    field.valueEdited.emit(0.5)
    qtbot.waitUntil(lambda: workspace.project.data.validation_share == 0.5)
    use(workspace, TruthTable())
    workspace.set_data(prepare(workspace.project.data))
    assert not settings.split.editor("validation_share").isEnabled()
    use(workspace, Moons(points=100))
    workspace.set_data(prepare(workspace.project.data))
    assert settings.split.editor("validation_share").isEnabled()
    assert settings.split.editor("validation_share").value() == 0.5


def test_other_examples_of_the_same_kind_are_one_press_away(bench: Bench, qtbot: QtBot) -> None:
    workspace, settings = bench.workspace, bench.popover.settings
    use(workspace, Moons(points=100, noise=0.3, seed=4))
    bench.data.open()
    bench.click(settings.anew)
    qtbot.waitUntil(lambda: workspace.project.data.source == Moons(points=100, noise=0.3, seed=5))
    use(workspace, Moons(seed=MOST_SEED))
    bench.click(settings.anew)
    qtbot.waitUntil(lambda: workspace.project.data.source == Moons(seed=0))
    use(workspace, Iris())
    assert settings.anew.isHidden(), "nothing is drawn at random"


def test_names_of_tiles_stand_in_two_lines_where_one_is_too_narrow() -> None:
    metrics = QFontMetrics(fonts.ui_font(fonts.SMALL))
    width = metrics.horizontalAdvance("Classes by")
    assert lines_of("Moons", metrics, width) == ["Moons"]
    assert lines_of("Classes by formula", metrics, width) == ["Classes by", "formula"]
    assert lines_of("Which pulse came first", metrics, metrics.horizontalAdvance("Which pulse ")) == [
        "Which pulse",
        "came first",
    ]
    [cut] = lines_of("Checkerboard", metrics, metrics.horizontalAdvance("Checker"))
    assert cut.endswith("…")


def test_names_of_tiles_go_without_their_brackets_where_these_do_not_fit() -> None:
    metrics = QFontMetrics(fonts.ui_font(fonts.SMALL))
    whole = metrics.horizontalAdvance("Circle (Playground)")
    assert fitting("Circle (Playground)", metrics, whole) == "Circle (Playground)"
    assert fitting("Circle (Playground)", metrics, whole - 1) == "Circle"
    assert fitting("环形（Playground）", metrics, 20) == "环形"
    assert fitting("(all)", metrics, 1) == "(all)"
