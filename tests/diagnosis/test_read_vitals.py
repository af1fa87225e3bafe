"""What is read from a history: the first loss is the first, the best is the best, the newest is the newest."""

from __future__ import annotations

import math

import numpy as np

from nnsim.diagnosis.vitals import SMOOTHED, Circumstances, activation_after, read_vitals
from nnsim.document.project import TrainingSettings
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.rules.hebb import HebbRule
from nnsim.training.columns import Columns, LayerColumns
from nnsim.training.history import History
from nnsim.training.messages import Evaluation, Points
from tests.builders import chain, examples, meaning

KNOWN = Circumstances()
LAYER = LayerColumns("l1", "dense_1", {"weight": 1, "bias": 2}, {"weights": 4, "biases": 2})


def _history(gradients: list[float], losses: list[tuple[float, float | None]]) -> History:
    made = History(Columns(3, (LAYER,)), ("train_accuracy", "val_accuracy"))
    rows = np.array([[1.0, g, 2 * g] for g in gradients], np.float32).reshape(-1, 3)
    made.add_points(Points(1, 1, rows, 1.0))
    for step, (train, val) in enumerate(losses):
        made.add_evaluation(
            Evaluation(1, step, step, train, val, (("train_accuracy", 0.5), ("val_accuracy", train / 10)))
        )
    return made


def test_first_best_and_newest() -> None:
    found = read_vitals(_history([], [(4.0, 3.0), (2.0, 1.0), (1.0, 2.0)]), 7, KNOWN)
    assert (found.steps, found.first_loss, found.train_loss) == (7, 4.0, 1.0)
    assert (found.best_val_loss, found.val_loss, found.val_accuracy) == (1.0, 2.0, 0.1)
    assert not found.corrections_ended


def test_without_a_validation_part_there_is_no_best() -> None:
    found = read_vitals(_history([], [(4.0, None)]), 0, KNOWN)
    assert (found.val_loss, found.best_val_loss) == (None, None)


def test_gradients_are_the_means_of_the_newest_steps() -> None:
    (signs,) = read_vitals(_history([100.0] + [1.0] * SMOOTHED, []), 20, KNOWN).layers
    assert (signs.weight, signs.bias) == (1.0, 2.0)
    assert math.isnan(signs.output)


def test_the_activation_may_be_a_layer_of_its_own() -> None:
    data = examples(np.zeros((4, 2)), [0, 1, 0, 1], 2)
    stages = meaning(
        chain(Dense(3), Dropout(), ActivationLayer(ReLU()), Dense(3, Tanh()), Dense(1)), data
    ).stages
    found = [activation_after(stages, s) for s in stages if s.layer.fully_connected]
    assert found == [ReLU(), Tanh(), None]


def test_a_rule_that_only_shows_the_loss_is_not_measured_by_it() -> None:
    data = examples(np.zeros((4, 2)), [0.0, 1.0, 0.0, 1.0])
    resolved = meaning(chain(Dense(1)), data, HebbRule())
    known = Circumstances.of(resolved, TrainingSettings(rule=HebbRule()), data)
    assert not known.minimises_loss
    assert not known.back_propagates
    assert not known.unseen
