"""From what a run reports to the pill and the banner: real messages of real runs, through a real feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.graph import Graph
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.optimizers.sgd import SGD
from nnsim.training.divergence import DivergedError
from nnsim.training.messages import Diverged, Loaded, State
from nnsim.training.run import Run
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.top_bar import TopBar
from nnsim.ui.window.vitals import VitalsViewer
from tests.builders import chain, examples

RNG = np.random.default_rng(2)
X = RNG.normal(size=(120, 2))
CIRCLE = examples(X, (np.hypot(X[:, 0], X[:, 1]) > 1.1).astype(int), 2)
HILL = (X**2).sum(1)


def _numbers(targets: np.ndarray, **settings: object) -> Prepared:
    dataset = Dataset("test", X, targets[:, None], "regression", ("a", "b"), ("t",), ready=True)
    return prepare_dataset(dataset, replace(DataSettings(), **settings))


class Watched:
    """The pill and the canvas of a session whose trainer stands still.

    The test takes the steps, and posts what they report.
    """

    def __init__(self, graph: Graph, data: Prepared, training: TrainingSettings) -> None:
        manager().use("dark")
        self.data = data
        self.session = Session(Project(graph, DataSettings(source=TwoSpirals()), training))
        self.menu = QMenu()
        self.bar = TopBar(self.session, self.menu)
        self.canvas = CanvasView(self.session.workspace)
        self.canvas.resize(900, 500)
        self.vitals = VitalsViewer(self.session, self.canvas, self.bar)
        self.bar.health.clicked.connect(self.vitals.explain)
        self.session.feed.viewers.add(self.vitals)
        self.bar.show()
        self.canvas.show()
        self.session.workspace.set_data(data)
        self.session.loading.load()
        workspace = self.session.workspace
        self.run = Run(workspace.resolved, training, data, number=self.session.run)
        run = self.run
        self.post(Loaded(run.number, run.unreported.columns, run.watch.evaluator.metrics, 0, 0.0))
        self.post(run.evaluate(), self._state(False))

    def _state(self, playing: bool) -> State:
        return State(self.run.number, playing, self.run.step, self.run.epoch, 0.0)

    def post(self, *reports: object) -> None:
        for report in reports:
            self.session.trainer.mailbox.put(report)
        self.session.feed.tick()

    def train(self, steps: int) -> None:
        """Take so many steps, and report them as the trainer does."""
        run, end = self.run, self.run.step + steps
        self.post(self._state(True))
        try:
            while run.step < end:
                if not run.advance(end - run.step):
                    self.session.trainer.mailbox.put(run.take_points())
        except DivergedError as error:
            self.post(
                run.take_points(), Diverged(run.number, error.step, error.sentence()), self._state(False)
            )
            return
        self.post(run.take_points(), run.evaluate(), self._state(False))

    @property
    def pill(self) -> tuple[str, str]:
        pill = self.bar.health
        return pill.state(), pill.text()

    @property
    def button(self):
        return self.vitals.advice._button

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
        assert seen.pill[0] in ("good", "neutral")
        assert not seen.vitals.advice.banner.isVisible()
    assert seen.pill == ("good", "Has learned")


def test_unscaled_targets_are_named_before_the_first_step_and_as_the_cause_of_what_follows(
    watch: Watch,
) -> None:
    seen = watch(chain(Dense(8, Tanh()), Dense(8, Tanh()), Dense(1)), _numbers(3e5 * HILL))
    assert seen.pill == ("warning", "Targets unscaled")
    assert not seen.vitals.advice.banner.isVisible()
    QTest.mouseClick(seen.bar.health, Qt.MouseButton.LeftButton)
    assert seen.vitals.advice.banner.isVisible()
    seen.train(600)
    assert seen.pill == ("warning", "Targets unscaled")
    assert (
        "e5" in seen.vitals.advice.banner.accessibleDescription()
        or "e6" in seen.vitals.advice.banner.accessibleDescription()
    )
    assert seen.button.isVisible()
    QTest.mouseClick(seen.button, Qt.MouseButton.LeftButton)
    workspace = seen.session.workspace
    assert workspace.project.data.scale_targets
    assert workspace.undo_stack.undoText() == "Standardise the targets"
    workspace.undo_stack.undo()
    assert not workspace.project.data.scale_targets


def test_divergence_shows_its_cause_and_cure(watch: Watch) -> None:
    seen = watch(chain(Dense(8, ReLU()), Dense(1)), _numbers(3e5 * HILL), optimizer=SGD())
    seen.train(200)
    assert seen.pill == ("bad", "Diverged")
    assert seen.button.text() == "Standardise the targets"


def test_divergence_by_the_learning_rate_offers_a_lower_one(watch: Watch) -> None:
    seen = watch(chain(Dense(8, ReLU()), Dense(1)), _numbers(HILL), optimizer=SGD(), learning_rate=40.0)
    seen.train(200)
    assert seen.pill == ("bad", "Diverged")
    QTest.mouseClick(seen.button, Qt.MouseButton.LeftButton)
    assert seen.session.workspace.project.training.learning_rate == 4.0


def test_vanishing_gradients_offer_rectifiers_and_the_click_draws_them(watch: Watch) -> None:
    deep = [Dense(6, Sigmoid()) for _ in range(6)]
    seen = watch(chain(*deep, Dense(1)), CIRCLE, optimizer=SGD())
    seen.train(60)
    assert seen.pill == ("warning", "Gradients vanish")
    assert "0.25" in seen.vitals.advice.banner.accessibleDescription()
    QTest.mouseClick(seen.button, Qt.MouseButton.LeftButton)
    graph = seen.session.workspace.graph
    assert {graph[f"l{i}"].layer.activation for i in range(1, 7)} == {ReLU()}
    assert not seen.vitals.advice.banner.isVisible(), "another network is another run"


def test_dead_units_are_named_and_no_cure_that_kills_is_offered(watch: Watch) -> None:
    dead = Dense(6, ReLU(), bias_initializer=Constant(-60.0))
    seen = watch(chain(Dense(4, ReLU()), dead, Dense(1)), CIRCLE, optimizer=SGD())
    seen.train(40)
    assert seen.pill == ("bad", "No gradient")
    assert seen.button.text() == "Use Leaky ReLU"


def test_where_no_cure_fits_no_button_stands(watch: Watch) -> None:
    dead = Dense(1, ReLU(), bias_initializer=Constant(-60.0))
    seen = watch(chain(Dense(4, Tanh()), dead), _numbers(HILL), optimizer=SGD())
    seen.train(40)
    assert seen.pill == ("bad", "No gradient")
    assert seen.vitals.advice.banner.isVisible()
    assert not seen.button.isVisible()


def test_what_was_dismissed_comes_back_when_asked_for(watch: Watch) -> None:
    seen = watch(chain(Dense(4, Tanh()), Dense(1, Sigmoid()), loss=Hinge()), CIRCLE)
    seen.train(40)
    assert seen.pill == ("warning", "Output limits the loss")
    assert seen.vitals.advice.banner.isVisible()
    seen.vitals.advice.banner._dismiss()
    seen.train(40)
    assert not seen.vitals.advice.banner.isVisible()
    QTest.mouseClick(seen.bar.health, Qt.MouseButton.LeftButton)
    assert seen.vitals.advice.banner.isVisible()


def test_the_best_constant_answer_is_what_the_loss_is_measured_by(watch: Watch) -> None:
    """A first loss far above it makes any fall look like learning."""
    unlucky = Dense(1, bias_initializer=Constant(9.0))
    noise = _numbers(RNG.normal(size=120))
    seen = watch(chain(Dense(2, Tanh()), unlucky), noise, batch=120)
    seen.train(2200)
    assert seen.run.evaluate().train_loss < 0.05 * seen.session.feed.history.evaluations.mean(0)[0]
    assert seen.pill[1] not in ("Has learned", "Just started")


def test_a_new_run_begins_without_the_verdict_of_the_last(watch: Watch) -> None:
    seen = watch(chain(Dense(8, ReLU()), Dense(1)), _numbers(HILL), optimizer=SGD(), learning_rate=40.0)
    seen.train(200)
    assert seen.pill == ("bad", "Diverged")
    seen.session.reset()
    assert seen.pill == ("neutral", "Ready to train")
    assert not seen.vitals.advice.banner.isVisible()
