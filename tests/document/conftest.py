"""Parts made up for these tests, so that they hold whatever layers there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.part_settings import part
from nnsim.base.settings import choice, flag, integer, real, shape, text
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.document.learned import Learned
from nnsim.document.moment import Moment
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.layer import Layer, layers
from nnsim.engine.loss import Loss, losses
from nnsim.engine.optimizer import Optimizer, optimizers
from nnsim.engine.rule import Rule, rules


def _put(patch: pytest.MonkeyPatch, registry, cls):
    """Enter a part for as long as `patch` lives."""
    list(registry)  # discovery comes first, so that it finds no part there already
    patch.setattr(registry, "_all", dict(registry._all))
    return registry.register(cls)


@pytest.fixture(scope="module", autouse=True)
def fakes() -> Iterator[dict[str, type]]:
    """Register one part of every kind, with settings of all kinds."""
    with pytest.MonkeyPatch.context() as patch:

        class FakeInitializer(Initializer):
            key = "fake_uniform"
            title = "Fake uniform"
            width: float = real(0.5, low=0.0, high=1e30, label="Width")

        init = _put(patch, initializers, FakeInitializer)

        class FakeLayer(Layer):
            key = "fake_dense"
            title = "Fake dense"
            version = 2
            arity = (0, 2)
            units: int = integer(16, low=1, high=100_000, label="Units")
            slope: float = real(0.1, label="Slope")
            bias: bool = flag(True, label="Bias")
            kind: str = choice("a", ("a", "A"), ("b", "B"), label="Kind")
            note: str = text("", label="Note")
            form: tuple[int, ...] = shape((), label="Form")
            weights: Initializer | None = part(init(), initializers, label="Weights", none_label="None")

            @classmethod
            def migrate(cls, settings, version):
                # Careless on purpose: a record that is not what it says must not crash the reader.
                settings["units"] = settings.pop("size") + 0
                return settings

            def output_shape(self, inputs):
                return (self.units,)

        class FakeLoss(Loss):
            key = "fake_loss"
            title = "Fake loss"

        class FakeOptimizer(Optimizer):
            key = "fake_optimizer"
            title = "Fake optimizer"
            momentum: float = real(0.9, low=0.0, high=1.0, label="Momentum")

        class FakeRule(Rule):
            key = "fake_rule"
            title = "Fake rule"

        yield {
            "layer": _put(patch, layers, FakeLayer),
            "loss": _put(patch, losses, FakeLoss),
            "optimizer": _put(patch, optimizers, FakeOptimizer),
            "rule": _put(patch, rules, FakeRule),
            "initializer": init,
        }


@pytest.fixture(scope="module")
def make_project(fakes: dict[str, type]) -> Callable[..., Project]:
    """Return a maker of a project with a branch, an objective, and nothing left at its default."""

    def make(notes: str = "π and 中文") -> Project:
        layer = fakes["layer"]
        nodes = (
            Node("in_1", "in_1", layer(units=2, form=(2,)), 10.0, -20.5),
            Node("a", "A 1", layer(note="first", kind="b", weights=None), 0.1 + 0.2, 1e-9),
            Node("b", "B", layer(bias=False, weights=fakes["initializer"](width=1e-3))),
            Node("out", "out", layer(units=1), objective=Objective(fakes["loss"](), 0.5, "1-2")),
        )
        edges = (Edge("in_1", "b"), Edge("in_1", "a"), Edge("a", "out", 1), Edge("b", "out", 0))
        training = TrainingSettings(
            learning_rate=0.3,
            batch=7,
            optimizer=fakes["optimizer"](momentum=0.25),
            rule=fakes["rule"](),
            precision="float64",
        )
        return Project(graph=Graph(nodes, edges), training=training, notes=notes)

    return make


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    return make_project()


@pytest.fixture
def learned() -> Learned:
    rng = np.random.default_rng(1)
    arrays = {"a/W": rng.normal(size=(3, 2)).astype(np.float32), "a/b": np.zeros(3, np.float32)}
    place = {"generators": {"shuffle": rng.bit_generator.state}}
    slots = {"m": rng.normal(size=9), "t": np.array(4.0)}
    learned = Learned.named(arrays, slots=slots, step=123, epoch=4.5, place=place)
    return replace(learned, start=Moment(parameters=learned.moment.parameters + 1))
