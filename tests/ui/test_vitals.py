"""From what a run reports to the pill and the banner: real messages of real runs, through a real feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.graph import Graph
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.optimizers.sgd import SGD
from nnsim.training.divergence import DivergedError
from nnsim.training.messages import Diverged, Loaded, State
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.training.snapshot import look
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.session import Session
from nnsim.ui.sitting.ward import EXAMINE
from nnsim.ui.window.top_bar import TopBar
from nnsim.ui.window.vitals import VitalsViewer
from tests.builders import chain, examples

RNG = np.random.default_rng(2)
X = RNG.normal(size=(120, 2))
CIRCLE = examples(X, (np.hypot(X[:, 0], X[:, 1]) > 1.1).astype(int), 2)
HILL = (X**2).sum(1)
ALWAYS_ONE = chain(Dense(6, Tanh()), Dense(1, Softmax()))


def _numbers(targets: np.ndarray, **settings: object) -> Prepared:
    dataset = Dataset("test", X, targets[:, None], "regression", ("a", "b"), ("t",), ready=True)
    return prepare_dataset(dataset, replace(DataSettings(), **settings))


class Watched:
    """The pill and the canvas of a session whose trainer stands still.

    The test takes the steps, and posts what they report; a second passes with every report.
    """

    def __init__(self, graph: Graph, data: Prepared, training: TrainingSettings) -> None:
        manager().use("dark")
        self.now = 0.0
        self.session = Session(Project(graph, DataSettings(source=TwoSpirals()), training))
        self.ward = self.session.labs.ward
        self.ward.use_clock(lambda: self.now)
        self.menu = QMenu()
        self.bar = TopBar(self.session, self.menu)
        self.canvas = CanvasView(self.session.workspace)
        self.canvas.resize(900, 500)
        self.vitals = VitalsViewer(self.session, self.canvas, self.bar)
        self.banner = self.vitals.advice.banner
        for viewer in (self.ward, self.vitals):
            self.session.feed.viewers.add(viewer)
        self.bar.show()
        self.canvas.show()
        self.session.workspace.set_data(data)
        self.session.loading.load()
        while not self.ward.facts.are_known(data):
            QApplication.processEvents()
        workspace = self.session.workspace
        self.run = Run(workspace.resolved, training, data, number=self.session.run)
        run = self.run
        self.post(Loaded(run.number, run.unreported.columns, run.watch.evaluator.metrics, 0, 0.0))
        self.post(run.evaluate(), self._state(False))
        self.photograph()

    def _state(self, playing: bool) -> State:
        return State(self.run.number, playing, self.run.step, self.run.epoch, 0.0)

    def post(self, *reports: object) -> None:
        for report in reports:
            self.session.trainer.mailbox.put(report)
        self.now += 1.0
        self.session.feed.tick()

    def photograph(self) -> None:
        """Answer the wish for a look into the network as the trainer does."""
        self.now += 1.0
        assert EXAMINE in tuple(self.ward.wants())
        self.session.trainer.mailbox.show(look(scene_of(self.run), (EXAMINE,)))
        self.post()

    def train(self, steps: int) -> None:
        """Take so many steps, and report them as the trainer does."""
        run, end = self.run, self.run.step + steps
        self.post(self._state(True))
        try:
            while run.step < end:
                if not run.advance(end - run.step):
                    self.session.trainer.mailbox.put(run.take_points())
        except DivergedError as error:
            report = Diverged(run.number, error.step, error.sentence(), error)
            self.post(run.take_points(), report, self._state(False))
            return
        self.post(run.take_points(), run.evaluate(), self._state(True))
        self.photograph()
        self.post(self._state(False))
        self.post()

    @property
    def pill(self) -> tuple[str, str]:
        pill = self.bar.health
        return pill.state(), pill.text()

    def close(self) -> None:
        self.session.feed.viewers.forget_all()
        self.vitals.release()
        self.bar.release()
        assert self.session.close()
        self.bar.close()
        self.canvas.close()
        for each in (self.bar, self.canvas, self.menu, self.session):
            each.deleteLater()


Watch = Callable[..., Watched]


@pytest.fixture
def watch(qtbot) -> Iterator[Watch]:
    made: list[Watched] = []

    def make(graph: Graph, data: Prepared, **training: object) -> Watched:
        made.append(Watched(graph, data, TrainingSettings(**training)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_network_that_learns_is_well_from_beginning_to_end(watch: Watch) -> None:
    seen = watch(chain(Dense(8, Tanh()), Dense(1)), CIRCLE)
    assert seen.pill == ("neutral", "Ready to train")
    for _ in range(4):
        seen.train(100)
        assert seen.pill[0] in ("good", "neutral"), seen.ward.opinion
        assert not seen.banner.isVisible()
    assert seen.pill == ("good", "Was learning"), "a run that rests learns nothing now"


def test_who_looks_back_is_told_of_no_judgement_of_the_past(watch: Watch) -> None:
    seen = watch(chain(Dense(8, Tanh()), Dense(1)), CIRCLE)
    seen.train(100)
    judged, present = seen.ward.case, seen._state(False)
    assert judged is not None
    seen.run.advance(1)
    for _ in range(3):
        # A look was taken and something reported meanwhile, so that a judgement would be due.
        seen.session.trainer.mailbox.show(look(scene_of(seen.run), (EXAMINE,)))
        past = replace(present, step=20, latest=present.step)
        seen.post(seen.run.take_points(), seen.run.evaluate(), past)
    assert seen.ward.case is judged
    assert seen.ward.opinion.words == "Looking back"
    seen.train(100)
    assert seen.ward.case is not judged


def test_what_is_in_the_drawing_is_named_before_the_first_step_and_says_itself_once_training_goes_on(
    watch: Watch,
) -> None:
    seen = watch(ALWAYS_ONE, CIRCLE)
    assert seen.pill == ("bad", "Softmax over one unit")
    assert not seen.banner.isVisible(), "whoever draws is left alone"
    seen.train(60)
    assert seen.pill == ("bad", "Softmax over one unit")
    assert seen.banner.isVisible()
    assert "100 % sure" in seen.banner.accessibleName()
    assert "gives 1, whatever comes in" in seen.banner.accessibleDescription()
    assert seen.banner.try_cures.isVisible()


def test_divergence_is_told_with_what_is_wrong(watch: Watch) -> None:
    seen = watch(chain(Dense(8, ReLU()), Dense(1)), _numbers(HILL), optimizer=SGD(), learning_rate=40.0)
    seen.train(200)
    assert seen.pill[0] == "bad"
    assert seen.ward.case.diverged is not None
    assert seen.ward.case.step == seen.ward.case.diverged.step
    assert seen.banner.isVisible()


def test_what_was_dismissed_comes_back_when_asked_for(watch: Watch) -> None:
    seen = watch(ALWAYS_ONE, CIRCLE)
    seen.train(40)
    assert seen.banner.isVisible()
    seen.banner._dismiss()
    seen.train(40)
    assert not seen.banner.isVisible()
    assert seen.vitals.counsel.ask_for(seen.ward.opinion)
    assert seen.banner.isVisible()


def test_what_is_set_aside_is_neither_in_the_pill_nor_in_the_banner_until_it_is_brought_back(
    watch: Watch,
) -> None:
    seen = watch(ALWAYS_ONE, CIRCLE)
    seen.train(40)
    first = seen.ward.opinion.key
    aside: list[str] = []
    seen.vitals.counsel.set_aside_wanted.connect(aside.append)
    QTest.mouseClick(seen.banner.set_aside, Qt.MouseButton.LeftButton)
    assert aside == [first]
    workspace = seen.session.workspace
    for key in [verdict.key for verdict in seen.ward.opinion.verdicts]:
        workspace.edit("aside", lambda p, key=key: replace(p, set_aside=(*p.set_aside, key)))
    assert seen.ward.opinion.verdicts == ()
    assert not seen.banner.isVisible()
    assert seen.pill[1] != "Softmax over one unit"
    while workspace.undo_stack.canUndo():
        workspace.undo_stack.undo()
    assert seen.pill == ("bad", "Softmax over one unit")


def test_a_new_run_begins_without_the_verdict_of_the_last(watch: Watch) -> None:
    seen = watch(chain(Dense(8, ReLU()), Dense(1)), _numbers(HILL), optimizer=SGD(), learning_rate=40.0)
    seen.train(200)
    assert seen.pill[0] == "bad"
    seen.session.reset()
    assert seen.pill == ("neutral", "Ready to train")
    assert not seen.banner.isVisible()


def test_a_network_that_cannot_train_says_so(watch: Watch) -> None:
    seen = watch(chain(Dense(8, Tanh()), Dense(1)), CIRCLE)
    seen.session.workspace.edit_graph("cut", lambda graph: replace(graph, edges=graph.edges[:-1]))
    seen.post()
    assert seen.pill[1] in ("Not ready yet", "Runs, cannot train")


def test_a_doctor_that_fails_costs_no_frame_and_says_so(watch: Watch, monkeypatch) -> None:
    seen = watch(chain(Dense(8, Tanh()), Dense(1)), CIRCLE)

    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("nnsim.diagnosis.persisting.judge", fail)
    seen.train(40)
    assert seen.pill == ("neutral", "Not judged")
