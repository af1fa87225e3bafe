"""No window appears but those that somebody asked for: what is shown before it lies in another would be one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnsim.base.registry import Part, Registry
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.source import sources
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.sine import Sine
from nnsim.data.splitter import splitters
from nnsim.data.step import steps
from nnsim.engine.layer import layers
from nnsim.engine.layers.dense import Dense
from nnsim.engine.loss import losses
from nnsim.engine.optimizer import optimizers
from nnsim.engine.rule import rules
from nnsim.engine.schedule import schedules
from nnsim.lab.experiment import experiments
from nnsim.lab.scenes.worked_example import WorkedExample
from nnsim.ui.byhand.worked_network import WorkedNetwork
from nnsim.ui.gradientlab.gradient_lab import GradientLab
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.neuronlab.lab_page import lab_pages
from nnsim.ui.neuronlab.neuron_lab import NeuronLab
from nnsim.ui.place import places
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.holding import let_be_seen
from nnsim.ui.window.main_window import MainWindow
from tests.ui.small_project import small_project


class Windows(QObject):
    """Notes every window that appears."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


@pytest.fixture
def windows(dressed: None) -> Iterator[Windows]:
    application = QApplication.instance()
    assert application is not None
    noted = Windows()
    application.installEventFilter(noted)
    yield noted
    application.removeEventFilter(noted)


@pytest.fixture(params=[False, True], ids=["data come later", "data are there"])
def main(request: pytest.FixtureRequest, windows: Windows) -> Iterator[MainWindow]:
    """A window, made before its data are there, or on data that are there, as for another language."""
    session = Session(small_project(8, 8))
    data = prepare(session.workspace.project.data)
    if request.param:
        session.workspace.set_data(data)
    made = MainWindow(session, Preferences())
    made.resize(1440, 900)
    made.show()
    session.workspace.set_data(data)
    session.loading.load()
    yield made
    made.hide()
    made.release()
    session.loading.stop()
    made.deleteLater()


def settle() -> None:
    QTest.qWait(1)


def test_places_with_all_that_they_show_are_no_windows(main: MainWindow, windows: Windows) -> None:
    for kind in (*places, next(iter(places))):
        main.desk.places.go_to(kind.key)
        settle()
        page = main.desk.places.page
        if isinstance(page, NeuronLab):
            for lab_page in lab_pages:
                page.show_page(lab_page.key)
                settle()
                for key in list(page.scenes.buttons):
                    page.scenes.buttons[key].click()
                    settle()
        if isinstance(page, GradientLab):
            for experiment in experiments:
                page.show_entry(experiment.key)
                settle()
    assert windows.seen == ["MainWindow"]


def test_docks_layers_and_other_data_are_no_windows(main: MainWindow, windows: Windows) -> None:
    for dock in main.desk.docks.values():
        dock.show()
        settle()
    workspace = main.desk.workspace
    for id_ in workspace.graph.nodes:
        workspace.select((id_,))
        settle()
    for source in (Iris(), Digits(layout="flat", asked="pixels"), Sine()):
        workspace.edit("other data", lambda p, source=source: replace(p, data=DataSettings(source)))
        workspace.set_data(prepare(DataSettings(source)))
        settle()
    for rule in rules:
        workspace.edit("rule", lambda p, rule=rule: replace(p, training=replace(p.training, rule=rule())))
        settle()
    assert windows.seen == ["MainWindow"]


@pytest.mark.parametrize(
    "registry", [layers, losses, optimizers, schedules, sources, steps, splitters, rules]
)
def test_forms_of_every_part_are_no_windows(qtbot: QtBot, windows: Windows, registry: Registry[Part]) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    holder.show()
    form = PropertyForm()
    column.addWidget(form)
    windows.seen.clear()
    for kind in registry:
        form.set_part(kind())
        form.set_part(None)
    wrong = PropertyForm()
    wrong.set_part(Dense(units=0))
    assert wrong.error("units")
    column.addWidget(wrong)
    settle()
    assert windows.seen == []
    assert wrong._rows["units"].error.isVisible()


def test_a_worksheet_that_cannot_be_worked_out_is_no_window(qtbot: QtBot, windows: Windows) -> None:
    sheet = WorkedExample().board().sheet
    for shown in (sheet, sheet.with_weight(sheet.weights[0].at, 1e300)):
        qtbot.addWidget(WorkedNetwork(shown))
    assert windows.seen == []


def test_what_waits_to_be_held_is_seen_once_it_is(qtbot: QtBot, windows: Windows) -> None:
    holder, lone, hidden = QWidget(), QLabel("lone"), QLabel("hidden")
    qtbot.addWidget(holder)
    lone.hide()
    let_be_seen(lone, True)
    let_be_seen(hidden, False)
    assert windows.seen == []
    column = QVBoxLayout(holder)
    for widget in (lone, hidden):
        column.addWidget(widget)
    holder.show()
    assert (lone.isVisible(), hidden.isVisible()) == (True, False)
    let_be_seen(lone, False)
    let_be_seen(hidden, True)
    assert (lone.isVisible(), hidden.isVisible()) == (False, True)
