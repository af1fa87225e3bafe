"""The foot tells the truth about run, network, loading and copies: real session, real trainer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.activations.step import Step
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.training.messages import State
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.foot import Foot
from tests.ui.small_project import chain

Begin = Callable[..., tuple[Session, Foot]]


@pytest.fixture
def begin(qtbot: QtBot) -> Iterator[Begin]:
    made: list[tuple[Session, Foot]] = []

    def begin_one(graph: Graph, **training: object) -> tuple[Session, Foot]:
        session = Session(Project(graph, training=TrainingSettings(**training)))
        foot = Foot(session)
        qtbot.addWidget(foot)
        foot.show()
        session.feed.viewers.add(foot)
        made.append((session, foot))
        session.start()
        qtbot.waitUntil(lambda: session.feed.state is not None, timeout=10_000)
        return session, foot

    yield begin_one
    for session, foot in made:
        session.feed.viewers.forget_all()
        foot.release()
        assert session.close()
        session.deleteLater()


def test_step_and_losses_are_those_of_the_run(qtbot: QtBot, begin: Begin) -> None:
    session, foot = begin(chain(Input(), Dense(4), Dense(1)), epochs=2)
    feed = session.feed
    assert foot._step.text() == "Step 0"
    session.play()
    qtbot.waitUntil(lambda: feed.state.epoch >= 2 and not feed.playing, timeout=10_000)
    qtbot.waitUntil(lambda: f"Step {feed.state.step:,}" == foot._step.text())
    qtbot.waitUntil(lambda: feed.history.last_evaluation.step == feed.state.step)
    last = feed.history.last_evaluation
    qtbot.waitUntil(lambda: f"{last.train_loss:.4g}" in foot._losses.text())
    shown = foot._losses.text()
    assert f"training loss {last.train_loss:.4g}" in shown
    assert f"validation loss {last.val_loss:.4g}" in shown
    assert f"validation accuracy {100 * dict(last.metrics)['val_accuracy']:.1f} %" in shown
    session.reset()
    assert foot._step.text() == "Step 0"
    assert foot._losses.text() == ""


def test_losses_of_an_earlier_step_say_so_and_an_accuracy_is_called_one(qtbot: QtBot, begin: Begin) -> None:
    session, foot = begin(chain(Input(), Dense(4), Dense(1)))
    feed = session.feed
    qtbot.waitUntil(lambda: feed.evaluation is not None and bool(foot._losses.text()), timeout=10_000)
    assert "step" not in foot._losses.text()
    assert all("accuracy" in text for text in foot._losses._texts[:2])
    feed.shown.take(State(session.run, True, 7, 0.1, 100.0, latest=7))
    foot._show_figures()
    assert foot._losses._texts[0].endswith("· measured at step 0")
    assert foot._losses._texts[1].endswith("· of step 0")


def test_problems_stand_beside_the_parameters_and_go(qtbot: QtBot, begin: Begin) -> None:
    session, foot = begin(chain(Input(), Dense(4), Dense(1)))
    parameters = session.workspace.resolved.total_parameters
    assert foot._network.text() == f"{parameters} parameters"
    session.workspace.edit_graph("cut", lambda g: edits.disconnect(g, [g.edges[-1]]))
    errors = sum(p.severity == "error" for p in session.workspace.resolved.problems)
    assert errors
    assert foot.problems.text().startswith(f"{errors} problem")
    assert not foot.problems.isHidden()
    session.workspace.undo_stack.undo()
    assert foot.problems.isHidden()
    assert foot._network.text() == f"{parameters} parameters"


def test_mistakes_of_a_rule_and_another_learning_rate_are_counted_in(qtbot: QtBot, begin: Begin) -> None:
    unit = Dense(1, Step(), Zeros())
    graph = chain(Input(), unit)
    id_ = graph.nodes[-1].id
    session, foot = begin(graph, rule=PerceptronRule(), batch=1, epochs=1)
    del id_
    session.transport.step_epoch()
    qtbot.waitUntil(lambda: session.feed.state.step > 0 and not session.feed.playing, timeout=10_000)
    history = session.feed.history
    n = int(history.readings.last[history.columns.place("mistakes")])
    assert n > 0
    qtbot.waitUntil(lambda: f"{n:,} mistake" in foot._step.text())
    assert "learning rate" not in foot._step.text()


def test_a_warm_up_shows_the_rate_in_force(qtbot: QtBot, begin: Begin) -> None:
    session, foot = begin(chain(Input(), Dense(1)), warm_up=10.0)
    session.step()
    qtbot.waitUntil(lambda: session.feed.state.step == 1, timeout=10_000)
    rate = session.feed.state.rate
    assert rate < session.workspace.project.training.learning_rate
    qtbot.waitUntil(lambda: f"learning rate {rate:.3g}" in foot._step.text())


def test_loading_shows_how_far_it_is_and_can_be_cancelled(begin: Begin) -> None:
    session, foot = begin(chain(Input(), Dense(1)))
    assert foot.progress.isHidden()
    session.loader.progressed.fire(0.4, "Reading")
    assert foot.progress.value() == 40
    assert foot.progress.toolTip() == "Reading"
    assert not foot.cancel.isHidden()
    settings = session.workspace.project.data
    session.workspace.edit("seed", lambda p: replace(p, data=replace(settings, seed=settings.seed + 1)))
    assert session.loader.is_busy
    job = session.loader._beside.job
    foot.cancel.click()
    assert job.cancelled
    session.loader.finished.fire(settings, session.workspace.prepared, "")
    assert foot.progress.isHidden()
    assert foot.cancel.isHidden()


def test_a_released_foot_no_longer_listens(begin: Begin) -> None:
    session, foot = begin(chain(Input(), Dense(1)))
    foot.show_kept("Kept at noon")
    assert foot._kept.text() == "Kept at noon"
    before = foot._network.text()
    foot.release()
    session.workspace.edit_graph("more", lambda g: edits.add(g, Dense(3), 500, 0)[0])
    assert foot._network.text() == before
