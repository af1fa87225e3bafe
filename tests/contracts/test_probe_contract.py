"""What every registered probe promises, and what looking must never do."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.engine.activation import activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layer import layers
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.probe import Probe, Reading, probes
from nnsim.engine.stage import Output
from nnsim.engine.subject import Copy, Readout, Subject
from nnsim.training.run import Run
from tests.builders import chain, examples, small, stage, start, variants, walk

each = pytest.mark.parametrize("cls", list(probes), ids=lambda c: c.key)


def running(precision: str = "float32") -> Run:
    """Return a run under way, of layers that keep state and that draw."""
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(12, 3)), rng.normal(size=(12, 2)))
    parts = (Dense(5, ReLU()), BatchNorm(), Dropout(0.3), Dense(4, Tanh()), Dense(2))
    graph = chain(*parts, loss=MeanSquaredError())
    run = start(graph, data, batch=4, shuffle=True, optimizer=Adam(), precision=precision)
    walk(run, 5)
    return run


def looking_at(run: Run, training: bool = True) -> Subject:
    batches = run.batches
    return Subject(run.network, run.prepared.train.inputs, batches.targets, training=training)


def bits(reading: Any) -> list[bytes]:
    found = []
    for field in dataclasses.fields(reading):
        value = getattr(reading, field.name)
        parts = value.values() if hasattr(value, "values") else [np.array(value)]
        found += [
            repr(p).encode() if np.asarray(p).dtype == object else np.asarray(p).tobytes() for p in parts
        ]
    return found


@each
def test_looking_changes_no_bit_of_a_run(cls: type[Probe[Reading]]) -> None:
    watched, alone = running(), running()
    before = watched.learned()
    programs = dict(watched.network._programs)
    for training in (True, False):
        cls().take(looking_at(watched, training))
    after = watched.learned()
    assert after.moment.place == before.moment.place
    assert {k: a.tobytes() for k, a in after.arrays.items()} == {
        k: a.tobytes() for k, a in before.arrays.items()
    }
    assert watched.network._programs == programs
    assert walk(watched, 7).tobytes() == walk(alone, 7).tobytes()
    assert watched.network.parameters.all.tobytes() == alone.network.parameters.all.tobytes()


@each
def test_a_reading_is_the_same_each_time_and_one_row_a_name(cls: type[Probe[Reading]]) -> None:
    run = running()
    subject = looking_at(run)
    reading = cls().take(subject)
    assert bits(reading) == bits(cls().take(subject))
    assert reading.names
    assert len(set(reading.names)) == len(reading.names)
    assert reading.table()
    assert type(reading).__dataclass_params__.frozen  # type: ignore[attr-defined]
    run.network.parameters.vector[:] = 7.0
    assert bits(reading) == bits(cls().take(subject)), "a subject is one moment, whatever the run does then"
    for part in variants(cls()):
        assert part.take(subject).names, part


@each
def test_a_probe_that_needs_targets_says_so(cls: type[Probe[Reading]]) -> None:
    subject = Subject(running().network, np.zeros((2, 3)))
    if cls.needs_targets:
        with pytest.raises(NnsimError, match=r"targets of the examples\.$"):
            cls().take(subject)
    else:
        cls().take(subject)


def test_no_example_has_a_sentence() -> None:
    for inputs, targets in ((np.zeros((0, 3)), []), (np.zeros((2, 3)), [np.zeros((1, 2))])):
        with pytest.raises(NnsimError, match="at least one example"):
            Subject(running().network, inputs, targets)


# ---- splitting an activation from its layer ------------------------------------------------------


def with_activation() -> list[Any]:
    shapes = ((3,), (3, 2), (2, 4, 4))
    found = []
    kinds = [k() for k in activations if k is not Identity]
    for cls in layers:
        for preset in cls.presets():
            layer = small(preset.layer)
            chosen = (
                [dataclasses.replace(layer, activation=k) for k in kinds]
                if hasattr(layer, "activation")
                else []
            )
            for variant in (layer, *chosen):
                f = variant.activation_function()
                if f is None or f.key == "identity" or isinstance(variant, ActivationLayer):
                    continue
                for shape in shapes:
                    try:
                        variant.output_shape((shape,) * max(1, cls.arity[0]))
                    except NnsimError:
                        continue
                    found.append((variant, shape))
                    break
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(("layer", "shape"), with_activation(), ids=lambda x: getattr(x, "key", ""))
def test_a_layer_split_from_its_activation_is_the_same_layer(layer: Any, shape: tuple[int, ...]) -> None:
    """`without_activation` promises that f(z) is the layer; a layer for which it is not must not offer it."""
    entries = [stage(Input(), f"in{k}", shape=shape) for k in range(max(1, layer.arity[0]))]
    stages = (*entries, stage(layer, "layer", entries))
    network = Network(stages, (Output("layer", Readout()),), np.float64, 3)
    inputs = np.random.default_rng(1).normal(size=(5, *shape))
    subject = Subject(network, inputs)
    copy = Copy(subject, subject.split(), (), learns=False)
    copy.feed(targets=False)
    copy.forward()
    np.testing.assert_allclose(copy.program.values["layer"].flat.T, network.predict(inputs)[0], 1e-14, 1e-15)


def test_the_contract_of_splitting_sees_a_layer_that_breaks_it() -> None:
    class Wrong(Dense):
        def without_activation(self) -> Dense:
            return Dense(self.units, ReLU())

    shape = (3,)
    with pytest.raises(AssertionError):
        test_a_layer_split_from_its_activation_is_the_same_layer(Wrong(4, Tanh()), shape)
