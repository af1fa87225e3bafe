"""The adversarial rule: gradients of both sides against differences of losses written independently, and sentences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.document.building import Builder
from nnsim.document.graph import Graph
from nnsim.document.resolve import resolve
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.generating import generate
from nnsim.engine.gradcheck import directional_error
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.noise import Noise
from nnsim.engine.layers.switch import Switch
from nnsim.engine.layers.verdict import Verdict
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.rules.adversarial import AdversarialRule
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk

X = np.random.default_rng(5).normal(size=(16, 2))
DATA = examples(X, np.zeros(16))
BATCH, SEED = 8, 3


def drawing() -> Graph:
    """Return noise (2) → 4 tanh → 2, and data or that → 5 tanh → 1."""
    net = Builder()
    made = net.add(Dense(2), net.add(Dense(4, Tanh()), net.add(Noise(2), name="z"), name="g1"), name="g2")
    either = net.add(Switch(), net.add(Input()), made)
    net.add(Verdict(), net.add(Dense(1), net.add(Dense(5, Tanh()), either, name="d1"), name="d2"), name="v")
    return net.graph


def run_of(rule: AdversarialRule, **training: object) -> Run:
    chosen = {"learning_rate": 0.1, "batch": BATCH, "seed": SEED, **training}
    return start(drawing(), DATA, rule=rule, **chosen)


def noise(count: int) -> list[np.ndarray]:
    """Return the noise of the first passes, (batch, 2) each, as the layer draws it."""
    rng = np.random.default_rng([SEED, 2])
    return [rng.standard_normal(None, np.float64, np.empty((2, BATCH))).T for _ in range(count)]


def split(run: Run, vector: np.ndarray) -> dict[str, np.ndarray]:
    """Return the parameters in `vector` by name of layer and parameter."""
    names = {s.id: s.name for s in run.network.stages}
    windows = run.network.parameters.windows
    return {
        f"{names[w.stage]}/{w.spec.name}": vector[w.start : w.stop].reshape(w.spec.shape) for w in windows
    }


def side(run: Run, vector: np.ndarray, letter: str) -> np.ndarray:
    return np.concatenate([a.ravel() for name, a in split(run, vector).items() if name.startswith(letter)])


def with_side(run: Run, vector: np.ndarray, letter: str, numbers: np.ndarray) -> np.ndarray:
    """Return `vector` with the parameters of one side replaced."""
    changed, at = vector.copy(), 0
    for name, array in split(run, changed).items():
        if name.startswith(letter):
            array[...] = numbers[at : at + array.size].reshape(array.shape)
            at += array.size
    return changed


def generator(w: dict[str, np.ndarray], z: np.ndarray) -> np.ndarray:
    return np.tanh(z @ w["g1/W"] + w["g1/b"]) @ w["g2/W"] + w["g2/b"]


def discriminator(w: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(np.tanh(x @ w["d1/W"] + w["d1/b"]) @ w["d2/W"] + w["d2/b"])))[:, 0]


@pytest.mark.parametrize(
    "rule", [AdversarialRule(), AdversarialRule("minimax"), AdversarialRule(damping=0.2)], ids=str
)
def test_both_sides_go_down_the_losses_of_the_formula(rule: AdversarialRule) -> None:
    run = run_of(rule)
    parameters = run.network.parameters
    before = parameters.vector.copy()
    # The first pass is of data: its noise goes nowhere.
    _, for_d, for_g = noise(3)
    real = X[:BATCH]
    rows = walk(run, 1)
    shown, after = parameters.gradient.copy(), parameters.vector.copy()

    def loss_of_d(own: np.ndarray) -> float:
        w = split(run, with_side(run, before, "d", own))
        told = (
            np.log(discriminator(w, real)).mean() + np.log(1 - discriminator(w, generator(w, for_d))).mean()
        )
        return float(-told + rule.damping / 2 * (own**2).sum())

    learned_d = with_side(run, before, "d", side(run, after, "d"))

    def loss_of_g(own: np.ndarray) -> float:
        w = split(run, with_side(run, learned_d, "g", own))
        taken = discriminator(w, generator(w, for_g))
        return float(np.log(1 - taken).mean() if rule.loss == "minimax" else -np.log(taken).mean())

    rng = np.random.default_rng(0)
    for letter, loss in (("d", loss_of_d), ("g", loss_of_g)):
        own = side(run, before, letter)
        assert directional_error(loss, side(run, shown, letter), own, rng) < 1e-7
        np.testing.assert_allclose(side(run, after, letter), own - 0.1 * side(run, shown, letter), rtol=1e-12)
    columns = {s.key: c for s, c in run.unreported.columns.scalars}
    own_d = side(run, before, "d")
    expected = loss_of_d(own_d) - rule.damping / 2 * (own_d**2).sum()
    assert rows[0, columns["discriminator_loss"]] == pytest.approx(expected, rel=1e-6)
    assert rows[0, columns["generator_loss"]] == pytest.approx(loss_of_g(side(run, before, "g")), rel=1e-6)


def test_each_side_has_an_optimizer_of_its_own_and_may_learn_more_often() -> None:
    once, twice = (run_of(AdversarialRule(discriminator_steps=n), optimizer=Adam()) for n in (1, 2))
    before = once.network.parameters.vector.copy()
    for run in (once, twice):
        walk(run, 1)
        slots = run.moment().slots
        assert len({name.partition("/")[0] for name in slots}) == 2
        steps = {name.partition("-")[0]: float(a) for name, a in slots.items() if name.endswith("steps")}
        assert steps == {"generator": 1.0, "discriminator": 1.0 if run is once else 2.0}
    moved = [np.abs(side(r, r.network.parameters.vector - before, "d")).max() for r in (once, twice)]
    assert moved[1] > 1.5 * moved[0]


def test_at_rest_data_go_through_and_noise_is_silent() -> None:
    run = run_of(AdversarialRule())
    walk(run, 5)
    w = split(run, run.network.parameters.vector)
    verdict = next(s.id for s in run.network.stages if s.name == "v")
    told = run.network.predict(X, [verdict])[0][:, 0]
    np.testing.assert_allclose(told, discriminator(w, X), rtol=1e-12)


def test_examples_are_generated_of_the_same_noise_for_the_same_seed() -> None:
    run = run_of(AdversarialRule())
    walk(run, 3)
    state = run.network.random.bit_generator.state
    made = next(s.id for s in run.network.stages if s.name == "g2")
    first, again, other = (generate(run.network, made, 50, seed) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes() != other.tobytes()
    z = np.random.default_rng([1, 4]).standard_normal(None, np.float64, np.empty((2, 50))).T
    np.testing.assert_allclose(first, generator(split(run, run.network.parameters.vector), z), rtol=1e-12)
    assert run.network.random.bit_generator.state == state


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_both_walks_take_the_same_steps(precision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = run_of(AdversarialRule(damping=0.1), precision=precision, optimizer=Adam())
    walk(compiled, 40)
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    plain = run_of(AdversarialRule(damping=0.1), precision=precision, optimizer=Adam())
    walk(plain, 40)
    tolerance = 1e-10 if precision == "float64" else 1e-3
    np.testing.assert_allclose(
        compiled.network.parameters.vector, plain.network.parameters.vector, rtol=tolerance, atol=tolerance
    )


def told(graph: Graph) -> list[str]:
    return [p.text for p in resolve(graph, DATA, AdversarialRule()).errors]


def without(name: str) -> Graph:
    """Return the drawing with one layer taken out, and what led into it led on."""
    graph = drawing()
    gone = next(n.id for n in graph.nodes if n.name == name)
    [source] = graph.sources_of(gone)
    edges = tuple(
        replace(e, source=source) if e.source == gone else e for e in graph.edges if e.target != gone
    )
    return Graph(tuple(n for n in graph.nodes if n.id != gone), edges)


def test_what_is_missing_gets_a_sentence() -> None:
    assert told(drawing()) == []
    [sentence] = told(chain(Dense(1), loss=MeanSquaredError()))
    assert sentence.startswith("The adversarial rule needs one Switch")
    net = Builder()
    net.add(Verdict(), net.add(Switch(), net.add(Input()), net.add(Dense(2), net.add(Noise(2)))))
    assert told(net.graph) == [
        "There is no discriminator: no layer with weights lies between the Switch and the Verdict. Put a Dense layer"
        " there."
    ]
    net = Builder()
    data = net.add(Input())
    net.add(Verdict(), net.add(Dense(1), net.add(Switch(), data, net.add(Noise(2)))))
    assert told(net.graph) == [
        "There is no generator: the second input of the Switch has to come from Noise through a layer with weights."
        " Put Noise and a Dense layer before it."
    ]
    net = Builder()
    made = net.add(Dense(2), net.add(Add(), net.add(Input()), net.add(Noise(2))))
    net.add(Verdict(), net.add(Dense(1), net.add(Switch(), net.add(Flatten(), made), made)))
    assert told(net.graph) == [
        "The data go through the generator here. Connect them to the Switch without it."
    ]
    [sentence] = told(without("v"))
    assert sentence.startswith("The adversarial rule needs one Switch")
    [sentence] = told(without("g2"))
    assert sentence.startswith("Switch needs two inputs of one shape, got 2 numbers and 4 numbers.")
