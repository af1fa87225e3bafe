"""What every registered layer promises, tested on every one, in many settings and shapes."""

from __future__ import annotations

import functools
import math
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.base.registry import Part
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.calls import Call
from nnsim.engine.gradcheck import check_gradients
from nnsim.engine.layer import CATEGORIES, Layer, check_arity, layers
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.average_pool2d import AveragePool2D
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv1d import Conv1D
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.conv_transpose2d import ConvTranspose2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.reservoir import Reservoir
from nnsim.engine.layers.reshape import Reshape
from nnsim.engine.layers.self_attention import SelfAttention
from nnsim.engine.layers.slice import Slice
from nnsim.engine.layers.upsample import Upsample
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.engine.recurrence import Recurrent
from nnsim.engine.stage import Output, Stage
from tests.builders import small, stage, variants

SHAPES = ((5,), (4, 3), (2, 6, 5), (1, 1), (1, 3, 3))
OWN_SHAPES = {"gaussian_code": ((6,), (2,))}
"""What layers take that take none of those."""
DEPENDS_ON_BATCH = {
    "batch_norm",
    "dropout",
    "alpha_dropout",
    "gaussian_noise",
    "gaussian_code",
    "sparsity",
    "noise",
}
EXACT_POWERS = {"gelu", "silu"}
"""Activations that work out the power of a product in float64: rounded to float32 it would lose digits."""
BATCH = 4


@dataclass(frozen=True)
class Case:
    layer: Layer
    shapes: tuple[tuple[int, ...], ...]

    def __str__(self) -> str:
        kept = {k: v for k, v in vars(self.layer).items() if v != getattr(type(self.layer), k, None)}
        said = ",".join(f"{k}={v.key if isinstance(v, Part) else v}" for k, v in kept.items())
        return f"{self.layer.key}({said})-{'+'.join('x'.join(map(str, s)) for s in self.shapes)}"


def _chosen(cls: type[Layer]) -> Iterator[Layer]:
    """Yield the layers to test: every preset, every single setting changed, and some pairs."""
    for preset in cls.presets():
        yield from variants(small(preset.layer))
    if cls is Conv2D:
        for kernel, stride, padding in ((3, 2, "same"), (3, 2, "valid"), (2, 3, "same"), (1, 2, "valid")):
            yield Conv2D(2, kernel, stride, padding, Tanh())
        yield Conv2D(2, 5, 2, "same", bias=False)
        yield from (Conv2D(2, 3, 1, "same", dilation=2), Conv2D(2, 2, 2, "same", dilation=2, groups=2))
        yield Conv2D(4, 3, 1, "same", Tanh(), bias=False, groups=2)
    if cls is Conv1D:
        for padding in ("same", "valid", "causal"):
            yield from (Conv1D(3, 3, 1, padding, dilation=1), Conv1D(3, 2, 2, padding, Tanh(), groups=3))
        yield from (Conv1D(2, 2, 2, "causal", dilation=2), Conv1D(6, 3, bias=False, groups=3))
    if cls is ConvTranspose2D:
        for kernel, stride, cut in ((3, 2, 1), (3, 1, 1), (2, 3, 0), (4, 2, 1)):
            yield ConvTranspose2D(3, kernel, stride, cut, Tanh())
        yield ConvTranspose2D(1, 3, 1, 0, bias=False)
    if cls is Upsample:
        yield from (Upsample(2, "bilinear"), Upsample(3, "bilinear"))
    if cls in (MaxPool2D, AveragePool2D):
        yield cls(4)
    if cls is Reshape:
        yield from (Reshape((3, 4)), Reshape((3, 10, 2)), Reshape((1, 5)))
    if cls is Slice:
        yield from (Slice(2, 2, 2), Slice(3, 1, 4))
    if cls is Embedding:
        yield Embedding(3, 2)
    if cls is LSTM:
        yield LSTM(2, "all", forget_bias=-1.0)
    if issubclass(cls, Recurrent):
        for returns in ("last", "all"):
            yield cls(2, returns, layers=2, direction="both")
    if cls is Reservoir:
        for direction in ("forward", "backward", "both"):
            yield Reservoir(2, "all", 1, direction, leak=0.4, bias_scale=0.3, washout=1)
    if cls is SelfAttention:
        yield SelfAttention(2, 2, causal=True)


