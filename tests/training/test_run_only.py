"""Networks that run but cannot train: pictures, probes and weights yes, steps no."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.document.graph import Graph
from nnsim.document.learned import Learned
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import resolve
from nnsim.engine.activations.sign import Sign
from nnsim.engine.activations.step import Step
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.probes.activations import Activations
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.engine.subject import Subject
from nnsim.training.grid import Grid
from nnsim.training.messages import Failed, Load, Play, SetWeight, State, StepOnce
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.training.snapshot import Snapshot, look
from nnsim.training.trainer import Trainer
from tests.builders import chain, examples, run_epoch
from tests.training.newest import newest

CORNERS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
XOR = examples(CORNERS, [0, 1, 1, 0], 2)
UNITS = chain(Dense(2, Step()), Dense(1, Step()))
# McCulloch and Pitts: OR and AND, and of both "the first and not the second".
BY_HAND = Learned.named(
    {
        "l1/W": np.array([[1.0, 1], [1, 1]]),
        "l1/b": np.array([-0.5, -1.5]),
        "l2/W": np.array([[1.0], [-1]]),
        "l2/b": np.array([-0.5]),
    }
)
PLANE = MapOver(Grid((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0, 1), (0, 1), 2))


def run_of(graph: Graph, learned: Learned | None = None, data: object = XOR) -> Run:
    training = TrainingSettings()
    return Run(resolve(graph, data, training.rule), training, data, learned)  # type: ignore[arg-type]


def test_step_units_wired_by_hand_compute_what_they_were_wired_for() -> None:
    resolved = resolve(UNITS, XOR, BackPropagation())
    assert (resolved.can_run, resolved.can_train) == (True, False)
    assert {p.forbids for p in resolved.errors} == {"training"}
    run = run_of(UNITS, BY_HAND)
    assert run.network.predict(CORNERS)[0][:, 0].tolist() == [0, 1, 1, 0]
    assert dict(run.evaluate().metrics)["train_accuracy"] == 1.0
    snapshot = look(scene_of(run), (PLANE, LayerHistograms("l1")))
    found, histograms = snapshot.answer(PLANE), snapshot.answer(LayerHistograms("l1"))
    assert found is not None
    assert found.values[..., 0].tolist() == [[0, 1], [1, 0]]
    assert histograms is not None
    assert histograms.weights is not None
    assert histograms.activations is not None
    seen = Activations().take(Subject(run.network, CORNERS))
    assert len(seen.names) == 2


def test_it_takes_no_step_and_says_why() -> None:
    run = run_of(UNITS, BY_HAND)
    before = run.network.parameters.vector.copy()
    for act in (lambda: run.advance(1), lambda: run_epoch(run)):
        with pytest.raises(NnsimError, match="slope 0 everywhere"):
            act()
    assert np.array_equal(run.network.parameters.vector, before)
    assert run.step == 0
    run.set_weight("l2/b", (0,), 0.5)
    assert run.network.predict(CORNERS)[0][:, 0].tolist() == [1, 1, 1, 1]


def test_the_trainer_shows_it_sets_its_weights_and_refuses_to_play() -> None:
    trainer = Trainer()
    trainer.start()
    try:
        training = TrainingSettings()
        trainer.send(Load(1, resolve(UNITS, XOR, training.rule), training, XOR, BY_HAND))
        trainer.send(SetWeight(1, "l2/b", (0,), -0.25))
        for request in (Play(1), StepOnce(1)):
            trainer.send(request)
        trainer.mailbox.ask(1, (PLANE,))
        letters, picture, end = [], None, time.monotonic() + 10
        while (picture is None or sum(isinstance(r, Failed) for r in letters) < 2) and time.monotonic() < end:
            letters += trainer.mailbox.take_reports()
            picture = picture or newest(trainer.mailbox)
            time.sleep(0.001)
        assert isinstance(picture, Snapshot)
        assert picture.answer(PLANE) is not None
        failed = [r for r in letters if isinstance(r, Failed)]
        assert all("slope 0 everywhere" in r.text and not r.traceback for r in failed)
        assert len(failed) == 2
        assert all(r.step == 0 and not r.playing for r in letters if isinstance(r, State))
        learned = trainer.learned(1)
        assert learned is not None
        assert learned.arrays["l2/b"].tolist() == [-0.25]
    finally:
        assert trainer.shut_down()


@pytest.mark.parametrize(
    "graph",
    [chain(Dense(5)), chain(Flatten()), chain(), chain(Dense(3, Sign()), Dense(4))],
    ids=["units that do not fit", "nothing to learn", "the input alone", "sign units"],
)
def test_what_no_loss_reads_runs_too_and_nothing_is_measured_of_it(graph: Graph) -> None:
    resolved = resolve(graph, XOR, BackPropagation())
    assert resolved.can_run
    assert not resolved.can_train
    run = run_of(graph)
    snapshot = look(scene_of(run), (PLANE, LayerHistograms(graph.nodes[-1].id)))
    assert not snapshot.faults
    assert snapshot.answer(LayerHistograms(graph.nodes[-1].id)) is not None
    found = run.evaluate()
    assert math.isnan(found.train_loss) == (not resolved.outputs)
    assert (snapshot.answer(PLANE) is None) == (not resolved.outputs)
    assert len(run.network.run(run.network.feed(CORNERS), [graph.nodes[-1].id])[0]) == 4
    assert run.learned().step == 0


def test_what_cannot_run_is_no_run() -> None:
    resolved = resolve(chain(Dense(0)), XOR, PerceptronRule())
    assert not resolved.can_run
    assert not resolved.can_train
    with pytest.raises(NnsimError, match="Units is 0"):
        Run(resolved, TrainingSettings(), XOR)
