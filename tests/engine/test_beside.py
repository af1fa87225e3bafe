"""What examples have beside their numbers: padding that nobody sees, and importance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from nnsim.engine.beside import IMPORTANCE, REAL, Beside
from nnsim.engine.layer import Layer
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.global_average_pool import GlobalAveragePool
from nnsim.engine.layers.global_max_pool import GlobalMaxPool
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.layer_norm import LayerNorm
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.ntm import NeuralTuringMachine
from nnsim.engine.layers.rnn import RNN
from nnsim.engine.layers.self_attention import SelfAttention
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.engine.stage import Output, Stage
from tests.compiled.by_c import EACH_WALK, Do

TIMES, FEATURES = 6, 3
LENGTHS = np.array([6, 1, 4, 2])


def network_of(layers: Sequence[Layer], first: tuple[int, ...], beside: Beside) -> Network:
    """Return a chain of layers after an input of shape `first`, in float64, with a loss at its end."""
    stages = [Stage("in", "in", Input(), (), (first,), first)]
    for number, layer in enumerate(layers):
        below = stages[-1]
        shape = layer.output_shape([below.shape])
        stages.append(Stage(f"l{number}", f"l{number}", layer, (below.id,), (below.shape,), shape))
    return Network(stages, [Output(stages[-1].id, MeanSquaredError())], np.float64, 3, beside=beside)


def walk(program: Program, do: Do, *, back: bool = True) -> None:
    """Run a program forward, and back."""
    calls = program.forward_calls
    do([*calls, *program.loss_calls, *program.backward_calls] if back else calls, np.dtype(np.float64))


CHAINS: dict[str, Sequence[Layer]] = {
    "rnn": [RNN(units=4)],
    "rnn relu": [RNN(units=TIMES, nonlinearity="relu")],
    "lstm": [LSTM(units=4)],
    "gru": [GRU(units=4)],
    "both directions": [LSTM(units=3, direction="both")],
    "backward": [GRU(units=3, direction="backward")],
    "stacked": [GRU(units=3, layers=2, direction="both")],
    "one on the other": [LSTM(units=3, returns="all"), RNN(units=2)],
    "mean": [RNN(units=3, returns="all"), GlobalAveragePool()],
    "greatest": [RNN(units=3, returns="all"), GlobalMaxPool()],
    "turing": [NeuralTuringMachine(units=3, slots=3, width=2), GlobalMaxPool()],
    "attention": [SelfAttention(heads=3), GlobalAveragePool()],
    "attention twice": [SelfAttention(heads=1), LayerNorm(), SelfAttention(heads=1), GlobalMaxPool()],
}


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
@EACH_WALK
def test_a_padded_sequence_gives_what_it_gives_alone(chain: Sequence[Layer], do: Do) -> None:
    padded = network_of(chain, (TIMES, FEATURES), Beside(times=TIMES))
    rng = np.random.default_rng(5)
    padded.parameters.vector += 0.3 * rng.normal(size=padded.parameters.size)
    inputs = rng.normal(size=(len(LENGTHS), TIMES, FEATURES))
    program = padded.program(len(LENGTHS), training=True, learns=True)
    for id_, rows in padded.feed(inputs, lengths=LENGTHS).items():
        program.feeds[id_][...] = rows
    wanted = rng.normal(size=program.targets[0].shape)
    program.targets[0][...] = wanted
    walk(program, do)
    total = np.zeros(padded.parameters.size)
    for n, length in enumerate(LENGTHS):
        alone = network_of(chain, (length, FEATURES), Beside())
        alone.parameters.vector[:] = padded.parameters.vector
        own = alone.program(1, training=True, learns=True)
        own.feeds["in"][0, :-1] = inputs[n, :length].reshape(-1)
        own.targets[0][0] = wanted[n]
        walk(own, do)
        last = own.stages[-1].id
        np.testing.assert_allclose(
            program.values[last].flat[:, n], own.values[last].flat[:, 0], rtol=1e-11, atol=1e-13
        )
        total += alone.parameters.gradient / len(LENGTHS)
    np.testing.assert_allclose(padded.parameters.gradient, total, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "layer", [RNN(units=3), LSTM(units=3), GRU(units=3), NeuralTuringMachine(3), SelfAttention()], ids=str
)
def test_what_stands_in_the_padding_changes_nothing(layer: Layer) -> None:
    network = network_of([layer], (TIMES, FEATURES), Beside(times=TIMES))
    inputs = np.random.default_rng(1).normal(size=(len(LENGTHS), TIMES, FEATURES))
    other = inputs.copy()
    other[np.arange(TIMES) >= LENGTHS[:, np.newaxis]] = 77.0
    [one], [two] = (network.run(network.feed(x, lengths=LENGTHS)) for x in (inputs, other))
    np.testing.assert_array_equal(one, two)
    [whole] = network.run(network.feed(other))
    assert not np.allclose(whole[1:], two[1:])


@pytest.mark.parametrize(
    "layer", [RNN(3, "all"), LSTM(3, "all"), GRU(3, "all"), NeuralTuringMachine(3), SelfAttention()], ids=str
)
def test_what_is_asked_of_padding_teaches_nothing(layer: Layer) -> None:
    network = network_of([layer, Flatten()], (TIMES, FEATURES), Beside(times=TIMES))
    rng = np.random.default_rng(2)
    program = network.program(len(LENGTHS), training=True, learns=True)
    for id_, rows in network.feed(rng.normal(size=(len(LENGTHS), TIMES, FEATURES)), lengths=LENGTHS).items():
        program.feeds[id_][...] = rows
    target = rng.normal(size=(len(LENGTHS), TIMES, program.targets[0].shape[1] // TIMES))
    gradients = []
    for asked in (0.0, 5.0):
        target[np.arange(TIMES) >= LENGTHS[:, np.newaxis]] = asked
        program.targets[0][...] = target.reshape(len(LENGTHS), -1)
        for call in (*program.forward_calls, *program.loss_calls, *program.backward_calls):
            call()
        gradients.append(network.parameters.gradient.copy())
    assert gradients[0].any()
    np.testing.assert_array_equal(*gradients)


def test_a_sequence_of_no_length_is_silent_and_harms_nobody() -> None:
    for layer in (RNN(units=3), LSTM(units=3, direction="both"), GRU(units=3), NeuralTuringMachine(3)):
        network = network_of([layer], (TIMES, FEATURES), Beside(times=TIMES))
        inputs = np.random.default_rng(1).normal(size=(2, TIMES, FEATURES))
        [answers] = network.run(network.feed(inputs, lengths=np.array([0, TIMES])))
        assert not answers[0].any()
        np.testing.assert_allclose(answers[1:], network.run(network.feed(inputs[1:]))[0])
    network = network_of([SelfAttention(), GlobalAveragePool()], (TIMES, FEATURES), Beside(times=TIMES))
    assert np.isfinite(network.run(network.feed(inputs, lengths=np.array([0, TIMES])))[0]).all()


def test_padding_goes_through_layers_of_each_time_and_ends_where_time_does() -> None:
    stages = [
        Stage("in", "in", Input(), (), ((TIMES,),), (TIMES,)),
        Stage("e", "e", Embedding(vocabulary=5, width=2), ("in",), ((TIMES,),), (TIMES, 2)),
        Stage("r", "r", RNN(units=TIMES), ("e",), ((TIMES, 2),), (TIMES,)),
        Stage("a", "a", RNN(units=2, returns="all"), ("e",), ((TIMES, 2),), (TIMES, 2)),
        Stage("c", "c", Concatenate(), ("e", "a"), ((TIMES, 2), (TIMES, 2)), (TIMES, 4)),
        Stage("f", "f", Flatten(), ("c",), ((TIMES, 4),), (TIMES * 4,)),
        Stage("d", "d", Dense(units=TIMES), ("f",), ((TIMES * 4,),), (TIMES,)),
    ]
    network = Network(stages, [Output("d", MeanSquaredError())], np.float64, beside=Beside(times=TIMES))
    values = network.program(2, training=True, learns=True).values
    known = {id_ for id_, value in values.items() if value.real is not None}
    assert known == {"in", "e", "a", "c"}


def test_importance_is_the_factor_of_an_example() -> None:
    network = network_of([Dense(units=2)], (FEATURES,), Beside(weighted=True))
    rng = np.random.default_rng(0)
    inputs, weights = rng.normal(size=(4, FEATURES)), np.array([0.0, 2.0, 1.0, 1.0])
    fed = network.feed(inputs, weights)
    assert fed[IMPORTANCE].tolist() == [[0.0], [2.0], [1.0], [1.0]]
    assert REAL not in fed
    program = network.program(4, training=True, learns=True)
    for id_, rows in fed.items():
        program.feeds[id_][...] = rows
    targets = program.targets[0][...] = rng.normal(size=(4, 2))
    np_walk = [*program.forward_calls, *program.loss_calls, *program.backward_calls]
    for call in np_walk:
        call()
    errors = program.values["l0"].flat.T - targets
    loss = float(program.loss_totals[0] * program.factors[0])
    assert loss == pytest.approx((weights[:, np.newaxis] * errors**2).mean())
    np.testing.assert_allclose(program.gradients["l0"].flat.T, weights[:, np.newaxis] * errors / 4)
    assert IMPORTANCE not in network.program(4, training=False, learns=False).feeds
