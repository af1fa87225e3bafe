"""What a step writes shares no line of the cache with anything else, so that no thread waits for another's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.engine.clipping import clippings
from nnsim.engine.memory import LINE
from nnsim.engine.network import Network
from nnsim.engine.optimizer import optimizers
from tests.builders import start
from tests.compiled.by_c import CallsByC, compiled, is_refused, needs_library
from tests.compiled.test_updates_agree import DATA, drawing
from tests.contracts.test_layer_contract import CASES, Case, build, numbers, put

pytestmark = needs_library


def is_apart(array: np.ndarray) -> bool:
    """Return whether `array` lies in memory that `nnsim.engine.memory` has made."""
    base: Any = array.base
    while base is not None and not isinstance(base, memoryview):
        base = getattr(base, "base", None)
    return base is not None and base.obj.dtype == np.uint8 and base.obj.nbytes % LINE == LINE - 1


def written(arrays: Iterable[np.ndarray], step: Any) -> list[np.ndarray]:
    """Return those of `arrays` that `step` changes."""
    unique = list({(a.__array_interface__["data"][0], a.shape, a.strides): a for a in arrays}.values())
    before = [a.tobytes() for a in unique]
    step()
    return [a for a, old in zip(unique, before, strict=True) if a.tobytes() != old]


@pytest.mark.parametrize("case", {type(case.layer): case for case in CASES}.values(), ids=str)
def test_of_layers(case: Case) -> None:
    stages, outputs = build(case, inner=True)
    network = Network(stages, outputs, np.float32, 7)
    program = network.program(4, training=True, learns=True)
    put(program, *numbers(stages, 6))
    every = (*program.forward_calls, *program.loss_calls, *program.backward_calls)
    if is_refused(case.layer.key, lambda: CallsByC(every, np.float32)):
        return
    calls = CallsByC(every, np.float32)
    found = written(calls.step._owned, calls)
    assert found
    assert [a.shape for a in found if not is_apart(a)] == []


@pytest.mark.parametrize(
    "training",
    [
        *({"optimizer": cls()} for cls in optimizers),
        *({"clipping": cls()} for cls in clippings),
        {"l1": 0.01, "weight_decay": 0.01},
    ],
    ids=str,
)
@pytest.mark.parametrize("retuned", [False, True])
def test_of_updates(training: dict[str, Any], retuned: bool) -> None:
    whole = getattr(training.get("optimizer"), "whole_data", False)
    run = compiled(start(drawing(), DATA, batch=23 if whole else 4, precision="float32", **training))
    run.advance(1)
    if retuned:
        run.retune(replace(run.training, max_norm=1.0))
        run.advance(1)
    (step, *_) = run.machine.walker()._steps.values()  # type: ignore[attr-defined]
    own = [run.unreported.recorder.sums, run.unreported.recorder.scalars]  # type: ignore[union-attr]
    found = written([*step._owned, *own], lambda: run.advance(1))
    assert len(found) > 10
    assert [a.shape for a in found if not is_apart(a)] == []
