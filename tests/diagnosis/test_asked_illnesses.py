"""What is wrong with what is asked is named, and networks that differ from these in nothing else are left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.errors import SameAnswerError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.splitters.in_order import InOrder
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import judge
from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.document.resolve import Resolved
from nnsim.engine.activation import Activation
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layer import Layer
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import Loss, losses
from nnsim.engine.optimizers.sgd import SGD

RNG = np.random.default_rng(3)
X = RNG.normal(size=(240, 4))
KIND = (X[:, 0] > 0).astype(int) + 2 * (X[:, 1] > 0)
BINARY = (X[:, 0] + X[:, 1] > 0).astype(int)
NUMBER = np.sin(X[:, 0]) + 0.5 * X[:, 1]
ASKED = {kind.key for kind in illnesses if kind.group == "asked"}


def _data(
    x: np.ndarray, y: np.ndarray, classes: int = 0, *, whole: bool = False, **settings: object
) -> Prepared:
    targets = np.asarray(y) if classes else np.asarray(y, float).reshape(len(x), -1)
    titles = tuple(f"t{k}" for k in range(classes or targets.shape[1]))
    names = tuple(f"x{k}" for k in range(x.shape[1])) if x.ndim == 2 else ()
    task = "classes" if classes else "regression"
    dataset = Dataset("test", x, targets, task, names, titles, whole=whole)  # type: ignore[arg-type]
    chosen = {"scaling": "none", "validation_share": 0.3, "test_share": 0.0} | settings
    return prepare_dataset(dataset, DataSettings(**chosen))  # type: ignore[arg-type]


def _network(
    *ends: Layer, loss: str | Loss | None = None, hidden: Activation | None = None, **training: object
) -> Project:
    chosen = losses[loss]() if isinstance(loss, str) else loss
    body = (Input(), Dense(8, hidden or Tanh()))
    settings = {"seed": 1, "batch": 16, "learning_rate": 0.01} | training
    return chain(*body, *ends, loss=chosen, **settings)  # type: ignore[arg-type]


def _at_once(project: Project, data: Prepared) -> list[str]:
    """Return what is said before the first step, in order."""
    return [verdict.key for verdict in judge(Rounds(project, data).case())]


def _after(project: Project, data: Prepared, steps: int) -> tuple[list[str], set[str]]:
    """Return what is said after so many steps, and what ever was of this group."""
    persisting, ever, said = Persisting(), set(), []
    for case in Rounds(project, data).walk(steps):
        said = [verdict.key for verdict in persisting.look(case)]
        ever |= set(said) & ASKED
    return said, ever


FOUR, TWO, NUMBERS = _data(X, KIND, 4), _data(X, BINARY, 2), _data(X, NUMBER)
SEVERAL = _data(X, np.stack([X[:, 0] > 0, X[:, 1] > 0, X[:, 2] > -1], axis=1))


@pytest.mark.parametrize(
    ("key", "project", "data"),
    [
        ("constant_output", _network(Dense(1, Softmax())), TWO),
        ("constant_output", _network(Dense(1), ActivationLayer(Softmax()), loss="mse"), NUMBERS),
        ("sigmoid_many_classes", _network(Dense(4, Sigmoid())), FOUR),
        ("sigmoid_many_classes", _network(Dense(4), loss="bce"), FOUR),
        ("sigmoid_many_classes", _network(Dense(1, Sigmoid()), loss="bce"), FOUR),
        ("activation_twice", _network(Dense(4, Softmax()), ActivationLayer(Softmax())), FOUR),
        ("activation_twice", _network(Dense(4, Softmax()), ActivationLayer(Softmax()), loss="mse"), FOUR),
        ("activation_twice", _network(Dense(1, Sigmoid()), ActivationLayer(Sigmoid())), TWO),
        ("activation_twice", _network(Dense(4, ReLU())), FOUR),
        ("activation_twice", _network(Dense(4, Tanh())), FOUR),
        ("activation_twice", _network(ActivationLayer(Sigmoid()), Dense(4)), FOUR),
        ("dropout_after_logits", _network(Dense(4), Dropout(0.4)), FOUR),
        (
            "dropout_after_logits",
            _network(Dense(4), Dropout(0.4), ActivationLayer(Softmax()), loss="mse"),
            FOUR,
        ),
        ("dropout_after_logits", _network(Dropout(0.9), Dense(4)), FOUR),
        ("targets_out_of_range", _network(Dense(1, Sigmoid())), NUMBERS),
        ("targets_out_of_range", _network(Dense(1, ReLU())), NUMBERS),
        ("linear_output_on_classes", _network(Dense(4), loss="mse"), FOUR),
        ("linear_output_on_classes", _network(Dense(1, ReLU()), loss="mse"), TWO),
        ("labels_begin_at_one", _network(Dense(1)), _data(X, KIND + 1)),
        ("labels_begin_at_one", _network(Dense(1, Sigmoid()), loss="bce"), _data(X, BINARY + 1)),
        ("labels_begin_at_one", _network(Dense(5)), _data(X, KIND + 1, 5)),
        ("unsuited_loss", _network(Dense(1, Sigmoid()), loss="mae"), TWO),
        ("unsuited_loss", _network(Dense(4, Softmax()), loss="mse"), FOUR),
        ("unsuited_loss", _network(Dense(1, Sigmoid()), loss="hinge"), TWO),
        ("unsuited_loss", _network(Dense(3, Softmax()), loss="mse"), SEVERAL),
        ("inputs_not_scaled", _network(Dense(4)), _data(300 * X, KIND, 4)),
        ("inputs_not_scaled", _network(Dense(4)), _data(X * [1, 1, 1, 5000], KIND, 4)),
        ("huge_targets", _network(Dense(1)), _data(X, 4000 + 900 * NUMBER)),
        ("constant_inputs", _network(Dense(4)), _data(0 * X + 0.5, KIND, 4)),
        ("constant_labels", _network(Dense(2)), _data(X, np.zeros(240, int), 2)),
    ],
)
def test_what_drawing_and_data_tell_is_said_before_the_first_step(
    key: str, project: Project, data: Prepared
) -> None:
    assert key in _at_once(project, data)[:2]


def test_codes_from_one_to_the_vocabulary_are_told_though_no_step_can_be_taken() -> None:
    codes = RNG.integers(1, 7, size=(120, 3)).astype(float)
    data = _data(codes, (codes.sum(axis=1) > 10).astype(int), 2)
    project = chain(Input(), Embedding(6, 4), Flatten(), Dense(1))
    assert _at_once(project, data)[:1] == ["labels_begin_at_one"]
    assert not ASKED & set(_at_once(chain(Input(), Embedding(7, 4), Flatten(), Dense(1)), data))


@pytest.mark.parametrize(
    ("project", "data"),
    [
        (_network(Dense(4)), FOUR),
        (_network(Dense(1)), TWO),
        # Drawn as the loss applies it itself, they are left out: these train as the two above, bit for bit.
        (_network(Dense(4, Softmax())), FOUR),
        (_network(Dense(4), ActivationLayer(Softmax())), FOUR),
        (_network(Dense(1, Sigmoid())), TWO),
        (_network(Dense(4, Softmax()), loss="mse", hidden=ReLU()), NUMBERS),
        (_network(Dense(1)), NUMBERS),
        (_network(Dropout(0.3), Dense(4)), FOUR),
        (_network(Dense(8), BatchNorm(), ActivationLayer(ReLU()), Dense(4)), FOUR),
        (_network(ActivationLayer(ReLU()), Dense(4), hidden=ReLU()), FOUR),
        (_network(Dense(3), loss="bce"), SEVERAL),
        (_network(Dense(1, Tanh()), loss="mse"), _data(X, np.tanh(NUMBER))),
        (_network(Dense(1)), _data(X, 5 * NUMBER)),
        (chain(Input(), BatchNorm(), Dense(8, ReLU()), Dense(4)), _data(300 * X, KIND, 4)),
    ],
)
def test_what_fits_is_left_alone_before_the_first_step(project: Project, data: Prepared) -> None:
    assert not ASKED & set(_at_once(project, data))


@pytest.mark.parametrize(
    ("project", "data"),
    [
        (_network(Dense(4), learning_rate=0.02), FOUR),
        (_network(Dense(1), learning_rate=0.02), NUMBERS),
        (_network(Dense(1), learning_rate=0.05, optimizer=SGD()), TWO),
        (
            _network(Dense(1), batch=4),
            _data(np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), [0, 1, 1, 0], 2, whole=True),
        ),
    ],
)
def test_networks_that_learn_are_left_alone_at_every_look(project: Project, data: Prepared) -> None:
    said, ever = _after(project, data, 300)
    assert (ever, ASKED & set(said)) == (set(), set())


def test_shuffled_labels_are_told_apart_from_those_that_only_a_curve_divides() -> None:
    x = RNG.normal(size=(300, 2))
    ring = (np.hypot(*x.T) > 1.15).astype(int)
    crossed = (x[:, 0] * x[:, 1] > 0).astype(int)
    project = _network(Dense(1), learning_rate=0.01)
    assert "shuffled_labels" in _after(project, _data(x, RNG.permutation(ring), 2), 200)[0][:2]
    for labels in (ring, crossed):
        assert "shuffled_labels" not in _after(project, _data(x, labels, 2), 200)[1]


def test_the_parity_of_bits_is_not_called_shuffled_where_it_is_not_learned_by_heart() -> None:
    bits = RNG.integers(0, 2, size=(300, 10)).astype(float)
    data = _data(bits, (bits.sum(axis=1) % 2).astype(int), 2)
    assert "shuffled_labels" not in _after(_network(Dense(1), learning_rate=1e-4), data, 300)[1]


def test_a_rare_class_that_is_never_said_is_an_illness_and_one_that_is_learned_is_none() -> None:
    rare = (RNG.random(400) < 0.06).astype(int)
    noise = RNG.normal(size=(400, 3))
    project = _network(Dense(1), optimizer=SGD(), learning_rate=0.02)
    near = _data(noise + 0.7 * rare[:, None], rare, 2)
    assert "class_imbalance" in _after(project, near, 200)[0][:2]
    apart = _data(noise + 3.5 * rare[:, None], rare, 2)
    assert "class_imbalance" not in _after(_network(Dense(1), learning_rate=0.02), apart, 300)[1]


def test_too_few_examples_show_in_the_validation_part() -> None:
    project = _network(Dense(4), hidden=ReLU())
    few = _data(X, KIND, 4, validation_share=0.9)
    noisy = _data(np.hstack([X, RNG.normal(size=(240, 12))]), KIND, 4, validation_share=0.9)
    assert "too_few_examples" in _after(project, noisy, 200)[0][:2]
    assert "too_few_examples" not in _after(project, replace(few, validation=few.train), 200)[1]


def test_equal_rows_in_two_parts_leak_but_not_where_only_few_are_possible() -> None:
    twice = np.tile(np.arange(240), 2)
    project = _network(Dense(1))
    assert _at_once(project, _data(X[twice], NUMBER[twice]))[:1] == ["leaking_split"]
    table = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])[np.arange(200) % 4]
    assert "leaking_split" not in _at_once(project, _data(table, (table.sum(axis=1) == 1).astype(int), 2))
    assert "leaking_split" not in _at_once(project, _data(X, NUMBER, whole=True))


def test_a_series_dealt_at_random_is_named_and_one_split_by_time_is_not() -> None:
    walk = np.cumsum(RNG.normal(size=(300, 4)), axis=0) / 10
    y = np.roll(walk[:, 0], -1)
    project = _network(Dense(1))
    assert _at_once(project, _data(walk, y))[:1] == ["time_order"]
    assert "time_order" not in _at_once(project, _data(walk, y, splitter=InOrder()))
    assert "time_order" not in _at_once(project, NUMBERS)
    series = np.sin(np.arange(300) / 5) + 0.3 * RNG.normal(size=300)
    windows = np.lib.stride_tricks.sliding_window_view(series, 8)[:-1]
    # A sine that nnsim makes is alike all along; of rows of one's own nobody knows, and what wanders flatters.
    assert "time_order" not in _at_once(project, _data(windows, series[8:]))
    own = replace(project, data=DataSettings(CsvFile("sales.csv")))
    assert _at_once(own, _data(windows, series[8:]))[:1] == ["time_order"]
    wander = np.lib.stride_tricks.sliding_window_view(walk[:, 1], 8)[:-1]
    assert _at_once(project, _data(wander, walk[8:, 1]))[:1] == ["time_order"]


def test_points_along_a_curve_or_in_order_of_their_class_are_no_series() -> None:
    along = np.linspace(0, 6, 300)
    spiral = np.stack([along * np.cos(along), along * np.sin(along)], axis=1) / 6
    assert "time_order" not in _at_once(_network(Dense(1)), _data(spiral, np.sin(along)))
    ordered = np.argsort(KIND, kind="stable")
    assert "time_order" not in _at_once(
        _network(Dense(4)), _data(X[ordered] + KIND[ordered, None], KIND[ordered], 4)
    )


def test_parts_of_another_mixture_or_scale_are_named() -> None:
    order = np.argsort(X[:, 2])
    project = _network(Dense(1))
    assert _at_once(project, _data(X[order], NUMBER[order], splitter=InOrder()))[:1] == ["unlike_parts"]
    by_class = np.argsort(KIND, kind="stable")
    sorted_ = _data(X[by_class], KIND[by_class], 4, splitter=InOrder())
    assert "unlike_parts" in _at_once(_network(Dense(4)), sorted_)[:2]
    scaled = replace(NUMBERS, test=replace(NUMBERS.validation, inputs=255 * NUMBERS.validation.inputs))
    assert _at_once(project, scaled)[:1] == ["unlike_parts"]
    assert "unlike_parts" not in _at_once(project, NUMBERS)


def test_a_run_that_stays_at_the_best_constant_answer_is_told_so_only_after_its_chance() -> None:
    project = _network(Dense(1), optimizer=SGD(), learning_rate=1e-7)
    persisting, first = Persisting(), 0
    for case in Rounds(project, TWO).walk(600):
        if not first and "baseline_not_beaten" in {verdict.key for verdict in persisting.look(case)}:
            first = case.step
    assert first >= 300


def test_nothing_is_said_and_nothing_raised_of_what_cannot_run_yet() -> None:
    assert _at_once(chain(Input(), Dense(3, Identity())), TWO) == []
    assert _at_once(Project(), NUMBERS) == []


def test_what_a_person_has_to_mend_says_how() -> None:
    for kind in illnesses:
        if kind.group == "asked":
            assert kind.title
            assert kind.summary.count(".") >= 2
            assert kind.cures or kind.about_data
            assert kind.advice or not kind.about_data


def test_what_cannot_even_run_is_named_all_the_same() -> None:
    """One class, and losses that cannot be reckoned with the targets there are."""
    one = Case(_network(Dense(1)), Resolved(), unread=SameAnswerError("All the same."))
    assert [verdict.key for verdict in judge(one)] == ["constant_labels"]
    assert _at_once(_network(Dense(1), loss="softmax_ce"), NUMBERS)[:1] == ["unsuited_loss"]
    assert _at_once(_network(Dense(1), loss="poisson"), NUMBERS)[:1] == ["unsuited_loss"]


def test_rows_of_measured_numbers_that_come_eight_times_leak() -> None:
    rows = np.repeat(X[:40], 8, axis=0)
    order = RNG.permutation(len(rows))
    data = _data(rows[order], np.repeat(KIND[:40], 8)[order], 4)
    assert _at_once(_network(Dense(4)), data)[:1] == ["leaking_split"]
