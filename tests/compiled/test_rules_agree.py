"""Every learning rule: a step in C, and a hundred, leave what NumPy leaves, scalars of the rule among it."""

from __future__ import annotations

import pytest

from nnsim.engine.rule import Rule
from tests.compiled.agreement import DIGITS, farthest, of_run
from tests.compiled.by_c import compiled, in_numpy, is_refused, needs_library
from tests.contracts.test_rule_contract import ALL, begin

pytestmark = needs_library

AMPLIFIES = {"layer_by_layer": 30.0}
"""Rules whose own formula makes rounding larger, and how many times: of two means that are almost the same only the
difference is left."""


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("rule", ALL, ids=[f"{rule.key}-{i}" for i, rule in enumerate(ALL)])
def test_rules(rule: Rule, precision: str) -> None:
    numpy, c = (how(begin(rule, precision=precision)) for how in (in_numpy, compiled))
    if is_refused(rule.key, lambda: c.advance(1)):
        return
    for taken in range(1, 101):
        assert numpy.advance(1) == c.advance(1) == 1
        if taken in (1, 4, 100):  # 4: the first step of the second epoch, after a smaller batch
            distance, what = farthest(of_run(c), of_run(numpy))
            most = DIGITS[numpy.network.dtype] * (1 if taken < 100 else 10) * AMPLIFIES.get(rule.key, 1.0)
            assert distance <= most, (taken, what)
