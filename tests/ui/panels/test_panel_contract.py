"""What every panel keeps, whichever it is."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.loss import losses
from nnsim.figures.figure_table import to_csv
from nnsim.training.messages import Points
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.training.snapshot import combined, look
from nnsim.ui.charts.chart import Chart
from nnsim.ui.look.theme import manager, theme
from nnsim.ui.panel import panels
from tests.builders import chain, start, walk
from tests.synthetic import history, spirals

every_panel = pytest.mark.parametrize("cls", list(panels), ids=lambda c: c.key)


@pytest.fixture
def run() -> Run:
    """Return a run on the data of the workspace, from which every panel gets the pictures it asks for."""
    return start(chain(Dense(6, Tanh()), Dense(1), loss=losses["bce"]()), spirals(), batch=20)


def _run(panel, feed, run: Run) -> None:
    feed.history = history(200)
    _look(panel, feed, run)


def _look(panel, feed, run: Run) -> None:
    """Show what the panel asks for of the run as it stands."""
    wish = combined([panel.wants()])
    if wish:
        feed.snapshot = look(scene_of(run), wish)
        assert not [feed.snapshot.why_not(asked) for asked in wish if feed.snapshot.why_not(asked)]
    panel.show_frame()


class _Paints(QObject):
    """Tells whether a widget has been painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._painted = False
        widget.installEventFilter(self)
        # An axis finds its width while it paints, and then the chart is painted once more.
        for _ in range(5):
            if not self.happened():
                break

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._painted |= event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)

    def happened(self) -> bool:
        """Let everything be painted that waits for it; return whether something was since the last call."""
        for _ in range(5):
            QApplication.processEvents()
        painted, self._painted = self._painted, False
        return painted


def _surface(panel) -> QWidget:
    """Return what is drawn on: a chart where there is one."""
    charts = (chart.viewport() for chart in panel.findChildren(Chart) if chart.isVisible())
    return next(charts, panel.body)


def test_panels_are_found_in_order_with_texts() -> None:
    keys = [cls.key for cls in panels]
    assert [cls.order for cls in panels] == sorted(cls.order for cls in panels)
    assert len(set(keys)) == len(keys) >= 3
    assert all(cls.title and cls.summary for cls in panels)


@every_panel
def test_an_empty_panel_says_so_in_words_or_shows_the_examples(cls, shown, workspace) -> None:
    panel = shown(cls)
    panel.show_frame()
    shows_examples = cls.key == "boundary"
    assert bool(panel.notice) != shows_examples
    if shows_examples:
        workspace.set_data(None, "The file is gone.")
        assert panel.notice


@every_panel
def test_a_frame_with_nothing_new_draws_nothing(cls, shown, feed, run) -> None:
    panel = shown(cls)
    _run(panel, feed, run)
    assert not panel.notice
    paints = _Paints(_surface(panel))
    panel.show_frame()
    assert not paints.happened()
    feed.history.add_points(Points(1, 201, feed.history.readings.means()[:3].astype(np.float32), 20.3))
    walk(run, 30)
    _look(panel, feed, run)
    assert paints.happened()


@every_panel
def test_clear_forgets_the_run_and_another_can_begin(cls, shown, feed, run) -> None:
    panel = shown(cls)
    _run(panel, feed, run)
    feed.history = feed.snapshot = None
    panel.clear()
    panel.show_frame()
    assert bool(panel.notice) != (cls.key == "boundary")
    _run(panel, feed, run)
    assert not panel.notice


@every_panel
def test_the_header_is_the_same_each_time_and_can_be_spoken(cls, shown) -> None:
    panel = shown(cls)
    assert list(panel.header()) == list(panel.header())
    for widget in panel.header():
        assert widget.accessibleName() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus


@every_panel
@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf", ".csv"])
def test_what_is_shown_can_be_saved(cls, ending, shown, feed, run, tmp_path, qtbot) -> None:
    panel = shown(cls)
    _run(panel, feed, run)
    path = tmp_path / f"plot{ending}"
    with qtbot.waitSignal(panel.files.saved) as signal:
        panel.files.save(path)
    assert signal.args == [str(path)]
    assert path.stat().st_size > (100 if ending == ".csv" else 300)


@every_panel
def test_saving_where_one_cannot_says_so(cls, shown, feed, run, tmp_path, qtbot) -> None:
    panel = shown(cls)
    _run(panel, feed, run)
    with qtbot.waitSignal(panel.files.failed) as signal:
        panel.files.save(tmp_path / "missing" / "plot.png")
    assert "There is no folder" in signal.args[0]


@every_panel
def test_saving_nothing_says_so_and_writes_nothing(cls, shown, workspace, tmp_path, qtbot) -> None:
    panel = shown(cls)
    if cls.key == "boundary":
        workspace.set_data(None, "The file is gone.")
    with qtbot.waitSignal(panel.files.failed) as signal:
        panel.files.save(tmp_path / "plot.png")
    assert signal.args[0].endswith(".")
    assert not list(tmp_path.iterdir())


@every_panel
def test_a_right_click_offers_our_menu_and_no_other(cls, shown, feed, run) -> None:
    panel = shown(cls)
    _run(panel, feed, run)
    target = _surface(panel)
    at = QPoint(target.width() // 2, target.height() // 2)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, target.mapToGlobal(at))
    QApplication.sendEvent(target, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions() if action.text()]
    menu.close()
    assert texts[:3] == ["Copy image", "Copy data", "Save as PNG image…"]
    assert not any("Export" in text for text in texts)


@every_panel
def test_data_and_picture_go_to_the_clipboard(cls, shown, feed, run) -> None:
    panel = shown(cls)
    _run(panel, feed, run)
    panel.files.copy_data()
    assert QGuiApplication.clipboard().text() == to_csv(panel.figure())
    assert "," in QGuiApplication.clipboard().text().splitlines()[0]
    panel.files.copy_image()
    assert not QGuiApplication.clipboard().image().isNull()


@every_panel
def test_asking_for_a_file_name_does_not_stop_the_program(cls, shown, feed, run) -> None:
    panel = shown(cls)
    _run(panel, feed, run)
    panel.files.ask_where(".svg")
    (dialog,) = panel.window().findChildren(QFileDialog)
    assert not dialog.isModal()
    dialog.close()


@every_panel
def test_a_panel_follows_the_theme(cls, shown, feed, run, qtbot) -> None:
    manager().use("dark")
    panel = shown(cls)
    _run(panel, feed, run)
    ground = QPoint(1, panel.height() - 2)
    dark = panel.grab().toImage().pixelColor(ground)
    manager().use("light")
    qtbot.waitUntil(lambda: panel.grab().toImage().pixelColor(ground) != dark)
    charts = [chart for chart in panel.findChildren(Chart) if chart.isVisible()]
    qtbot.waitUntil(lambda: all(c.backgroundBrush().color().name() == theme().panel for c in charts))
    manager().use("dark")


@every_panel
def test_what_a_panel_wants_can_be_found_again(cls, shown) -> None:
    """Requests are hashable, and asking twice asks for the same."""
    panel = shown(cls)
    assert combined([panel.wants(), panel.wants()]) == combined([panel.wants()])


@every_panel
def test_a_run_nobody_watched_has_a_figure_without_a_panel(cls, run) -> None:
    walk(run, 5)
    figure = cls.figure_of(scene_of(run), history(200), "a caption")
    assert figure is None or (figure.caption == "a caption" and figure.plots)
