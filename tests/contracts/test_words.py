"""Every call of a step of training is a function with all that it works on as its arguments.

Whoever reads the list of calls, to count them or to do the same without the interpreter, then knows
what a call does: which function, which arrays, which numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.calls import Call, Calls
from nnsim.engine.clipping import clippings
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.prelu import PReLU
from nnsim.engine.loss import Loss, LossEmitter, losses
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.optimizer import optimizers
from nnsim.engine.rule import Rule, rules
from nnsim.engine.stage import Output
from nnsim.training.run import Run
from tests.builders import chain, examples, stage, start, variants
from tests.contracts.test_layer_contract import CASES, Case
from tests.contracts.test_rule_contract import begin as start_rule

ADVICE = (
    "What is emitted has to be a function of NumPy, a method of an array or of a generator, or a plain function"
    " of a module. What it remembers from step to step goes into arrays, handed over as arguments like the"
    " numbers it needs: see `correct_bias` in nnsim/engine/optimizers/adam.py."
)


def complaint(call: Call) -> str:
    """Return what keeps a call from being a function with its arguments; nothing where it is one."""
    if not isinstance(call, partial):
        return f"{call!r} is no partial of a function"
    if not _is_known(call.func):
        return f"{call.func!r} has a state of its own"
    strange = [a for a in (*call.args, *call.keywords.values()) if not _is_told(a)]
    return f"{call.func!r} is given {strange!r}" if strange else ""


def _is_known(function: Any) -> bool:
    owner = getattr(function, "__self__", None)
    if isinstance(function, np.ufunc) or isinstance(owner, (np.ufunc, np.ndarray, np.random.Generator)):
        return True
    if isinstance(function, FunctionType):
        # Neither a closure nor a method nor a lambda: it is found by its name in its module.
        return getattr(sys.modules[function.__module__], function.__qualname__, None) is function
    return getattr(np, getattr(function, "__name__", ""), None) is function


def _is_told(argument: Any) -> bool:
    if isinstance(argument, tuple):
        return all(map(_is_told, argument))
    return argument is None or isinstance(argument, (np.ndarray, np.generic, np.dtype, bool, int, float, str))


def check(calls: Iterable[Call]) -> None:
    found = sorted({text for text in map(complaint, calls) if text})
    assert not found, "\n".join([*found, ADVICE])


def test_of_layers_and_activations() -> None:
    check(call for case in CASES for call in _of_network(case))


def _of_network(case: Case) -> Iterator[Call]:
    """Yield all calls of inputs → PReLU → layer → loss; PReLU learns, so that the layer is asked for ∂L/∂input."""
    inputs = [stage(Input(), f"in{i}", shape=shape) for i, shape in enumerate(case.shapes)]
    before = [stage(PReLU(), f"prelu{i}", [one]) for i, one in enumerate(inputs)]
    layer = stage(case.layer, "layer", before)
    stages = (*inputs, *before, layer, stage(Flatten(), "flat", [layer]))
    network = Network(stages, (Output("flat", MeanSquaredError(), 1.0),), np.float32, 1)
    for used in ({"training": True, "learns": True}, {"training": False, "learns": False}):
        program = network.program(4, **used)
        yield from (*program.forward_calls, *program.loss_calls, *program.backward_calls)


@pytest.mark.parametrize("loss", [loss for cls in losses for loss in variants(cls())], ids=str)
def test_of_losses(loss: Loss) -> None:
    calls = Calls(np.dtype(np.float32))
    loss.emit(LossEmitter(calls, *(calls.buffer(3, 5) for _ in range(3)), calls.buffer()))
    check(calls)


DATA = examples(np.arange(12.0).reshape(6, 2), np.arange(6) % 2)
UPDATES: dict[str, dict[str, Any]] = {
    **{o.key: {"optimizer": o} for o in (cls() for cls in optimizers)},
    **{c.key: {"clipping": c} for c in (cls() for cls in clippings)},
    "penalties": {"weight_decay": 0.1, "l1": 0.1, "max_norm": 1.0},
    "decoupled": {"weight_decay": 0.1, "decoupled": True},
}


@pytest.mark.parametrize("training", UPDATES.values(), ids=UPDATES.keys())
def test_of_updates_and_of_what_has_faded(training: dict[str, Any]) -> None:
    layers = Dense(3, Tanh(), rate=0.5), Dense(1)
    check(_of_run(start(chain(*layers, loss=MeanSquaredError()), DATA, **training)))


@pytest.mark.parametrize("rule", [rule for cls in rules for rule in variants(cls())], ids=str)
def test_of_learning_rules(rule: Rule) -> None:
    check(_of_run(start_rule(rule, weight_decay=0.1)))


def _of_run(run: Run) -> Iterator[Call]:
    yield from run.machine.step(3).calls
    yield from run.machine.flushes


class _Counter:
    def count(self, _numbers: np.ndarray) -> None: ...


def _closure(number: list[int]) -> Callable[[], None]:
    def count() -> None:
        number[0] += 1

    return count


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (print, "no partial"),
        (partial(_closure([0])), "a state of its own"),
        (partial(_Counter().count, np.zeros(2)), "a state of its own"),
        (partial(lambda a: a, np.zeros(2)), "a state of its own"),
        (partial([].append, np.zeros(2)), "a state of its own"),
        (partial(np.add, [1.0], np.zeros(1)), "is given"),
        (partial(np.add, np.zeros(1), np.zeros(1), (object(),)), "is given"),
    ],
)
def test_anything_else_is_told_where_its_state_belongs(call: Call, said: str) -> None:
    with pytest.raises(AssertionError, match=said) as caught:
        check([call])
    assert "goes into arrays" in str(caught.value)