def _input_shapes(layer: Layer) -> Iterator[tuple[tuple[int, ...], ...]]:
    least, most = layer.arity
    function = layer.activation_function() if isinstance(layer, ActivationLayer) else None
    shapes = OWN_SHAPES.get(layer.key, SHAPES)
    for shape in shapes if function is None or not function.elementwise else shapes[2:3]:
        for count in {least, 3 if most is None else min(most, 3)}:
            yield (shape,) * count


def _cases() -> Iterator[Case]:
    for cls in layers:
        if cls.role.is_fed:
            continue
        fitting = 0
        for layer in dict.fromkeys(_chosen(cls)):
            for shapes in dict.fromkeys(_input_shapes(layer)):
                try:
                    layer.output_shape(shapes)
                except NnsimError:
                    continue
                fitting += 1
                yield Case(layer, shapes)
        assert fitting, f"no shape of {SHAPES} fits {cls.key}"


CASES = list(_cases())


def each(test: Callable[[Case], None]) -> Callable[[Layer], None]:
    """Run a test of a case on every layer, each on all the shapes it takes."""
    by_layer: dict[Layer, list[Case]] = {}
    for case in CASES:
        by_layer.setdefault(case.layer, []).append(case)

    # One item for all shapes: pytest's own work on an item is more than most of these tests.
    @pytest.mark.parametrize("cases", by_layer.values(), ids=lambda cases: str(cases[0]))
    def on_all_its_shapes(cases: list[Case]) -> None:
        for case in cases:
            test(case)

    on_all_its_shapes.__name__, on_all_its_shapes.__doc__ = test.__name__, test.__doc__
    return on_all_its_shapes


def build(case: Case, inner: bool) -> tuple[tuple[Stage, ...], tuple[Output, ...]]:
    """Return inputs → layer → loss; with `inner`, a Tanh before and a Dense behind it as well."""
    inputs = [stage(Input(), f"in{i}", shape=s) for i, s in enumerate(case.shapes or ((5,),))]
    before = inputs
    stages = list(inputs)
    if inner:
        before = [stage(ActivationLayer(Tanh()), f"tanh{i}", [s]) for i, s in enumerate(inputs)]
        stages += before
    if case.shapes:
        stages.append(stage(case.layer, "layer", before))
        stages.append(stage(Flatten(), "flat", stages[-1:]))
    else:
        # What takes no input stands beside the data.
        stages.append(stage(case.layer, "layer"))
        stages.append(stage(Concatenate(), "flat", [before[0], stages[-1]]))
    if inner:
        stages.append(stage(Dense(2), "out", stages[-1:]))
    return tuple(stages), (Output(stages[-1].id, MeanSquaredError("half_sum"), 2.0),)


