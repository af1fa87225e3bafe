"""Networks of public questions that did not learn, rebuilt in this program, each with its repaired twin.

The rows are those of ``cases/not-learning.md``, every one; a row with several questions is several cases. Data are
made to the description with seeds of their own; the bundled digits of 8 × 8 stand for MNIST, striped colour pictures for
CIFAR. What could not be had as it was is said in the note of a case. The cases of ``more_*`` are our own, of the same
kind and not in the table: they guard against rules that fit the table alone.

Nothing was left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.doctor.cases import (
    more_data,
    more_networks,
    more_outputs,
    more_steps,
    networks,
    on_logits,
    softmax_over_one,
    step_size,
    unscaled,
    wrong_output,
)
from tests.benchmarks.doctor.cases.real_case import RealCase

_KINDS = (
    softmax_over_one,
    wrong_output,
    on_logits,
    unscaled,
    step_size,
    networks,
    more_outputs,
    more_data,
    more_steps,
    more_networks,
)


def cases() -> Iterator[RealCase]:
    """Yield every case, kind by kind."""
    for kind in _KINDS:
        yield from kind.cases()
