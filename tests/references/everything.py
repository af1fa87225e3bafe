"""All cases, by kind: a kind is a file of vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.references.attention_cases import ATTENTION
from tests.references.cases import Case
from tests.references.convolution_cases import CONVOLUTIONS
from tests.references.function_cases import ACTIVATIONS, LOSSES
from tests.references.layer_cases import LAYERS
from tests.references.norm_cases import NORMS
from tests.references.optimizer_cases import OPTIMIZERS
from tests.references.recurrent_cases import RECURRENT
from tests.references.schedule_cases import SCHEDULES

KINDS: Mapping[str, Sequence[Case]] = {
    "layers": LAYERS,
    "convolutions": CONVOLUTIONS,
    "recurrent": RECURRENT,
    "attention": ATTENTION,
    "norms": NORMS,
    "activations": ACTIVATIONS,
    "losses": LOSSES,
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
}


def covered() -> Iterator[tuple[str, str]]:
    """Yield kind and key of every part that some case compares."""
    for cases in KINDS.values():
        for case in cases:
            yield from case.covers