def numbers(stages: Sequence[Stage], seed: int, n: int = BATCH) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return random inputs and targets; whole numbers where the layer takes codes, some told twice."""
    rng = np.random.default_rng(seed)
    sizes = {s.id: (n, math.prod(s.shape)) for s in stages if s.layer.role.is_fed}
    inputs = {id_: rng.normal(size=size) for id_, size in sizes.items()}
    codes = next((s.layer.codes for s in stages if s.layer.codes), None)
    if codes:
        inputs = {id_: rng.integers(codes, size=size).astype(float) for id_, size in sizes.items()}
    return inputs, rng.normal(size=(n, stages[-1].shape[0]))


def put(program: Program, inputs: dict[str, np.ndarray], target: np.ndarray | None = None) -> None:
    for id_, array in inputs.items():
        program.feeds[id_][:, :-1] = array
    if target is not None:
        program.targets[0][...] = target


def do(*calls: Sequence[Call]) -> None:
    for part in calls:
        for call in part:
            call()


@each
def test_gradient_agrees_with_a_random_direction(case: Case) -> None:
    """A kink of ReLU or a pool may lie between the points of a difference; not so for three draws."""
    for inner in (False, True):
        stages, outputs = build(case, inner)
        worst = 1.0
        for seed in (0, 1, 2):
            inputs, target = numbers(stages, seed)
            worst = max(check_gradients(stages, outputs, inputs, [target], seed))
            if worst < 1e-6:
                break
        assert worst < 1e-6


@each
def test_forward_makes_the_shape_promised_and_leaves_inputs_alone(case: Case) -> None:
    stages, outputs = build(case, inner=True)
    network = Network(stages, outputs, np.float64, 1)
    program = network.program(BATCH, training=True, learns=True)
    inputs, target = numbers(stages, 3)
    put(program, inputs, target)
    parameters = network.parameters.vector.copy()
    do(program.forward_calls)
    made = program.values["layer"]
    assert made.shape == case.layer.output_shape(case.shapes)
    assert made.data.shape == (*made.shape, BATCH)
    assert np.isfinite(made.data).all()
    for i in range(len(case.shapes)):
        np.testing.assert_array_equal(program.values[f"tanh{i}"].flat, np.tanh(inputs[f"in{i}"].T))
    values = {id_: value.extended.copy() for id_, value in program.values.items()}
    do(program.loss_calls, program.backward_calls)
    for id_, value in program.values.items():
        np.testing.assert_array_equal(value.extended, values[id_])
        np.testing.assert_array_equal(value.extended[-1], 1.0)
    for id_, array in inputs.items():
        np.testing.assert_array_equal(program.feeds[id_][:, :-1], array)
    np.testing.assert_array_equal(program.targets[0], target)
    np.testing.assert_array_equal(network.parameters.vector, parameters)


@each
def test_use_of_a_batch_is_use_of_each_example(case: Case) -> None:
    stages, outputs = build(case, inner=True)
    network = Network(stages, outputs, np.float64, 1)
    inputs, _ = numbers(stages, 4)
    fed = {id_: np.c_[x, np.ones(BATCH)] for id_, x in inputs.items()}
    whole = network.run(fed)[0]
    single = [network.run({id_: x[k : k + 1] for id_, x in fed.items()})[0] for k in range(BATCH)]
    np.testing.assert_allclose(whole, np.concatenate(single), rtol=1e-12, atol=1e-14)


@each
def test_gradient_of_a_batch_is_the_mean_of_each_example(case: Case) -> None:
    if case.layer.key in DEPENDS_ON_BATCH:
        return
    stages, outputs = build(case, inner=True)
    network = Network(stages, outputs, np.float64, 1)
    inputs, target = numbers(stages, 5)

    def gradient(rows: slice) -> np.ndarray:
        program = network.program(len(target[rows]), training=True, learns=True)
        put(program, {id_: x[rows] for id_, x in inputs.items()}, target[rows])
        do(program.forward_calls, program.loss_calls, program.backward_calls)
        return network.parameters.gradient.copy()

    mean = sum(gradient(slice(k, k + 1)) for k in range(BATCH)) / BATCH
    np.testing.assert_allclose(gradient(slice(None)), mean, rtol=1e-11, atol=1e-13)


def arrays_of(calls: Sequence[Call]) -> Iterator[np.ndarray]:
    """Yield every array a list of bound calls touches."""
    for call in calls:
        assert isinstance(call, functools.partial)
        owner = getattr(call.func, "__self__", None)
        for value in (owner, *call.args, *call.keywords.values()):
            if isinstance(value, np.ndarray):
                yield value


@each
def test_float32_stays_float32_and_the_same_seed_gives_the_same_numbers(case: Case) -> None:
    results = []
    for _ in range(2):
        stages, outputs = build(case, inner=True)
        network = Network(stages, outputs, np.float32, 7)
        program = network.program(BATCH, training=True, learns=True)
        put(program, *numbers(stages, 6))
        do(program.forward_calls, program.loss_calls, program.backward_calls)
        results.append((program.slab.tobytes(), network.parameters.all.tobytes(), program.deltas.tobytes()))
    calls = (*program.forward_calls, *program.loss_calls, *program.backward_calls)
    # A second walk over the same buffers: nothing is added to what the first one left.
    network.random.bit_generator.state = Network(stages, outputs, np.float32, 7).random.bit_generator.state
    do(calls)
    results.append((program.slab.tobytes(), network.parameters.all.tobytes(), program.deltas.tobytes()))
    assert results[0] == results[1] == results[2]
    # Beside the numbers of the network: masks, places of codes, and powers of what float32 would round.
    activation = case.layer.activation_function()
    exact = activation is not None and activation.key in EXACT_POWERS
    beside = (np.bool_, np.intp, np.float64) if exact else (np.bool_, np.intp)
    wrong = [a for a in arrays_of(calls) if a.dtype != np.float32 and a.dtype not in beside]
    assert not wrong
    assert {a.dtype for a in network.run({i: f.copy() for i, f in program.feeds.items()})} == {
        np.dtype(np.float32)
    }


@pytest.mark.parametrize("cls", [c for c in layers if not c.role.is_fed], ids=lambda c: c.key)
def test_a_step_allocates_nothing(cls: type[Layer]) -> None:
    """Every array of a layer holds 400 kB and more here; NumPy's own small buffers hold far less."""
    case = next(c for c in CASES if type(c.layer) is cls)
    stages, outputs = build(case, inner=True)
    network = Network(stages, outputs, np.float32, 7)
    program = network.program(50_000, training=True, learns=True)
    put(program, *numbers(stages, 6, 50_000))
    calls = (*program.forward_calls, *program.loss_calls, *program.backward_calls)
    do(calls)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(3):
            do(calls)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 4_000
    assert peak - before < 200_000


