"""When the opened canvas asks for a picture of the neurons: as often as it costs, and when it must."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from nnsim.data.prepare import prepare
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.engine.layers.dense import Dense
from nnsim.figures.plane import Plane, input_plane
from nnsim.training.messages import Evaluation, State
from nnsim.training.pictures.neuron_maps import NeuronsOver
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.training.snapshot import Snapshot, look
from nnsim.ui.neurons.asking import LEAST_PAUSE, SHARE
from nnsim.ui.neurons.viewer import NeuronsViewer
from nnsim.ui.sitting.session import Session
from tests.ui.canvas.canvas_hand import chain


class Watcher:
    """The neurons' viewer of a run that is walked by hand."""

    def __init__(self, session: Session, viewer: NeuronsViewer) -> None:
        self.session, self.viewer = session, viewer
        workspace = session.workspace
        assert workspace.prepared is not None
        self.run = Run(workspace.resolved, workspace.project.training, workspace.prepared)

    def stand(self, step: int, playing: bool = False) -> None:
        self.session.feed.shown.state = State(0, playing, step, 0.0, 0.0)

    def shown(self, seconds: float = 0.0, ago: float = 1e6) -> NeuronsOver:
        """Show a picture that cost so many seconds and was taken so many ago; return what it answers."""
        self.viewer.asking.is_current = False
        (asked,) = self.viewer.wants()
        assert isinstance(asked, NeuronsOver)
        found = look(scene_of(self.run), (asked,))
        assert not found.why_not(asked)
        self.session.feed.shown.snapshot = replace(found, seconds={asked: seconds})
        self.viewer.look()
        self.viewer.asking.drawing_time = 0.0
        self.viewer.asking.taken_at = time.monotonic() - ago
        return asked

    @property
    def asks(self) -> bool:
        return bool(self.viewer.wants())


@pytest.fixture
def planes() -> list[Plane | None]:
    """Return the one plane that is looked at; None is the usual one."""
    return [None]


@pytest.fixture
def watcher(qtbot: QtBot, planes: list[Plane | None]) -> Iterator[Watcher]:
    session = Session(Project(graph=chain("input", "dense", "dense")))
    graph = edits.set_layer(session.workspace.graph, "dense_2", Dense(1))
    session.workspace.edit_graph("x", lambda _: graph)
    session.workspace.set_data(prepare(session.workspace.project.data))
    session.loading.stop()
    viewer = NeuronsViewer(session, lambda: planes[0])
    made = Watcher(session, viewer)
    made.stand(0)
    yield made
    viewer.release()


def test_before_the_first_picture_it_asks_at_once(watcher: Watcher) -> None:
    assert watcher.asks


def test_a_picture_that_is_still_right_is_not_asked_for_again(watcher: Watcher) -> None:
    watcher.shown()
    assert not watcher.asks


def test_the_next_steps_are_asked_for_but_not_at_every_frame(watcher: Watcher) -> None:
    watcher.shown(ago=-1000.0)  # just now, however slow this machine is
    watcher.stand(7, playing=True)
    assert not watcher.asks
    watcher.viewer.asking.taken_at = time.monotonic() - 2 * LEAST_PAUSE
    assert watcher.asks


def test_a_training_that_waits_for_its_pace_is_seen_at_every_frame(watcher: Watcher) -> None:
    watcher.shown(seconds=1000.0, ago=0.0)
    watcher.session.feed.shown.state = State(0, True, 7, 0.0, 200.0, load=0.02)
    assert watcher.asks


def test_a_dear_picture_is_asked_for_less_often(watcher: Watcher) -> None:
    watcher.shown(seconds=1000.0, ago=SHARE * 900.0)
    watcher.stand(7, playing=True)
    assert not watcher.asks
    watcher.viewer.asking.taken_at = time.monotonic() - SHARE * 1100.0
    assert watcher.asks
    watcher.viewer.asking.drawing_time = 1000.0  # what the window pays counts as well
    assert not watcher.asks


def test_a_paused_run_that_was_measured_anew_is_asked_again_at_the_same_step(watcher: Watcher) -> None:
    """So a weight set by hand is seen: the trainer answers it with an evaluation."""
    watcher.shown()
    watcher.session.feed.news.evaluated.fire(Evaluation(0, 0, 0.0, 1.0, None, ()))
    assert watcher.asks
    watcher.shown()
    assert not watcher.asks


def test_another_plane_is_asked_for_at_once_and_in_that_plane(
    watcher: Watcher, planes: list[Plane | None]
) -> None:
    usual = watcher.shown().grid
    assert usual is not None
    prepared = watcher.session.workspace.prepared
    assert prepared is not None
    planes[0] = input_plane(prepared, 1, 0)
    (asked,) = watcher.viewer.wants()
    assert isinstance(asked, NeuronsOver)
    assert asked.grid is not None
    assert (asked.grid.first, asked.grid.second) == (usual.second, usual.first)


def test_after_clear_the_next_run_is_asked_at_once(watcher: Watcher) -> None:
    watcher.shown(ago=-1000.0)
    watcher.viewer.forget_run()
    assert watcher.asks


def test_a_picture_that_stands_from_an_earlier_step_is_asked_for_again_where_the_run_rests(
    watcher: Watcher,
) -> None:
    asked = watcher.shown()
    asking = watcher.viewer.asking
    asking.take(Snapshot(0, 5, 0.0, {asked: watcher.viewer.maps}, {asked: 0.0}, {asked: 3}))
    asking.taken_at -= 1e6
    watcher.stand(5)
    assert asking.step == 3
    assert watcher.asks
