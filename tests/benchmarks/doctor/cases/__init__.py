"""Networks of public questions that did not learn, rebuilt in this program, each with its repaired twin."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.doctor.cases import (
    networks,
    on_logits,
    softmax_over_one,
    step_size,
    unscaled,
    wrong_output,
)
from tests.benchmarks.doctor.cases.real_case import RealCase

_KINDS = (softmax_over_one, wrong_output, on_logits, unscaled, step_size, networks)


def cases() -> Iterator[RealCase]:
    """Yield every case, kind by kind."""
    for kind in _KINDS:
        yield from kind.cases()