@pytest.mark.parametrize("cls", list(layers), ids=lambda c: c.key)
def test_layer_says_what_it_is(cls: type[Layer]) -> None:
    assert cls.category in dict(CATEGORIES)
    assert not cls.main_setting or cls.main_setting in cls.__dataclass_fields__
    for preset in cls.presets():
        assert preset.title
        assert preset.summary
        assert preset.formula
        assert isinstance(preset.layer, cls)
        assert preset.layer.without_activation().activation_function() is None or (
            preset.layer.without_activation().activation_function().key == "identity"
        )
        preset.layer.detail()


@each
def test_parameters_lie_weights_first(case: Case) -> None:
    specs = case.layer.parameters(case.shapes)
    assert [s.bias for s in specs] == sorted(s.bias for s in specs)
    assert len({s.name for s in specs}) == len(specs)
    rng = np.random.default_rng(0)
    for spec in specs:
        assert spec.initializer.draw(rng, spec.shape, spec.fan_in, spec.fan_out).shape == spec.shape
        assert spec.fan_in > 0
        assert spec.fan_out > 0
    for array in (*specs, *case.layer.states(case.shapes)):
        assert len(array.axes) == len(array.shape), "exported files say what the axes of an array are"
    for spec in specs:
        assert not spec.blocks or spec.shape[-1] % len(spec.blocks) == 0


@pytest.mark.parametrize("cls", list(layers), ids=lambda c: c.key)
def test_too_few_and_too_many_inputs_have_a_sentence(cls: type[Layer]) -> None:
    least, most = cls.arity
    assert check_arity(cls(), least) is None
    if least:
        assert check_arity(cls(), least - 1).endswith((".", "."))
    if most is not None:
        assert check_arity(cls(), most + 1)


@pytest.mark.parametrize("cls", list(layers), ids=lambda c: c.key)
def test_a_shape_that_does_not_fit_gets_a_sentence_and_nothing_else(cls: type[Layer]) -> None:
    for layer in _chosen(cls):
        for shape in (*SHAPES, (1000,), (1, 1, 1), (7, 2, 2)):
            for shapes in ((shape,) * max(1, cls.arity[0]), (shape, (9,))[: cls.arity[1] or 2]):
                try:
                    made = layer.output_shape(shapes)
                except NnsimError as error:
                    made, sentence = (), str(error)
                    if not sentence.endswith("."):
                        raise
                else:
                    assert made
                assert all(n >= 1 for n in made)
