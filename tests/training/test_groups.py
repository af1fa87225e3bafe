"""Some of the parameters: frozen, at a rate of their own, or in groups with an optimizer each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnsim.base.declared import settings_of
from nnsim.document import storage
from nnsim.document.project import Project
from nnsim.document.records import project_record
from nnsim.document.resolve import resolve
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.group import Group
from nnsim.engine.layer import layers
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizer import Optimizer, optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.stage import Stage
from nnsim.engine.trainable import Trainable
from nnsim.training.quantities import GRADIENT, RELATIVE_CHANGE
from nnsim.training.run import Run
from tests.builders import chain, examples, small, start, walk

AROUND: dict[str, Any] = {
    "weight_decay": 0.05,
    "l1": 0.01,
    "max_norm": 0.5,
    "clipping": ClipByGlobalNorm(0.5),
}
RNG = np.random.default_rng(0)
DATA = examples(RNG.normal(size=(23, 4)), RNG.integers(0, 3, 23), 3)
EVERY_OPTIMIZER = pytest.mark.parametrize("optimizer", [o() for o in optimizers], ids=lambda o: o.key)


def drawing(**middle: Any) -> Any:
    """Return a network whose middle layer has these settings: what learns then lies apart."""
    parts = Dense(5, Tanh()), BatchNorm(), Dense(4, Tanh(), **middle), Dense(3)
    return chain(*parts, loss=SoftmaxCrossEntropy())


def begin(graph: Any, **training: Any) -> Run:
    return start(graph, DATA, **{"batch": 23, "learning_rate": 0.02, "seed": 3, **training})


def arrays(run: Run, *of: str) -> dict[str, bytes]:
    found = run.network.parameters.copy_arrays().items()
    return {key: a.tobytes() for key, a in found if key.split("/")[0] in of}


# ---- frozen ---------------------------------------------------------------------------------------


@EVERY_OPTIMIZER
@pytest.mark.parametrize(
    "around", [{}, AROUND, {**AROUND, "decoupled": True}], ids=["alone", "all", "beside"]
)
def test_frozen_parameters_stay_and_all_others_move(optimizer: Optimizer, around: dict[str, Any]) -> None:
    run = begin(drawing(frozen=True), optimizer=optimizer, **around)
    # What a flush would set to 0.
    run.network.parameters.set_number("l3/W", (0, 0), 1e-300)
    before = arrays(run, "l3"), arrays(run, "l1", "l2", "l4")
    rows = walk(run, 70)
    assert arrays(run, "l3") == before[0]
    assert all(
        now != before[1][key] for key, now in arrays(run, "l1", "l2", "l4").items() if "running" not in key
    )
    layer = next(layer for layer in run.unreported.columns.layers if layer.node == "l3")
    assert (rows[:, GRADIENT.column(layer)] > 0).all(), "the slope is shown all the same"
    assert (rows[:, RELATIVE_CHANGE.column(layer)] == 0).all()


def test_freezing_leaves_the_optimizer_what_it_would_have_alone() -> None:
    """Everything but the last layer is frozen: its steps are those of a network of one layer."""
    still = chain(Dense(5, Tanh(), frozen=True), Dense(3), loss=SoftmaxCrossEntropy())
    for optimizer in (o() for o in optimizers):
        run = begin(still, optimizer=optimizer, clipping=ClipByGlobalNorm(0.3), weight_decay=0.1)
        hidden = run.network.predict(DATA.train.inputs, ["l1"])[0]
        alone = examples(hidden, DATA.train.targets, 3)
        one = start(
            chain(Dense(3), loss=SoftmaxCrossEntropy()),
            alone,
            batch=23,
            learning_rate=0.02,
            optimizer=optimizer,
            clipping=ClipByGlobalNorm(0.3),
            weight_decay=0.1,
        )
        one.network.parameters.vector[:] = run.network.parameters.vector[-18:]
        walk(run, 12)
        walk(one, 12)
        np.testing.assert_allclose(
            run.network.parameters.vector[-18:], one.network.parameters.vector, rtol=1e-7, atol=1e-10
        )


@EVERY_OPTIMIZER
def test_what_lies_apart_goes_on_through_a_file(optimizer: Optimizer, tmp_path: Path) -> None:
    graph, more = drawing(frozen=True), {"optimizer": optimizer, "patience": 2, **AROUND}
    run = begin(graph, **more)
    walk(run, 9)
    path = tmp_path / "a.nnsim"
    storage.save(path, Project(graph, training=run.training), run.learned())
    opened = storage.load(path)
    assert opened.problems == ()
    assert opened.project.graph == graph
    again = start(opened.project.graph, DATA, opened.learned, **vars(opened.project.training))
    assert walk(run, 12).tobytes() == walk(again, 12).tobytes()
    assert run.network.parameters.vector.tobytes() == again.network.parameters.vector.tobytes()


def test_memory_of_other_parameters_of_the_same_number_is_no_memory_of_these() -> None:
    one = chain(Dense(4, frozen=True), Dense(4), Dense(4), Dense(3), loss=SoftmaxCrossEntropy())
    two = chain(Dense(4), Dense(4, frozen=True), Dense(4), Dense(3), loss=SoftmaxCrossEntropy())
    names = [set(begin(graph, optimizer=Adam()).machine.slots) for graph in (one, two)]
    assert len(names[0]) == 3
    assert not names[0] & names[1]


def test_a_network_of_which_all_is_frozen_says_so_and_how_to_mend_it() -> None:
    for settings in ({"frozen": True}, {"rate": 0.0}):
        graph = chain(Dense(5, Tanh(), **settings), Dense(3, **settings), loss=SoftmaxCrossEntropy())
        resolved = resolve(graph, DATA, BackPropagation())
        (problem,) = resolved.errors
        assert "there is nothing to learn" in problem.text
        assert (problem.forbids, resolved.can_run) == ("training", True)
        assert problem.repair is not None
        mended = problem.repair.change(Project(graph)).graph
        assert resolve(mended, DATA, BackPropagation()).can_train


# ---- rates of their own ---------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", [SGD(), Adam()], ids=lambda o: o.key)
def test_a_rate_of_its_own_makes_steps_so_many_times_as_long(optimizer: Optimizer) -> None:
    plain, own = begin(drawing(), optimizer=optimizer), begin(drawing(rate=3.0), optimizer=optimizer)
    start_at = plain.network.parameters.copy_arrays()
    walk(plain, 1)
    walk(own, 1)
    mine, theirs = own.network.parameters.copy_arrays(), plain.network.parameters.copy_arrays()
    for key, first in start_at.items():
        factor = 3.0 if key.startswith("l3/") else 1.0
        if "running" not in key:
            np.testing.assert_allclose(
                mine[key] - first, factor * (theirs[key] - first), rtol=1e-9, atol=1e-15
            )


def test_clipping_takes_all_rates_together_and_decay_follows_each() -> None:
    clipped = begin(drawing(rate=3.0), optimizer=SGD(), clipping=ClipByGlobalNorm(1e-3))
    walk(clipped, 1)
    moved = clipped.network.parameters.step / 0.02
    factors = np.ones(moved.size)
    factors[slice(*clipped.network.parameters.layer_windows["l3"])] = 3.0
    assert np.linalg.norm(moved / factors) == pytest.approx(1e-3)
    pulled = begin(drawing(rate=3.0), optimizer=SGD(), weight_decay=0.1, decoupled=True)
    plain = begin(drawing(rate=3.0), optimizer=SGD())
    before = plain.network.parameters.copy_arrays()
    walk(pulled, 1)
    walk(plain, 1)
    for key, factor in (("l1/W", 1.0), ("l3/W", 3.0)):
        found = plain.network.parameters.copy_arrays()[key] - pulled.network.parameters.copy_arrays()[key]
        np.testing.assert_allclose(found, 0.02 * factor * 0.1 * before[key], rtol=1e-9)


def test_all_at_one_rate_are_one_vector_still() -> None:
    graph = chain(Dense(5, Tanh(), rate=2.0), Dense(3, rate=2.0), loss=SoftmaxCrossEntropy())
    plain = chain(Dense(5, Tanh()), Dense(3), loss=SoftmaxCrossEntropy())
    one = begin(graph, optimizer=Adam())
    two = begin(plain, optimizer=Adam(), learning_rate=0.04)
    assert walk(one, 20).tobytes() == walk(two, 20).tobytes()
    assert set(one.machine.slots) == {"sums", "squares", "steps"}


# ---- groups ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Halves(BackPropagation):
    """Weights by the optimizer of the training, biases by plain descent: parts of layers, apart."""

    key = "halves"

    def groups(self, stages: Sequence[Stage], optimizer: Optimizer) -> Sequence[Group]:
        specs = [(f"{s.id}/{p.name}", p) for s in stages for p in s.layer.parameters(s.inputs)]
        weights = tuple(key for key, spec in specs if not spec.bias)
        return Group("weights", weights, optimizer), Group(
            "biases", tuple(k for k, spec in specs if spec.bias), SGD()
        )

    def plan(self, step: Any) -> None:
        step.forward()
        step.losses()
        step.backward()
        step.update("weights")
        step.update("biases")


def test_groups_that_take_all_with_one_optimizer_do_what_one_does() -> None:
    for more in ({}, {"weight_decay": 0.1, "l1": 0.01, "max_norm": 0.4}):
        whole, halves = (
            begin(drawing(), rule=r, optimizer=SGD(), **more) for r in (BackPropagation(), Halves())
        )
        assert walk(whole, 30).tobytes() == walk(halves, 30).tobytes()
        assert whole.network.parameters.all.tobytes() == halves.network.parameters.all.tobytes()


@EVERY_OPTIMIZER
def test_groups_of_scattered_parameters_learn_with_every_optimizer(optimizer: Optimizer) -> None:
    run = begin(drawing(), rule=Halves(), optimizer=optimizer, learning_rate=0.01)
    first = run.evaluate().train_loss
    walk(run, 60)
    assert run.evaluate().train_loss < first
    assert all("/" in name for name in run.machine.slots)


# ---- the setting ----------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", list(layers), ids=lambda c: c.key)
def test_every_layer_with_parameters_can_be_frozen_and_no_other(cls: Any) -> None:
    layer = small(cls())
    learns = False
    for shape in ((4,), (4, 3), (4, 6, 5)):
        try:
            layer.output_shape((shape,))
            learns |= bool(layer.parameters((shape,)))
        except Exception:
            continue
    names = [name for name, _ in settings_of(cls)]
    if learns:
        assert isinstance(layer, Trainable)
        assert names[-2:] == ["frozen", "rate"]
        assert layer.rate_factor == (not layer.frozen)
        layer = replace(layer, frozen=False)
        assert layer.rate_factor == 1.0
        assert replace(layer, rate=0.5).rate_factor == 0.5
        assert replace(layer, rate=0.5, frozen=True).rate_factor == 0.0
    elif not isinstance(layer, Trainable):
        assert "frozen" not in names


def test_what_is_not_frozen_stands_in_no_file() -> None:
    def settings(graph: Any) -> list[dict[str, Any]]:
        return [node["layer"]["settings"] for node in project_record(Project(graph))["graph"]["nodes"]]

    assert not any({"frozen", "rate"} & set(s) for s in settings(drawing()))
    assert (
        settings(drawing(frozen=True, rate=2.0))[3] | {"frozen": True, "rate": 2.0}
        == settings(drawing(frozen=True, rate=2.0))[3]
    )
